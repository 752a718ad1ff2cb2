"""What single records earn: the steps by which each of them comes to its whole commission.

A record earns its commission from 0 to the whole as things happen to it. What it earned by some
day is rounded as a part of the whole, and an event earns the difference of two such parts: all
of them add up to the whole, and what is undone takes away exactly what was earned.

Source: domain.md §6; cases C25, C29, C32, C33, C35.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import lcm
from operator import attrgetter
from typing import NamedTuple

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money, Rounding, allocate, minor_digits
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import StepScale
from crm_desktop.kpi.scale import slices
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.due import off_term
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, CommissionPremium, Event

_DAY = timedelta(days=1)
_ZERO, _ONE = Decimal(0), Decimal(1)


class Credit(NamedTuple):
    """The part of a shared deal that counts for an employee, in ``SHARE_UNITS``."""

    employee: int
    share: int
    is_overlay: bool = False


class EarningRecord(NamedTuple):
    """A deal or a document, with all that its commission depends on.

    ``measures`` are minor units of the firm's currency; ``payments`` are parts of ``amount``,
    each with its day, the oldest first. ``papers`` say of a deal from which days on it has good
    papers of an event, 1, or has none any more, 0. Nothing is earned before ``starts_on``, and from
    ``failed_on`` on the record is no longer good. ``credits`` come before the ``owner``;
    ``movers`` are who moved the deal into stages, ``products`` what of the amount is of which
    product.
    """

    entity: Entity
    id: int
    label: str
    owner: int
    amount: int
    measures: Mapping[str, int]
    won_on: date | None = None
    invoiced_on: date | None = None
    shipped_on: date | None = None
    starts_on: date | None = None
    failed_on: date | None = None
    payments: Sequence[tuple[date, int]] = ()
    papers: Mapping[Event, Sequence[tuple[date, int]]] = {}
    credits: Sequence[Credit] = ()
    movers: Mapping[str, int] = {}
    products: Sequence[tuple[int | None, int]] = ()


class _Part(NamedTuple):
    """An event earns ``share`` more than what the parts before it are, of ``whole``.

    ``happened_on`` tells the day of what happens once, and is None for payments.
    """

    event: Event
    before: int
    share: int
    whole: int
    happened_on: Callable[[EarningRecord], date | None] | None


_DAYS: Mapping[Event, Callable[[EarningRecord], date | None]] = {
    Event.WON: attrgetter("won_on"),
    Event.INVOICED: attrgetter("invoiced_on"),
    Event.SHIPPED: attrgetter("shipped_on"),
}


class _Step(NamedTuple):
    """On the day ``on`` what is earned goes from ``before`` to ``after``, of ``whole``."""

    event: Event
    on: date
    before: int
    after: int
    whole: int


@dataclass(frozen=True)
class CommissionRule:
    """How records of ``period`` earn by ``template``.

    ``rate_of`` are the rates of products by their ids; ``scale`` is the one that the premium
    names.
    """

    template: BonusTemplate
    premium: CommissionPremium
    period: Period
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    scale: StepScale | None = None
    rate_of: Mapping[int, Decimal] = field(default_factory=dict)

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """What each event earns, one part after the other."""
        ratios = [part.share.as_integer_ratio() for part in self.premium.earned]
        whole = lcm(*(below for _, below in ratios))
        before, parts = 0, []
        for part, (above, below) in zip(self.premium.earned, ratios, strict=True):
            share = above * (whole // below)
            parts.append(_Part(part.event, before, share, whole, _DAYS.get(part.event)))
            before += share
        return tuple(parts)

    @cached_property
    def rate(self) -> Decimal:
        return self.premium.rate or _ZERO

    @cached_property
    def ratio(self) -> tuple[int, int]:
        """The rate as a fraction."""
        return self.rate.as_integer_ratio()

    @cached_property
    def digits(self) -> int:
        return minor_digits(self.currency)


def rules_of(scheme: Scheme, codes: Collection[str], period: Period) -> list[CommissionRule]:
    """Return how records earn in the month ``period`` by those of the templates ``codes``.

    A template of a longer kind of period looks at the whole of it, in its last month alone. One
    that is not in force on the month's first day, or whose scale is not, earns nothing.
    """
    scales = {
        scale.code: scale
        for scale in scheme.scales
        if isinstance(scale, StepScale) and scale.version.valid_from <= period.start
    }
    found: list[CommissionRule] = []
    for template in scheme.templates:
        premium, own = template.premium, _own_period(template, period)
        if template.code not in codes or own is None or not isinstance(premium, CommissionPremium):
            continue
        scale = scales.get(premium.scale or "")
        if premium.scale is None or scale is not None:
            found.append(
                CommissionRule(template, premium, own, scheme.currency, scheme.rounding, scale)
            )
    return found


def _own_period(template: BonusTemplate, period: Period) -> Period | None:
    """Return the period that ``template`` is paid for in the month ``period``, or None."""
    if off_term(template, period.start) is not None:
        return None
    if template.period_kind is PeriodKind.MONTH:
        return period
    own = Period.containing(period.start, template.period_kind)
    return own if own.end == period.end else None


def accruals(rule: CommissionRule, record: EarningRecord) -> list[tuple[int, Accrual]]:
    """Return what the events of ``record`` in the period of ``rule`` earn, for whom."""
    steps: list[_Step] = []
    for part in rule.parts:
        steps += _steps(part, record, rule)
    if not steps:
        return []
    base = record.measures[rule.premium.measure]
    whole, rate = _commission(rule, record, base)
    mode, code = rule.rounding, rule.template.code
    entity, key, label = record[:3]
    found: list[tuple[int, Accrual]] = []
    for employee, amount, of_base in _shared(rule, record, whole, base):
        for event, on, before, after, of in steps:
            if before == 0 and after == of:
                earned, counted = amount, of_base
            else:
                earned = _part(amount, after, of, mode) - _part(amount, before, of, mode)
                counted = _part(of_base, after, of, mode) - _part(of_base, before, of, mode)
            if earned or counted:
                one = Accrual(code, entity, key, label, event, on, counted, rate, earned)
                found.append((employee, one))
    return found


def _steps(part: _Part, record: EarningRecord, rule: CommissionRule) -> Sequence[_Step]:
    """Return by what the event of ``part`` moves on what is earned of the whole commission."""
    if record.failed_on is None and record.starts_on is None and not rule.premium.safety_days:
        if part.happened_on is not None:
            return _step_at_once(part, part.happened_on(record), rule.period)
        if not record.payments:
            return ()
        reached, of = _reached(record, part)
        moves = _moves(reached, rule.period)
    else:
        reached, of = _reached(record, part)
        moves = _guarded_moves(reached, record, rule)
    below, share, whole = part.before * of, part.share, part.whole * of
    return [
        _Step(part.event, on, below + share * before, below + share * after, whole)
        for on, before, after in moves
    ]


def _step_at_once(part: _Part, day: date | None, period: Period) -> Sequence[_Step]:
    """Return the one step of what happens once, and counts the same day."""
    if day is None or not period.start <= day < period.end:
        return ()
    return (_Step(part.event, day, part.before, part.before + part.share, part.whole),)


def _part(minor: int, part: int, of: int, mode: Rounding) -> int:
    """Return ``part / of`` of ``minor``, rounded alike above and below zero."""
    if part == of or not part:
        return minor if part else 0
    product = minor * part
    found, left = divmod(abs(product), of)
    is_up = 2 * left > of or (2 * left == of and (mode is Rounding.HALF_UP or found % 2 == 1))
    return (found + is_up) * (-1 if product < 0 else 1)


def _reached(record: EarningRecord, part: _Part) -> tuple[Sequence[tuple[date, int]], int]:
    """Return from which days on how much of the event has happened, and how much is all."""
    if part.event in record.papers:
        return record.papers[part.event], 1
    if part.happened_on is not None:
        day = part.happened_on(record)
        return (() if day is None else ((day, 1),)), 1
    if not record.payments:
        return (), 1
    if part.event is Event.PAID:
        return _paid(record), abs(record.amount) or 1
    return [(on, int(paid > 0)) for on, paid in _paid(record)], 1


def _paid(record: EarningRecord) -> list[tuple[date, int]]:
    """Return from which days on how much is paid, from nothing to all of the amount."""
    most, sign, paid = abs(record.amount), -1 if record.amount < 0 else 1, 0
    by_day: dict[date, int] = {}
    for on, minor in record.payments:
        paid += sign * minor
        by_day[on] = min(max(paid, 0), most)
    return list(by_day.items())


def _moves(reached: Sequence[tuple[date, int]], period: Period) -> Iterator[tuple[date, int, int]]:
    """Yield on which days of ``period`` how much is earned before and after."""
    before = 0
    for on, after in reached:
        if after != before and period.start <= on < period.end:
            yield on, before, after
        before = after


def _guarded_moves(
    reached: Sequence[tuple[date, int]], record: EarningRecord, rule: CommissionRule
) -> Iterator[tuple[date, int, int]]:
    """Yield the moves of what lasts for the safety days, from its start until it fails.

    What fails loses all. Where a clawback takes back what earlier periods paid, nothing moves from
    the period on in which it fails.
    """
    wait, failed_on = timedelta(days=rule.premium.safety_days), record.failed_on
    if failed_on is not None and rule.template.clawback is not None:
        if failed_on < rule.period.end:
            return
        failed_on = None
    levels = _started(reached, record.starts_on)

    def happened(on: date) -> int:
        return next((value for since, value in reversed(levels) if since <= on), 0)

    def earned(on: date) -> int:
        if failed_on is not None and on >= failed_on:
            return 0
        lasting = [since for since, _ in levels if on - wait < since <= on]
        return min(map(happened, (on - wait, *lasting)))

    days = {since + later for since, _ in levels for later in (timedelta(), wait)}
    if failed_on is not None:
        days.add(failed_on)
    for on in sorted(day for day in days if day in rule.period):
        before, after = earned(on - _DAY), earned(on)
        if before != after:
            yield on, before, after


def _started(
    reached: Sequence[tuple[date, int]], starts_on: date | None
) -> Sequence[tuple[date, int]]:
    """Return ``reached`` with all that was before the start on that day."""
    if starts_on is None:
        return reached
    before = [value for since, value in reached if since <= starts_on]
    after = [(since, value) for since, value in reached if since > starts_on]
    return [*((starts_on, value) for value in before[-1:]), *after]


def _commission(
    rule: CommissionRule, record: EarningRecord, base: int
) -> tuple[int, Decimal | None]:
    """Return the whole commission in minor units, and the rate that it is at."""
    premium, sign = rule.premium, -1 if base < 0 else 1
    if premium.amount is not None:
        return sign * Money.of(premium.amount, rule.currency, rule.rounding).minor, None
    if rule.scale is not None:
        major = Decimal(abs(base)).scaleb(-rule.digits)
        parts = slices(rule.scale, major, unit_of_bounds=_ONE) or ()
        earned = sum((part.payout() for part in parts), _ZERO)
        rates = {part.rate for part in parts}
        rate = rates.pop() if len(rates) == 1 else earned / (major or _ONE)
        return sign * Money.of(earned, rule.currency, rule.rounding).minor, rate
    if rule.rate_of:
        return _by_products(rule, record, base)
    return _part(base, *rule.ratio, rule.rounding), rule.rate


def _by_products(rule: CommissionRule, record: EarningRecord, base: int) -> tuple[int, Decimal]:
    """Return the commission where products have rates of their own; the rest has the usual one.

    A margin is of the products in the proportion of their amounts.
    """
    amount, usual = record.measures["amount"], rule.rate
    if not amount:
        return _part(base, *usual.as_integer_ratio(), rule.rounding), usual
    rates = [
        (minor, usual if product is None else rule.rate_of.get(product, usual))
        for product, minor in record.products
    ]
    if rest := amount - sum(minor for minor, _ in rates):
        rates.append((rest, usual))
    weighed = sum((minor * rate for minor, rate in rates), _ZERO)
    above, below = weighed.as_integer_ratio()
    found = {rate for _, rate in rates}
    rate = found.pop() if len(found) == 1 else weighed / amount
    sign = 1 if amount > 0 else -1
    return _part(base, sign * above, sign * below * amount, rule.rounding), rate


def _shared(
    rule: CommissionRule, record: EarningRecord, whole: int, base: int
) -> Iterable[tuple[int, int, int]]:
    """Return the parts of the commission and of its base by employee, who may have two credits."""
    if not record.credits and not record.movers:
        return ((record.owner, whole, base),)
    weights = _weights(rule.premium, record)
    parts = _allocated(whole, weights), _allocated(base, weights)
    found = [(who, *both) for who, both in zip(weights, zip(*parts, strict=True), strict=True)]
    found += [
        (
            credit.employee,
            _part(whole, credit.share, SHARE_UNITS, rule.rounding),
            _part(base, credit.share, SHARE_UNITS, rule.rounding),
        )
        for credit in record.credits
        if credit.is_overlay
    ]
    return found


def _weights(premium: CommissionPremium, record: EarningRecord) -> dict[int, Decimal]:
    """Return the shares of employees: of stages first, the rest of those who have credit."""
    weights: dict[int, Decimal] = defaultdict(Decimal)
    for stage in premium.stages:
        if stage.stage in record.movers:
            weights[record.movers[stage.stage]] += stage.share
    rest = _ONE - sum(weights.values(), _ZERO)
    credited = [credit for credit in record.credits if not credit.is_overlay]
    for credit in credited or [Credit(record.owner, SHARE_UNITS)]:
        weights[credit.employee] += rest * credit.share / SHARE_UNITS
    return weights


def _allocated(minor: int, weights: Mapping[int, Decimal]) -> list[int]:
    """Split ``minor`` by largest remainder, alike above and below zero."""
    sign = -1 if minor < 0 else 1
    return [sign * part.minor for part in allocate(Money(abs(minor), ""), list(weights.values()))]
