var s: string; i, vowels: Integer;
begin
  s := 'Привет, мир';
  WriteLn(Length(s), ' ', Copy(s, 1, 6), ' ', Pos('мир', s), ' ', s[1], s[Length(s)]);
  vowels := 0;
  for i := 1 to Length(s) do
    if s[i] in ['и', 'е', 'а', 'о'] then Inc(vowels);
  WriteLn(vowels);
  s[1] := 'п'; Insert('весь ', s, 9); WriteLn(s);
  Delete(s, 1, 8); WriteLn(s);
  for i := Length(s) downto 1 do Write(s[i]);
  WriteLn;
end.
