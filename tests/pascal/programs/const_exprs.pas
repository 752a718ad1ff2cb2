const N = 5; M = N * 2 - 1; Half = N / 2; Neg = -N; Big = N > 3; Names = 'a' + 'b'; Ch = 'c'; Mask = 1 shl N; D = N div 2; Flags = [1, N];
type TA = array[0..N - 1] of Integer; TM = array[1..M] of Boolean;
var a: TA; i: Integer; m2: TM;
begin
  for i := 0 to N - 1 do a[i] := i; for i := Low(m2) to High(m2) do m2[i] := Odd(i);
  WriteLn(M, ' ', Half:0:2, Neg, Big, Names, Ch, ' ', Mask, D, ' ', a[N - 1], High(a), m2[M], 5 in Flags, 2 in Flags);
end.
