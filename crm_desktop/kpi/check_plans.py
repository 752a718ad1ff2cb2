"""What is wrong with plans, whatever they are plans for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crm_desktop.domain.entry import CODE_LENGTH
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.kpi.problem import (
    PLAN_NOTE_LENGTH,
    Problems,
    SchemeProblem,
    named_twice,
    number_problems,
    subject_problems,
    text_problems,
)
from crm_desktop.texts import Message

_UNSPLIT_BY_MONTHS = frozenset({PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH})


def plan_problems(plans: Iterable[Plan]) -> Problems:
    """Yield every mistake in ``plans``, the first of which is ``plans[1]``."""
    found = tuple(plans)
    for number, plan in enumerate(found, 1):
        place = f"plans[{number}]"
        yield from _text_problems(plan, place)
        yield from number_problems(plan.value, f"{place}.value")
        yield from subject_problems(plan.subject, plan.subject.level, f"{place}.subject")
        yield from _split_problems(plan, f"{place}.split")
        yield from _until_problems(plan, f"{place}.until")
    keys = (
        (
            (plan.indicator, plan.period_kind, plan.valid_from, plan.until),
            plan.subject,
            f"plans[{number}]",
        )
        for number, plan in enumerate(found, 1)
    )
    yield from named_twice(keys, Message("a plan"))


def _text_problems(plan: Plan, place: str) -> Problems:
    """Yield the texts that cannot be kept, field by field: a grid pastes thousands of plans."""
    for text, field, longest in (
        (plan.indicator, "indicator", CODE_LENGTH),
        (plan.subject.code, "subject.code", CODE_LENGTH),
        (plan.note, "note", PLAN_NOTE_LENGTH),
    ):
        yield from text_problems(text, f"{place}.{field}", longest)


def _split_problems(plan: Plan, place: str) -> Problems:
    if plan.split is None:
        return
    if plan.period_kind is PeriodKind.CUSTOM:
        message = Message("A plan for exactly these days splits no period.")
        yield SchemeProblem(place, message)
    elif plan.split is Split.MONTHS and plan.period_kind in _UNSPLIT_BY_MONTHS:
        message = Message("Only periods of several months are split by months.")
        yield SchemeProblem(place, message)
    elif plan.valid_from.year == date.max.year:  # which its period would leave
        yield SchemeProblem(place, Message("“{value}” is out of range.", value=plan.valid_from))


def _until_problems(plan: Plan, place: str) -> Problems:
    if plan.period_kind is not PeriodKind.CUSTOM:
        if plan.until is not None:
            message = Message("Only a plan for a custom period ends on a day.")
            yield SchemeProblem(place, message)
    elif plan.until is None:
        message = Message("A plan for a custom period says the day on which it ends.")
        yield SchemeProblem(place, message)
    elif plan.until <= plan.valid_from:
        message = Message(
            "The first day, {since}, comes before the day of the end, {until}.",
            since=plan.valid_from,
            until=plan.until,
        )
        yield SchemeProblem(place, message)
