"""Plans that history suggests: near enough to what was reached that people believe in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from statistics import median

from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.health.values import finished
from crm_desktop.kpi.planning import cascaded, step_of
from crm_desktop.rewards.wizard.past import PastRow
from crm_desktop.texts import Message

FARTHEST = Decimal("0.3")
"""How much better than the best so far a plan may be at most: plans grow gradually."""

LOOKED_AT = 6
"""How many of the last periods with something to count a plan comes from."""

_WHOLE, _NOTHING = Decimal(1), Decimal(0)
_MONTHS = 12

_SPAN_STEPS = ((10, 1), (600, 10), (7200, 60), (86_400, 900))
"""Spans under so many seconds are planned in steps of so many; longer ones in hours."""


def bettered(usual: Decimal, growth: Decimal, polarity: Polarity) -> Decimal:
    """Return ``usual`` once it is better by the share ``growth``: a fifth more, or a fifth less.

    Where less is better it falls, whichever sign ``growth`` has, as people also say “−20%”; a
    corridor stays where it is.
    """
    match polarity:
        case Polarity.MORE:
            return usual * (_WHOLE + growth)
        case Polarity.LESS:
            return usual * max(_WHOLE - abs(growth), _NOTHING)
        case Polarity.CORRIDOR:
            return usual


def plan_from(
    known: Sequence[Decimal],
    *,
    growth: Decimal,
    unit: Unit,
    polarity: Polarity,
    currency: str = "",
) -> Decimal | None:
    """Return the plan that the facts ``known`` suggest, None without any.

    Their median, better by ``growth``, rounded to a number that is easy to remember.
    The plan is never more than 30% better than the best of ``known``, and above zero, as no part
    of nothing can be reached: the least step where less is better, None where more is.

    Source: domain.md §9 (grow gradually).

    """
    if not known:
        return None
    wanted = bettered(median(known), growth, polarity)
    if polarity is Polarity.LESS:
        plan = _rounded(wanted, known, unit, currency, least=_least(known))
        return plan or friendly_step(plan, unit, currency, is_count=True)
    if polarity is Polarity.CORRIDOR:
        return _rounded(wanted, known, unit, currency)
    plan = _rounded(wanted, known, unit, currency, most=_most(known, unit))
    return plan if plan > 0 else None


def counted(row: PastRow) -> list[Decimal]:
    """Return the last six values of ``row`` that have something behind them, oldest first."""
    known = [
        value
        for value, is_fed in zip(row.values, row.fed, strict=True)
        if is_fed and value is not None
    ]
    return known[-LOOKED_AT:]


def _most(known: Sequence[Decimal], unit: Unit) -> Decimal:
    best = max(known)
    most = best * (_WHOLE + FARTHEST)
    is_share = unit is Unit.PERCENT and best <= _WHOLE
    return min(most, _WHOLE) if is_share else most


def _least(known: Sequence[Decimal]) -> Decimal:
    return min(known) * (_WHOLE - FARTHEST)


def _rounded(
    value: Decimal,
    known: Sequence[Decimal],
    unit: Unit,
    currency: str,
    *,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> Decimal:
    """Return ``value`` within its bounds, in friendly steps of ``unit``."""
    if most is not None:
        value = min(value, most)
    if least is not None:
        value = max(value, least)
    step = friendly_step(value, unit, currency, is_count=_is_count(known))
    plan = _in_steps(value, step, ROUND_HALF_UP)
    if most is not None and plan > most:
        return _in_steps(value, step, ROUND_FLOOR)
    if least is not None and plan < least:
        return _in_steps(value, step, ROUND_CEILING)
    return plan


def _in_steps(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    """Return ``value`` in whole steps, without an exponent, as people write numbers."""
    return Decimal(f"{(value / step).to_integral_value(rounding) * step:f}")


def _is_count(known: Sequence[Decimal]) -> bool:
    """Return whether ``known`` count things, also where people share one, and not parts of one."""
    return max(known) > _WHOLE or all(each == each.to_integral_value() for each in known)


def friendly_step(value: Decimal, unit: Unit, currency: str, *, is_count: bool) -> Decimal:
    """Return in which steps a plan near ``value`` is easy to remember.

    Two digits of money and numbers that count, what is counted in ones at least; whole per cent,
    tenths of a mark, and round spans of time.
    """
    match unit:
        case Unit.PERCENT:
            return Decimal("0.01")
        case Unit.SCORE:
            return Decimal("0.1")
        case Unit.DURATION:
            steps = (step for below, step in _SPAN_STEPS if value < below)
            return Decimal(next(steps, 3600))
        case Unit.MONEY:
            least = _WHOLE.scaleb(-minor_digits(currency))
        case _:
            least = _WHOLE if is_count else _NOTHING
    return max(_WHOLE.scaleb(value.adjusted() - 1), least) if value else max(least, _WHOLE)


def season_coefficients(values: Mapping[date, Decimal | None]) -> tuple[Decimal, ...]:
    """Return the coefficients of January to December from what was reached in past months.

    ``values`` are by the first days of months. A month has its median ÷ the median of all
    months; 1 where it is unknown or nothing, and 1 everywhere where less than a year is known.
    """
    by_month: dict[int, list[Decimal]] = {}
    for day, value in values.items():
        if value is not None and value > 0:
            by_month.setdefault(day.month, []).append(value)
    if sum(map(len, by_month.values())) < _MONTHS:
        return (_WHOLE,) * _MONTHS
    medians = {month: median(found) for month, found in by_month.items()}
    usual = median(medians.values())
    return tuple(medians.get(month, usual) / usual for month in range(1, _MONTHS + 1))


def without_season(row: PastRow, months: Sequence[int], season: Sequence[Decimal]) -> PastRow:
    """Return what ``row`` would have been in average months.

    ``months`` are those of its periods, 1 for January; ``season`` the coefficients of January to
    December, all above zero, whatever they make together.
    """
    average = sum(season, _NOTHING) / len(season)
    values = (
        None if value is None else value * average / season[month - 1]
        for value, month in zip(row.values, months[: len(row.values)], strict=True)
    )
    return replace(row, values=tuple(values))


@dataclass(frozen=True, slots=True)
class Attainable:
    """How many of ``people``, who have a past and a plan, ``reached`` theirs at least once."""

    reached: int
    people: int
    words: Message


def attainability(
    values: Mapping[SubjectRef, PastRow],
    plans: Mapping[SubjectRef, Decimal],
    *,
    is_less: bool = False,
    kind: PeriodKind = PeriodKind.MONTH,
) -> Attainable:
    """Return how many would have reached their plans in the last six counted periods."""
    past = {ref: counted(row) for ref, row in values.items() if ref in plans}
    known = {ref: found for ref, found in past.items() if found}
    reached = sum(
        min(found) <= plans[ref] if is_less else max(found) >= plans[ref]
        for ref, found in known.items()
    )
    periods = max((len(values[ref].fed) for ref in known), default=0)
    if not known:
        words = Message("Nothing is known yet to compare this plan with")
    else:
        words = Message(
            "{reached} of {people} reached this in {periods}",
            reached=reached,
            people=len(known),
            periods=finished(kind, min(periods, LOOKED_AT)),
        )
    return Attainable(reached, len(known), words)


def cascade(
    total: Decimal,
    inside: Mapping[SubjectRef, Sequence[SubjectRef]],
    past: Mapping[SubjectRef, PastRow],
    *,
    unit: Unit,
    currency: str = "",
) -> dict[SubjectRef, Decimal]:
    """Return the parts of people: ``total`` over units, then over those ``inside`` each.

    They weigh what they reached, a unit what its people do. Who has no past weighs as much as
    the others do on average, everybody alike where nobody has one. Units without people have no
    part.

    Raises:
        InvalidInputError: a plan in ``unit`` is a ratio, ``total`` no whole number of its steps,
            or there are no people.

    """
    step = step_of(unit, currency)
    everybody = [ref for people in inside.values() for ref in people]
    weights = _weights(everybody, past)
    manned = {ref: people for ref, people in inside.items() if people}
    units = cascaded(total, {ref: _sum(weights, people) for ref, people in manned.items()}, step)
    parts: dict[SubjectRef, Decimal] = {}
    for ref, people in manned.items():
        parts |= cascaded(units[ref], {person: weights[person] for person in people}, step)
    return parts


def _weights(
    refs: Sequence[SubjectRef], past: Mapping[SubjectRef, PastRow]
) -> dict[SubjectRef, Decimal]:
    reached = {ref: sum(counted(past[ref]), _NOTHING) if ref in past else _NOTHING for ref in refs}
    known = [value for value in reached.values() if value > 0]
    usual = sum(known, _NOTHING) / len(known) if known else _WHOLE
    return {ref: value if value > 0 else usual for ref, value in reached.items()}


def _sum(weights: Mapping[SubjectRef, Decimal], people: Sequence[SubjectRef]) -> Decimal:
    return sum((weights[person] for person in people), _NOTHING)
