var s, t: string; i: Integer; c: Char;
begin
  s := 'Hello';
  WriteLn(s[1], s[5], ' ', Length(s));
  s[1] := 'J'; WriteLn(s);
  for i := Length(s) downto 1 do Write(s[i]);
  WriteLn;
  t := s + ', ' + 'it''s' + ' fine'; WriteLn(t);
  c := t[Length(t)]; WriteLn(c, Ord(c), Chr(Ord(c) + 1));
  WriteLn(Copy(t, 1, 5), '|', Copy(t, 8, 4), '|', Copy(t, 3, 1000), '|', Copy(t, 50, 5), '|');
  i := 0; WriteLn(Copy(t, i, 3), '|', Copy(t, i - 5, 4), '|', Copy(t, 2, i - 1), '|');
  WriteLn(Pos('l', t), Pos('fine', t), Pos('zzz', t), Pos('', t));
  WriteLn('a' < 'b', 'abc' < 'abd', 'Z' < 'a', 'ab' > 'a', s = 'Jello', '' < 'x');
  WriteLn('tab'#9'here', #65#66, 'x'#33);
end.
