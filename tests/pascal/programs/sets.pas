type TSmall = set of 1..20;
var a, b: TSmall; i: Integer; letters: set of Char; c: Char;
begin
  a := [1, 3, 5..8]; b := [5, 6, 20];
  for i := 1 to 20 do if i in a + b then Write(i, ' ');
  WriteLn;
  for i := 1 to 20 do if i in a * b then Write(i, ' ');
  WriteLn;
  for i := 1 to 20 do if i in a - b then Write(i, ' ');
  WriteLn;
  Include(a, 11); Exclude(a, 1);
  WriteLn(11 in a, 1 in a, a = b, a <> b, [5, 6] <= b, b >= [20]);
  letters := ['a'..'e', 'x'];
  for c := 'a' to 'z' do if not (c in letters) then Write(c);
  WriteLn;
  a := []; WriteLn(a = [], 5 in a);
  i := 7;
  if i in [1, 3..6, 8] then WriteLn('in') else WriteLn('out');
  if (i * 2) in [10..14] then WriteLn('within');
end.
