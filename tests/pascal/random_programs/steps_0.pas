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
  a := -15; b := -28; c := -15; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
  WriteLn(0, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := -1; b := 58; c := 55; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  i := 0;
  while (i < 4) and (Step(p, b) < 900) do begin
    Inc(i);
    case (q.R) mod 5 of
      -4..-1: begin
        case (v[Abs(a) mod 5]) mod 5 of
          -4..-1: begin
            with q do begin L := R + 33; Inc(R); end;
            if not (b <= q.R) or Odd(Length(s)) then Continue;
          end;
          0, 2: begin
            if v[Abs(a) mod 5] >= a then Continue;
          end;
          1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
          end;
        else
          q := p;
        end;
        Note(b);
      end;
      0, 2: begin
        case (q.R) mod 5 of
          -4..-1: begin
            p.L := a div 3 - b mod 7;
            Inc(v[Abs(b) mod 5], 18);
            Note(v[1]);
          end;
          0, 2: begin
            q.R := a div 3 - b mod 7;
            if not (-18 < Length(s)) or Odd(v[Abs(a) mod 5]) then Break;
            Twist(b, p, b);
          end;
          1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
            if (v[Abs(a) mod 5] = b) and (Step(q, c) > 37) then Break;
            b := Step(p, c);
          end;
        else
          Inc(c, 10);
          v[Abs(b) mod 5] := b div 3 - v[Abs(a) mod 5] mod 7;
          if a >= c then Break;
        end;
      end;
      1: begin
        case (Length(s)) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          end;
          0, 2: begin
            if c > -28 then Break;
            if (v[1] = a) and (Step(q, c) > Length(s)) then Break;
            if not (a >= Length(s)) or Odd(b) then Break;
          end;
          1: begin
            Twist(v[3], p, b);
          end;
        else
          a := (Length(s) + Length(s) * 3) mod 1009;
        end;
        if v[1] > c then
        begin
          if not (b >= 26) or Odd(a) then Break;
          v[Abs(b) mod 5] := (p.L + v[1] * 3) mod 1009;
          if not (a > v[Abs(a) mod 5]) or Odd(b) then Break;
        end
        else if (p.L > 8) and (Step(q, c) > p.L) then
        begin
          if (Length(s) = a) and (Step(q, c) > p.L) then Continue;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          Note(Length(s));
        end;
      end;
    else
      if Abs(v[1]) mod 10 in [1, 3..5, 8] then
      begin
        v[2] := (b + Length(s) * 3) mod 1009;
        with q do begin L := R + 47; Inc(R); end;
        b := Step(p, a);
      end
      else
      begin
        q := p;
        Inc(a, -6);
      end;
      case (b) mod 5 of
        -4..-1: begin
          with q do begin L := R + 7; Inc(R); end;
        end;
        0, 2: begin
          q := p;
          b := Step(p, c);
        end;
        1: begin
          q := p;
          with q do begin L := R + 53; Inc(R); end;
        end;
      else
        with q do begin L := R + 55; Inc(R); end;
        q := p;
        Inc(q.R, 9);
      end;
      if q.R < b then
      begin
        q := p;
        q.R := a div 3 - p.L mod 7;
        b := Step(p, c);
      end
      else
      begin
        Note(c);
        Inc(q.R, 44);
      end;
    end;
  end;
  case (q.R) mod 5 of
    -4..-1: begin
      for i := Abs(a) mod 3 to 3 do
      begin
        if p.L <= -13 then
        begin
          b := Step(p, a);
          Note(c);
        end
        else if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
        begin
          Twist(v[3], p, Length(s));
          v[Abs(b) mod 5] := (b + Length(s) * 3) mod 1009;
          with q do begin L := R + -20; Inc(R); end;
        end;
        if Abs(v[Abs(a) mod 5]) mod 10 in [1, 3..5, 8] then
        begin
          v[Abs(b) mod 5] := (v[1] + v[1] * 3) mod 1009;
          Inc(a, 49);
        end
        else if Abs(p.L) mod 10 in [1, 3..5, 8] then
        begin
          Note(31);
        end;
        if Abs(a) mod 10 in [1, 3..5, 8] then
        begin
          p.L := c div 3 - q.R mod 7;
          q := p;
          if Abs(Length(s)) mod 10 in [1, 3..5, 8] then Continue;
        end
        else if (a <= p.L) and (Step(q, c) > p.L) then
        begin
          c := (54 + v[Abs(a) mod 5] * 3) mod 1009;
          Inc(a, -23);
        end
        else
        begin
          Twist(v[3], p, b);
        end;
      end;
    end;
    0, 2: begin
      for i := 4 downto Abs(b) mod 4 do
      begin
        case (v[1]) mod 5 of
          -4..-1: begin
            q := p;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(9) mod 26);
            b := (q.R + Length(s) * 3) mod 1009;
          end;
          0, 2: begin
            Twist(a, p, v[1]);
          end;
          1: begin
            Twist(b, p, b);
            if Abs(Length(s)) mod 10 in [1, 3..5, 8] then Continue;
            with q do begin L := R + 48; Inc(R); end;
          end;
        else
          if not (b = -27) or Odd(1) then Break;
          with q do begin L := R + 36; Inc(R); end;
        end;
        case (29) mod 5 of
          -4..-1: begin
            with q do begin L := R + 29; Inc(R); end;
          end;
          0, 2: begin
            with q do begin L := R + -4; Inc(R); end;
          end;
          1: begin
            a := b div 3 - c mod 7;
            p.L := p.L div 3 - v[Abs(a) mod 5] mod 7;
          end;
        else
          q := p;
        end;
      end;
      if p.L > b then
      begin
        if a >= c then
        begin
          b := (16 + p.L * 3) mod 1009;
          q := p;
        end
        else
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          Note(b);
          Inc(q.R, -20);
        end;
      end
      else
      begin
        q := p;
      end;
      Twist(b, p, c);
    end;
    1: begin
      Twist(b, p, 22);
    end;
  else
    i := 0;
    while (i < 4) and (Step(p, b) < 900) do begin
      Inc(i);
      b := Step(p, v[4]);
    end;
    Note(v[1]);
  end;
  if v[Abs(a) mod 5] <> a then
  begin
    if (p.L <> Length(s)) and (Step(q, c) > a) then
    begin
      case (v[Abs(a) mod 5]) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
        end;
        0, 2: begin
          q := p;
          Inc(p.L, 13);
          c := a div 3 - Length(s) mod 7;
        end;
        1: begin
          b := (b + v[1] * 3) mod 1009;
        end;
      else
        q.R := v[1] div 3 - q.R mod 7;
        Twist(v[3], p, b);
        Note(-9);
      end;
      b := Step(p, c);
      if (51 <= q.R) and (Step(q, c) > a) then
      begin
        Inc(q.R, 56);
        p.L := (v[Abs(a) mod 5] + v[Abs(a) mod 5] * 3) mod 1009;
        Note(q.R);
      end
      else if (Length(s) <> p.L) and (Step(q, c) > a) then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      end;
    end
    else
    begin
      case (Length(s)) mod 5 of
        -4..-1: begin
          with q do begin L := R + 16; Inc(R); end;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          q := p;
        end;
        0, 2: begin
          Inc(v[2], 51);
          Inc(v[Abs(b) mod 5], 55);
          Inc(p.L, 7);
        end;
        1: begin
          b := Step(p, v[4]);
          q := p;
        end;
      else
        q := p;
        Twist(v[3], p, v[1]);
      end;
      Note(q.R);
      if (-3 > 21) and (Step(q, c) > a) then
      begin
        with q do begin L := R + 49; Inc(R); end;
      end;
    end;
  end;
  WriteLn(1, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 50; b := 0; c := 50; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  case (v[1]) mod 5 of
    -4..-1: begin
      i := 0;
      while (i < 4) and (Step(p, b) < 900) do begin
        Inc(i);
        case (18) mod 5 of
          -4..-1: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(-10) mod 26);
            b := Step(p, a);
            if not (p.L <= -17) or Odd(v[1]) then Continue;
          end;
          0, 2: begin
            if Length(s) = v[1] then Break;
            b := Step(p, c);
          end;
          1: begin
            Note(b);
            with q do begin L := R + -5; Inc(R); end;
          end;
        else
          b := a div 3 - v[Abs(a) mod 5] mod 7;
          with q do begin L := R + -20; Inc(R); end;
          with q do begin L := R + 50; Inc(R); end;
        end;
        if v[Abs(a) mod 5] <= q.R then
        begin
          if not (a < q.R) or Odd(p.L) then Break;
          q := p;
          if not (v[1] >= 8) or Odd(15) then Break;
        end
        else if (6 > -2) and (Step(q, c) > a) then
        begin
          with q do begin L := R + 6; Inc(R); end;
          b := (q.R + v[Abs(a) mod 5] * 3) mod 1009;
          q := p;
        end;
        case (v[1]) mod 5 of
          -4..-1: begin
            q := p;
            Inc(p.L, -8);
            c := v[1] div 3 - c mod 7;
          end;
          0, 2: begin
            b := b div 3 - b mod 7;
            v[2] := Length(s) div 3 - a mod 7;
            b := Step(p, c);
          end;
          1: begin
            b := Step(p, v[4]);
            if (v[Abs(a) mod 5] = a) and (Step(q, c) > q.R) then Break;
            q := p;
          end;
        else
          Note(q.R);
          q.R := a div 3 - q.R mod 7;
          with q do begin L := R + -28; Inc(R); end;
        end;
      end;
    end;
    0, 2: begin
      case (c) mod 5 of
        -4..-1: begin
          Inc(a, 28);
          case (a) mod 5 of
            -4..-1: begin
              q := p;
              q := p;
              Inc(p.L, 44);
            end;
            0, 2: begin
              Twist(a, p, v[Abs(a) mod 5]);
              Note(q.R);
              v[2] := b div 3 - p.L mod 7;
            end;
            1: begin
              b := Step(p, c);
            end;
          else
            Twist(v[3], p, q.R);
            q := p;
            q := p;
          end;
          with q do begin L := R + 49; Inc(R); end;
        end;
        0, 2: begin
          v[2] := (a + a * 3) mod 1009;
          Note(p.L);
        end;
        1: begin
          b := Step(p, v[4]);
        end;
      else
        case (c) mod 5 of
          -4..-1: begin
            b := Length(s) div 3 - b mod 7;
          end;
          0, 2: begin
            with q do begin L := R + -26; Inc(R); end;
            q := p;
            v[2] := (c + v[1] * 3) mod 1009;
          end;
          1: begin
            q := p;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
          v[Abs(b) mod 5] := (q.R + a * 3) mod 1009;
        end;
        q := p;
      end;
    end;
    1: begin
      if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      case (v[1]) mod 5 of
        -4..-1: begin
          Twist(b, p, c);
        end;
        0, 2: begin
          case (v[1]) mod 5 of
            -4..-1: begin
              Inc(p.L, -21);
              if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            end;
            0, 2: begin
              if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            end;
            1: begin
              b := Step(p, v[4]);
              v[2] := (b + b * 3) mod 1009;
            end;
          else
            q := p;
          end;
          case (q.R) mod 5 of
            -4..-1: begin
              b := Step(p, v[4]);
            end;
            0, 2: begin
              if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
              Inc(v[2], -6);
              v[Abs(b) mod 5] := q.R div 3 - v[1] mod 7;
            end;
            1: begin
              v[2] := -8 div 3 - v[Abs(a) mod 5] mod 7;
              with q do begin L := R + 11; Inc(R); end;
            end;
          else
            b := Step(p, v[4]);
            with q do begin L := R + 1; Inc(R); end;
            q.R := v[1] div 3 - v[Abs(a) mod 5] mod 7;
          end;
        end;
        1: begin
          case (v[1]) mod 5 of
            -4..-1: begin
              v[2] := (v[Abs(a) mod 5] + 32 * 3) mod 1009;
              c := (Length(s) + b * 3) mod 1009;
              Twist(v[3], p, Length(s));
            end;
            0, 2: begin
              b := Step(p, c);
              Note(-13);
            end;
            1: begin
              v[2] := (c + v[Abs(a) mod 5] * 3) mod 1009;
              if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
            end;
          else
            p.L := (b + b * 3) mod 1009;
          end;
        end;
      else
        Inc(v[2], 52);
      end;
    end;
  else
    case (a) mod 5 of
      -4..-1: begin
        case (p.L) mod 5 of
          -4..-1: begin
            q := p;
            v[2] := c div 3 - q.R mod 7;
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
            Note(c);
          end;
          1: begin
            q := p;
            Inc(c, -21);
            with q do begin L := R + 26; Inc(R); end;
          end;
        else
          q := p;
        end;
        if not (q.R < q.R) or Odd(Length(s)) then
        begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        end;
        Inc(v[Abs(b) mod 5], -23);
      end;
      0, 2: begin
        case (-5) mod 5 of
          -4..-1: begin
            with q do begin L := R + 19; Inc(R); end;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
            q := p;
          end;
          0, 2: begin
            with q do begin L := R + -12; Inc(R); end;
          end;
          1: begin
            b := q.R div 3 - q.R mod 7;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
          end;
        else
          q.R := a div 3 - a mod 7;
          p.L := (Length(s) + v[Abs(a) mod 5] * 3) mod 1009;
        end;
        if not (p.L >= c) or Odd(v[1]) then
        begin
          Note(q.R);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
          q := p;
        end;
      end;
      1: begin
        case (q.R) mod 5 of
          -4..-1: begin
            Inc(b, 11);
            c := (a + c * 3) mod 1009;
          end;
          0, 2: begin
            if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
            Twist(a, p, v[Abs(a) mod 5]);
            b := (b + c * 3) mod 1009;
          end;
          1: begin
            Twist(v[3], p, p.L);
            c := p.L div 3 - a mod 7;
          end;
        else
          b := Step(p, v[4]);
        end;
      end;
    else
      case (c) mod 5 of
        -4..-1: begin
          b := (c + b * 3) mod 1009;
          with q do begin L := R + -25; Inc(R); end;
        end;
        0, 2: begin
          with q do begin L := R + -20; Inc(R); end;
        end;
        1: begin
          with q do begin L := R + 49; Inc(R); end;
          with q do begin L := R + 34; Inc(R); end;
          Inc(q.R, 23);
        end;
      else
        q := p;
        v[2] := c div 3 - -6 mod 7;
      end;
      case (v[1]) mod 5 of
        -4..-1: begin
          b := b div 3 - q.R mod 7;
        end;
        0, 2: begin
          v[Abs(b) mod 5] := (p.L + q.R * 3) mod 1009;
        end;
        1: begin
          b := Step(p, a);
          Inc(v[2], 56);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
        end;
      else
        with q do begin L := R + 10; Inc(R); end;
        p.L := 26 div 3 - v[Abs(a) mod 5] mod 7;
      end;
    end;
  end;
  if not (c > c) or Odd(q.R) then
  begin
    case (p.L) mod 5 of
      -4..-1: begin
        if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
        begin
          v[Abs(b) mod 5] := c div 3 - v[1] mod 7;
          c := c div 3 - p.L mod 7;
          Note(q.R);
        end
        else if not (q.R = a) or Odd(p.L) then
        begin
          v[2] := (b + v[Abs(a) mod 5] * 3) mod 1009;
        end
        else
        begin
          q := p;
        end;
        with q do begin L := R + -21; Inc(R); end;
        q := p;
      end;
      0, 2: begin
        if (a <= a) and (Step(q, c) > v[Abs(a) mod 5]) then
        begin
          Inc(p.L, -27);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
        end
        else
        begin
          q := p;
        end;
        q := p;
        if Abs(54) mod 10 in [1, 3..5, 8] then
        begin
          q := p;
          q := p;
          p.L := Length(s) div 3 - v[1] mod 7;
        end
        else if Length(s) < q.R then
        begin
          Twist(v[3], p, p.L);
        end
        else
        begin
          v[2] := (p.L + c * 3) mod 1009;
          Inc(c, -11);
        end;
      end;
      1: begin
        p.L := (b + b * 3) mod 1009;
      end;
    else
      if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
      begin
        q := p;
        with q do begin L := R + -7; Inc(R); end;
      end
      else if Abs(b) mod 10 in [1, 3..5, 8] then
      begin
        b := Step(p, v[4]);
        b := (c + 37 * 3) mod 1009;
        q := p;
      end
      else
      begin
        Note(v[1]);
        q.R := a div 3 - v[1] mod 7;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
      end;
    end;
    for i := 1 to 4 do
    begin
      if (v[1] <= v[Abs(a) mod 5]) and (Step(q, c) > q.R) then
      begin
        p.L := (p.L + q.R * 3) mod 1009;
        Inc(a, -26);
        Inc(b, -20);
      end
      else
      begin
        if c < q.R then Break;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
        v[Abs(b) mod 5] := v[Abs(a) mod 5] div 3 - c mod 7;
      end;
    end;
  end
  else if q.R >= a then
  begin
    case (a) mod 5 of
      -4..-1: begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
        Note(b);
        case (a) mod 5 of
          -4..-1: begin
            Inc(v[2], -12);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
            with q do begin L := R + 24; Inc(R); end;
          end;
          0, 2: begin
            c := (a + a * 3) mod 1009;
            Twist(b, p, c);
          end;
          1: begin
            Twist(v[3], p, 17);
          end;
        else
          b := Step(p, c);
        end;
      end;
      0, 2: begin
        case (c) mod 5 of
          -4..-1: begin
            Inc(p.L, -8);
            b := Step(p, c);
          end;
          0, 2: begin
            q := p;
            with q do begin L := R + -22; Inc(R); end;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
          end;
          1: begin
            Inc(p.L, -16);
            q := p;
            Inc(v[Abs(b) mod 5], -15);
          end;
        else
          v[Abs(b) mod 5] := p.L div 3 - q.R mod 7;
          v[2] := a div 3 - Length(s) mod 7;
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
        end;
      end;
      1: begin
        a := c div 3 - b mod 7;
        Note(b);
      end;
    else
      Inc(p.L, 41);
      Note(Length(s));
    end;
    if p.L <> p.L then
    begin
      if b > Length(s) then
      begin
        v[Abs(b) mod 5] := v[Abs(a) mod 5] div 3 - a mod 7;
      end
      else
      begin
        Twist(a, p, v[1]);
        Inc(p.L, -9);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
      end;
      if not (q.R > a) or Odd(c) then
      begin
        v[Abs(b) mod 5] := (v[Abs(a) mod 5] + v[1] * 3) mod 1009;
        Note(p.L);
        with q do begin L := R + 52; Inc(R); end;
      end
      else if (Length(s) <> p.L) and (Step(q, c) > c) then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(c) mod 26);
      end
      else
      begin
        with q do begin L := R + 20; Inc(R); end;
      end;
    end
    else if (b >= q.R) and (Step(q, c) > v[Abs(a) mod 5]) then
    begin
      if v[Abs(a) mod 5] <> b then
      begin
        b := Step(p, c);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
        Note(v[1]);
      end
      else
      begin
        Note(47);
        Inc(v[Abs(b) mod 5], -4);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
      end;
      Note(c);
      case (c) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
          p.L := v[Abs(a) mod 5] div 3 - a mod 7;
          with q do begin L := R + 26; Inc(R); end;
        end;
        0, 2: begin
          with q do begin L := R + 41; Inc(R); end;
        end;
        1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
          b := (a + p.L * 3) mod 1009;
        end;
      else
        with q do begin L := R + 59; Inc(R); end;
        Note(v[Abs(a) mod 5]);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(b) mod 26);
      end;
    end
    else
    begin
      case (v[1]) mod 5 of
        -4..-1: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        end;
        0, 2: begin
          Inc(p.L, -9);
        end;
        1: begin
          b := b div 3 - Length(s) mod 7;
          Twist(v[3], p, a);
        end;
      else
        q := p;
        b := (Length(s) + p.L * 3) mod 1009;
      end;
      case (Length(s)) mod 5 of
        -4..-1: begin
          Note(q.R);
        end;
        0, 2: begin
          Twist(a, p, c);
          b := Step(p, a);
        end;
        1: begin
          Inc(b, -9);
          p.L := (44 + p.L * 3) mod 1009;
        end;
      else
        b := Step(p, a);
        v[2] := -25 div 3 - c mod 7;
        with q do begin L := R + 52; Inc(R); end;
      end;
    end;
  end;
  q := p;
  WriteLn(2, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 30; b := 58; c := -14; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  i := 0;
  repeat
    Inc(i);
    q.R := (a + q.R * 3) mod 1009;
    with q do begin L := R + -14; Inc(R); end;
  until (i >= 4) or (Abs(q.R) mod 10 in [1, 3..5, 8]);
  if (c = Length(s)) and (Step(q, c) > a) then
  begin
    for i := Abs(a) mod 3 to 3 do
    begin
      b := Step(p, v[4]);
      Note(a);
    end;
    with q do begin L := R + 53; Inc(R); end;
  end
  else if (Length(s) <= 11) and (Step(q, c) > Length(s)) then
  begin
    for i := 4 downto Abs(b) mod 4 do
    begin
      if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      b := (q.R + v[Abs(a) mod 5] * 3) mod 1009;
    end;
    for i := 4 downto Abs(b) mod 4 do
    begin
      case (c) mod 5 of
        -4..-1: begin
          with q do begin L := R + 35; Inc(R); end;
          c := a div 3 - q.R mod 7;
          Twist(b, p, p.L);
        end;
        0, 2: begin
          q := p;
          a := (b + p.L * 3) mod 1009;
        end;
        1: begin
          Inc(v[2], -16);
        end;
      else
        if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
        b := Step(p, v[4]);
        if not (v[Abs(a) mod 5] = 32) or Odd(p.L) then Break;
      end;
      if not (b = q.R) or Odd(59) then
      begin
        b := Step(p, v[4]);
        b := Step(p, a);
      end
      else if (21 < q.R) and (Step(q, c) > a) then
      begin
        b := Step(p, a);
        Note(q.R);
        Note(v[Abs(a) mod 5]);
      end;
      b := Step(p, a);
    end;
    case (v[1]) mod 5 of
      -4..-1: begin
        if (p.L > c) and (Step(q, c) > a) then
        begin
          a := (a + p.L * 3) mod 1009;
          Inc(q.R, 22);
        end;
        Inc(p.L, 55);
        if Abs(27) mod 10 in [1, 3..5, 8] then
        begin
          Note(11);
        end
        else if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
        begin
          Inc(b, 37);
        end;
      end;
      0, 2: begin
        case (v[Abs(a) mod 5]) mod 5 of
          -4..-1: begin
            Inc(v[Abs(b) mod 5], 26);
            q.R := Length(s) div 3 - q.R mod 7;
          end;
          0, 2: begin
            q := p;
            if s <> '' then s[Length(s)] := Chr(65 + Abs(q.R) mod 26);
          end;
          1: begin
            with q do begin L := R + 45; Inc(R); end;
            p.L := b div 3 - v[Abs(a) mod 5] mod 7;
            Inc(p.L, -27);
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
        end;
      end;
      1: begin
        case (c) mod 5 of
          -4..-1: begin
            with q do begin L := R + 13; Inc(R); end;
            b := Step(p, c);
          end;
          0, 2: begin
            Twist(b, p, Length(s));
            a := (q.R + b * 3) mod 1009;
          end;
          1: begin
            q := p;
            q := p;
          end;
        else
          q := p;
        end;
      end;
    else
      if (q.R > c) and (Step(q, c) > Length(s)) then
      begin
        Note(Length(s));
        Twist(a, p, v[1]);
      end
      else if not (Length(s) <= v[1]) or Odd(q.R) then
      begin
        q := p;
        Twist(v[3], p, a);
        v[Abs(b) mod 5] := v[1] div 3 - a mod 7;
      end;
      with q do begin L := R + 45; Inc(R); end;
      if not (v[1] >= a) or Odd(36) then
      begin
        with q do begin L := R + 26; Inc(R); end;
        if s <> '' then s[Length(s)] := Chr(65 + Abs(32) mod 26);
        with q do begin L := R + 11; Inc(R); end;
      end
      else if (a >= c) and (Step(q, c) > p.L) then
      begin
        Twist(b, p, v[1]);
        Inc(q.R, 28);
        with q do begin L := R + 35; Inc(R); end;
      end;
    end;
  end
  else
  begin
    q := p;
    if Abs(a) mod 10 in [1, 3..5, 8] then
    begin
      v[2] := v[1] div 3 - b mod 7;
      Note(v[Abs(a) mod 5]);
    end
    else if (c <> a) and (Step(q, c) > Length(s)) then
    begin
      with q do begin L := R + 24; Inc(R); end;
      if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
    end;
  end;
  WriteLn(3, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
  a := 28; b := 40; c := 35; p.L := 1; p.R := 2; q := p; s := '';
  for i := 0 to 4 do v[i] := i;
  for i := Abs(a) mod 3 to 3 do
  begin
    for j := Abs(a) mod 3 to 3 do
    begin
      if not (c >= 18) or Odd(v[1]) then Continue;
      Twist(a, p, -18);
      case (b) mod 5 of
        -4..-1: begin
          Note(v[Abs(a) mod 5]);
        end;
        0, 2: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
        end;
        1: begin
          b := Step(p, v[4]);
          with q do begin L := R + -24; Inc(R); end;
          if (v[Abs(a) mod 5] = q.R) and (Step(q, c) > v[1]) then Continue;
        end;
      else
        q := p;
      end;
    end;
    with q do begin L := R + -9; Inc(R); end;
    if (v[Abs(a) mod 5] >= v[Abs(a) mod 5]) and (Step(q, c) > q.R) then
    begin
      case (c) mod 5 of
        -4..-1: begin
          with q do begin L := R + 15; Inc(R); end;
          Twist(b, p, p.L);
        end;
        0, 2: begin
          if s <> '' then s[Length(s)] := Chr(65 + Abs(p.L) mod 26);
          Twist(v[3], p, v[1]);
        end;
        1: begin
          Note(Length(s));
        end;
      else
        q := p;
        Inc(v[Abs(b) mod 5], 51);
      end;
      if Abs(Length(s)) mod 10 in [1, 3..5, 8] then Continue;
      if Abs(Length(s)) mod 10 in [1, 3..5, 8] then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        b := Step(p, a);
        with q do begin L := R + -4; Inc(R); end;
      end
      else if p.L >= Length(s) then
      begin
        Note(-28);
        b := Step(p, a);
      end;
    end
    else
    begin
      if v[Abs(a) mod 5] >= v[Abs(a) mod 5] then
      begin
        b := Step(p, v[4]);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(a) mod 26);
        with q do begin L := R + 27; Inc(R); end;
      end
      else
      begin
        Inc(p.L, 35);
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[Abs(a) mod 5]) mod 26);
      end;
    end;
  end;
  case (b) mod 5 of
    -4..-1: begin
      if a < Length(s) then
      begin
        if c = p.L then
        begin
          Twist(v[3], p, p.L);
          Twist(v[3], p, a);
          Inc(v[Abs(b) mod 5], -18);
        end
        else if not (v[Abs(a) mod 5] <> q.R) or Odd(Length(s)) then
        begin
          Inc(q.R, -21);
        end
        else
        begin
          b := (a + v[1] * 3) mod 1009;
          Inc(a, -13);
          Inc(v[2], 12);
        end;
      end
      else if q.R <= q.R then
      begin
        q.R := (q.R + v[1] * 3) mod 1009;
        Twist(a, p, q.R);
        if not (v[1] <> v[Abs(a) mod 5]) or Odd(b) then
        begin
          q := p;
        end
        else if Abs(q.R) mod 10 in [1, 3..5, 8] then
        begin
          v[2] := (q.R + c * 3) mod 1009;
        end;
      end;
    end;
    0, 2: begin
      case (b) mod 5 of
        -4..-1: begin
          Note(c);
          case (a) mod 5 of
            -4..-1: begin
              b := Step(p, v[4]);
            end;
            0, 2: begin
              p.L := a div 3 - q.R mod 7;
            end;
            1: begin
              q := p;
              Inc(v[Abs(b) mod 5], 9);
              with q do begin L := R + -3; Inc(R); end;
            end;
          else
            Twist(v[3], p, Length(s));
          end;
          Twist(b, p, v[1]);
        end;
        0, 2: begin
          if Abs(a) mod 10 in [1, 3..5, 8] then
          begin
            Note(c);
            Twist(v[3], p, p.L);
            Inc(v[2], -24);
          end
          else if (v[Abs(a) mod 5] > a) and (Step(q, c) > -25) then
          begin
            q := p;
            Note(a);
            q := p;
          end
          else
          begin
            Inc(b, -7);
          end;
          if Abs(v[1]) mod 10 in [1, 3..5, 8] then
          begin
            q := p;
            Inc(v[2], -26);
            Note(10);
          end
          else
          begin
            p.L := (c + a * 3) mod 1009;
            a := c div 3 - c mod 7;
            Inc(v[2], 49);
          end;
        end;
        1: begin
          if 21 <> v[1] then
          begin
            Inc(b, 39);
          end
          else
          begin
            a := p.L div 3 - Length(s) mod 7;
            v[2] := 5 div 3 - 53 mod 7;
          end;
          Twist(b, p, q.R);
        end;
      else
        case (Length(s)) mod 5 of
          -4..-1: begin
            b := Step(p, a);
            if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
            b := Step(p, a);
          end;
          0, 2: begin
            b := Step(p, a);
            v[Abs(b) mod 5] := c div 3 - p.L mod 7;
          end;
          1: begin
            Note(p.L);
          end;
        else
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
          if s <> '' then s[Length(s)] := Chr(65 + Abs(Length(s)) mod 26);
        end;
        with q do begin L := R + 0; Inc(R); end;
        Twist(a, p, p.L);
      end;
    end;
    1: begin
      q := p;
    end;
  else
    q := p;
    for i := Abs(a) mod 3 to 3 do
    begin
      if (v[1] = v[Abs(a) mod 5]) and (Step(q, c) > 24) then
      begin
        if s <> '' then s[Length(s)] := Chr(65 + Abs(v[1]) mod 26);
        if q.R < p.L then Break;
      end
      else if Abs(-29) mod 10 in [1, 3..5, 8] then
      begin
        c := q.R div 3 - c mod 7;
        b := Step(p, v[4]);
      end;
      q := p;
    end;
  end;
  i := 0;
  repeat
    Inc(i);
    Note(a);
    j := 0;
    repeat
      Inc(j);
      with q do begin L := R + -20; Inc(R); end;
    until (j >= 4) or (Length(s) <= Length(s));
  until (i >= 4) or ((p.L < c) and (Step(q, c) > Length(s)));
  WriteLn(4, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ', v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);
end.
