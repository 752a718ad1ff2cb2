function Outer(n: Integer): Integer;
  function Inner(k: Integer): Integer;
  begin
    Result := k * 2;
    if k > 3 then Outer := 100 + k;
  end;
  procedure Reset; begin Outer := Inner(1); end;
begin
  Outer := 1;
  Reset;
  WriteLn(Inner(n));
end;
begin
  WriteLn(Outer(2)); WriteLn(Outer(5));
end.
