"""What a script does with one subject hurts nobody else in its batch, walls or no walls."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from decimal import Decimal

import pytest

from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, Plain, RunOutcome, RunStatus, ScriptKind

LIMITS = Limits(seconds=Decimal(1))
OK, ERROR, LIMIT = RunStatus.OK, RunStatus.ERROR, RunStatus.LIMIT


@pytest.fixture(scope="module", params=["walled", "bare"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Return a sandbox with all walls, or with the language and the process alone."""
    if request.param == "walled":
        made = Sandbox(LIMITS, is_shared=True)
    else:
        made = Sandbox(LIMITS, layers=(), allow_unconfined=True, is_shared=True)
    with made:
        yield made


def given(*, is_hostile: bool) -> dict[str, Plain]:
    return {
        "values": {"hostile": int(is_hostile)},
        "bonuses": {"quarter": Decimal(5000)},
        "total": Decimal(54000),
    }


def both(sandbox: Sandbox, attack: str, kind: ScriptKind) -> list[RunOutcome]:
    """Run ``attack`` for one of three, and something harmless for those around."""
    calm = "result = 1" if kind is ScriptKind.INDICATOR else "kpi.set_total(1, 'so')"
    attack = textwrap.indent(textwrap.dedent(attack).strip(), "    ")
    source = f"if kpi.value('hostile'):\n{attack}\nelse:\n    {calm}"
    subjects = [given(is_hostile=place == 1) for place in range(3)]
    before, hostile, after = sandbox.run_batch(source, subjects, kind)
    assert (before.status, after.status) == (OK, OK)
    assert (before.result, before.changes) == (after.result, after.changes)
    return [before, hostile]


@pytest.mark.parametrize(
    ("attack", "status"),
    [
        ("result = Decimal('0e-5000')", OK),
        ("result = Decimal('1e-500') * Decimal('1e-520')", OK),
        ("result = {'a': Decimal('1e-999') ** 1000, 'b': Decimal('-1e999').exp()}", OK),
        ("x = 10 ** 1000\nfor i in range(5): x = x * x\nresult = {}[x]", ERROR),
        ("x = 10 ** 1000\nfor i in range(5): x = x * x\nkpi.log(x)", ERROR),
        ("result = Decimal('snan')", ERROR),
        ("e = [KeyError()]\ne.append(e)\nraise KeyError(e) from ValueError(e)", ERROR),
        ("raise LookupError(*range(100000))", ERROR),
        ("d = date('\\x00\\x00\\x01\\x00')\nd.isocalendar()\nd + timedelta(9)", ERROR),
        ("for i in range(200): kpi.log('\\U0001f600\\ud800' * 300)\nresult = 1", OK),
        ("print('\\U0001f600' * 65535)\nresult = 1", OK),
        ("f'{1:{\"9\" * 9}d}'", ERROR),
        ("'%(a)#99999d' % {'a': 1}", ERROR),
        ("def f(a=[]):\n    a.append(1)\n    return f() + len(a)\nresult = f()", LIMIT),
    ],
)  # fmt: skip
def test_an_indicator_script_hurts_its_own_subject_alone(
    sandbox: Sandbox, attack: str, status: RunStatus
) -> None:
    assert both(sandbox, attack, ScriptKind.INDICATOR)[1].status is status


@pytest.mark.parametrize(
    ("attack", "status"),
    [
        ("for i in range(2): kpi.add_line('more', 10 ** 15, 'so')\nkpi.set_total(1, 'so')", ERROR),
        ("for i in range(400): kpi.add_line('less', -10 ** 15, 'so')", ERROR),
        ("kpi.set_total(10 ** 15, 'so')\nkpi.set_bonus('quarter', 5001, 'so')", ERROR),
        ("kpi.set_bonus('quarter', Decimal('1e-500') ** 2, 'so')\nresult = 5", OK),
        ("for i in range(65537): kpi.set_total(i, 'so')", LIMIT),
        ("for i in range(500): kpi.add_line('\\U0001f600' * 999, i, '\\U0001f600\\x00' * 999)", OK),
        ("kpi.add_line('\\x00\\u202e\\ud800', 1, '\\udfff\\u2066')", OK),
        ("kpi.add_line('line', True, 'so')", ERROR),
        ("kpi.add_line('line', 1, '\\u2003')", ERROR),
    ],
)
def test_a_reward_script_hurts_its_own_subject_alone(
    sandbox: Sandbox, attack: str, status: RunStatus
) -> None:
    outcome = both(sandbox, attack, ScriptKind.REWARD)[1]
    assert outcome.status is status
    said = [text for change in outcome.changes for text in (change.code, change.reason)]
    assert [text for text in said if not text.isprintable() or len(text) > 500] == []


def test_answers_of_many_numbers_with_long_names_all_arrive(sandbox: Sandbox) -> None:
    source = "result = {'\\U0001f600' * 97 + str(i): i for i in range(100, 300)}"
    outcomes = sandbox.run_batch(source, [{}] * 256)
    assert {outcome.status for outcome in outcomes} == {OK}


def test_a_trace_of_long_names_arrives() -> None:
    names = [f"{'ы' * 100}{number}" for number in range(40)]
    source = "\n".join([*(f"{name} = 0" for name in names), "for i in range(900):", "    x = i"])
    with Sandbox() as sandbox:
        outcome = sandbox.run(f"{source}\nresult = 1", {}, trace=True)
    assert (outcome.status, outcome.message) == (OK, None)
    assert len(outcome.trace) > 50


def test_chance_has_no_say_in_the_order_of_a_set() -> None:
    source = textwrap.dedent("""
        order = list({f"client {number}" for number in range(20)} | {date(2026, 3, 1)})
        result = {str(name): place for place, name in enumerate(order)}
    """)
    results = []
    for _ in range(2):
        with Sandbox() as sandbox:
            results.append(sandbox.run(source, {}).result)
    assert results[0] == results[1] is not None
