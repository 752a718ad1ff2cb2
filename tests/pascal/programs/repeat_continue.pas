{ Continue asks the condition as well. }
var i, kept: Integer;
begin
  i := 0; kept := 0;
  repeat
    Inc(i);
    if i mod 3 = 0 then Continue;
    kept := kept + i;
    if i = 8 then Break;
  until i >= 9;
  WriteLn(i, ' ', kept);
  i := 0;
  repeat
    i := i + 1;
    if i = 5 then Continue;
  until i >= 5;
  WriteLn(i);
  repeat i := i - 2 until i < 0;
  WriteLn(i);
end.
