uses SysUtils, Kpi;
const Codes: array[1..3] of string = ('sales', 'calls', 'quality');
var i, reached: Integer; value, plan: Double;
begin
  reached := 0;
  for i := 1 to 3 do
  begin
    value := GetValue(Codes[i]);
    plan := GetPlan(Codes[i]);
    if value >= plan then
    begin
      Inc(reached);
      AddBonus(Codes[i] + ' reached', 500 + 100 * i);
    end;
  end;
  if reached = 3 then AddBonus('all', 2500.50);
  SetResult(reached * 1000);
end.
