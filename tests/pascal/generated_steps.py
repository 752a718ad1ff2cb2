"""Random programs of statements: jumps, loops, nested routines and variables handed over."""

from __future__ import annotations

from random import Random

_HEAD = """type TPair = record L, R: Integer; end;
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
"""
_SHOW = (
    "  WriteLn({number}, ' ', a, ' ', b, ' ', c, ' ', v[0], ' ', v[1], ' ', v[2], ' ', v[3], ' ',"
    " v[4], ' ', p.L, ' ', p.R, ' ', q.L, ' ', q.R, ' ', s);"
)
_START = "  a := {}; b := {}; c := {}; p.L := 1; p.R := 2; q := p; s := '';"
_DEPTH = 3


def program(count: int, *, seed: int) -> str:
    """Return a program of ``count`` random blocks that shows all variables after each."""
    maker = _Maker(Random(f"steps{seed}"))  # noqa: S311 - nothing secret
    lines = ["begin"]
    for number in range(count):
        lines.append(_START.format(*(maker.number() for _ in "abc")))
        lines.append("  for i := 0 to 4 do v[i] := i;")
        lines += maker.block(_DEPTH, "  ", loop="")
        lines.append(_SHOW.format(number=number))
    return _HEAD + "\n".join(lines) + "\nend.\n"


class _Maker:
    """Makes statements that end soon: each loop has its own counter, by its depth."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def number(self) -> int:
        return self._random.randint(-30, 60)

    def block(self, depth: int, indent: str, *, loop: str) -> list[str]:
        count = self._random.randint(1, 3)
        return [line for _ in range(count) for line in self._statement(depth, indent, loop=loop)]

    def _statement(self, depth: int, indent: str, *, loop: str) -> list[str]:
        makers = [self._simple, self._simple, self._choice, self._cases]
        if depth > 1 and len(loop) < 3:
            makers += [self._for, self._repeat]
        pick = self._random.choice(makers if depth > 0 else [self._simple])
        return pick(depth - 1, indent, loop)

    def _value(self) -> str:
        return self._random.choice(
            (
                "a",
                "b",
                "c",
                "p.L",
                "q.R",
                "v[1]",
                "v[Abs(a) mod 5]",
                "Length(s)",
                str(self.number()),
            )
        )

    def _target(self) -> str:
        return self._random.choice(("a", "b", "c", "p.L", "q.R", "v[2]", "v[Abs(b) mod 5]"))

    def _condition(self) -> str:
        left, right = self._value(), self._value()
        plain = f"{left} {self._random.choice(('<', '>', '=', '<>', '>=', '<='))} {right}"
        return self._random.choice(
            (
                plain,
                f"({plain}) and (Step(q, c) > {self._value()})",
                f"not ({plain}) or Odd({self._value()})",
                f"Abs({left}) mod 10 in [1, 3..5, 8]",
            )
        )

    def _simple(self, _depth: int, indent: str, loop: str) -> list[str]:
        jumps = [f"if {self._condition()} then {word};" for word in ("Break", "Continue")]
        plain = [
            f"{self._target()} := ({self._value()} + {self._value()} * 3) mod 1009;",
            f"{self._target()} := {self._value()} div 3 - {self._value()} mod 7;",
            f"Note({self._value()});",
            f"Twist({self._random.choice(('a', 'b', 'v[3]'))}, p, {self._value()});",
            f"b := Step(p, {self._random.choice(('a', 'c', 'v[4]'))});",
            "q := p;",
            f"with q do begin L := R + {self.number()}; Inc(R); end;",
            f"if s <> '' then s[Length(s)] := Chr(65 + Abs({self._value()}) mod 26);",
            f"Inc({self._target()}, {self.number()});",
        ]
        return [indent + self._random.choice(plain + jumps if loop else plain)]

    def _choice(self, depth: int, indent: str, loop: str) -> list[str]:
        lines = [f"{indent}if {self._condition()} then", f"{indent}begin"]
        lines += self.block(depth, indent + "  ", loop=loop)
        if self._random.random() < 0.5:
            lines += [f"{indent}end", f"{indent}else if {self._condition()} then", f"{indent}begin"]
            lines += self.block(depth, indent + "  ", loop=loop)
        if self._random.random() < 0.5:
            lines += [f"{indent}end", f"{indent}else", f"{indent}begin"]
            lines += self.block(depth, indent + "  ", loop=loop)
        return [*lines, f"{indent}end;"]

    def _cases(self, depth: int, indent: str, loop: str) -> list[str]:
        lines = [f"{indent}case ({self._value()}) mod 5 of"]
        for label in ("-4..-1", "0, 2", "1"):
            inner = self.block(depth, indent + "    ", loop=loop)
            lines += [f"{indent}  {label}: begin", *inner, f"{indent}  end;"]
        lines += [f"{indent}else", *self.block(depth, indent + "  ", loop=loop)]
        return [*lines, f"{indent}end;"]

    def _for(self, depth: int, indent: str, loop: str) -> list[str]:
        name = "ijk"[len(loop)]
        span = self._random.choice(("1 to 4", "Abs(a) mod 3 to 3", "4 downto Abs(b) mod 4"))
        inner = self.block(depth, indent + "  ", loop=loop + "f")
        return [f"{indent}for {name} := {span} do", f"{indent}begin", *inner, f"{indent}end;"]

    def _repeat(self, depth: int, indent: str, loop: str) -> list[str]:
        name = "ijk"[len(loop)]
        inner = self.block(depth, indent + "  ", loop=loop + "r")
        start = f"{indent}{name} := 0;"
        step = f"{indent}  Inc({name});"
        if self._random.random() < 0.5:
            head = f"{indent}while ({name} < 4) and (Step(p, b) < 900) do begin"
            return [start, head, step, *inner, f"{indent}end;"]
        end = f"{indent}until ({name} >= 4) or ({self._condition()});"
        return [start, f"{indent}repeat", step, *inner, end]
