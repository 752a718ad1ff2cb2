program Arithmetic;
var a, b: Integer; x: Double;
begin
  a := 17; b := 5;
  WriteLn(a + b, ' ', a - b, ' ', a * b);
  x := a / b;
  WriteLn(x:0:4);
  WriteLn((a + b) * (a - b) - a * -b);
  WriteLn(2 + 3 * 4 - 10 / 4:0:2);
  x := -a;
  WriteLn(x:0:1, ' ', -(a - b), ' ', - a + b);
end.
