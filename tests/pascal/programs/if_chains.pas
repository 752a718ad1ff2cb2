procedure Grade(score: Integer);
begin
  if score >= 90 then
    WriteLn(score, ': A')
  else if score >= 75 then
    WriteLn(score, ': B')
  else if score >= 60 then
  begin
    Write(score);
    WriteLn(': C');
  end
  else
    WriteLn(score, ': -');
end;
var n: Integer;
begin
  Grade(95); Grade(80); Grade(60); Grade(12);
  n := 5;
  if n > 3 then
    if n > 10 then WriteLn('big')
    else WriteLn('the inner if has the else');
  if n = 0 then else WriteLn('else alone');
  if n = 5 then;
end.
