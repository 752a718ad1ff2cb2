var t, f: Boolean;
begin
  t := True; f := False;
  WriteLn(t and f, ' ', t or f, ' ', t xor t, ' ', not t);
  WriteLn(not f and t, ' ', (1 < 2) = t, ' ', t > f, ' ', t:7);
  WriteLn(Ord(t), ' ', Ord(f), ' ', (5 > 3) and (2 >= 2) or (1 <> 1));
  f := not f; if f then WriteLn('turned');
end.
