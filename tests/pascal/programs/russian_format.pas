uses SysUtils;
var name: string; n: Integer;
begin
  name := 'Иванова'; n := 12;
  WriteLn(Format('%s: сделок %d, сумма %.2f руб.', [name, n, 1500.5]));
  WriteLn(Format('[%10s][%-10s][%.3s]', [name, name, name]));
  WriteLn('Итого':10, '|', 'Премия':3, '|');
  WriteLn(StringReplace('план и план', 'план', 'факт', [rfReplaceAll]), StringOfChar('ж', 3));
end.
