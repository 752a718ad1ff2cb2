uses SysUtils, DateUtils;
var d, e: TDateTime; y, m, dd: Word;
begin
  d := EncodeDate(2025, 3, 31);
  e := EncodeDate(2025, 5, 1);
  WriteLn(YearOf(d), ' ', MonthOf(d), ' ', DayOf(d), ' ', DayOfWeek(d), ' ', DayOfTheWeek(d));
  WriteLn(Trunc(e - d), ' ', DaysBetween(d, e), ' ', WeeksBetween(d, e), ' ', MonthsBetween(d, e + 30), ' ', e > d);
  DecodeDate(IncMonth(d, 1), y, m, dd); WriteLn(y, '-', m, '-', dd);
  DecodeDate(IncMonth(d, -13), y, m, dd); WriteLn(y, '-', m, '-', dd);
  DecodeDate(IncDay(d, 5) + 1, y, m, dd); WriteLn(y, '-', m, '-', dd);
  WriteLn(FormatDateTime('dd.mm.yyyy', d), ' ', FormatDateTime('yyyy"-"mm', IncMonth(e)), ' ', FormatDateTime('yy', d));
  WriteLn(IsLeapYear(2024), IsLeapYear(2100), ' ', DaysInAMonth(2024, 2), DaysInAMonth(2025, 12));
  WriteLn(Trunc(EncodeDate(2000, 1, 1)), ' ', Trunc(StartOfTheMonth(d)) - Trunc(d), ' ', DayOfTheYear(e));
  WriteLn(YearOf(IncYear(EncodeDate(2024, 2, 29), 1)), DayOf(IncYear(EncodeDate(2024, 2, 29), 1)));
end.
