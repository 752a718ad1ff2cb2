{ Towards zero, whatever the signs. }
var a, b: Integer;
begin
  for a := -7 to 7 do
    for b := -3 to 3 do
      if b <> 0 then
        Write(a div b, ',', a mod b, ' ');
  WriteLn;
  WriteLn(-7 div 2, ' ', 7 div -2, ' ', -7 mod 2, ' ', 7 mod -2);
  a := 100; a := a div 7 mod 4; WriteLn(a);
end.
