uses SysUtils;
var n: Integer;
function Risky(i: Integer): Integer;
begin
  Result := -1;
  try
    if i = 1 then raise Exception.Create('first');
    if i = 2 then Result := StrToInt('x');
    if i = 3 then Result := 10 div (i - 3);
    if i = 4 then raise Exception.CreateFmt('code %d', [i]);
    if i = 5 then Exit;
    Result := i;
  except
    on E: EConvertError do Write('convert ');
    on E: EDivByZero do Write('zero ');
    on E: Exception do Write(E.Message, ' ');
  end;
end;
begin
  for n := 0 to 5 do WriteLn(Risky(n));
  try
    try
      raise Exception.Create('inner');
    finally
      WriteLn('finally');
    end;
  except
    WriteLn('caught');
  end;
  try
    try
      raise Exception.Create('again');
    except
      on E: EConvertError do WriteLn('no');
      else begin WriteLn('else'); raise; end;
    end;
  except
    on Exception do WriteLn('outer');
  end;
end.
