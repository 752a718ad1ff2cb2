var calls: Integer;
function Answer(value: Boolean): Boolean;
begin
  calls := calls + 1;
  Result := value;
end;
begin
  calls := 0;
  if Answer(False) and Answer(True) then WriteLn('no');
  WriteLn(calls);
  if Answer(True) or Answer(True) then WriteLn('yes');
  WriteLn(calls);
  if Answer(True) and Answer(False) or Answer(True) then WriteLn('both');
  WriteLn(calls);
  if not Answer(False) and not Answer(False) then WriteLn(calls);
end.
