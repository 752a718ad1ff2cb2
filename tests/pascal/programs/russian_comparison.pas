var a, b: string; c: Char;
begin
  a := 'Анна'; b := 'Борис';
  WriteLn(a < b, 'я' > 'а', 'А' < 'а', 'Z' < 'А', a = 'Анна');
  c := 'б';
  case c of
    'а'..'е': WriteLn('первые');
    'ж'..'я': WriteLn('другие');
  else
    WriteLn('не буква');
  end;
  if (c >= 'а') and (c <= 'я') then WriteLn('строчная');
end.
