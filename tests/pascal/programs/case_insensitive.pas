VAR TotalSum, totalCount: INTEGER;
Function GetTotal: Integer;
BEGIN
  RESULT := TOTALSUM + totalcount;
END;
Begin
  totalsum := 5; TOTALCOUNT := 6;
  IF gettotal > 10 THEN writeln('Sum ', GETTOTAL);
  While TotalSum > 3 Do DEC(totalSum);
  WRITELN(totalsum);
End.
