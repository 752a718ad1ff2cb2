uses Math;
var i: Integer;
begin
  WriteLn(Abs(-5), ' ', Abs(-2.5):0:1, ' ', Sqr(7), ' ', Sqr(1.5):0:2, ' ', Sqrt(2):0:8);
  WriteLn(Power(2, 10):0:0, ' ', Power(2, 0.5):0:8, ' ', Power(9, -1):0:8, ' ', IntPower(1.5, 3):0:4);
  WriteLn(Exp(1):0:8, ' ', Ln(10):0:8, ' ', Log10(1000):0:6, ' ', Log2(8):0:6, ' ', LogN(3, 81):0:6);
  WriteLn(Sin(1):0:8, ' ', Cos(1):0:8, ' ', ArcTan(1) * 4:0:8, ' ', Pi:0:10);
  WriteLn(Min(3, -4), Max(3, -4), ' ', Min(1.5, 2):0:1, ' ', Sign(-3), Sign(0.5));
  WriteLn(InRange(5, 1, 10), EnsureRange(15, 1, 10), ' ', Odd(-3), Odd(4));
  i := 5; Inc(i); Inc(i, 4); Dec(i); Dec(i, 2); WriteLn(i, ' ', Succ(i), Pred(i));
  WriteLn(IfThen(i > 3, 10, 20), ' ', MaxInt);
end.
