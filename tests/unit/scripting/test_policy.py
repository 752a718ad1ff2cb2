from __future__ import annotations

import ast

import pytest
from RestrictedPython.transformer import RestrictingNodeTransformer

from crm_desktop.domain.scripts import LONGEST_SOURCE
from crm_desktop.scripting import answers
from crm_desktop.scripting.worker import text
from crm_desktop.scripting.worker.policy import Policy
from tests.unit.scripting.running import findings_in, result_of


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("class A: pass", "construct", 1),
        ("with x: pass", "construct", 1),
        ("x = [1]\nx[0]: int = 5", "construct", 1),
        ("def f():\n    yield 1", "construct", 5),
        ("@len\ndef f(): pass", "construct", 2),
        ("async def f(): pass", "construct", 1),
        ("match 1:\n    case 1: pass", "construct", 1),
        ("try: pass\nexcept* ValueError: pass", "construct", 1),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x", "construct", 9),
        ("x = b'1'", "construct", 5),
        ("x = 1j", "construct", 5),
        ("x = ...", "construct", 5),
        ("x = 1\nx @= 2", "construct", 1),
        ("x = 1 @ 2", "construct", 5),
        ("_x = 1", "underscore-name", 1),
        ("x = __import__", "underscore-name", 5),
        ("def _f(): pass", "underscore-name", 1),
        ("def f(_a, *, _b): pass", "underscore-name", 1),
        ("x = 'a'.__class__", "underscore-name", 9),
        ("global _x", "underscore-name", 1),
        ("x = ё._y\nё = 1", "underscore-name", 7),
        ("try: pass\nexcept Exception as _e: pass", "underscore-name", 1),
        ("kpi = 5", "kpi-bound", 1),
        ("for kpi in []: pass", "kpi-bound", 5),
        ("x = eval('1')", "not-offered", 5),
        ("x = len.gi_frame", "not-offered", 9),
        ("import os", "import", 8),
        ("from os import path", "import", 1),
        ("from . import a", "import", 1),
        ("from math import sin", "import-member", 18),
        ("from math import *", "import-member", 18),
        ("import math as _m", "underscore-name", 8),
        ("x = []\nx.a = 1", "attribute-written", 3),
        ("x = []\ndel x.a", "attribute-written", 7),
        ("x = []\nx.a += 1", "attribute-written", 3),
        ("x = 'a'.format(1)", "format-method", 9),
        ("x = f'{1:99999}'", "format-width", None),
        ("x = 1e1000000", "number-range", 5),
        ("x = 1 if", "syntax", None),
        ("x = '\u202e'", "character", 6),
        ("x = 1\x00", "character", 6),
        ("x = 1 # " + "a" * 1000, "line-too-long", 1001),
        ("x = " + "[" * 90 + "]" * 90, "too-deep", 1),
        ("x = " + "-" * 200 + "1", "too-deep", 1),
    ],
)  # fmt: skip
def test_what_scripts_may_not_have_is_found_at_its_place(
    source: str, code: str, column: int | None
) -> None:
    found = [finding for finding in findings_in(source) if finding.is_refusal]
    assert code in {finding.code for finding in found}
    assert column is None or column in {finding.column for finding in found}


def test_all_problems_are_found_in_their_order() -> None:
    source = "import os\nclass A: pass\nx = _a + 'b'.__c__\nopen('d')"
    assert [(each.line, each.code) for each in findings_in(source)] == [
        (1, "import"),
        (2, "construct"),
        (3, "underscore-name"),
        (3, "underscore-name"),
        (4, "not-offered"),
    ]


def test_places_count_characters_and_not_bytes() -> None:
    [finding] = findings_in("план = 'ёж' + _факт")
    assert (finding.line, finding.column, finding.end_column) == (1, 15, 20)


