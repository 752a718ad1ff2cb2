"""The written reference says what scripts find, and its examples run as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.domain.scripts import RunStatus, ScriptKind
from crm_desktop.scripting import api
from crm_desktop.scripting.given import read_given
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Plain, RunOutcome

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "script-reference.md").read_text("utf-8")
GIVEN = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0]
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
CHAPTERS = {
    frozenset(ScriptKind): "## What both kinds find",
    frozenset({ScriptKind.INDICATOR}): "## What indicator scripts find besides",
    frozenset({ScriptKind.REWARD}): "## What reward scripts find besides",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(is_shared=True) as found:
        yield found


def given() -> dict[str, Plain]:
    return read_given(GIVEN)


def described(entry: api.Entry) -> str:
    """Return what the reference has of ``entry``."""
    arguments = "".join(f"- `{one.name}`: {one.meaning}\n" for one in entry.arguments or ())
    head = f"### `{entry.call()}`\n\n{entry.sentence}\nGives: {entry.unit}.\n"
    return f"{head}{arguments and chr(10) + arguments}\n```\n{entry.example}\n```\n"


def chapter(heading: str) -> str:
    return TEXT.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def came(outcome: RunOutcome) -> str:
    """Return what the last line of an example says of its outcome."""
    if outcome.changes:
        return "; ".join(
            f"{one.what.value} {one.code}".strip() + f" {shown(one.after)}"
            for one in outcome.changes
        )
    if isinstance(outcome.result, Mapping):
        return "several numbers"
    return "no value" if outcome.result is None else shown(outcome.result)


def shown(number: Decimal) -> str:
    return f"{number.normalize():f}"


@pytest.mark.parametrize("entry", api.REFERENCE, ids=lambda entry: entry.name)
def test_it_describes_each_name_as_the_program_does(entry: api.Entry) -> None:
    assert described(entry) in chapter(CHAPTERS[entry.kinds])


def test_it_describes_nothing_else() -> None:
    headings = re.findall(r"^### `(.*)`$", TEXT, re.MULTILINE)
    assert sorted(headings) == sorted(entry.call() for entry in api.REFERENCE)


@pytest.mark.parametrize("entry", api.REFERENCE, ids=lambda entry: entry.name)
def test_what_the_program_gives_as_an_example_runs(sandbox: Sandbox, entry: api.Entry) -> None:
    kind = max(entry.kinds)
    end = "" if kind is ScriptKind.REWARD or entry.name == "no_value" else "\nresult = 1"
    source = f"calls = 3\n{entry.example.replace('…', 'pass')}{end}"
    assert sandbox.run(source, given(), kind).status is RunStatus.OK


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_each_example_gives_what_stands_under_it(sandbox: Sandbox, example: str) -> None:
    *_, last = example.splitlines()
    kind = ScriptKind.INDICATOR
    if re.search(r"kpi\.(set_|add_|total|salary|bonus|coefficient)", example):
        kind = ScriptKind.REWARD
    outcome = sandbox.run(example, given(), kind)
    assert (outcome.status, outcome.message) == (RunStatus.OK, None)
    assert last == f"# gives {came(outcome)}"


def test_it_lists_what_is_found_without_importing_it_and_what_may_be_imported() -> None:
    words = set(re.findall(r"`([A-Za-z_]\w*)`", chapter("## What of Python there is")))
    assert {*api.BUILTINS, *api.MODULES} <= words
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, re.MULTILINE))
    listed = {module: tuple(re.findall(r"`(\w+)`", names)) for module, names in rows.items()}
    assert listed == dict(api.MODULES)


def test_what_it_calls_unavailable_is_refused(sandbox: Sandbox) -> None:
    told = chapter("## What there is not").partition("\n\n")[2].partition("\n\n")[0]
    refused = {
        "class": "class A:\n    pass",
        "with": "with a as b:\n    pass",
        "match": "match 1:\n    case 1: pass",
        "yield": "def a():\n    yield 1",
        "async": "async def a():\n    pass",
        "nonlocal": "def a():\n    b = 1\n    def c():\n        nonlocal b",
        "eval": "result = eval('1')",
        "exec": "exec('1')",
        "open": "open('a')",
        "getattr": "result = getattr(kpi, 'value')",
        "format": "result = '{}'.format(1)",
    }
    assert set(re.findall(r"`(\w+)`", told)) == set(refused)
    assert [name for name, source in refused.items() if not sandbox.check(source)] == []
