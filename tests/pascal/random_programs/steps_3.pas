type TPair = record L, R: Integer; end;
var a, b, c: Integer; v: array[0..4] of Integer; p, q: TPair; s: string; i, j, k, w: Integer;
procedure Note(n: Integer);
begin
  if Length(s) < 200 then s := s + Chr(97 + Abs(n) mod 26);
end;
procedure Twist(var x: Integer; var r: TPair; n: Integer);
var old: Integer;
  procedure Deeper(m: Integer);
  begin
    old := old + m;
    x := (x * 3 + old) mod 1009;
    if m > 2 then Deeper(m div 2);
  end;
begin
  old := n mod 50;
  Deeper(Abs(n) mod 20);
  r.L := x - r.R; r.R := old;
end;
function Step(r: TPair; var n: Integer): Integer;
begin
  Inc(n); r.L := r.L + n;
  if r.L mod 3 = 0 then Exit(r.R mod 1009);
  Result := (r.L - r.R) mod 1009;
end;
begin
  a := -14; b := -30; c := 39; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  for i := 1 to 4 do
  begin
    with q do begin L := R + 59; Inc(R); end;
    if not (Length(s) > Length(s)) or Odd(v[1]) then Continue;
  end;
  i := 0;
  repeat
    Inc(i);
    case (b) mod 5 of
      -4..-1: begin
        Twist(a, p, b);
      end;
      0, 2: begin
        b := Step(p, v[4]);
      end;
      1: begin
        if c <> b then
        begin
          Note(25);
        end;
        case (-10) mod 5 of
          -4..-1: begin
            if (-3 >= a) and (Step(q, c) > v[1]) then Break;
          end;
          0, 2: begin
            q := p;
          end;
          1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(40) mod 26);
            c := p.L div 3 - Length(s) mod 7;
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        end;
        case (b) mod 5 of
          -4..-1: begin
            Note(58);
            with q do begin L := R + 4; Inc(R); end;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
            Twist(v[3], p, q.R);
            b := Step(p, v[4]);
          end;
          1: begin
            v[Abs(b) mod 5] := (v[Abs(a) mod 5] + b * 3) mod 1009;
            Inc(v[Abs(b) mod 5], 46);
          end;
        else
          if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then Continue;
          q := p;
          Twist(a, p, c);
        end;
      end;
    else
      Twist(b, p, v[1]);
      if not (c <= q.R) or Odd(Length(s)) then Break;
      case (v[Abs(a) mod 5]) mod 5 of
        -4..-1: begin
          Inc(c, -8);
          if a <> q.R then Break;
          Note(p.L);
        end;
        0, 2: begin
          a := c div 3 - a mod 7;
          Note(v[1]);
        end;
        1: begin
          Inc(v[2], -5);
        end;
      else
        a := (24 + c * 3) mod 1009;
        Note(-1);
        Note(v[Abs(a) mod 5]);
      end;
    end;
  until (i >= 4) or (c >= b);
  WriteLn(0, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 33; b := -5; c := 25; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  i := 0;
  while (i < 4) and (Step(p, b) < 900) do begin
    Inc(i);
    q := p;
    if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
    for j := 1 to 4 do
    begin
      if (a < Length(s)) and (Step(q, c) > v[Abs(a) mod 5]) then Continue;
    end;
  end;
  WriteLn(1, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -2; b := 48; c := 20; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  Twist(b, p, c);
  WriteLn(2, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -17; b := 48; c := 47; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  if b > p.L then
  begin
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      if Length(s) < v[Abs(a) mod 5] then
      begin
        q := p;
      end
      else if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
      begin
        q.R := (b + q.R * 3) mod 1009;
        with q do begin L := R + 36; Inc(R); end;
      end
      else
      begin
        b := Step(p, c);
        Note(v[1]);
        q := p;
      end;
      if (b = v[Abs(a) mod 5]) and (Step(q, c) > p.L) then Break;
      if not (c <= q.R) or Odd(55) then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
        q.R := Length(s) div 3 - q.R mod 7;
      end
      else if not (b > a) or Odd(27) then
      begin
        if Abs(v[1]) mod 10 in [1, 3..5, 8] then Continue;
        a := v[Abs(a) mod 5] div 3 - p.L mod 7;
        if (v[1] < q.R) and (Step(q, c) > p.L) then Break;
      end
      else
      begin
        Note(p.L);
        Inc(q.R, -13);
        b := Step(p, c);
      end;
    end;
    if not (10 = Length(s)) or Odd(Length(s)) then
    begin
      if (p.L = a) and (Step(q, c) > v[1]) then
      begin
        q := p;
        Twist(a, p, 37);
      end
      else
      begin
        c := (v[1] + v[Abs(a) mod 5] * 3) mod 1009;
        Twist(b, p, c);
        Inc(c, -10);
      end;
    end
    else if Abs(p.L) mod 10 in [1, 3..5, 8] then
    begin
      v[Abs(b) mod 5] := (v[Abs(a) mod 5] + q.R * 3) mod 1009;
    end
    else
    begin
      case (c) mod 5 of
        -4..-1: begin
          Inc(a, -21);
          Twist(v[3], p, Length(s));
          p.L := (49 + v[1] * 3) mod 1009;
        end;
        0, 2: begin
          Inc(v[2], 60);
        end;
        1: begin
          b := Step(p, a);
          p.L := b div 3 - a mod 7;
          Twist(v[3], p, b);
        end;
      else
        Twist(a, p, b);
        with q do begin L := R + 35; Inc(R); end;
        c := (25 + 2 * 3) mod 1009;
      end;
    end;
    if (q.R >= v[Abs(a) mod 5]) and (Step(q, c) > c) then
    begin
      if (b <> a) and (Step(q, c) > b) then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
        Inc(c, 53);
      end
      else if not (b > v[Abs(a) mod 5]) or Odd(v[Abs(a) mod 5]) then
      begin
        Note(-8);
        p.L := c div 3 - p.L mod 7;
        c := p.L div 3 - Length(s) mod 7;
      end
      else
      begin
        Note(q.R);
      end;
    end;
  end
  else
  begin
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      v[Abs(b) mod 5] := v[Abs(a) mod 5] div 3 - c mod 7;
      if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
      begin
        Note(34);
      end;
    end;
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      case (c) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
          with q do begin L := R + 53; Inc(R); end;
        end;
        0, 2: begin
          if Abs(c) mod 10 in [1, 3..5, 8] then Continue;
          if not (q.R >= q.R) or Odd(Length(s)) then Break;
        end;
        1: begin
          Twist(b, p, b);
          with q do begin L := R + 36; Inc(R); end;
        end;
      else
        if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
      end;
      Inc(p.L, 30);
      if Abs(v[1]) mod 10 in [1, 3..5, 8] then
      begin
        q := p;
      end
      else if (v[Abs(a) mod 5] > p.L) and (Step(q, c) > a) then
      begin
        p.L := 52 div 3 - v[Abs(a) mod 5] mod 7;
        b := Step(p, v[4]);
      end;
    end;
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      Twist(v[3], p, b);
      q := p;
    end;
  end;
  WriteLn(3, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 4; b := 25; c := -5; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  Note(a);
  if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
  WriteLn(4, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
end.
