var i, j, n: Integer; c: Char;
begin
  i := 42;
  for i := 3 to 2 do; WriteLn(i);
  for i := 1 to 3 do; WriteLn(i);
  for i := 1 to 10 do if i = 4 then Break; WriteLn(i);
  for c := 'a' to 'c' do; WriteLn(c);
  n := 0;
  for i := 1 to 3 do for j := i downto 1 do begin if j = 2 then Continue; n := n * 10 + j; end;
  WriteLn(n);
  for i := 1 to 2 do repeat n := n div 10; if n < 10 then Break; until False; WriteLn(n);
end.
