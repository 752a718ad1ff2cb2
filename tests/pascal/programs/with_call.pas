type TR = record N: Integer; Name: string; end;
var list: array[1..2] of TR; i: Integer;
procedure Fill(var r: TR; n: Integer); begin with r do begin N := n; Name := 'n' + Chr(48 + n); end; end;
begin
  for i := 1 to 2 do Fill(list[i], i + 3);
  with list[1] do begin N := N + 10; WriteLn(N, Name); with list[2] do WriteLn(N, Name); end;
  for i := 1 to 2 do with list[i] do if N > 5 then Name := Name + '!' else Dec(N);
  WriteLn(list[1].Name, list[2].N);
end.
