"""Programs of random expressions: each line prints one, over variables of known values."""

from __future__ import annotations

from random import Random

KINDS = ("integer", "real", "text", "boolean")
_DEPTH = 4
_HEAD = """uses SysUtils, Math;
var i, j, k, n: Integer; x, y, z: Double; s, t: string; c: Char; p, q: Boolean;
begin
  i := {i}; j := {j}; k := {k}; n := {n};
  x := {x}; y := {y}; z := {z};
  s := '{s}'; t := '{t}'; c := '{c}';
  p := {p}; q := {q};
"""
_PRINT = {
    "integer": "  WriteLn({});",
    "real": "  WriteLn({} + 0.0:0:9);",
    "text": "  WriteLn('[', {}, ']');",
    "boolean": "  WriteLn({});",
}
_LETTERS = "abcXYZ жЯ7"


def program(kind: str, count: int, *, seed: int) -> str:
    """Return a program that prints ``count`` expressions of ``kind``."""
    maker = _Maker(Random(f"{kind}{seed}"))  # noqa: S311 - nothing secret
    lines = [_PRINT[kind].format(maker.of(kind, _DEPTH)) for _ in range(count)]
    return maker.head() + "\n".join(lines) + "\nend.\n"


class _Maker:
    """Makes expressions that no machine word and no division by zero can spoil."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def head(self) -> str:
        pick = self._random
        values: dict[str, object] = {name: pick.randint(-9, 20) for name in "ijkn"}
        values |= {name: pick.choice((-2.5, 0.75, 3.125, 10, 0.1, 7.3)) for name in "xyz"}
        values |= {name: self._word() for name in "st"}
        values |= {"c": pick.choice("abZ"), "p": pick.random() < 0.5, "q": pick.random() < 0.5}
        return _HEAD.format_map(values)

    def _word(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=self._random.randint(0, 7)))

    def of(self, kind: str, depth: int) -> str:
        makers = {
            "integer": self._integer,
            "real": self._real,
            "text": self._text,
            "boolean": self._boolean,
        }
        return makers[kind](depth - 1)

    def _integer(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice(("i", "j", "k", "n", "3", "17", "0", "Length(s)", "$1F"))
        a, b = self.of("integer", depth), self.of("integer", depth)
        return self._random.choice(
            (
                f"({a} + {b})",
                f"({a} - {b})",
                f"(({a}) mod 97 * (({b}) mod 89))",
                f"({a}) div (Abs({b}) + 1)",
                f"(({a}) mod (Abs({b}) mod 50 + 3))",
                f"(({a}) div -7)",
                f"(-({a}))",
                f"(({a}) and ({b}))",
                f"(({a}) or ({b}))",
                f"(({a}) xor ({b}))",
                f"(not ({a}))",
                f"((Abs({a}) mod 64) shl 3)",
                f"(Abs({a}) shr 1)",
                f"Round(({a}) / 2)",
                f"Trunc(({a}) / 3)",
                f"Min({a}, {b})",
                f"(Ord(Odd({a})) + 0)",
                f"Pos('a', {self.of('text', depth)} + '')",
                f"Length({self.of('text', depth)} + '')",
            )
        )

    def _real(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice(("x", "y", "z", "0.5", "1.25", "i", "2.75e1"))
        a, b = self.of("real", depth), self.of("real", depth)
        return self._random.choice(
            (
                f"({a} + {b})",
                f"({a} - {b})",
                f"({a} * {b})",
                f"({a} / (Abs({b}) + 1))",
                f"(-({a}))",
                f"Abs({a})",
                f"Sqrt(Abs({a}) + 1)",
                f"Max({a} + 0.0, {b} + 0.0)",
                f"Min({a} + 0.5, 3.0)",
                f"({self.of('integer', depth)} / 8)",
                f"Sqr({self.of('integer', 1)} / 4)",
            )
        )

    def _text(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice(("s", "t", "c", f"'{self._word()}'", "'it''s'", "#65#66"))
        a, b = self.of("text", depth), self.of("text", depth)
        start, count = self._random.randint(-1, 6), self._random.randint(0, 6)
        return self._random.choice(
            (
                f"({a} + {b})",
                f"Copy({a} + '', {start}, {count})",
                f"Copy({a} + '', {self.of('integer', 1)}, 3)",
                f"UpperCase({a} + '')",
                f"LowerCase({a} + '')",
                f"Trim({a} + '')",
                f"IntToStr({self.of('integer', depth)})",
                f"StringOfChar('x', Abs({self.of('integer', 1)}) mod 5)",
                f"StringReplace({a} + '', 'a', {b} + '', [rfReplaceAll])",
                f"Format('%5d|%-4s|%s', [{self.of('integer', depth)}, {a}, {b}])",
            )
        )

    def _boolean(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice(("p", "q", "True", "False", "(i > j)", "(s = t)"))
        a, b = self.of("boolean", depth), self.of("boolean", depth)
        sign = self._random.choice(("=", "<>", "<", ">", "<=", ">="))
        kind = self._random.choice(("integer", "text"))
        left, right = self.of(kind, depth), self.of(kind, depth)
        return self._random.choice(
            (
                f"({a} and {b})",
                f"({a} or {b})",
                f"({a} xor {b})",
                f"(not {a})",
                f"({a} = {b})",
                f"({left} {sign} {right})",
                f"({self.of('integer', depth)} in [1, 3..9, 20])",
                "(c in ['a'..'f', 'Z'])",
                f"Odd({self.of('integer', depth)})",
            )
        )
