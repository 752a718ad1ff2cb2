var a, b: Integer;
begin
  a := 12; b := 10;
  WriteLn(a and b, ' ', a or b, ' ', a xor b, ' ', not a);
  WriteLn(a shl 3, ' ', a shr 2, ' ', (a and 4) <> 0);
  WriteLn($FF and $0F, ' ', 1 shl 10 or 1, ' ', a and not b);
  if (a and 8 = 8) and not (b and 1 = 1) then WriteLn('bits');
end.
