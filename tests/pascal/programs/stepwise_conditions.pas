uses SysUtils;
var n, tries: Integer; s: string;
function Next(var k: Integer): Boolean;
begin
  k := k + 1;
  Result := k < 4;
end;
begin
  n := 0; tries := 0;
  while (tries < 10) and Next(n) do Inc(tries);
  WriteLn(n, ' ', tries);
  s := '';
  if (s <> '') and TryStrToInt(s, n) then WriteLn('no') else WriteLn('empty ', n);
  s := '12';
  if (s = '') or TryStrToInt(s, n) then WriteLn('number ', n);
  if s = 'x' then WriteLn('x')
  else if TryStrToInt(s + '5', n) then WriteLn('longer ', n)
  else WriteLn('none');
  n := 0;
  repeat Write('r') until not Next(n);
  WriteLn(n);
end.
