var c: Char; n, total: Integer; a: array[1..3] of Integer; d: array of string; s: string;
begin
  total := 0;
  a[1] := 4; a[2] := 5; a[3] := 6;
  for n in a do total := total + n;
  WriteLn(total);
  for c in 'xyz' do Write(c, '-');
  WriteLn;
  SetLength(d, 2); d[0] := 'one'; d[1] := 'two';
  for s in d do Write(s, ' ');
  WriteLn;
end.
