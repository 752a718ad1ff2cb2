var x: Double; i: Integer;
begin
  x := 1.5; WriteLn(x);
  x := -1 / 8; WriteLn(x);
  x := 0; WriteLn(x);
  x := 1234567; WriteLn(x);
  for i := 1 to 3 do begin x := i * 0.25; WriteLn(i, ' ', x); end;
end.
