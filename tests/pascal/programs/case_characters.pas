var s: string; i, digits, letters, others: Integer;
begin
  s := 'Deal 42 of Anna, 7%';
  digits := 0; letters := 0; others := 0;
  for i := 1 to Length(s) do
    case s[i] of
      '0'..'9': Inc(digits);
      'a'..'z', 'A'..'Z': Inc(letters);
      ' ', ',': ;
    else
      Inc(others);
    end;
  WriteLn(digits, ' ', letters, ' ', others);
end.
