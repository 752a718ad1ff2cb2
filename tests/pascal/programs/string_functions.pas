uses SysUtils, StrUtils;
var s: string;
begin
  s := '  Mixed Case  ';
  WriteLn('[', Trim(s), '][', TrimLeft(s), '][', TrimRight(s), ']');
  WriteLn(UpperCase(s), LowerCase(s), UpCase('q'));
  WriteLn(StringReplace('a-b-c', '-', '+', [rfReplaceAll]), ' ', StringReplace('a-b-c', '-', '+', []));
  WriteLn(LeftStr('abcdef', 2), RightStr('abcdef', 2), MidStr('abcdef', 3, 2), ReverseString('abc'));
  WriteLn(CompareStr('a', 'b') < 0, CompareText('ABC', 'abc'), SameText('x', 'X'), ' ', QuotedStr('it''s'));
  WriteLn(PosEx('a', 'banana', 3), DupeString('ab', 3), ' ', AnsiContainsStr('banana', 'nan'), AnsiStartsStr('ba', 'banana'));
  WriteLn(IfThen(Length(s) > 3, 'long', 'short'));
end.
