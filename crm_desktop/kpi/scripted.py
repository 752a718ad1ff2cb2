"""Facts that indicator scripts work out: what they are given, in which order, and what comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from graphlib import TopologicalSorter

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import Plain, ScriptAnswer
from crm_desktop.errors import CrmError, NotInForceError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.formula import Formula
from crm_desktop.kpi.order import children_in_order, cycles, refused_cycle
from crm_desktop.kpi.rollup import Measured
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import ScriptSource
from crm_desktop.texts import Message

Given = dict[str, Plain]
"""What one run is given; see ``crm-desktop script run --input``."""

Runner = Callable[[Script, Sequence[Given]], Sequence[ScriptAnswer]]
"""Runs a script once for each of what is given, and returns their answers in that order."""

RowsOf = Callable[[Script, SubjectRef], dict[str, list[Plain]]]
"""Returns the rows of each input of a script that belong to a subject, by the input's name."""


def scripts_in_order(scheme: Definitions) -> list[Indicator]:
    """Return the indicators that scripts work out, each after those that its script reads.

    Raises:
        InvalidInputError: an indicator depends on itself; the cycle is named.

    """
    whole = uses(scheme, children_in_order(scheme.indicators))
    for cycle in cycles(whole):
        raise refused_cycle(cycle)
    made = {one.code: one for one in scheme.indicators if script_of(one)}
    return [made[code] for code in TopologicalSorter(whole).static_order() if code in made]


def uses(scheme: Definitions, formulas: Mapping[str, Formula]) -> dict[str, tuple[str, ...]]:
    """Return which indicators each one reads that a script or one of ``formulas`` works out."""
    reads = {script.code: script.reads for script in scheme.scripts}
    of_scripts = {
        one.code: reads.get(code, ()) for one in scheme.indicators if (code := script_of(one))
    }
    return of_scripts | {code: tuple(formula.names) for code, formula in formulas.items()}


def script_of(indicator: Indicator) -> str:
    """Return the code of the script that works ``indicator`` out; empty where none does."""
    return indicator.source.script if isinstance(indicator.source, ScriptSource) else ""


def with_scripts(
    scheme: Definitions,
    subjects: Sequence[Subject],
    facts: Facts,
    period: Period,
    *,
    calendar: WorkingCalendar,
    runner: Runner,
    rows: RowsOf,
    on: date | None = None,
) -> Facts:
    """Return ``facts`` with those that the scripts of ``scheme`` work out for ``subjects``.

    The rules are those of the day ``on``, the first of ``period`` where none is named. Each script
    runs once for all subjects. Without a script, or where it fails, there is no
    value, and the reason.
    """
    if not any(isinstance(one.source, ScriptSource) for one in scheme.indicators):
        return facts
    scripts = {script.code: script for script in scheme.scripts}

    def with_one(known: Facts, indicator: Indicator) -> Facts:
        script = scripts.get(script_of(indicator))
        if script is None:
            reason = Message("there is no script “{script}”", script=script_of(indicator))
            found = {one.ref: Fact(None, reason) for one in subjects}
        else:
            everyone = figures_of(scheme, subjects, known, period, calendar=calendar, on=on)
            given = [partial(given_of, script, figures, rows) for figures in everyone]
            answers = answered(script, given, runner)
            found = {one.ref: _fact(answer) for one, answer in zip(subjects, answers, strict=True)}
        return _together(known, indicator.code, found)

    return reduce(with_one, scripts_in_order(scheme), facts)


def answered(
    script: Script, asks: Sequence[Callable[[], Given]], runner: Runner
) -> Sequence[ScriptAnswer]:
    """Return what ``script`` answers to each of ``asks``, which make what it is given.

    Where its records cannot be given to it, no subject has an answer, and the reason.
    """
    try:
        given = [ask() for ask in asks]
    except CrmError as error:
        return [ScriptAnswer(problem=error.message)] * len(asks)
    return runner(script, given)


def given_of(script: Script, figures: Figures, rows: RowsOf, more: Iterable[str] = ()) -> Given:
    """Return what ``script`` is given of one subject: what it reads, and ``more`` indicators."""
    subject, period = figures.subject, figures.rules.period
    codes = sorted({*script.reads, *more})
    person: dict[str, Plain] = {
        "level": subject.ref.level.value,
        "code": subject.ref.code,
        "name": subject.name,
        "department": subject.department,
    }
    return {
        "subject": person,
        "employee": person if subject.ref.level is SubjectLevel.EMPLOYEE else {},
        "period": {
            "kind": period.kind.value if period.kind else None,
            "start": period.start,
            "end": period.last_day(),
        },
        "values": {code: _value(figures, code) for code in codes},
        "plans": {code: _plan(figures, code) for code in codes},
        "rows": dict(rows(script, subject.ref)) if script.inputs else {},
    }


def _value(figures: Figures, code: str) -> Plain:
    try:
        return figures.fact(code).value
    except NotInForceError:
        return None


def _plan(figures: Figures, code: str) -> Plain:
    try:
        return figures.plan(code).value
    except NotInForceError:
        return None


def _fact(answer: ScriptAnswer) -> Fact:
    if answer.problem is not None:
        return Fact(None, answer.problem)
    if answer.value is None:
        return Fact(None, in_a_row(answer.log) or Message("the script gave no value"))
    told = in_a_row(answer.log) or Message("the script wrote nothing down")
    return Fact(answer.value, sentence=told)


def in_a_row(lines: Iterable[str]) -> Message | None:
    """Return the lines of a log as one sentence, None where there are none."""
    log = [Message.of("{text}", None, {"text": text}) for text in lines if text.strip()]
    if not log:
        return None
    return reduce(
        lambda left, right: Message("{left}; {right}", left=left, right=right), log[:_MOST]
    )


_MOST = 10
"""So many lines of its log a script tells in the derivation of its value."""


def _together(known: Facts, code: str, found: Mapping[SubjectRef, Fact]) -> Facts:
    if isinstance(known, Measured):
        return known.also(code, found)
    return {**known, **{(ref, code): fact for ref, fact in found.items()}}
