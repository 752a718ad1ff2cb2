type TS = array[1..3] of string; TR = record S: string; T: TS; end;
var r: TR; a: array of string; i: Integer; s: string;
procedure Up(var t: string); begin t := UpCase(t[1]) + Copy(t, 2, 255); end;
procedure Put(var c: Char); begin c := '!'; end;
begin
  r.S := 'abc'; r.T[2] := 'xyz'; r.S[2] := '-'; r.T[2][3] := '+';
  WriteLn(r.S, r.T[2], r.T[2][1]);
  Up(r.S); Up(r.T[2]); WriteLn(r.S, r.T[2]);
  SetLength(a, 2); a[0] := 'q'; Insert('w', a[0], 2); Delete(a[0], 1, 1); Up(a[0]); WriteLn(a[0]);
  s := 'hello'; i := 2; s[i + 1] := s[i]; WriteLn(s);
  s[1] := Chr(Ord(s[1]) - 32); WriteLn(s, Length(s + s), s + s[1] + 'x');
end.
