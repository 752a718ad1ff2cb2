type TWord = record Text: string; Count: Integer; end;
var words: array[1..10] of TWord; n, i: Integer; line, w: string;
procedure Add(const t: string);
var k: Integer;
begin
  for k := 1 to n do
    if words[k].Text = t then
    begin
      Inc(words[k].Count);
      Exit;
    end;
  Inc(n);
  words[n].Text := t; words[n].Count := 1;
end;
begin
  n := 0; line := 'call mail call meet call mail'; w := '';
  for i := 1 to Length(line) + 1 do
    if (i > Length(line)) or (line[i] = ' ') then
    begin
      if w <> '' then Add(w);
      w := '';
    end
    else
      w := w + line[i];
  for i := 1 to n do WriteLn(words[i].Text, '=', words[i].Count);
end.
