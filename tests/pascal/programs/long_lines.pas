var a, b: Integer; s: string;
begin
  a := 1; b := 2;
  if ((a = 1) or (b = 2) or (a = 3) or (b = 4) or (a = 5) or (b = 6) or (a = 7) or (b = 8) or (a = 9) or (b = 10)) and (b = 2) then WriteLn('yes');
  if ((a = 11) or (b = 22) or (a = 33) or (b = 44) or (a = 55) or (b = 66) or (a = 77) or (b = 88) or (a = 99) or (b = 100)) and (b = 2) then WriteLn('no');
  s := 'a, b (c) [d]' + ('x, y' + 'it''s "quoted", (and' + 'another long text, with commas, and so on' + 'and more of it [so' + 'on]' + s);
  WriteLn(s);
  if a in [1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009, 1000010, 1] then WriteLn('in');
end.
