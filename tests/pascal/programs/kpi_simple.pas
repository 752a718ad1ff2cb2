{ Share of the plan, capped. }
uses Kpi;
var fact, plan, share: Double;
begin
  fact := GetValue('sales');
  plan := GetPlan('sales');
  if plan = 0 then
    SetResult(0)
  else
  begin
    share := fact / plan * 100;
    if share > 120 then share := 120;
    SetResult(share);
  end;
  Log('done');
end.
