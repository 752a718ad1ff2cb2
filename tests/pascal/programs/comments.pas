// before everything
program Comments; { named }
(* a comment
   of two lines *)
var
  a: Integer; // the first
  { the second }
  b: Integer;

begin // begins
  a := 1; { one } b := 2;

  // add them
  if a < b then // compare
    WriteLn('less') // said
  else
    { not this } WriteLn('more');
  for a := 1 to 2 do { loop }
  begin
    Write(a); // inside
    // last inside
  end;
  WriteLn('{no comment}', ' // nor this', '(* nor *)');
  (* at the end *)
end. // after
