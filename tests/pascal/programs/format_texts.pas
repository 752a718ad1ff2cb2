uses SysUtils;
var n: Integer; x: Double; s: string;
begin
  n := 42; x := 1234.5678; s := 'Ann';
  WriteLn(Format('%s has %d deals, %.2f in all', [s, n, x]));
  WriteLn(Format('[%5d][%-5d][%.5d][%8.1f][%-9.3f]', [n, n, n, x, x]));
  WriteLn(Format('[%6s][%-6s][%.2s] 100%%', [s, s, s]));
  WriteLn(Format('%1:s before %0:s', ['one', 'two']), ' ', Format('%x %n %g', [255, x, 0.25]));
  WriteLn(Format('plain', []), Format('%d', [-n]), Format('%.0f', [2.5]), ' ', Format('%f', [x]));
  WriteLn(Format('%s%s%s', ['a', 'b', 'c']), Length(Format('%10d', [1])));
end.
