{ Names that mean something in Python. }
var list, str_, len, lambda, sum, def, print, None, class_, is_, self, max: Integer;
function del(pass: Integer): Integer;
begin
  Result := pass + 1;
end;
begin
  list := 1; len := 2; lambda := 3; sum := 4; def := 5; print := 6; None := 7; self := 8;
  str_ := 9; class_ := 10; is_ := 11; max := 12;
  WriteLn(list + len + lambda + sum + def + print + None + self + str_ + class_ + is_ + max);
  WriteLn(del(del(len)), Length('abc'));
end.
