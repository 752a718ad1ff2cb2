var i: Integer;
begin
  for i := 0 to 12 do
    case i of
      0: Write('zero ');
      1, 3, 5, 7, 9: Write('odd ');
      2, 4: begin Write('small'); Write('-even '); end;
      6, 8: Write('middle ');
      10, 12..20: Write('big ')
    else
      Write('? ');
      Write('! ');
    end;
  WriteLn;
  case 3 * 3 of
    9: WriteLn('nine');
  end;
end.
