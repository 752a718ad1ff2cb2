"""The tests that are kept with a script: what it must answer, and what it does answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.scripts import Changed, Plain, RunStatus, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.script import Expected, Script, ScriptTest
from crm_desktop.scripting.given import read_given
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, RunOutcome
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class TestResult:
    """How a test ended: what it ``wanted``, what it ``got``, and how the run went."""

    name: str
    has_passed: bool
    wanted: tuple[Expected, ...]
    got: tuple[Expected, ...]
    outcome: RunOutcome

    @property
    def message(self) -> Message | None:
        """Why the run itself failed; None where it did not."""
        return None if self.outcome.status is RunStatus.OK else self.outcome.message


def run_tests(
    script: Script, limits: Limits | None = None, *, allow_unconfined: bool = False
) -> list[TestResult]:
    """Return how the tests of ``script`` end, in their order; the worker is one for all."""
    given = [_given_or_refused(test) for test in script.tests]
    sound = [each for each in given if not isinstance(each, RunOutcome)]
    with Sandbox(limits, allow_unconfined=allow_unconfined) as sandbox:
        ran = iter(sandbox.run_batch(script.source, sound, script.kind))
    outcomes = [each if isinstance(each, RunOutcome) else next(ran) for each in given]
    return [
        _result(script, test, outcome) for test, outcome in zip(script.tests, outcomes, strict=True)
    ]


def _given_or_refused(test: ScriptTest) -> dict[str, Plain] | RunOutcome:
    try:
        return read_given(test.given)
    except InvalidInputError as error:
        return RunOutcome(RunStatus.ERROR, message=error.message)


def _result(script: Script, test: ScriptTest, outcome: RunOutcome) -> TestResult:
    got = tuple(_got(script.kind, outcome))
    has_passed = outcome.status is RunStatus.OK and _by_key(got) == _by_key(test.expects)
    return TestResult(test.name, has_passed, test.expects, got, outcome)


def _got(kind: ScriptKind, outcome: RunOutcome) -> Iterable[Expected]:
    """Yield what a run left: the result of an indicator, else the last of each change."""
    if outcome.status is not RunStatus.OK:
        return
    if kind is ScriptKind.INDICATOR:
        result = outcome.result
        if isinstance(result, Mapping):
            yield from (Expected(None, name, value) for name, value in result.items())
        else:
            yield Expected(None, "", result)
        return
    last: dict[tuple[Changed, str], Decimal] = {}
    for change in outcome.changes:
        key = change.what, change.code
        before = last.get(key, Decimal(0)) if change.what is Changed.LINE else Decimal(0)
        last[key] = before + change.after
    yield from (Expected(what, code, value) for (what, code), value in last.items())


def _by_key(expected: Iterable[Expected]) -> dict[tuple[Changed | None, str], Decimal | None]:
    return {(one.what, one.code): one.value for one in expected}
