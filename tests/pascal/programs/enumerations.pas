type
  TStage = (New_, Offer, Won, Lost);
  TStages = set of TStage;
var s: TStage; open: TStages; count: array[TStage] of Integer;
begin
  open := [New_, Offer];
  for s := New_ to Lost do
  begin
    count[s] := Ord(s) * 10;
    if s in open then Write('open ') else Write('closed ');
  end;
  WriteLn;
  s := Offer;
  WriteLn(s, ' ', Succ(s), ' ', Pred(s), ' ', count[Lost]);
  Inc(s); WriteLn(s = Won, s > Offer, ' ', Ord(s));
  case s of
    New_, Offer: WriteLn('work');
    Won: WriteLn('done');
  end;
  WriteLn(Ord(High(TStage)), TStage(3) = Lost);
end.
