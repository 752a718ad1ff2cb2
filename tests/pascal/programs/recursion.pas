function Fib(n: Integer): Integer;
begin
  if n < 2 then Result := n else Result := Fib(n - 1) + Fib(n - 2);
end;
function Gcd(a, b: Integer): Integer;
begin
  if b = 0 then Gcd := a else Gcd := Gcd(b, a mod b);
end;
procedure Hanoi(n: Integer; a, b, c: Char; var moves: Integer);
begin
  if n = 0 then Exit;
  Hanoi(n - 1, a, c, b, moves);
  Inc(moves);
  if n = 3 then Write(a, b, ' ');
  Hanoi(n - 1, c, b, a, moves);
end;
function Digits(n: Integer): string;
begin
  if n < 10 then Result := Chr(48 + n) else Result := Digits(n div 10) + Chr(48 + n mod 10);
end;
var m: Integer;
begin
  WriteLn(Fib(15), ' ', Gcd(84, 36), ' ', Digits(90210));
  m := 0; Hanoi(5, 'a', 'b', 'c', m); WriteLn(m);
end.
