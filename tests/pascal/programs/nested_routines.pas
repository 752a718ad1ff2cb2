var log: string;
function Outer(n: Integer): Integer;
var total, deepest: Integer;
  procedure Add(k: Integer);
  begin
    total := total + k;
    log := log + 'a';
  end;
  procedure Walk(depth: Integer);
  begin
    if depth > deepest then deepest := depth;
    Add(depth);
    if depth < n then Walk(depth + 1);
  end;
  function Mean: Double;
  begin
    Mean := total / deepest;
  end;
begin
  total := 0; deepest := 0;
  Walk(1);
  Add(100);
  WriteLn(Mean:0:3, ' ', deepest);
  Result := total;
end;
begin
  log := '';
  WriteLn(Outer(4));
  WriteLn(Outer(1), ' ', log);
end.
