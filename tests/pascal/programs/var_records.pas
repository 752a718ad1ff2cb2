type
  TPerson = record
    Name: string;
    Sales: Double;
    Marks: array[1..2] of Integer;
  end;
procedure Raise_(var p: TPerson; by: Double);
begin
  p.Sales := p.Sales + by;
  p.Marks[1] := p.Marks[1] + 1;
end;
procedure Replace(var p: TPerson; const q: TPerson);
begin
  p := q;
end;
procedure ByValue(p: TPerson);
begin
  p.Name := 'changed'; p.Marks[2] := 99;
end;
var a, b: TPerson; list: array[0..1] of TPerson;
begin
  a.Name := 'Anna'; a.Sales := 10; a.Marks[1] := 1; a.Marks[2] := 2;
  b := a;
  Raise_(b, 5);
  ByValue(a);
  WriteLn(a.Name, ' ', a.Sales:0:1, ' ', a.Marks[1], a.Marks[2]);
  WriteLn(b.Name, ' ', b.Sales:0:1, ' ', b.Marks[1], b.Marks[2]);
  list[0] := a; list[1] := b;
  Raise_(list[0], 100);
  WriteLn(list[0].Sales:0:0, ' ', a.Sales:0:0);
  Replace(a, b); b.Name := 'Boris'; b.Marks[1] := 7;
  WriteLn(a.Name, ' ', a.Sales:0:0, ' ', a.Marks[1]);
end.
