uses SysUtils, Kpi;
{ Командный коэффициент: не выше 1,5 и не ниже 0,5 }
function Limited(x, low_, high_: Double): Double;
begin
  if x < low_ then Result := low_
  else if x > high_ then Result := high_
  else Result := x;
end;
var team, own: Double;
begin
  team := GetCoefficient('team');
  own := GetValue('quality') / GetPlan('quality');
  Log('Команда: ' + FloatToStr(team));
  AddBonus('За команду', GetSalary * (Limited(team * own, 0.5, 1.5) - 1));
  SetResult(12345.67);
end.
