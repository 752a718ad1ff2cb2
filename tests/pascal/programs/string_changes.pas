var s: string; i: Integer; words: array[1..2] of string;
begin
  s := 'abcdef';
  Delete(s, 2, 3); WriteLn(s);
  Insert('XYZ', s, 2); WriteLn(s);
  Insert('>', s, 0); Insert('<', s, 100); WriteLn(s);
  Delete(s, 0, 5); WriteLn(s);
  Delete(s, 50, 5); WriteLn(s);
  Delete(s, 3, 100); WriteLn(s);
  s := 'aXbXc';
  for i := 1 to Length(s) do if s[i] = 'X' then s[i] := '-';
  WriteLn(s);
  SetLength(s, 3); WriteLn(s, '|', Length(s));
  words[1] := 'cat'; words[1][2] := 'u'; Insert('s', words[1], 4); WriteLn(words[1]);
  s := StringOfChar('*', 5) + StringOfChar('-', 0); WriteLn(s);
end.
