var a, b: array of Integer; m: array of array of Integer; i, j: Integer; names: array of string;
procedure Fill(var x: array of Integer; value: Integer);
var k: Integer;
begin
  for k := 0 to High(x) do x[k] := value + k;
end;
function Total(const x: array of Integer): Integer;
var k: Integer;
begin
  Result := 0;
  for k := Low(x) to High(x) do Result := Result + x[k];
end;
begin
  SetLength(a, 4);
  WriteLn(Length(a), ' ', High(a), ' ', a[0]);
  Fill(a, 10);
  b := a; b[0] := 99;
  WriteLn(a[0], ' ', Total(a), ' ', Total([1, 2, 3]));
  SetLength(b, 6); b[1] := 7;
  WriteLn(a[1], ' ', Length(b), ' ', b[5]);
  b := Copy(a); b[2] := 0; WriteLn(a[2], ' ', Length(Copy(a, 1, 2)));
  SetLength(m, 2, 3);
  for i := 0 to 1 do for j := 0 to 2 do m[i][j] := i + j;
  WriteLn(m[1, 2], ' ', Length(m), Length(m[0]));
  SetLength(names, 2); names[0] := 'x'; WriteLn(names[0] + names[1] + '.');
  SetLength(a, 0); WriteLn(Length(a));
end.
