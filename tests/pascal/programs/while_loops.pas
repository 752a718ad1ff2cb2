var n, steps: Integer; x: Double;
begin
  n := 27; steps := 0;
  while n <> 1 do
  begin
    if Odd(n) then n := 3 * n + 1 else n := n div 2;
    Inc(steps);
  end;
  WriteLn(steps);
  x := 1000;
  while x > 1 do x := x / 3;
  WriteLn(x:0:6);
  while False do WriteLn('never');
end.
