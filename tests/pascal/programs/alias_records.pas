type TR = record A: Integer; L: array[1..2] of Integer; end;
var r, q: TR; list: array[1..3] of TR; i: Integer;
function Make(n: Integer): TR;
begin
  Result.A := n;
  Result.L[1] := n * 10;
end;
function Same(const x: TR): TR;
begin
  Same := x;
end;
procedure Mutate(x: TR; var y: TR);
begin
  x.A := 100; y.A := x.A + 1; y.L := x.L;
end;
begin
  r := Make(1); q := Same(r); q.A := 2; q.L[1] := 5;
  WriteLn(r.A, r.L[1], q.A, q.L[1]);
  Mutate(r, q); r.L[1] := 77;
  WriteLn(r.A, r.L[1], q.A, q.L[1]);
  for i := 1 to 3 do list[i] := Make(i);
  list[1] := list[2]; list[2].A := 9; list[2].L := list[3].L; list[3].L[1] := 0;
  WriteLn(list[1].A, list[2].A, list[2].L[1], list[3].L[1]);
  Mutate(list[1], list[1]);
  WriteLn(list[1].A);
  with list[3] do begin q := list[3]; A := 55; end;
  WriteLn(q.A, list[3].A);
end.
