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
  a := -6; b := -13; c := 3; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  case (c) mod 5 of
    -4..-1: begin
      for i := 1 to 4 do
      begin
        Twist(a, p, Length(s));
        if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
        begin
          Inc(a, -6);
          if not (a <= v[1]) or Odd(q.R) then Continue;
        end
        else if not (p.L <= b) or Odd(b) then
        begin
          q := p;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
        end
        else
        begin
          Twist(b, p, q.R);
          if 45 > c then Continue;
        end;
        if Abs(v[1]) mod 10 in [1, 3..5, 8] then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
          b := Step(p, c);
          if Abs(b) mod 10 in [1, 3..5, 8] then Break;
        end;
      end;
      case (v[1]) mod 5 of
        -4..-1: begin
          case (b) mod 5 of
            -4..-1: begin
              with q do begin L := R + 31; Inc(R); end;
              v[Abs(b) mod 5] := (19 + p.L * 3) mod 1009;
              q.R := v[1] div 3 - 28 mod 7;
            end;
            0, 2: begin
              if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
              b := Step(p, a);
              Inc(b, -9);
            end;
            1: begin
              b := (Length(s) + a * 3) mod 1009;
            end;
          else
            Inc(q.R, 25);
          end;
        end;
        0, 2: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          if Abs(a) mod 10 in [1, 3..5, 8] then
          begin
            q := p;
            with q do begin L := R + -5; Inc(R); end;
          end
          else if a <= v[1] then
          begin
            Note(v[1]);
            b := Step(p, v[4]);
            b := Step(p, v[4]);
          end;
        end;
        1: begin
          Twist(b, p, v[1]);
        end;
      else
        q.R := c div 3 - a mod 7;
        Twist(a, p, p.L);
      end;
    end;
    0, 2: begin
      i := 0;
      while (i < 4) and (Step(p, b) < 900) do begin
        Inc(i);
        Note(q.R);
        if Abs(p.L) mod 10 in [1, 3..5, 8] then
        begin
          c := (c + b * 3) mod 1009;
          Inc(q.R, 22);
        end
        else if Abs(b) mod 10 in [1, 3..5, 8] then
        begin
          v[Abs(b) mod 5] := b div 3 - 0 mod 7;
          a := (a + q.R * 3) mod 1009;
          if not (q.R < v[1]) or Odd(p.L) then Break;
        end;
        case (v[Abs(a) mod 5]) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(29) mod 26);
          end;
          0, 2: begin
            Twist(v[3], p, p.L);
            if 27 >= b then Break;
            Twist(a, p, v[Abs(a) mod 5]);
          end;
          1: begin
            if not (c < a) or Odd(v[Abs(a) mod 5]) then Continue;
            q.R := v[1] div 3 - c mod 7;
          end;
        else
          Note(20);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          if (b > b) and (Step(q, c) > b) then Break;
        end;
      end;
      for i := Abs(a) mod 3 to 3 do
      begin
        case (Length(s)) mod 5 of
          -4..-1: begin
            if p.L > v[1] then Continue;
            if v[1] < q.R then Continue;
            q.R := p.L div 3 - p.L mod 7;
          end;
          0, 2: begin
            if Abs(q.R) mod 10 in [1, 3..5, 8] then Break;
          end;
          1: begin
            b := (p.L + Length(s) * 3) mod 1009;
          end;
        else
          b := Step(p, a);
        end;
      end;
      b := 56 div 3 - q.R mod 7;
    end;
    1: begin
      b := Step(p, a);
    end;
  else
    Inc(a, 47);
    case (Length(s)) mod 5 of
      -4..-1: begin
        a := v[1] div 3 - p.L mod 7;
        Note(c);
        if (q.R > c) and (Step(q, c) > q.R) then
        begin
          q := p;
          Twist(a, p, v[Abs(a) mod 5]);
        end
        else
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          b := Step(p, v[4]);
          b := Step(p, c);
        end;
      end;
      0, 2: begin
        case (q.R) mod 5 of
          -4..-1: begin
            Note(4);
            b := Step(p, c);
          end;
          0, 2: begin
            v[2] := v[Abs(a) mod 5] div 3 - v[1] mod 7;
            Note(v[Abs(a) mod 5]);
            b := Step(p, v[4]);
          end;
          1: begin
            Inc(v[2], -3);
            v[Abs(b) mod 5] := (v[1] + Length(s) * 3) mod 1009;
            with q do begin L := R + -27; Inc(R); end;
          end;
        else
          q := p;
        end;
        case (a) mod 5 of
          -4..-1: begin
            Twist(v[3], p, -30);
            Inc(q.R, 21);
            with q do begin L := R + 8; Inc(R); end;
          end;
          0, 2: begin
            Inc(v[2], -25);
          end;
          1: begin
            q := p;
            with q do begin L := R + 33; Inc(R); end;
            Twist(b, p, p.L);
          end;
        else
          p.L := v[Abs(a) mod 5] div 3 - v[Abs(a) mod 5] mod 7;
          q := p;
          with q do begin L := R + 41; Inc(R); end;
        end;
      end;
      1: begin
        case (Length(s)) mod 5 of
          -4..-1: begin
            Inc(v[Abs(b) mod 5], 13);
            q := p;
          end;
          0, 2: begin
            with q do begin L := R + 22; Inc(R); end;
            q := p;
          end;
          1: begin
            q := p;
          end;
        else
          Note(-8);
          q := p;
        end;
        if Abs(b) mod 10 in [1, 3..5, 8] then
        begin
          Twist(v[3], p, q.R);
        end;
      end;
    else
      case (v[1]) mod 5 of
        -4..-1: begin
          Twist(b, p, q.R);
          Twist(b, p, v[Abs(a) mod 5]);
        end;
        0, 2: begin
          with q do begin L := R + 34; Inc(R); end;
        end;
        1: begin
          q := p;
          v[Abs(b) mod 5] := (-9 + q.R * 3) mod 1009;
        end;
      else
        if s <> '' then s[Length(s)] := Chr(65 + Abs(49) mod 26);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
      end;
      q.R := (a + p.L * 3) mod 1009;
    end;
  end;
  i := 0;
  repeat
    Inc(i);
    for j := Abs(a) mod 3 to 3 do
    begin
      Inc(c, 33);
    end;
    if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
    if (b <> q.R) and (Step(q, c) > v[1]) then
    begin
      if not (v[1] <= v[1]) or Odd(a) then
      begin
        Note(v[1]);
        if v[1] = v[1] then Continue;
      end
      else if (c >= a) and (Step(q, c) > a) then
      begin
        if b > Length(s) then Continue;
        q := p;
      end;
    end
    else if Abs(v[1]) mod 10 in [1, 3..5, 8] then
    begin
      with q do begin L := R + 5; Inc(R); end;
    end;
  until (i >= 4) or (not (b >= a) or Odd(p.L));
  WriteLn(0, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 17; b := 44; c := -14; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  for i := Abs(a) mod 3 to 3 do
  begin
    with q do begin L := R + 37; Inc(R); end;
    j := 0;
    while (j < 4) and (Step(p, b) < 900) do begin
      Inc(j);
      case (v[1]) mod 5 of
        -4..-1: begin
          p.L := (Length(s) + v[Abs(a) mod 5] * 3) mod 1009;
          if (b > b) and (Step(q, c) > -10) then Continue;
          q := p;
        end;
        0, 2: begin
          with q do begin L := R + 20; Inc(R); end;
          q := p;
        end;
        1: begin
          if not (p.L <= Length(s)) or Odd(p.L) then Break;
        end;
      else
        if p.L <> p.L then Continue;
        q := p;
      end;
      q.R := (29 + v[Abs(a) mod 5] * 3) mod 1009;
    end;
  end;
  if (c <= v[Abs(a) mod 5]) and (Step(q, c) > q.R) then
  begin
    case (55) mod 5 of
      -4..-1: begin
        if (33 <= v[Abs(a) mod 5]) and (Step(q, c) > v[1]) then
        begin
          Inc(a, -2);
          Note(b);
          Note(p.L);
        end
        else if c = a then
        begin
          b := Step(p, a);
          Note(-14);
        end;
        b := Step(p, a);
      end;
      0, 2: begin
        p.L := (v[Abs(a) mod 5] + 42 * 3) mod 1009;
        if Length(s) < p.L then
        begin
          Twist(a, p, q.R);
          Inc(p.L, 15);
        end
        else
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
          Note(v[1]);
        end;
      end;
      1: begin
        case (v[1]) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
          end;
          0, 2: begin
            q := p;
            Twist(v[3], p, a);
          end;
          1: begin
            q := p;
          end;
        else
          Twist(a, p, v[Abs(a) mod 5]);
          q := p;
        end;
      end;
    else
      q.R := Length(s) div 3 - 6 mod 7;
      if p.L = v[1] then
      begin
        Inc(q.R, -30);
      end
      else if a <= b then
      begin
        Twist(b, p, p.L);
        Note(q.R);
        Inc(q.R, -20);
      end
      else
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
        v[Abs(b) mod 5] := (b + v[1] * 3) mod 1009;
      end;
      case (v[1]) mod 5 of
        -4..-1: begin
          Twist(v[3], p, c);
          b := Step(p, c);
        end;
        0, 2: begin
          b := Step(p, c);
        end;
        1: begin
          Twist(v[3], p, Length(s));
          Inc(q.R, 8);
          Note(c);
        end;
      else
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
        b := Step(p, a);
        Twist(b, p, b);
      end;
    end;
    if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
    for i := Abs(a) mod 3 to 3 do
    begin
      case (18) mod 5 of
        -4..-1: begin
          a := c div 3 - v[1] mod 7;
          if (p.L > 32) and (Step(q, c) > p.L) then Continue;
        end;
        0, 2: begin
          b := Step(p, c);
        end;
        1: begin
          b := Step(p, c);
          if q.R >= Length(s) then Break;
          if Length(s) > b then Continue;
        end;
      else
        if Abs(a) mod 10 in [1, 3..5, 8] then Continue;
      end;
      if not (v[1] <> a) or Odd(a) then
      begin
        q.R := (Length(s) + q.R * 3) mod 1009;
        Twist(v[3], p, b);
        b := Step(p, a);
      end;
    end;
  end;
  case (Length(s)) mod 5 of
    -4..-1: begin
      with q do begin L := R + -3; Inc(R); end;
      case (c) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
        end;
        0, 2: begin
          if not (v[1] >= a) or Odd(19) then
          begin
            q := p;
            Inc(q.R, 49);
          end
          else
          begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            v[2] := a div 3 - a mod 7;
            b := Step(p, a);
          end;
          if not (v[Abs(a) mod 5] > Length(s)) or Odd(b) then
          begin
            b := Step(p, c);
          end;
        end;
        1: begin
          case (c) mod 5 of
            -4..-1: begin
              q := p;
              q := p;
            end;
            0, 2: begin
              b := Step(p, c);
              b := Step(p, v[4]);
              b := Step(p, c);
            end;
            1: begin
              q := p;
            end;
          else
            b := Step(p, a);
            q := p;
          end;
          q := p;
        end;
      else
        Inc(c, 46);
        Inc(a, 40);
      end;
    end;
    0, 2: begin
      for i := Abs(a) mod 3 to 3 do
      begin
        Inc(q.R, 21);
        if not (v[Abs(a) mod 5] >= v[1]) or Odd(a) then
        begin
          if b >= p.L then Break;
          Inc(q.R, -16);
        end
        else
        begin
          if (Length(s) = v[Abs(a) mod 5]) and (Step(q, c) > b) then Break;
          if Abs(-28) mod 10 in [1, 3..5, 8] then Continue;
          a := (Length(s) + a * 3) mod 1009;
        end;
      end;
      if a > v[Abs(a) mod 5] then
      begin
        case (a) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            p.L := (42 + Length(s) * 3) mod 1009;
          end;
          0, 2: begin
            with q do begin L := R + 0; Inc(R); end;
          end;
          1: begin
            q := p;
            with q do begin L := R + -20; Inc(R); end;
          end;
        else
          q := p;
        end;
        Inc(v[2], -2);
      end
      else if (a <> -23) and (Step(q, c) > a) then
      begin
        case (v[Abs(a) mod 5]) mod 5 of
          -4..-1: begin
            with q do begin L := R + 11; Inc(R); end;
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(-1) mod 26);
            Inc(v[2], 35);
            with q do begin L := R + -3; Inc(R); end;
          end;
          1: begin
            b := Step(p, v[4]);
          end;
        else
          Inc(q.R, -17);
        end;
      end
      else
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
      end;
      for i := 1 to 4 do
      begin
        Twist(v[3], p, Length(s));
        with q do begin L := R + 52; Inc(R); end;
      end;
    end;
    1: begin
      i := 0;
      while (i < 4) and (Step(p, b) < 900) do begin
        Inc(i);
        case (p.L) mod 5 of
          -4..-1: begin
            if not (q.R <> c) or Odd(a) then Break;
            p.L := (c + a * 3) mod 1009;
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
            q := p;
          end;
          1: begin
            Twist(b, p, v[1]);
            v[Abs(b) mod 5] := (v[1] + Length(s) * 3) mod 1009;
          end;
        else
          with q do begin L := R + -18; Inc(R); end;
          a := p.L div 3 - p.L mod 7;
          v[2] := q.R div 3 - v[1] mod 7;
        end;
      end;
    end;
  else
    case (c) mod 5 of
      -4..-1: begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
      end;
      0, 2: begin
        b := Step(p, c);
        if a <> 6 then
        begin
          Twist(b, p, q.R);
        end;
      end;
      1: begin
        if p.L <> Length(s) then
        begin
          b := Step(p, a);
        end
        else if b = a then
        begin
          p.L := (a + 43 * 3) mod 1009;
        end
        else
        begin
          b := Step(p, a);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          with q do begin L := R + 14; Inc(R); end;
        end;
      end;
    else
      case (b) mod 5 of
        -4..-1: begin
          with q do begin L := R + 21; Inc(R); end;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
        end;
        0, 2: begin
          Note(Length(s));
          Inc(c, 1);
        end;
        1: begin
          with q do begin L := R + 11; Inc(R); end;
          c := 49 div 3 - Length(s) mod 7;
          v[Abs(b) mod 5] := Length(s) div 3 - b mod 7;
        end;
      else
        q := p;
      end;
    end;
    b := Step(p, a);
    for i := 4 downto Abs(b) mod 4 do
    begin
      case (Length(s)) mod 5 of
        -4..-1: begin
          Twist(v[3], p, v[1]);
        end;
        0, 2: begin
          b := (b + a * 3) mod 1009;
        end;
        1: begin
          Inc(q.R, 13);
          b := Step(p, c);
        end;
      else
        q.R := (b + p.L * 3) mod 1009;
        if Abs(b) mod 10 in [1, 3..5, 8] then Continue;
        b := p.L div 3 - -11 mod 7;
      end;
      if not (v[1] > Length(s)) or Odd(v[Abs(a) mod 5]) then Break;
    end;
  end;
  WriteLn(1, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 3; b := 60; c := 53; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  case (q.R) mod 5 of
    -4..-1: begin
      if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
      begin
        b := (Length(s) + a * 3) mod 1009;
        Inc(p.L, -4);
      end
      else if c >= v[Abs(a) mod 5] then
      begin
        q := p;
        if (v[Abs(a) mod 5] = v[Abs(a) mod 5]) and (Step(q, c) > a) then
        begin
          b := Step(p, a);
          c := p.L div 3 - c mod 7;
          with q do begin L := R + -14; Inc(R); end;
        end;
      end
      else
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
        if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
        begin
          with q do begin L := R + -11; Inc(R); end;
          with q do begin L := R + 36; Inc(R); end;
        end
        else if not (59 > v[1]) or Odd(q.R) then
        begin
          c := (v[Abs(a) mod 5] + q.R * 3) mod 1009;
          Twist(a, p, v[Abs(a) mod 5]);
          Twist(v[3], p, q.R);
        end;
      end;
      q := p;
    end;
    0, 2: begin
      for i := 4 downto Abs(b) mod 4 do
      begin
        c := (c + Length(s) * 3) mod 1009;
        if not (c <> b) or Odd(v[Abs(a) mod 5]) then Continue;
      end;
      Twist(a, p, v[1]);
    end;
    1: begin
      b := v[Abs(a) mod 5] div 3 - p.L mod 7;
      q := p;
      Inc(c, 55);
    end;
  else
    case (v[Abs(a) mod 5]) mod 5 of
      -4..-1: begin
        if q.R > v[1] then
        begin
          Twist(v[3], p, a);
          b := (b + b * 3) mod 1009;
          Inc(q.R, -6);
        end
        else if (a >= v[Abs(a) mod 5]) and (Step(q, c) > 17) then
        begin
          Twist(b, p, v[1]);
        end;
        case (b) mod 5 of
          -4..-1: begin
            v[2] := a div 3 - -14 mod 7;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
          end;
          0, 2: begin
            q := p;
            with q do begin L := R + 48; Inc(R); end;
          end;
          1: begin
            Twist(v[3], p, v[1]);
            q := p;
            b := b div 3 - q.R mod 7;
          end;
        else
          c := q.R div 3 - Length(s) mod 7;
          Inc(a, 3);
          Twist(a, p, Length(s));
        end;
      end;
      0, 2: begin
        with q do begin L := R + -4; Inc(R); end;
        v[Abs(b) mod 5] := (c + a * 3) mod 1009;
        case (v[Abs(a) mod 5]) mod 5 of
          -4..-1: begin
            b := (v[1] + c * 3) mod 1009;
            q := p;
          end;
          0, 2: begin
            Inc(p.L, 39);
            Note(c);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
          end;
          1: begin
            with q do begin L := R + 2; Inc(R); end;
            Note(v[Abs(a) mod 5]);
          end;
        else
          Inc(v[2], -17);
          Inc(v[Abs(b) mod 5], 26);
        end;
      end;
      1: begin
        if (v[Abs(a) mod 5] <= c) and (Step(q, c) > p.L) then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
        end
        else if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
        begin
          a := 38 div 3 - c mod 7;
          b := (v[1] + Length(s) * 3) mod 1009;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        end;
        with q do begin L := R + -3; Inc(R); end;
        case (a) mod 5 of
          -4..-1: begin
            Twist(a, p, v[1]);
            Inc(q.R, 18);
            Note(b);
          end;
          0, 2: begin
            q := p;
            with q do begin L := R + 35; Inc(R); end;
            Twist(a, p, Length(s));
          end;
          1: begin
            Inc(b, 3);
          end;
        else
          c := (a + q.R * 3) mod 1009;
          b := Step(p, a);
        end;
      end;
    else
      case (58) mod 5 of
        -4..-1: begin
          v[2] := c div 3 - v[Abs(a) mod 5] mod 7;
        end;
        0, 2: begin
          v[Abs(b) mod 5] := v[1] div 3 - Length(s) mod 7;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          Note(Length(s));
        end;
        1: begin
          q := p;
        end;
      else
        Twist(v[3], p, 42);
      end;
      if not (v[1] > a) or Odd(c) then
      begin
        with q do begin L := R + 8; Inc(R); end;
        with q do begin L := R + 26; Inc(R); end;
      end
      else
      begin
        with q do begin L := R + 43; Inc(R); end;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        Inc(p.L, -9);
      end;
    end;
  end;
  case (v[1]) mod 5 of
    -4..-1: begin
      i := 0;
      while (i < 4) and (Step(p, b) < 900) do begin
        Inc(i);
        with q do begin L := R + -14; Inc(R); end;
      end;
    end;
    0, 2: begin
      i := 0;
      repeat
        Inc(i);
        Inc(a, -28);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
        if Abs(b) mod 10 in [1, 3..5, 8] then
        begin
          Twist(a, p, p.L);
          Note(a);
        end
        else if Abs(p.L) mod 10 in [1, 3..5, 8] then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
          with q do begin L := R + -11; Inc(R); end;
        end;
      until (i >= 4) or (Abs(Length(s)) mod 10 in [1, 3..5, 8]);
    end;
    1: begin
      Note(q.R);
    end;
  else
    i := 0;
    repeat
      Inc(i);
      Twist(a, p, 50);
    until (i >= 4) or ((a <> Length(s)) and (Step(q, c) > v[Abs(a) mod 5]));
    Inc(c, -29);
    q := p;
  end;
  with q do begin L := R + 15; Inc(R); end;
  WriteLn(2, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -29; b := 34; c := -20; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  case (v[Abs(a) mod 5]) mod 5 of
    -4..-1: begin
      for i := 4 downto Abs(b) mod 4 do
      begin
        c := (q.R + p.L * 3) mod 1009;
      end;
    end;
    0, 2: begin
      Note(v[Abs(a) mod 5]);
      for i := 1 to 4 do
      begin
        if not (p.L <= Length(s)) or Odd(v[1]) then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          Note(b);
          a := v[1] div 3 - a mod 7;
        end;
        Twist(a, p, Length(s));
        if Abs(q.R) mod 10 in [1, 3..5, 8] then
        begin
          Note(b);
          b := Step(p, c);
          with q do begin L := R + -21; Inc(R); end;
        end
        else
        begin
          with q do begin L := R + 21; Inc(R); end;
        end;
      end;
      i := 0;
      repeat
        Inc(i);
        p.L := q.R div 3 - b mod 7;
        Inc(p.L, 53);
      until (i >= 4) or (not (p.L <= Length(s)) or Odd(v[Abs(a) mod 5]));
    end;
    1: begin
      for i := 1 to 4 do
      begin
        if (a >= a) and (Step(q, c) > p.L) then
        begin
          if Abs(v[1]) mod 10 in [1, 3..5, 8] then Continue;
        end;
        if not (b <= b) or Odd(a) then Break;
        q := p;
      end;
      if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
      case (q.R) mod 5 of
        -4..-1: begin
          Inc(a, 17);
        end;
        0, 2: begin
          a := a div 3 - b mod 7;
          if v[Abs(a) mod 5] > a then
          begin
            Twist(b, p, a);
            q := p;
          end
          else if Abs(9) mod 10 in [1, 3..5, 8] then
          begin
            with q do begin L := R + -20; Inc(R); end;
          end
          else
          begin
            b := Step(p, c);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          end;
        end;
        1: begin
          b := Step(p, a);
        end;
      else
        if not (60 < v[1]) or Odd(Length(s)) then
        begin
          Note(v[Abs(a) mod 5]);
        end
        else
        begin
          b := Step(p, v[4]);
          b := Step(p, v[4]);
        end;
      end;
    end;
  else
    if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
    i := 0;
    repeat
      Inc(i);
      b := Step(p, c);
      Inc(c, -14);
    until (i >= 4) or (Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8]);
  end;
  i := 0;
  while (i < 4) and (Step(p, b) < 900) do begin
    Inc(i);
    case (b) mod 5 of
      -4..-1: begin
        b := Step(p, a);
        case (b) mod 5 of
          -4..-1: begin
            b := Step(p, a);
          end;
          0, 2: begin
            Twist(v[3], p, a);
            v[2] := (p.L + b * 3) mod 1009;
          end;
          1: begin
            Twist(b, p, v[1]);
            q := p;
          end;
        else
          if v[Abs(a) mod 5] >= 43 then Break;
          p.L := (c + v[1] * 3) mod 1009;
        end;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      end;
      0, 2: begin
        b := (45 + a * 3) mod 1009;
        case (b) mod 5 of
          -4..-1: begin
            Note(Length(s));
            Twist(b, p, a);
          end;
          0, 2: begin
            q := p;
            b := Step(p, c);
            b := Step(p, v[4]);
          end;
          1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
            if not (4 < a) or Odd(v[Abs(a) mod 5]) then Break;
          end;
        else
          q := p;
        end;
      end;
      1: begin
        case (b) mod 5 of
          -4..-1: begin
            with q do begin L := R + 25; Inc(R); end;
            Twist(a, p, -20);
            if c <= Length(s) then Continue;
          end;
          0, 2: begin
            with q do begin L := R + 5; Inc(R); end;
          end;
          1: begin
            p.L := (b + a * 3) mod 1009;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
            Inc(v[2], 27);
          end;
        else
          Inc(a, -1);
          if (b >= v[Abs(a) mod 5]) and (Step(q, c) > b) then Continue;
          b := Step(p, c);
        end;
      end;
    else
      if not (v[Abs(a) mod 5] = p.L) or Odd(Length(s)) then
      begin
        Note(b);
        b := Step(p, v[4]);
      end
      else if Abs(v[1]) mod 10 in [1, 3..5, 8] then
      begin
        with q do begin L := R + 32; Inc(R); end;
      end;
      case (q.R) mod 5 of
        -4..-1: begin
          with q do begin L := R + -4; Inc(R); end;
          with q do begin L := R + 0; Inc(R); end;
          if not (v[Abs(a) mod 5] < 48) or Odd(q.R) then Continue;
        end;
        0, 2: begin
          if a < p.L then Break;
        end;
        1: begin
          Inc(q.R, 55);
          Note(v[1]);
        end;
      else
        if not (c < v[Abs(a) mod 5]) or Odd(Length(s)) then Continue;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
      end;
      case (p.L) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
          Twist(b, p, a);
          Twist(a, p, Length(s));
        end;
        0, 2: begin
          if (a > v[Abs(a) mod 5]) and (Step(q, c) > q.R) then Break;
          Inc(v[2], 17);
        end;
        1: begin
          Inc(p.L, 32);
          if not (v[Abs(a) mod 5] = b) or Odd(a) then Break;
          Twist(a, p, Length(s));
        end;
      else
        Inc(v[Abs(b) mod 5], 12);
        if Abs(v[1]) mod 10 in [1, 3..5, 8] then Continue;
        v[2] := p.L div 3 - v[Abs(a) mod 5] mod 7;
      end;
    end;
    if (p.L = v[1]) and (Step(q, c) > Length(s)) then Continue;
  end;
  WriteLn(3, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 7; b := 48; c := 55; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  Note(p.L);
  Twist(v[3], p, b);
  i := 0;
  repeat
    Inc(i);
    j := 0;
    repeat
      Inc(j);
      Note(q.R);
      case (q.R) mod 5 of
        -4..-1: begin
          if (q.R = v[1]) and (Step(q, c) > c) then Break;
        end;
        0, 2: begin
          Inc(v[2], 44);
          if q.R > b then Continue;
          b := Step(p, a);
        end;
        1: begin
          b := Step(p, c);
          Twist(v[3], p, 42);
          Inc(q.R, -29);
        end;
      else
        v[Abs(b) mod 5] := p.L div 3 - a mod 7;
        b := (v[1] + Length(s) * 3) mod 1009;
        p.L := 0 div 3 - b mod 7;
      end;
      if Abs(b) mod 10 in [1, 3..5, 8] then
      begin
        a := q.R div 3 - 14 mod 7;
        Inc(v[Abs(b) mod 5], 42);
      end
      else
      begin
        Twist(b, p, a);
        a := Length(s) div 3 - -9 mod 7;
        Note(b);
      end;
    until (j >= 4) or (not (q.R <= v[Abs(a) mod 5]) or Odd(v[Abs(a) mod 5]));
    case (v[1]) mod 5 of
      -4..-1: begin
        Inc(v[Abs(b) mod 5], 17);
      end;
      0, 2: begin
        if v[1] <= Length(s) then Continue;
      end;
      1: begin
        case (q.R) mod 5 of
          -4..-1: begin
            q := p;
          end;
          0, 2: begin
            if c = v[Abs(a) mod 5] then Continue;
            b := a div 3 - q.R mod 7;
            if (28 = v[Abs(a) mod 5]) and (Step(q, c) > v[1]) then Break;
          end;
          1: begin
            q := p;
            if v[1] <> q.R then Break;
            if (46 <> Length(s)) and (Step(q, c) > p.L) then Continue;
          end;
        else
          if Length(s) >= c then Break;
          b := Step(p, a);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
        end;
        case (Length(s)) mod 5 of
          -4..-1: begin
            Twist(a, p, a);
            q := p;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          end;
          0, 2: begin
            if (v[1] = v[1]) and (Step(q, c) > a) then Continue;
            b := Step(p, v[4]);
          end;
          1: begin
            if Abs(c) mod 10 in [1, 3..5, 8] then Break;
            b := Step(p, v[4]);
          end;
        else
          c := (16 + a * 3) mod 1009;
        end;
      end;
    else
      case (Length(s)) mod 5 of
        -4..-1: begin
          Inc(v[Abs(b) mod 5], 35);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
        end;
        0, 2: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
          with q do begin L := R + 33; Inc(R); end;
        end;
        1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          b := Step(p, a);
          if (q.R <> b) and (Step(q, c) > a) then Break;
        end;
      else
        v[Abs(b) mod 5] := (c + c * 3) mod 1009;
        v[Abs(b) mod 5] := (c + v[Abs(a) mod 5] * 3) mod 1009;
      end;
    end;
  until (i >= 4) or (not (Length(s) < p.L) or Odd(p.L));
  WriteLn(4, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
end.
