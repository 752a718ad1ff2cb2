uses SysUtils;
{ UpperCase знает только латиницу }
begin
  WriteLn(UpperCase('Anna и Борис'), ' ', LowerCase('ANNA И БОРИС'));
  WriteLn(SameText('ANNA', 'anna'), ' ', SameText('БОРИС', 'борис'));
end.
