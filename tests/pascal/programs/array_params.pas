type TA = array[1..3] of Integer; TD = array of Integer;
var a: TA; d: TD;
procedure ByValue(x: TA); begin x[1] := 100; WriteLn(x[1]); end;
procedure ByRef(var x: TA); begin x[1] := 100; end;
procedure Whole(var x: TA); var y: TA; begin y[1] := 7; y[2] := 8; y[3] := 9; x := y; y[1] := 0; end;
procedure Dyn(x: TD); begin x[0] := 55; end;
procedure DynRef(var x: TD); begin SetLength(x, 5); x[4] := 3; end;
function Opened(x: array of Integer): Integer; begin x[0] := 1000; Result := x[0] + x[High(x)]; end;
function MakeD(n: Integer): TD; var i: Integer; begin SetLength(Result, n); for i := 0 to n - 1 do Result[i] := i * i; end;
begin
  a[1] := 1; a[2] := 2; a[3] := 3;
  ByValue(a); WriteLn(a[1]);
  WriteLn(Opened(a), a[1]);
  ByRef(a); WriteLn(a[1]);
  Whole(a); WriteLn(a[1], a[2], a[3]);
  SetLength(d, 2); d[1] := 4; Dyn(d); WriteLn(d[0]); DynRef(d); WriteLn(Length(d), d[4], d[1]);
  WriteLn(Opened(d), ' ', d[0]);
  d := MakeD(4); WriteLn(d[3], Length(MakeD(6)));
end.
