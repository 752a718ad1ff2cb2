procedure A;
var x, y: Integer; s: string;
  procedure B(n: Integer);
  var z: Integer;
    procedure C;
    begin
      x := x + n; z := z + 1; s := s + 'c';
    end;
  begin
    z := 0;
    C; C;
    y := y + z;
    if n > 0 then B(n - 1);
  end;
  function Get(k: Integer): Integer;
  begin
    Inc(y);
    Result := x + y + k;
  end;
begin
  x := 0; y := 0; s := '';
  B(2);
  WriteLn(x, ' ', y, ' ', s);
  WriteLn(Get(1), ' ', Get(1) + Get(2), ' ', y);
  if (y > 3) and (Get(0) > 5) then WriteLn('ok ', y);
  while Get(0) < 40 do x := x + 3;
  WriteLn(x, ' ', y);
end;
begin A; A end.
