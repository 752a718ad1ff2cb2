uses Math;
var a: array[0..4] of Double; d: array of Double; i: Integer; s: Double;
begin
  for i := 0 to 4 do a[i] := (i + 1) * 1.5;
  SetLength(d, 3); d[0] := 4; d[1] := 8; d[2] := 6;
  WriteLn(Sum(a):0:2, ' ', Mean(d):0:2, ' ', MaxValue(d):0:1, ' ', MinValue(a):0:1);
  s := 0;
  for i := Low(a) to High(a) do s := s + Sqr(a[i] - Mean(a));
  WriteLn(Sqrt(s / Length(a)):0:6);
end.
