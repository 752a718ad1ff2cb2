var seen: array[Boolean] of Integer; letters: array['a'..'e'] of Integer; c: Char; s: string; i: Integer;
begin
  seen[True] := 0; seen[False] := 0;
  for c := 'a' to 'e' do letters[c] := 0;
  s := 'abcabcadd!';
  for i := 1 to Length(s) do
  begin
    Inc(seen[(s[i] >= 'a') and (s[i] <= 'c')]);
    if s[i] in ['a'..'e'] then Inc(letters[s[i]]);
  end;
  WriteLn(seen[True], seen[False]);
  for c := 'a' to 'e' do Write(c, letters[c], ' ');
  WriteLn;
end.
