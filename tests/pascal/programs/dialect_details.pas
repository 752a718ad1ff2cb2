type
  PText = string[20];
  TMatrix = array[1..2] of array[1..2] of Double;
const
  Eps = 1E-3; Big = 2.5e3; Hex = $1A;
var m, k: TMatrix; t: PText; x, y: Double; i: Integer;
procedure Nothing; begin end;
procedure Twice(var v: TMatrix); var i, j: Integer;
begin
  for i := 1 to 2 do for j := 1 to 2 do v[i, j] := v[i, j] * 2;
end;
begin
  Nothing;
  ;
  m[1, 1] := 1; m[1, 2] := 2; m[2][1] := 3; m[2][2] := 4;
  k := m; Twice(k);
  WriteLn(m[2, 2]:0:1, k[2, 2]:0:1, ' ', Eps:0:4, ' ', Big:0:1, ' ', Hex);
  t := 'short'; WriteLn(t + '!');
  x := 10; y := x; x := x - 1; WriteLn(x = 9, y = 10, x <> y);
  begin
    begin i := 3; end;
    WriteLn(i);
  end;
end.
