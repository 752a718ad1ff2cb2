type TDay = (Mon, Tue, Wed, Thu, Fri);
var c: Char; d: TDay; b: Boolean; last: Char;
begin
  for c := 'a' to 'f' do Write(c);
  for c := 'f' downto 'd' do Write(c);
  WriteLn;
  for d := Tue to Fri do Write(Ord(d), ' ');
  for d := High(TDay) downto Low(TDay) do Write(Ord(d));
  WriteLn;
  for b := False to True do Write(b, ' ');
  WriteLn;
  last := 'c';
  for c := Succ('a') to last do Write(c);
  WriteLn;
end.
