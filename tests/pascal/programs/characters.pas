var c, d: Char; s: string; i: Integer;
begin
  c := 'A'; d := #66;
  WriteLn(c, d, c < d, Succ(c), Pred(d), Ord('a') - Ord('A'));
  s := c; s := s + d; s := s + 'C'; WriteLn(s, s[2] = d, s = 'ABC');
  Inc(c, 2); WriteLn(c);
  for i := 0 to 5 do Write(Chr(Ord('a') + i * 2));
  WriteLn(UpCase('z'), c in ['A'..'C']);
  if (s[1] >= 'A') and (s[1] <= 'Z') then WriteLn('capital');
end.
