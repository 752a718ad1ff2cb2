type
  TPoint = record X, Y: Integer; end;
  TLine = record
    A, B: TPoint;
    Title: string;
  end;
const Origin: TPoint = (X: 0; Y: 0);
var l, m: TLine; p: TPoint; many: array[1..2] of TLine;
function Moved(p: TPoint; dx: Integer): TPoint;
begin
  Result := p;
  Result.X := Result.X + dx;
end;
begin
  l.A := Origin; l.B.X := 3; l.B.Y := 4; l.Title := 'one';
  m := l;
  m.B.X := 30; m.A.Y := 8;
  WriteLn(l.B.X, ' ', m.B.X, ' ', l.A.Y, ' ', m.A.Y, ' ', m.Title);
  p := Moved(l.B, 10);
  WriteLn(p.X, p.Y, ' ', l.B.X, ' ', Moved(p, 1).X);
  many[1] := l; many[2] := many[1]; many[2].A.X := 5;
  WriteLn(many[1].A.X, many[2].A.X, ' ', Origin.X);
end.
