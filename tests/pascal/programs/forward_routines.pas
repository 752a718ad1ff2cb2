function IsOdd(n: Integer): Boolean; forward;
function IsEven(n: Integer): Boolean;
begin
  if n = 0 then Result := True else Result := IsOdd(n - 1);
end;
function IsOdd(n: Integer): Boolean;
begin
  if n = 0 then Result := False else Result := IsEven(n - 1);
end;
procedure Say; forward;
procedure Twice;
begin
  Say; Say;
end;
procedure Say;
begin
  Write('hi ');
end;
begin
  WriteLn(IsEven(10), IsOdd(10), IsOdd(7));
  Twice; WriteLn;
end.
