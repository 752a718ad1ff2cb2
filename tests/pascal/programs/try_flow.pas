uses SysUtils;
var i: Integer;
function F(n: Integer): Integer;
begin
  Result := 0;
  try
    if n = 1 then Exit(10);
    if n = 2 then raise Exception.Create('x');
    Result := 1;
  finally
    Write('f', n, ' ');
  end;
end;
begin
  for i := 1 to 3 do
    try
      if i = 2 then Continue;
      WriteLn(F(i));
    finally
      Write('.');
    end;
  try WriteLn(F(2)); except on E: Exception do WriteLn(E.Message); end;
  for i := 1 to 3 do
  begin
    try
      if i = 2 then Break;
    except
    end;
  end;
  WriteLn(i);
  try i := StrToInt('12,5') except i := -1 end;
  WriteLn(i);
end.
