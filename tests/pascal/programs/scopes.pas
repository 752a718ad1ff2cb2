var x: Integer;
procedure P; var x: Integer; procedure Q; begin x := x + 1; WriteLn('q', x); end; begin x := 5; Q; WriteLn('p', x); end;
procedure R(x: Integer); begin x := x + 1; WriteLn('r', x); end;
function S: Integer; var R: Integer; begin R := 3; Result := R + x; end;
begin x := 1; P; R(x); WriteLn(S, x); end.
