type
  TEmployee = record
    Name: string;
    Grade: Integer;
  end;
const Grades: array[1..3] of string = ('стажёр', 'менеджер', 'ведущий');
var staff: array[1..3] of TEmployee; i: Integer;
begin
  staff[1].Name := 'Анна'; staff[2].Name := 'Борис'; staff[3].Name := 'Вера';
  for i := 1 to 3 do
    with staff[i] do
    begin
      Grade := 4 - i; { разряд }
      WriteLn(i, '. ', Name, ' — ', Grades[Grade]);
    end;
end.
