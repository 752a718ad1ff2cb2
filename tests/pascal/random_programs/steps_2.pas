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
  a := 22; b := 56; c := 13; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  case (q.R) mod 5 of
    -4..-1: begin
      case (v[Abs(a) mod 5]) mod 5 of
        -4..-1: begin
          if Abs(28) mod 10 in [1, 3..5, 8] then
          begin
            Twist(b, p, b);
          end;
          with q do begin L := R + 40; Inc(R); end;
        end;
        0, 2: begin
          Note(q.R);
          Note(v[1]);
          case (c) mod 5 of
            -4..-1: begin
              b := Step(p, v[4]);
            end;
            0, 2: begin
              q := p;
              Twist(v[3], p, 59);
            end;
            1: begin
              if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            end;
          else
            c := (b + 7 * 3) mod 1009;
            b := Step(p, v[4]);
          end;
        end;
        1: begin
          case (p.L) mod 5 of
            -4..-1: begin
              Inc(v[Abs(b) mod 5], 59);
              Note(v[1]);
            end;
            0, 2: begin
              q.R := (a + 56 * 3) mod 1009;
              q.R := c div 3 - Length(s) mod 7;
              Twist(v[3], p, q.R);
            end;
            1: begin
              with q do begin L := R + 3; Inc(R); end;
              Inc(v[2], -19);
            end;
          else
            q := p;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            Inc(v[Abs(b) mod 5], 19);
          end;
          case (c) mod 5 of
            -4..-1: begin
              b := Step(p, a);
              Note(v[Abs(a) mod 5]);
            end;
            0, 2: begin
              q := p;
            end;
            1: begin
              if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
            end;
          else
            Note(v[Abs(a) mod 5]);
            q.R := (c + v[1] * 3) mod 1009;
            with q do begin L := R + 56; Inc(R); end;
          end;
        end;
      else
        Twist(b, p, Length(s));
      end;
    end;
    0, 2: begin
      Twist(b, p, q.R);
      if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      Inc(v[Abs(b) mod 5], -21);
    end;
    1: begin
      i := 0;
      repeat
        Inc(i);
        if not (b <> b) or Odd(p.L) then Break;
      until (i >= 4) or (a <> b);
      if a > -29 then
      begin
        if (q.R > a) and (Step(q, c) > v[Abs(a) mod 5]) then
        begin
          v[Abs(b) mod 5] := p.L div 3 - b mod 7;
        end;
      end
      else
      begin
        if (c <= c) and (Step(q, c) > 28) then
        begin
          v[2] := c div 3 - v[Abs(a) mod 5] mod 7;
          q.R := p.L div 3 - b mod 7;
          Inc(v[Abs(b) mod 5], -26);
        end;
        if not (a > v[1]) or Odd(q.R) then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
          with q do begin L := R + -19; Inc(R); end;
        end
        else
        begin
          c := (v[Abs(a) mod 5] + Length(s) * 3) mod 1009;
          p.L := v[Abs(a) mod 5] div 3 - b mod 7;
        end;
      end;
      for i := 4 downto Abs(b) mod 4 do
      begin
        case (4) mod 5 of
          -4..-1: begin
            p.L := (p.L + b * 3) mod 1009;
            q.R := Length(s) div 3 - b mod 7;
            if (b = a) and (Step(q, c) > b) then Break;
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
            with q do begin L := R + -17; Inc(R); end;
          end;
          1: begin
            q := p;
            q := p;
            q := p;
          end;
        else
          Inc(b, 43);
          q := p;
          Note(q.R);
        end;
      end;
    end;
  else
    for i := 1 to 4 do
    begin
      if not (21 <= b) or Odd(p.L) then
      begin
        if not (a >= v[Abs(a) mod 5]) or Odd(c) then Break;
        b := Step(p, c);
      end
      else if not (60 <> Length(s)) or Odd(Length(s)) then
      begin
        Note(q.R);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
      end;
      Twist(a, p, c);
    end;
    Twist(b, p, v[1]);
    b := Step(p, a);
  end;
  WriteLn(0, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -15; b := -21; c := 20; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  for i := 4 downto Abs(b) mod 4 do
  begin
    j := 0;
    while (j < 4) and (Step(p, b) < 900) do begin
      Inc(j);
      b := Step(p, c);
    end;
  end;
  b := Step(p, a);
  WriteLn(1, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 17; b := -8; c := 5; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  if not (v[1] > Length(s)) or Odd(c) then
  begin
    if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
    for i := 1 to 4 do
    begin
      if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
      case (p.L) mod 5 of
        -4..-1: begin
          b := (q.R + v[Abs(a) mod 5] * 3) mod 1009;
        end;
        0, 2: begin
          q := p;
        end;
        1: begin
          Inc(q.R, 12);
        end;
      else
        b := Step(p, v[4]);
        Inc(q.R, 2);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
      end;
      if s <> '' then s[Length(s)] := Chr(65 + Abs(33) mod 26);
    end;
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      if Abs(p.L) mod 10 in [1, 3..5, 8] then
      begin
        q := p;
        Twist(a, p, 11);
      end;
    end;
  end
  else if not (v[1] > v[Abs(a) mod 5]) or Odd(p.L) then
  begin
    q := p;
    case (p.L) mod 5 of
      -4..-1: begin
        b := Step(p, v[4]);
        b := Step(p, a);
      end;
      0, 2: begin
        Note(b);
        if not (c = q.R) or Odd(Length(s)) then
        begin
          p.L := c div 3 - p.L mod 7;
          b := Step(p, a);
          b := Step(p, a);
        end
        else if (Length(s) >= v[1]) and (Step(q, c) > c) then
        begin
          q.R := (-25 + v[1] * 3) mod 1009;
        end;
        b := Step(p, v[4]);
      end;
      1: begin
        b := (2 + a * 3) mod 1009;
        case (p.L) mod 5 of
          -4..-1: begin
            with q do begin L := R + 12; Inc(R); end;
            b := Step(p, a);
          end;
          0, 2: begin
            Twist(a, p, c);
            b := Step(p, c);
          end;
          1: begin
            b := (p.L + c * 3) mod 1009;
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        end;
        if (Length(s) <= c) and (Step(q, c) > Length(s)) then
        begin
          c := (a + v[1] * 3) mod 1009;
          Twist(v[3], p, b);
          Inc(q.R, 8);
        end;
      end;
    else
      Twist(b, p, Length(s));
      if s <> '' then s[Length(s)] := Chr(65 + Abs(25) mod 26);
      if Abs(c) mod 10 in [1, 3..5, 8] then
      begin
        q := p;
        Note(Length(s));
        b := Step(p, a);
      end
      else
      begin
        Note(v[1]);
      end;
    end;
    case (Length(s)) mod 5 of
      -4..-1: begin
        if (v[1] = a) and (Step(q, c) > p.L) then
        begin
          Twist(b, p, Length(s));
          q.R := (v[1] + b * 3) mod 1009;
          b := Step(p, c);
        end
        else if not (p.L <> b) or Odd(v[1]) then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
        end
        else
        begin
          q.R := c div 3 - v[1] mod 7;
          q := p;
          v[Abs(b) mod 5] := (p.L + v[1] * 3) mod 1009;
        end;
        Inc(v[2], 29);
        b := v[1] div 3 - v[1] mod 7;
      end;
      0, 2: begin
        if not (a >= b) or Odd(v[Abs(a) mod 5]) then
        begin
          Inc(v[2], 50);
        end
        else if Abs(p.L) mod 10 in [1, 3..5, 8] then
        begin
          b := Step(p, v[4]);
          Inc(c, 12);
          with q do begin L := R + 48; Inc(R); end;
        end
        else
        begin
          Note(c);
          b := Step(p, c);
          with q do begin L := R + 32; Inc(R); end;
        end;
        case (v[1]) mod 5 of
          -4..-1: begin
            with q do begin L := R + 21; Inc(R); end;
          end;
          0, 2: begin
            b := Step(p, v[4]);
            b := Step(p, a);
            b := Step(p, a);
          end;
          1: begin
            Twist(v[3], p, b);
          end;
        else
          with q do begin L := R + 5; Inc(R); end;
          a := (p.L + c * 3) mod 1009;
          Twist(b, p, 15);
        end;
      end;
      1: begin
        q := p;
      end;
    else
      q.R := b div 3 - v[1] mod 7;
      if (v[1] >= 13) and (Step(q, c) > b) then
      begin
        p.L := (v[Abs(a) mod 5] + 41 * 3) mod 1009;
      end
      else if Abs(a) mod 10 in [1, 3..5, 8] then
      begin
        Note(c);
        Inc(q.R, 49);
      end;
    end;
  end
  else
  begin
    case (q.R) mod 5 of
      -4..-1: begin
        v[2] := a div 3 - q.R mod 7;
        case (v[1]) mod 5 of
          -4..-1: begin
            Twist(b, p, p.L);
          end;
          0, 2: begin
            Twist(a, p, c);
          end;
          1: begin
            with q do begin L := R + 48; Inc(R); end;
            with q do begin L := R + 14; Inc(R); end;
          end;
        else
          Twist(b, p, v[1]);
        end;
        Twist(v[3], p, b);
      end;
      0, 2: begin
        v[Abs(b) mod 5] := (a + a * 3) mod 1009;
        if Abs(q.R) mod 10 in [1, 3..5, 8] then
        begin
          q := p;
          Inc(v[2], 7);
          Twist(a, p, Length(s));
        end
        else if not (q.R > p.L) or Odd(b) then
        begin
          Note(v[1]);
        end;
      end;
      1: begin
        v[Abs(b) mod 5] := q.R div 3 - c mod 7;
      end;
    else
      Inc(q.R, -22);
      if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
    end;
    case (c) mod 5 of
      -4..-1: begin
        q := p;
        Inc(b, 37);
        case (b) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
            Twist(a, p, b);
          end;
          0, 2: begin
            Inc(a, 28);
            b := (c + q.R * 3) mod 1009;
          end;
          1: begin
            with q do begin L := R + -28; Inc(R); end;
            Note(b);
            b := Step(p, a);
          end;
        else
          Note(Length(s));
        end;
      end;
      0, 2: begin
        if Abs(a) mod 10 in [1, 3..5, 8] then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
          b := Step(p, a);
          Note(Length(s));
        end
        else
        begin
          q := p;
          b := Length(s) div 3 - a mod 7;
        end;
      end;
      1: begin
        Twist(b, p, Length(s));
      end;
    else
      if a < v[Abs(a) mod 5] then
      begin
        with q do begin L := R + 52; Inc(R); end;
        q := p;
        q := p;
      end
      else if (c = a) and (Step(q, c) > c) then
      begin
        with q do begin L := R + -20; Inc(R); end;
        q.R := (a + v[Abs(a) mod 5] * 3) mod 1009;
      end;
      q := p;
      v[2] := p.L div 3 - v[1] mod 7;
    end;
    c := p.L div 3 - v[Abs(a) mod 5] mod 7;
  end;
  for i := 4 downto Abs(b) mod 4 do
  begin
    case (q.R) mod 5 of
      -4..-1: begin
        if -3 > v[Abs(a) mod 5] then
        begin
          a := q.R div 3 - c mod 7;
          Inc(b, 39);
        end
        else
        begin
          if a > a then Break;
          q := p;
          Inc(v[2], 9);
        end;
        case (Length(s)) mod 5 of
          -4..-1: begin
            if (v[1] = 51) and (Step(q, c) > b) then Continue;
            Inc(a, -24);
          end;
          0, 2: begin
            Inc(a, 60);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
          end;
          1: begin
            Inc(b, 20);
          end;
        else
          p.L := (q.R + q.R * 3) mod 1009;
          q.R := (v[1] + c * 3) mod 1009;
        end;
        if (p.L <= v[1]) and (Step(q, c) > b) then Break;
      end;
      0, 2: begin
        with q do begin L := R + 13; Inc(R); end;
      end;
      1: begin
        if not (b <> v[1]) or Odd(b) then
        begin
          b := Step(p, a);
        end
        else if Abs(p.L) mod 10 in [1, 3..5, 8] then
        begin
          with q do begin L := R + 58; Inc(R); end;
        end
        else
        begin
          Inc(v[2], 26);
          Twist(a, p, 9);
          with q do begin L := R + 39; Inc(R); end;
        end;
        if (a > c) and (Step(q, c) > p.L) then Continue;
      end;
    else
      case (a) mod 5 of
        -4..-1: begin
          Inc(v[Abs(b) mod 5], -3);
          Twist(a, p, b);
        end;
        0, 2: begin
          v[Abs(b) mod 5] := b div 3 - b mod 7;
          v[Abs(b) mod 5] := (Length(s) + b * 3) mod 1009;
          if Abs(c) mod 10 in [1, 3..5, 8] then Break;
        end;
        1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          b := Step(p, a);
        end;
      else
        p.L := 52 div 3 - p.L mod 7;
      end;
      if (v[Abs(a) mod 5] > Length(s)) and (Step(q, c) > b) then Continue;
      case (b) mod 5 of
        -4..-1: begin
          q.R := q.R div 3 - q.R mod 7;
          Twist(a, p, c);
        end;
        0, 2: begin
          Inc(v[2], 0);
          if p.L > Length(s) then Continue;
        end;
        1: begin
          Inc(p.L, -10);
          if Abs(q.R) mod 10 in [1, 3..5, 8] then Break;
          Inc(v[2], 38);
        end;
      else
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
        a := (p.L + c * 3) mod 1009;
        b := Step(p, c);
      end;
    end;
  end;
  q.R := v[1] div 3 - q.R mod 7;
  WriteLn(2, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -28; b := -13; c := -25; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  with q do begin L := R + 60; Inc(R); end;
  case (v[1]) mod 5 of
    -4..-1: begin
      i := 0;
      repeat
        Inc(i);
        Twist(a, p, v[Abs(a) mod 5]);
        if not (q.R <> q.R) or Odd(Length(s)) then
        begin
          if (v[1] > Length(s)) and (Step(q, c) > p.L) then Break;
          Note(v[Abs(a) mod 5]);
        end
        else
        begin
          b := 2 div 3 - a mod 7;
        end;
      until (i >= 4) or (Abs(a) mod 10 in [1, 3..5, 8]);
      for i := Abs(a) mod 3 to 3 do
      begin
        case (q.R) mod 5 of
          -4..-1: begin
            p.L := (p.L + p.L * 3) mod 1009;
          end;
          0, 2: begin
            a := v[Abs(a) mod 5] div 3 - b mod 7;
          end;
          1: begin
            c := (v[Abs(a) mod 5] + c * 3) mod 1009;
            q := p;
            Inc(q.R, 0);
          end;
        else
          q.R := a div 3 - Length(s) mod 7;
        end;
        case (v[1]) mod 5 of
          -4..-1: begin
            if Abs(Length(s)) mod 10 in [1, 3..5, 8] then Continue;
            if not (a <> b) or Odd(v[Abs(a) mod 5]) then Break;
          end;
          0, 2: begin
            if (c <> v[1]) and (Step(q, c) > q.R) then Continue;
            if (22 = v[Abs(a) mod 5]) and (Step(q, c) > v[Abs(a) mod 5]) then Break;
            Inc(v[2], -19);
          end;
          1: begin
            Note(Length(s));
            with q do begin L := R + 51; Inc(R); end;
            Inc(q.R, 2);
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
        end;
      end;
    end;
    0, 2: begin
      with q do begin L := R + 18; Inc(R); end;
      if (q.R >= p.L) and (Step(q, c) > c) then
      begin
        case (p.L) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(35) mod 26);
          end;
          0, 2: begin
            q := p;
            b := Step(p, v[4]);
            Note(v[1]);
          end;
          1: begin
            p.L := (b + Length(s) * 3) mod 1009;
            with q do begin L := R + 7; Inc(R); end;
          end;
        else
          b := Step(p, c);
          q := p;
          with q do begin L := R + 55; Inc(R); end;
        end;
      end
      else
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
      end;
    end;
    1: begin
      i := 0;
      while (i < 4) and (Step(p, b) < 900) do begin
        Inc(i);
        case (a) mod 5 of
          -4..-1: begin
            Note(p.L);
          end;
          0, 2: begin
            p.L := q.R div 3 - v[Abs(a) mod 5] mod 7;
            with q do begin L := R + 15; Inc(R); end;
          end;
          1: begin
            Note(p.L);
            a := (b + a * 3) mod 1009;
          end;
        else
          q := p;
        end;
        p.L := v[1] div 3 - Length(s) mod 7;
        if not (v[Abs(a) mod 5] < v[Abs(a) mod 5]) or Odd(a) then
        begin
          Twist(v[3], p, -11);
        end
        else if (q.R >= v[Abs(a) mod 5]) and (Step(q, c) > a) then
        begin
          a := (q.R + Length(s) * 3) mod 1009;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
          with q do begin L := R + 1; Inc(R); end;
        end;
      end;
    end;
  else
    if (v[1] <> b) and (Step(q, c) > v[Abs(a) mod 5]) then
    begin
      case (v[1]) mod 5 of
        -4..-1: begin
          Twist(b, p, c);
          with q do begin L := R + 32; Inc(R); end;
        end;
        0, 2: begin
          Inc(v[Abs(b) mod 5], 29);
          b := Step(p, c);
        end;
        1: begin
          b := Step(p, a);
          Twist(a, p, Length(s));
        end;
      else
        b := Step(p, c);
        with q do begin L := R + 57; Inc(R); end;
      end;
    end
    else if not (p.L >= b) or Odd(v[1]) then
    begin
      a := v[1] div 3 - v[1] mod 7;
      q := p;
      Twist(v[3], p, p.L);
    end;
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      if Abs(b) mod 10 in [1, 3..5, 8] then
      begin
        q := p;
      end
      else if (p.L <> Length(s)) and (Step(q, c) > q.R) then
      begin
        b := Step(p, v[4]);
      end
      else
      begin
        with q do begin L := R + -6; Inc(R); end;
      end;
    end;
  end;
  for i := 4 downto Abs(b) mod 4 do
  begin
    j := 0;
    while (j < 4) and (Step(p, b) < 900) do begin
      Inc(j);
      if not (v[Abs(a) mod 5] > Length(s)) or Odd(v[Abs(a) mod 5]) then
      begin
        Twist(b, p, v[Abs(a) mod 5]);
      end
      else if (p.L > p.L) and (Step(q, c) > p.L) then
      begin
        Inc(a, 12);
        q.R := (v[1] + p.L * 3) mod 1009;
      end
      else
      begin
        with q do begin L := R + 17; Inc(R); end;
        Twist(a, p, 6);
      end;
      if (b > p.L) and (Step(q, c) > p.L) then Break;
      case (v[1]) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(-11) mod 26);
        end;
        0, 2: begin
          b := Step(p, v[4]);
        end;
        1: begin
          Twist(v[3], p, q.R);
        end;
      else
        b := Step(p, v[4]);
      end;
    end;
    Inc(q.R, 58);
    if Abs(v[1]) mod 10 in [1, 3..5, 8] then
    begin
      b := Step(p, v[4]);
    end
    else if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
    begin
      Inc(q.R, 2);
      if p.L <= p.L then
      begin
        with q do begin L := R + 31; Inc(R); end;
        Inc(a, 26);
        q := p;
      end
      else if Abs(v[1]) mod 10 in [1, 3..5, 8] then
      begin
        Inc(q.R, 20);
        if not (a > a) or Odd(b) then Break;
        v[Abs(b) mod 5] := a div 3 - v[1] mod 7;
      end
      else
      begin
        b := Step(p, a);
        if v[Abs(a) mod 5] >= 7 then Continue;
      end;
      case (v[Abs(a) mod 5]) mod 5 of
        -4..-1: begin
          with q do begin L := R + 13; Inc(R); end;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
        end;
        0, 2: begin
          q.R := b div 3 - v[1] mod 7;
          q := p;
        end;
        1: begin
          if p.L < v[Abs(a) mod 5] then Continue;
          q := p;
          with q do begin L := R + 34; Inc(R); end;
        end;
      else
        q := p;
        with q do begin L := R + 53; Inc(R); end;
        with q do begin L := R + -11; Inc(R); end;
      end;
    end;
  end;
  WriteLn(3, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -19; b := -23; c := 55; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  q.R := (c + a * 3) mod 1009;
  WriteLn(4, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
end.
