{ What a program asks of the firm, for Free Pascal: settled values, and lines that say what was set. }
unit Kpi;

interface

function GetValue(const code: string): Double;
function GetPlan(const code: string): Double;
function GetCoefficient(const code: string): Double;
function GetSalary: Double;
procedure SetResult(value: Double);
procedure AddBonus(const title: string; amount: Double);
procedure Log(const text: string);

implementation

function GetValue(const code: string): Double;
begin
  if code = 'sales' then Result := 87500.5
  else if code = 'calls' then Result := 130
  else Result := 4.5;
end;

function GetPlan(const code: string): Double;
begin
  if code = 'sales' then Result := 100000
  else if code = 'calls' then Result := 120
  else Result := 4;
end;

function GetCoefficient(const code: string): Double;
begin
  Result := 1.1;
end;

function GetSalary: Double;
begin
  Result := 60000;
end;

procedure SetResult(value: Double);
begin
  WriteLn('result: ', value:0:9);
end;

procedure AddBonus(const title: string; amount: Double);
begin
  WriteLn('line: ', title, ' ', amount:0:9);
end;

procedure Log(const text: string);
begin
  WriteLn('log: ', text);
end;

end.
