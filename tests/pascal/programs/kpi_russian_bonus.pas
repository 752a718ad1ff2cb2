// Премия менеджера: доля плана по шкале
uses SysUtils, Kpi;
var
  Fact, Plan, Share: Double; // факт, план и доля
  Title: string;
begin
  Fact := GetValue('sales');
  Plan := GetPlan('sales');
  Share := Fact / Plan;
  { Шкала премии }
  if Share >= 1 then
    Title := 'План выполнен'
  else
    Title := 'План не выполнен';
  Log(Title + ': ' + FormatFloat('0.0', Share * 100) + '%');
  WriteLn(Title, ' (', Length(Title), ' букв)');
  SetResult(Share * 10000);
end.
