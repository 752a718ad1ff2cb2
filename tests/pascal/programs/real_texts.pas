uses SysUtils;
var x: Double; i: Integer;
begin
  x := 1;
  for i := 1 to 12 do begin Write(FloatToStr(x), ' ', x:0:3, ' ', Format('%.1f', [x]), '; '); x := x * -7.3; end;
  WriteLn;
  x := 1;
  for i := 1 to 12 do begin Write(FloatToStr(x), ' '); x := x / 9; end;
  WriteLn;
  WriteLn(FloatToStr(0.1 + 0.2), ' ', FloatToStr(1e14), ' ', FloatToStr(123456789012345), ' ', FloatToStr(-1e15), ' ', FloatToStr(99999.99999));
  WriteLn(Format('%8.3f|%-10.2f|%.4n', [x, x * 1e9, 9876543.21]), FormatFloat('0.###', 1234.5), FormatFloat(',0.0', 12345.67));
end.
