function Initials(const full: string): string;
var p: Integer; rest: string;
begin
  rest := full;
  p := Pos(' ', rest);
  Result := Copy(rest, 1, p - 1);
  Delete(rest, 1, p);
  Result := Result + ' ' + rest[1] + '.';
  p := Pos(' ', rest);
  if p > 0 then Result := Result + Copy(rest, p + 1, 1) + '.';
end;
begin
  WriteLn(Initials('Иванова Анна Петровна'));
  WriteLn(Initials('Ким Олег'));
end.
