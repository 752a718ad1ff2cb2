var i: Integer; x: Double; c: Currency; b: Byte;
begin
  i := 7; x := i; x := x / 2; i := Round(x); WriteLn(i, x:6:2);
  x := i div 2 + i mod 3 + 1 / 4; WriteLn(x:0:3);
  c := 10.25; c := c * 3; WriteLn(c:0:2);
  b := 200; i := b + 100; WriteLn(i, ' ', b div 7 * 2);
  WriteLn(Trunc(x * 100) mod 7, ' ', Round(x) shl 2, ' ', Abs(-i) / 2:0:1);
  x := -7.5; WriteLn(Trunc(x), Round(x), ' ', Int(x):0:1, Frac(x):0:2, ' ', Abs(x):0:1);
  WriteLn(7 / 2 = 3.5, 2 + 2 = 4.0, i > x, x < 0);
  WriteLn(10 - 3 - 2, ' ', 2 * 3 div 4 * 5, ' ', 100 div 10 div 5, ' ', 17 mod 10 mod 4, ' ', -2 * -3);
end.