@pytest.mark.parametrize(
    ("source", "code", "near"),
    [
        ("sales = 1\nx = sale", "name", "sales"),
        ("x = pront(5)", "name", "print"),
        ("x = kpi.valu('a')", "kpi-name", "value"),
        ("kpi.set_total(1, 'a')", "kpi-name", ""),
    ],
)
def test_a_name_that_nobody_knows_is_found_but_may_run(source: str, code: str, near: str) -> None:
    [finding] = findings_in(source)
    assert (finding.code, finding.is_refusal) == (code, False)
    assert finding.values["near"].startswith(near)


@pytest.mark.parametrize(
    "source",
    [
        "x: int = 5\nresult = x",
        "def f(a: int, *, b: 'str' = 2) -> int:\n    return a + b\nresult = f(3)",
        "try:\n    x = [][0]\nexcept:\n    x = 5\nresult = x",
        "d = {'a': [1]}\nd['a'][0] += 4\nresult = d['a'][0]",
        "(a, [b, *c]) = (1, [4, 5])\nresult = a + b",
        "result = sum(x for x, (y, z) in [(5, (1, 2))])",
        "first, *rest = [5, 6]\nresult = first",
        "def f(*a, **k):\n    return len(a) + len(k)\nresult = f(*[1, 2], **{'x': 1, 'y': 2}, z=3)",
        "x = 1\nif x == 2:\n    y = 1\nelif x == 1:\n    y = 5\nresult = y",
        "result = (y := 5)",
        "result = [n for n in range(6)][-1]",
        "x = [0, 1, 5]\nx[1:2] = []\nresult = x[-1:][0]",
        "import math as m, datetime\nresult = m.floor(5.5)",
        "result = {**{'a': 5}}['a']",
        "for _ in range(5):\n    pass\nresult = 5",
        "def f():\n    global n\n    n = 5\nf()\nresult = n",
        "result = 5  # ё «quotes» — and 𝐦\r\n",
        "\ufeffresult = 5",
        "assert 1 < 2 <= 3, 'no'\nresult = 5",
        "values = list(map(str.strip, [' 5 ']))\nresult = int(values[0])",
    ],
)
def test_what_scripts_need_works_as_in_python(source: str) -> None:
    assert findings_in(source) == []
    assert result_of(source) == "5"


def test_every_node_of_this_python_is_decided_about() -> None:
    nodes = {
        name
        for name, node in vars(ast).items()
        if isinstance(node, type) and issubclass(node, ast.AST) and not node.__subclasses__()
    }
    decided = {name.removeprefix("visit_") for name in dir(Policy) if name.startswith("visit_")}
    unknown = nodes - decided
    assert unknown <= {
        "Bytes", "Ellipsis", "ExtSlice", "FunctionType", "Index", "MatchAs", "MatchClass",
        "MatchMapping", "MatchOr", "MatchSequence", "MatchSingleton", "MatchStar", "MatchValue",
        "NameConstant", "Num", "Str", "Suite", "AugLoad", "AugStore", "Param", "TypeIgnore",
        "match_case",
    }  # fmt: skip


def test_what_is_left_to_restricted_python_is_known() -> None:
    ours = {name for name in vars(Policy) if name.startswith("visit_")}
    theirs = {name for name in dir(RestrictingNodeTransformer) if name.startswith("visit_")}
    dangerous = {"visit_Attribute", "visit_Name", "visit_Subscript", "visit_Import", "visit_Call",
                 "visit_ImportFrom", "visit_FunctionDef", "visit_ExceptHandler", "visit_For",
                 "visit_AugAssign", "visit_comprehension", "visit_ClassDef"}  # fmt: skip
    assert dangerous <= ours & theirs


def test_the_program_and_its_worker_know_the_same_bounds_of_a_text() -> None:
    """They share no module: the worker loads nothing of the program."""
    assert text.MAX_BYTES == LONGEST_SOURCE
    assert text.MAX_PROBLEMS == answers.MAX_PROBLEMS
