{ Коды букв в кодировке Windows }
var s: string;
begin
  s := #207#240#232#226#229#242;
  WriteLn(s, ' ', s = 'Привет', ' ', Length(s));
  WriteLn('строка'#33#32'дальше');
end.
