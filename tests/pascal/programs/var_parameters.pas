procedure Swap(var a, b: Integer);
var t: Integer;
begin
  t := a; a := b; b := t;
end;
procedure Split(total: Integer; var half: Integer; out rest: Integer);
begin
  half := total div 2;
  rest := total mod 2;
end;
function Take(var stock: Integer; wanted: Integer): Integer;
begin
  if wanted > stock then wanted := stock;
  stock := stock - wanted;
  Result := wanted;
end;
var x, y, h, r, i: Integer; a: array[1..3] of Integer;
begin
  x := 1; y := 2;
  Swap(x, y); WriteLn(x, y);
  Split(17, h, r); WriteLn(h, ' ', r);
  a[1] := 10; a[2] := 20; a[3] := 30;
  Swap(a[1], a[3]); WriteLn(a[1], a[2], a[3]);
  i := 2; Swap(i, a[i]); WriteLn(i, ' ', a[2]);
  x := 10;
  y := Take(x, 4) + Take(x, 3); WriteLn(x, ' ', y);
  if Take(x, 99) = 3 then WriteLn('emptied ', x);
  Take(y, 1); WriteLn(y);
  while Take(y, 2) = 2 do Write('.');
  WriteLn(y);
end.
