function Bonus(amount: Double; share: Double = 0.1; const label_: string = 'bonus'): string;
begin
  Str(amount * share:0:2, Result);
  Result := label_ + ' ' + Result;
end;
procedure Line(width: Integer = 5);
begin
  while width > 0 do begin Write('-'); Dec(width); end;
  WriteLn;
end;
begin
  WriteLn(Bonus(1000)); WriteLn(Bonus(1000, 0.25)); WriteLn(Bonus(50, 1, 'all'));
  Line; Line(2);
end.
