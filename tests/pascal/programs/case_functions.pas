var n: Integer;
function Next: Integer;
begin
  n := n + 1;
  Result := n;
end;
begin
  n := 1;
  case Next of
    1: WriteLn('one');
    2: WriteLn('two');
    3: WriteLn('three');
  end;
  WriteLn(n);
  case Next + Next of
    5..8: WriteLn('sum ', n);
  end;
end.
