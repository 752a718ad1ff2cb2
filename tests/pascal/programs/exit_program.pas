var i: Integer; total: Integer;
procedure Stop(n: Integer);
begin
  if n > 2 then Exit;
  total := total + n;
end;
begin
  total := 0;
  for i := 1 to 5 do
  begin
    Stop(i);
    if i = 4 then
    begin
      WriteLn('leaving ', total);
      Exit;
    end;
  end;
  WriteLn('never');
end.
