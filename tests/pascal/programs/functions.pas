function Square(x: Integer): Integer;
begin
  Square := x * x;
end;
function Fact(n: Integer): Integer;
begin
  if n <= 1 then
    Result := 1
  else
    Result := n * Fact(n - 1);
end;
function Sign3(x: Double): Integer;
begin
  Result := 0;
  if x > 0 then begin Result := 1; Exit; end;
  if x < 0 then Exit(-1);
end;
function Grow(x: Integer): Integer;
begin
  Result := x;
  Result := Result * 2;
  Result := Result + 1;
end;
function Seven: Integer;
begin
  Seven := 7;
end;
begin
  WriteLn(Square(5), ' ', Fact(6), ' ', Sign3(-2.5), Sign3(0), Sign3(3));
  WriteLn(Grow(10), ' ', Seven + Seven, ' ', Square(Square(Seven)));
end.
