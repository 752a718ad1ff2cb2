"""Whatever text is given as a script, a check ends with problems that have a place in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, RunStatus, ScriptKind

PARTS = [
    "kpi", ".value", ".__class__", "('a')", "[0]", " = ", ":=", "\n", "\n    ", "if ", ":",
    "for x in ", "def f(a):", "return ", "1.5", "0x", "'", '"""', "f'{x:{y}}'", "lambda: ", "(",
    ")", "[", "{", "}", "import os", "from math import *", "_x", "__", "while True", "try",
    "except", "*", "**", "//", "@", "class A", "yield", "await ", "async ", "match x", "case ",
    "global x", "del ", "\t", "\r", "\x0c", "\\", "#", "ё", "𝐱", "\u202e", "\x00", "1_0",
    "1e999", "9" * 30, "is not ", "not ", "-",
]  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(PARTS), max_size=25).map("".join)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=Decimal(1)), is_shared=True) as shared:
        yield shared


@settings(max_examples=400)
@given(source=TEXTS)
def test_any_text_is_checked_and_run(sandbox: Sandbox, source: str) -> None:
    lines = source.count("\n") + source.count("\r") + 2
    problems = sandbox.check(source)
    assert all(0 < each.line <= lines and each.column > 0 for each in problems)
    outcome = sandbox.run(source, {})
    assert outcome.status is not RunStatus.CRASH
    if outcome.status is RunStatus.REFUSED:
        assert str(outcome.message) in {str(each.message) for each in problems}


@settings(max_examples=150)
@given(source=st.binary(max_size=60))
def test_any_bytes_are_checked_and_run(sandbox: Sandbox, source: bytes) -> None:
    assert sandbox.run(source, {}).status is not RunStatus.CRASH
    assert all(str(each.message) for each in sandbox.check(source, ScriptKind.REWARD))
