var a: array[0..9] of Integer; words: array[0..2] of string; n, calls: Integer;
function Next(var k: Integer): Integer;
begin
  Inc(k); Inc(calls);
  Result := k mod 10;
end;
procedure Double_(var x: Integer); begin x := x * 2 + 1; end;
begin
  n := 0; calls := 0;
  a[Next(n)] := 5;
  a[Next(n)] := a[Next(n)] + 7;
  Inc(a[Next(n)], 3);
  Double_(a[Next(n)]);
  words[0] := 'abc'; words[1] := 'def';
  words[Next(n) mod 2][Next(n) mod 3 + 1] := 'X';
  WriteLn(n, ' ', calls, ' ', a[1], a[2], a[4], a[5], ' ', words[0], words[1]);
  if Next(n) in [1, 3..9] then WriteLn('in ', calls);
  if (Next(n) + Next(n)) in [n, 100] then WriteLn('sum') else WriteLn(n);
  case Next(n) of 0, 1: WriteLn('a'); 2..5: WriteLn('b'); else WriteLn('c ', n); end;
end.
