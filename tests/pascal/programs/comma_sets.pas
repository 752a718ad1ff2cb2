type TC = (ca, cb, cc); TS = set of TC;
var s, t: TS; c: TC; n: Integer;
function Count(x: TS): Integer; var c: TC; begin Result := 0; for c := Low(TC) to High(TC) do if c in x then Inc(Result); end;
procedure Add(var x: TS; c: TC); begin Include(x, c); x := x + [ca]; end;
begin
  s := [cb]; t := s; Include(t, cc);
  WriteLn(Count(s), Count(t), Count(s + t), Count(t - s), Count([]), Count([ca..cc]));
  Add(s, cc); WriteLn(Count(s), s >= t, t <= s, s = [ca, cb, cc]);
  n := 0; for c in s do n := n + Ord(c); WriteLn(n);
  WriteLn(not (ca in t), [ca] * s <> []);
end.
