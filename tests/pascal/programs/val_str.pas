uses SysUtils;
var n, code: Integer; x: Double; s: string;
begin
  Val('3.75', x, code); WriteLn(x:0:2, code); Val(' 8', n, code); WriteLn(n, code);
  Str(3.14159:0:3, s); WriteLn(s); Str(-5:6, s); WriteLn('[' + s + ']');
  if not TryStrToFloat('1,5x', x) then WriteLn('bad'); WriteLn(StrToFloatDef('', 2):0:1, StrToFloatDef('1e2', 0):0:0, StrToFloatDef('.5', 0):0:1, StrToFloatDef('5.', 9):0:1);
  WriteLn(StrToIntDef('-15', 0), StrToIntDef('+4', 0), StrToIntDef('- 4', 0), StrToIntDef('0x1F', 0), StrToIntDef('$ff', 0));
end.
