const Max = 50;
var prime: array[2..Max] of Boolean; i, j: Integer;
begin
  for i := 2 to Max do prime[i] := True;
  for i := 2 to Max do
    if prime[i] then
    begin
      j := i * i;
      while j <= Max do begin prime[j] := False; j := j + i; end;
    end;
  for i := 2 to Max do if prime[i] then Write(i, ' ');
  WriteLn;
end.
