"""What an approval holds on to: the fingerprint of a script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.script import Script, ScriptInput, ScriptTest
from crm_desktop.kpi.source import Window

WON = ScriptInput(
    "won",
    Entity.DEAL,
    "closed",
    ("amount", "closed"),
    Condition("amount", Operator.MORE, (Decimal("1000.50"),)),
)
SCRIPT = Script(
    "big", "Big deals", ScriptKind.INDICATOR, "result = 1\n", reads=("sales",), inputs=(WON,)
)


def test_an_approval_outlives_a_new_release() -> None:
    """Whoever changes this number turns off every script of every firm."""
    told = "e35e1f6b969ccec3f32ddf4d07fea96ec1561f6ed553e5b1647e65273c22bc5a"
    assert SCRIPT.fingerprint == told


@pytest.mark.parametrize(
    "other",
    [
        replace(SCRIPT, code="large"),
        replace(SCRIPT, kind=ScriptKind.REWARD),
        replace(SCRIPT, source="result = 2\n"),
        replace(SCRIPT, reads=()),
        replace(SCRIPT, inputs=()),
        replace(SCRIPT, inputs=(replace(WON, name="lost"),)),
        replace(SCRIPT, inputs=(replace(WON, dated_by="created"),)),
        replace(SCRIPT, inputs=(replace(WON, columns=("amount",)),)),
        replace(SCRIPT, inputs=(replace(WON, entity=Entity.DOCUMENT),)),
        replace(SCRIPT, inputs=(replace(WON, window=Window.PREVIOUS),)),
        replace(
            SCRIPT,
            inputs=(replace(WON, where=Condition("amount", Operator.MORE, (Decimal("0.5"),))),),
        ),
    ],
    ids=range(11),
)
def test_what_a_run_depends_on_needs_a_new_approval(other: Script) -> None:
    assert other.fingerprint != SCRIPT.fingerprint


def test_words_tests_and_versions_need_none() -> None:
    other = replace(
        SCRIPT,
        name="Large",
        description="x",
        tests=(ScriptTest("a", "{}", ()),),
        author="Anna",
        reason="y",
        source="result = 1\r\n",
        version=Version(number=3, valid_from=date(2026, 1, 1)),
    )
    assert other.fingerprint == SCRIPT.fingerprint
