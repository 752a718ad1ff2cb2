type
  TMonth = 1..12;
  TPlan = array[TMonth] of Double;
var plan: TPlan; m: TMonth; sum: Double; deltas: array[-2..2] of Integer; i: Integer;
begin
  for m := 1 to 12 do plan[m] := m * 1.5;
  sum := 0;
  for m := Low(TMonth) to High(TMonth) do sum := sum + plan[m];
  WriteLn(sum:0:2, ' ', plan[High(plan)]:0:1);
  for i := -2 to 2 do deltas[i] := i * i * i;
  for i := Low(deltas) to High(deltas) do Write(deltas[i], ' ');
  WriteLn(Length(deltas));
end.
