type
  TDeal = record
    Amount: Double;
    Stage: Integer;
    Owner: record Name: string; Grade: Integer; end;
  end;
var d: TDeal; list: array[1..3] of TDeal; i: Integer; Amount: Double;
begin
  Amount := 1;
  with d do
  begin
    Amount := 500;
    Stage := 2;
    Owner.Name := 'Ann';
    with Owner do Grade := Stage + 1;
  end;
  WriteLn(d.Amount:0:0, ' ', d.Stage, ' ', d.Owner.Name, d.Owner.Grade, ' ', Amount:0:0);
  for i := 1 to 3 do
    with list[i] do
    begin
      Amount := i * 100;
      Stage := i;
    end;
  with list[2], Owner do begin Name := 'Bob'; Stage := 9; end;
  WriteLn(list[1].Amount:0:0, list[3].Amount:0:0, ' ', list[2].Stage, list[2].Owner.Name);
end.
