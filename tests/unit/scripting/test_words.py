from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from crm_desktop.scripting import words
from crm_desktop.scripting.hints import hint_for_line, hint_for_name
from crm_desktop.scripting.values import LayerCode
from crm_desktop.scripting.words import UNKNOWN, layer_detail, layer_name, worded

FOLDER = Path(words.__file__).parent
BUILT_IN = {"syntax", "exception", "construct"}


def codes_of_the_worker() -> set[str]:
    """Return every code that the worker may say, as it stands in its text."""
    found: set[str] = set()
    for file in (FOLDER / "worker").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _codes(node)
    return found


_SAYING = {"fault", "note", "Fault", "LimitError", "Finding", "_looked_up", "_unknown"}


def _codes(call: ast.Call) -> set[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
    said = {text for text in texts if isinstance(text, str)} if name in _SAYING else set()
    return {text for text in said if re.fullmatch(r"[a-z-]+", text)}


def test_every_code_of_the_worker_has_words() -> None:
    codes = codes_of_the_worker()
    assert len(codes) > 40
    assert {code for code in codes - BUILT_IN if worded(code, {}) == UNKNOWN} == set()


def test_every_code_of_the_program_has_words() -> None:
    said = set[str]()
    for name in ("batch", "sandbox", "process"):
        text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        said |= set(re.findall(r'(?:worded|Ending|worker\.end)\("([a-z0-9-]+)"', text))
    assert len(said) >= 8
    assert {code for code in said if worded(code, {}) == UNKNOWN} == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("expected ':'", "A colon is missing here."),
        ("'(' was never closed", "The bracket “(” is never closed."),
        ("unexpected indent", "The line is indented without need."),
        ("expected an indented block after 'if' statement on line 1",
         "The lines of the block must be indented here."),
        ("unterminated string literal (detected at line 1)",
         "The text has no closing quotation mark."),
        ("invalid character '№' (U+2116)", "The character “№” means nothing here."),
        ("closing parenthesis ']' does not match opening parenthesis '('",
         "The bracket “]” closes a bracket “(”."),
        ("'return' outside function", "“return” does not belong here."),
        ("what next", "Python does not understand this place: what next"),
    ],
)  # fmt: skip
def test_syntax_is_told_in_words(text: str, shown: str) -> None:
    assert str(worded("syntax", {"text": text})) == shown


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'",
         "“+” does not go between a whole number and no value."),
        ("TypeError", "'<' not supported between instances of 'str' and 'decimal.Decimal'",
         "“<” does not go between text and a number."),
        ("TypeError", "bonus() missing 1 required positional argument: 'x'",
         "“bonus” is given too few values."),
        ("TypeError", "RewardKpi.set_total() missing 1 required positional argument: 'reason'",
         "“set_total” is given too few values."),
        ("TypeError", "bonus() takes 1 positional argument but 2 were given",
         "“bonus” is given too many values."),
        ("TypeError", "bonus() got an unexpected keyword argument 'y'",
         "“bonus” takes nothing named “y”."),
        ("TypeError", "'int' object is not callable",
         "Only functions can be called, and this is none: a whole number."),
        ("TypeError", 'can only concatenate str (not "decimal.Decimal") to str',
         '“+” does not join text and a number: write str(…) or f"…".'),
        ("ValueError", "too many values to unpack (expected 2)",
         "The names on the left and the values on the right differ in number."),
        ("ValueError", "invalid literal for int() with base 10: 'ab'",
         "This is no whole number: 'ab'."),
        ("ValueError", "my own", "This value does not fit: my own"),
        ("IndexError", "list index out of range", "There is no such place in the list."),
        ("RuntimeError", "enough", "The script stopped: enough"),
    ],
)  # fmt: skip
def test_exceptions_are_told_in_words(kind: str, text: str, shown: str) -> None:
    assert str(worded("exception", {"kind": kind, "text": text})) == shown


def test_what_a_worker_says_fills_in_and_formats_nothing() -> None:
    said = worded("key", {"key": "{key.__class__} {0}", "other": "x"})
    assert str(said) == "There is no “{key.__class__} {0}” here."
    assert str(worded("key", {})) == "There is no “—” here."
    assert worded("no such code", {}) == UNKNOWN


def test_near_names_are_asked_about() -> None:
    said = worded("name", {"name": "sale", "near": "sales"})
    assert str(said) == "“sale” is not known here. Is one of these meant: sales?"


@pytest.mark.parametrize("code", list(LayerCode))
def test_every_wall_has_a_name_and_a_detail(code: LayerCode) -> None:
    assert str(layer_name(code))
    assert str(layer_detail(code, "7", is_active=True))
    assert str(layer_detail(code, "EPERM", is_active=False)) == "Not available here: EPERM"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("x := 5;", "“=”"),
        ("if x <> 5:", "“!=”"),
        ("if x = 5 then", "“then”"),
        ("while x < 5 do", "“do”"),
        ("for i := 1 to 5 do", "“=”"),
        ("for i = 1 to 5:", "range"),
        ("begin", "indented"),
        ("end;", "indented"),
        ("procedure F(x: Integer);", "def"),
        ("var x: Integer;", "declarations"),
        ("until x > 5;", "while True"),
        ("case x of", "elif"),
        ("x = a div b", "“//”"),
        ("// comment", "“#”"),
        ("{ comment }", "“#”"),
        ("if x = 5:", "compares"),
        ("x = 5 5;", "semicolon"),
        ("for each in rows do", "“do”"),
        ("and y > 3) then", "“then”"),
    ],
)
def test_whoever_writes_pascal_gets_a_hint(line: str, part: str) -> None:
    assert part in str(hint_for_line(line))


@pytest.mark.parametrize("line", ["x = 5", "text = 'a := b;'", "if x == 5 and y >= 3:", ""])
def test_python_needs_no_hint(line: str) -> None:
    assert hint_for_line(line) is None


@pytest.mark.parametrize(
    ("name", "line", "part"),
    [
        ("begin", "begin", "indented"),
        ("WriteLn", "WriteLn(5)", "kpi.log"),
        ("true", "x = true", "True"),
        ("GetValue", "x = GetValue('sales')", "kpi.value"),
        ("AddBonus", "AddBonus('a', 5)", "kpi.add_line"),
    ],
)
def test_words_of_pascal_get_a_hint(name: str, line: str, part: str) -> None:
    assert part in str(hint_for_name(name, line))


def test_other_names_get_none() -> None:
    assert hint_for_name("sales", "x = sales;") is None
