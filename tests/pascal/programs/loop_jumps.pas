var i, j, sum: Integer;
begin
  sum := 0;
  for i := 1 to 20 do
  begin
    if i mod 2 = 0 then Continue;
    if i > 13 then Break;
    sum := sum + i;
  end;
  WriteLn(sum, ' ', i);
  for i := 1 to 4 do
    for j := 1 to 4 do
    begin
      if j > i then Break;
      Write(i * j, ' ');
    end;
  WriteLn;
  i := 10;
  while True do
  begin
    Dec(i, 3);
    if i < 0 then Break;
    if Odd(i) then Continue;
    Write(i, ' ');
  end;
  WriteLn(i);
end.
