var a, b: array[1..5] of Integer; i, j, t: Integer;
    grid: array[1..3, 0..2] of Integer;
begin
  a[1] := 5; a[2] := 3; a[3] := 9; a[4] := 1; a[5] := 7;
  b := a;
  for i := 1 to 4 do
    for j := i + 1 to 5 do
      if a[j] < a[i] then
      begin
        t := a[i]; a[i] := a[j]; a[j] := t;
      end;
  for i := 1 to 5 do Write(a[i], ' ');
  for i := 1 to 5 do Write(b[i], ' ');
  WriteLn;
  for i := 1 to 3 do for j := 0 to 2 do grid[i, j] := i * 10 + j;
  WriteLn(grid[2, 1], ' ', grid[3][2], ' ', grid[1, 0]);
  Inc(grid[1, 1], 5); Dec(a[1]); WriteLn(grid[1, 1], ' ', a[1]);
end.
