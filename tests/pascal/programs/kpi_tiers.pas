uses SysUtils, Kpi;
function Rate(share: Double): Double;
begin
  if share < 0.8 then Result := 0
  else if share < 1 then Result := 0.05
  else if share < 1.2 then Result := 0.1
  else Result := 0.15;
end;
var share, bonus: Double;
begin
  share := GetValue('sales') / GetPlan('sales');
  bonus := GetSalary * Rate(share) + (GetValue('calls') - GetPlan('calls')) * 2.5;
  Log(Format('share %.4f, bonus %.2f', [share, bonus]));
  SetResult(Round(bonus));
end.
