const
  Rate = 0.13;
  Limit = 3 * 4 + 1;
  Title = 'Pay' + ' sheet';
  Letter = 'x';
  Steps: array[1..4] of Integer = (10, 20, 40, 80);
  Names: array[0..2] of string = ('low', 'middle', 'high');
  Grid: array[1..2, 1..3] of Integer = ((1, 2, 3), (4, 5, 6));
  Start: Integer = 5;
  Last = Limit - 1;
var i, j: Integer;
begin
  WriteLn(Rate:0:2, ' ', Limit, ' ', Title, ' ', Letter, ' ', Last);
  for i := 1 to 4 do Write(Steps[i], ' ');
  for i := Low(Names) to High(Names) do Write(Names[i], ' ');
  WriteLn;
  for i := 1 to 2 do for j := 1 to 3 do Write(Grid[i, j], Grid[i][j], ' ');
  WriteLn(Start);
end.
