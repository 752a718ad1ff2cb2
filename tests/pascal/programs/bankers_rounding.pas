uses Math;
var i: Integer; x: Double;
begin
  for i := -6 to 6 do
  begin
    x := i + 0.5;
    Write(Round(x), ' ');
  end;
  WriteLn;
  WriteLn(Round(2.4999), Round(2.5001), Round(-1.5), Round(0.5), Round(7));
  WriteLn(Trunc(2.9), ' ', Trunc(-2.9), ' ', Int(-2.9):0:1, ' ', Frac(-2.75):0:2);
  WriteLn(Ceil(2.1), Floor(2.9), ' ', Ceil(-2.1), Floor(-2.9));
  WriteLn(RoundTo(1234.5678, -2):0:3, ' ', RoundTo(1251, 2):0:0, ' ', SimpleRoundTo(0.125, -2):0:3);
end.
