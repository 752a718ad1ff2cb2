uses SysUtils;
begin
  WriteLn(FormatFloat('0.00', 1.005), ' ', FormatFloat('0.00', -2.345), ' ', FormatFloat('0', 2.5));
  WriteLn(FormatFloat('0.##', 2.5), ' ', FormatFloat('0.##', 2), ' ', FormatFloat('#.##', 0.25));
  WriteLn(FormatFloat('#,##0.00', 1234567.891), ' ', FormatFloat('#,##0', 999), ' ', FormatFloat('#,##0.0', -1234.56));
  WriteLn(FormatFloat('000.0', 7.25), ' ', FormatFloat('0.0%', 12.34), ' ', FormatFloat('0.00 "rub"', 5));
  WriteLn(1.5:8:2, '|', 1.5:0:0, '|', -0.5:0:0, '|', 2.675:0:2, '|', 1e6:12:1, '|');
  WriteLn(42:6, '|', -3:4, '|', 'ab':5, '|', 'abcdef':3, '|', True:6, '|');
end.
