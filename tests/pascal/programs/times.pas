uses SysUtils, DateUtils;
var t: TDateTime; h, n, s, z: Word;
begin
  t := EncodeDate(2025, 1, 15) + EncodeTime(18, 30, 15, 500);
  WriteLn(HourOf(t), ' ', MinuteOf(t), ' ', SecondOf(t));
  DecodeTime(t, h, n, s, z); WriteLn(h, ':', n, ':', s, '.', z);
  WriteLn(FormatDateTime('dd.mm.yyyy hh:nn:ss', EncodeDate(2025, 1, 15) + 0.25));
  WriteLn(FormatDateTime('hh:mm', 0.5), ' ', Frac(t) > 0.77, ' ', Trunc(t));
  WriteLn(EncodeTime(12, 0, 0, 0):0:3, ' ', EncodeTime(6, 0, 0, 0) * 24:0:4);
end.
