var counter: Integer; name: string; list: array[1..3] of Integer;
procedure Count;
begin
  Inc(counter);
  name := name + 'x';
  list[counter] := counter * counter;
end;
procedure Shadow;
var counter: Integer;
begin
  counter := 100;
  Inc(counter);
end;
procedure CountTwice;
begin
  Count; Count;
end;
begin
  counter := 0; name := '';
  Count; CountTwice; Shadow;
  WriteLn(counter, name, list[1], list[2], list[3]);
end.
