uses Kpi;
function Weighted(const code: string; weight: Double): Double;
var v, p: Double;
begin
  v := GetValue(code); p := GetPlan(code);
  if p > 0 then Weighted := v / p * weight else Weighted := 0;
end;
begin
  SetResult(Weighted('sales', 0.5) + Weighted('calls', 0.3) + Weighted('quality', 0.2));
end.
