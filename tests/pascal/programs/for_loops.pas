var i, n, total: Integer;
begin
  n := 3; total := 0;
  for i := 1 to n do
  begin
    n := 10; { the bound was computed once }
    total := total + i;
  end;
  WriteLn(total, ' ', n);
  for i := 5 downto 1 do Write(i, ' ');
  WriteLn;
  for i := 5 to 4 do WriteLn('never');
  for i := 1 downto 2 do WriteLn('never');
  for i := -2 to 2 do Write(i * i, ' ');
  WriteLn;
  for i := n - 1 to n + 1 do Write(i, ' ');
  WriteLn;
  for i := n + 1 downto n - 1 do Write(i, ' ');
  WriteLn;
end.
