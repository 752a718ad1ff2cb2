{ Слова строки по одному }
procedure Split(const s: string);
var i: Integer; word: string;
begin
  word := '';
  for i := 1 to Length(s) do
    if s[i] = ' ' then
    begin
      if word <> '' then WriteLn(Length(word), ' ', word);
      word := '';
    end
    else
      word := word + s[i];
  if word <> '' then WriteLn(Length(word), ' ', word);
end;
begin
  Split('первая  вторая третья');
  Split('№ 5 «ёлка»');
end.
