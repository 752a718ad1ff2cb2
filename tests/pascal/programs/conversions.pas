uses SysUtils;
var n, code: Integer; x: Double; s: string;
begin
  WriteLn(IntToStr(-42), ' ', StrToInt('17') + 1, ' ', StrToInt('$1F'));
  WriteLn(StrToIntDef('12x', -1), ' ', StrToIntDef('', -2), ' ', StrToIntDef(' 7', 0), ' ', StrToIntDef('1.5', 9));
  WriteLn(FloatToStr(1.5), ' ', FloatToStr(100), ' ', FloatToStr(1 / 3), ' ', FloatToStr(-0.001), ' ', FloatToStr(1e20));
  WriteLn(FloatToStr(0.00001234), ' ', FloatToStr(0.0000001), ' ', FloatToStr(123456789.125), ' ', FloatToStr(0));
  WriteLn(StrToFloat('2.5') * 2:0:3, ' ', StrToFloatDef('abc', 1.25):0:2, ' ', StrToFloat('-1e3'):0:0);
  if TryStrToInt('55', n) then WriteLn('got ', n);
  if not TryStrToInt('5 5', n) then WriteLn('no number');
  if TryStrToFloat('5.25', x) and (x > 5) then WriteLn(x:0:2);
  Val('123', n, code); WriteLn(n, ' ', code);
  Val('12a', n, code); WriteLn(code <> 0);
  Str(12.345:8:2, s); WriteLn('[', s, ']');
  Str(77, s); WriteLn(s, BoolToStr(True), BoolToStr(False, True));
end.
