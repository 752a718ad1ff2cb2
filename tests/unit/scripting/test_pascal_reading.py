"""What is no Pascal that can be converted is answered with its place, and soon."""

from __future__ import annotations

import random
import re
import time

import pytest

from crm_desktop.scripting.pascal import NotPascalError, convert, convert_file
from tests.pascal import comparing

SOON_S = 5
WORD = re.compile(r"\w+|\s+|[^\w\s]")


def refused(source: str) -> NotPascalError:
    began = time.monotonic()
    with pytest.raises(NotPascalError) as caught:
        convert(source)
    assert time.monotonic() - began < SOON_S
    return caught.value


@pytest.mark.parametrize(
    ("source", "place", "word"),
    [
        ("begin\n  x := ;\nend.", (2, 8), ";"),
        ("begin\n  x := 'never;\nend.", (2, 8), "quotation"),
        ("begin { never\nend.", (1, 7), "comment"),
        ("begin (* never\nend.", (1, 7), "comment"),
        ("begin\n  x := 1", (2, 9), "end"),
        ("begin\n  goto 5;\nend.", (2, 8), "goto"),
        ("type T = class(TObject) end;\nbegin end.", (1, 25), "class"),
        ("x := 1;\n\0", (2, 1), "U+0000"),
        ("x := 1;\u2028y := 2;", (1, 8), "U+2028"),
        ("x := \ud800", (1, 6), "U+D800"),
        ("x := 1 ? 2", (1, 8), "?"),
        ("x := " + "9" * 5000, (1, 46), "9"),
        ("x := 1;\n" * 20_000, (1, 1), "longer"),
        ("x" * 1_000_000, (1, 1), "longer"),
        ("x := " + "not " * 9_000 + "y", (1, 482), "deep"),
        ("x := 1" + " + 1" * 9_000, (1, 35_522), "deep"),
        ("begin " * 5_000 + "end " * 5_000, (1, 721), "deep"),
        ("if a then " * 5_000 + "b", (1, 1_191), "deep"),
    ],
)
def test_what_cannot_be_read_is_answered_with_its_place(
    source: str, place: tuple[int, int], word: str
) -> None:
    error = refused(source)
    assert word in str(error.reason)
    assert error.line == place[0]
    if "deep" not in word:
        assert error.column == place[1]


@pytest.mark.parametrize(
    "source", ["x := ((((", "case of", "var", "end", "repeat until", "*)", "1"]
)
def test_a_torn_text_is_refused(source: str) -> None:
    assert refused(source).line == 1


@pytest.mark.parametrize("source", ["", " \n\t", "\ufeff", "begin end.", "// nothing", ";;"])
def test_a_text_without_statements_becomes_a_script_without_any(source: str) -> None:
    compile(convert(source).python, "script", "exec")


def test_a_long_chain_of_conditions_is_not_deep() -> None:
    chain = " else ".join(f"if n = {number} then n := {number + 1}" for number in range(300))
    assert convert(f"var n: Integer; begin {chain} end.").python.count("elif") == 299


NESTED = {
    "calls": ("x := ", "Abs(", "1", ")"),
    "sets": ("b := ", "1 in [Ord(", "b", ")]"),
    "indexes": ("x := ", "a[", "1", "]"),
    "answers": ("x := ", "Next(a[", "1", "])"),
    "and": ("b := ", "(x > 1) and (", "b", ")"),
    "formats": ("s := ", "Format('%s', [", "s", "])"),
    "loops": ("", "for x := 1 to 2 do begin ", "x := 1", " end"),
    "conditions": ("", "if b then begin ", "x := 1", " end"),
    "attempts": ("", "try ", "x := 1", " finally end"),
}


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("depth", [10, 30, 50, 70, 110])
def test_what_is_nested_is_converted_or_refused_soon(kind: str, depth: int) -> None:
    head, opening, inner, closing = NESTED[kind]
    began = time.monotonic()
    is_accepted(
        "var a: array[1..9] of Integer; x: Integer; b: Boolean; s: string;\n"
        "function Next(var k: Integer): Integer; begin Inc(k); Next := k; end;\n"
        f"begin {head}{opening * depth}{inner}{closing * depth} end.",
        is_compiled=False,
    )
    assert time.monotonic() - began < SOON_S


def test_a_file_in_the_cyrillic_code_page_is_read_and_noted() -> None:
    source = "begin Log('Привет') end."
    assert convert_file(source.encode("utf-8")).notes == ()
    assert convert_file(source.encode("utf-8-sig")).notes == ()
    made = convert_file(source.encode("cp1251"))
    assert 'kpi.log("Привет")' in made.python
    assert [note.line for note in made.notes] == [1]


def test_lines_of_other_systems_are_counted_alike() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert refused(f"begin{end}  x := ;{end}end.").line == 2


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_program_is_refused_or_still_becomes_a_script(seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - nothing secret
    programs = [WORD.findall(comparing.recorded(name)[0]) for name in comparing.programs()]
    accepted = 0
    for _ in range(150):
        words = list(pick.choice(programs))
        place = pick.randrange(len(words))
        words[place] = pick.choice(["", pick.choice(pick.choice(programs))])
        accepted += is_accepted("".join(words))
    assert 0 < accepted < 150


def is_accepted(source: str, *, is_compiled: bool = True) -> bool:
    try:
        script = convert(source).python
    except NotPascalError:
        return False
    if is_compiled:
        compile(script, "script", "exec")
    return True
