"""What changed in settled pay since, as far as nobody has decided about it, with its causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.correction import CorrectedLine, Correction
from crm_desktop.texts import Message


class Decided(NamedTuple):
    """What was decided about one settled statement before, in minor units.

    ``accepted`` is what later months pay; ``dismissed_less`` at most zero and ``dismissed_more`` at
    least zero what is forgiven and withheld.
    """

    accepted: int = 0
    dismissed_less: int = 0
    dismissed_more: int = 0

    def with_accepted(self, amount: int) -> Decided:
        return self._replace(accepted=self.accepted + amount)

    def with_dismissed(self, amount: int) -> Decided:
        less, more = min(amount, 0), max(amount, 0)
        return self._replace(
            dismissed_less=self.dismissed_less + less, dismissed_more=self.dismissed_more + more
        )

    def left_of(self, difference: int) -> int:
        """Return the part of ``difference`` to the settled total that is not decided yet.

        A difference that goes back again within what was dismissed asks for nothing.
        """
        gap = difference - self.accepted
        return min(gap - self.dismissed_less, 0) + max(gap - self.dismissed_more, 0)


@dataclass(frozen=True, slots=True)
class FactChange:
    """An indicator whose fact ``was`` another than ``now``."""

    code: str
    name: str
    was: Quantity
    now: Quantity


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record whose commission by the template ``code`` ``was`` another than ``now``."""

    code: str
    entity: Entity
    record: int
    label: Message | str
    was: Money
    now: Money


@dataclass(frozen=True, slots=True)
class PayChange:
    """What the pay of an employee for a settled period lacks, and nobody has decided.

    ``was`` is the settled total with what was decided since, ``now`` what it would be; ``amount``
    is their difference, below zero where too much was paid. ``correction`` has the lines of all
    that differs from the settled statement, ``facts`` and ``records`` what caused it. ``granted``
    is what answers to disputes pay besides: whoever decides sees whether it is for the same.
    """

    statement_id: int
    employee_id: int
    employee: str
    period: Period
    was: Money
    now: Money
    amount: Money
    correction: Correction
    facts: tuple[FactChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    granted: tuple[CorrectionRow, ...] = ()


def told(change: PayChange) -> tuple[Derivation, ...]:
    """Return what ``change`` consists of, what each part was and is now.

    Salary, lines and what was decided before add up to its amount.
    """
    found = change.correction
    parts = [_told(Message("Salary"), found.salary)] if found.salary else []
    parts += [_told_line(line, change) for line in found.lines]
    before = change.amount - found.amount
    if before:
        parts.append(_told(Message("Decided before"), before))
    return tuple(parts)


def _told_line(line: CorrectedLine, change: PayChange) -> Derivation:
    """Tell a line by its records, else by its indicator, else by all indicators that changed."""
    known = line.now or line.was
    if known is None:
        raise ValueError(line)
    nothing = Money.zero(line.amount.currency)
    was = nothing if line.was is None else line.was.amount
    now = nothing if line.now is None else line.now.amount
    causes = [
        _told(record.label, record.now - record.was, _was_now(record.was, record.now))
        for record in change.records
        if record.code == known.code
    ] or [
        Derivation(fact.name, fact.now, _was_now(fact.was, fact.now))
        for fact in change.facts
        if known.indicator in {None, fact.code}
    ]
    return _told(known.label, line.amount, _was_now(was, now), tuple(causes))


def _told(
    label: Message | str,
    amount: Money,
    sentence: Message | None = None,
    inputs: tuple[Derivation, ...] = (),
) -> Derivation:
    return Derivation(label, Quantity.of_money(amount), sentence, inputs)


def _was_now(was: object, now: object) -> Message:
    return Message("it was {was} and is {now} now", was=was, now=now)


def changed_facts(was: SubjectResult, now: SubjectResult) -> tuple[FactChange, ...]:
    """Return the indicators of both whose facts differ."""
    before = {one.code: one for one in was.indicators}
    return tuple(
        FactChange(one.code, one.name, before[one.code].fact, one.fact)
        for one in now.indicators
        if one.code in before and before[one.code].fact != one.fact
    )


def changed_records(
    was: Iterable[Accrual], now: Iterable[Accrual], currency: str
) -> tuple[RecordChange, ...]:
    """Return the records whose commissions differ, those with the largest difference first."""
    paid, due = _sums(was), _sums(now)
    found = [
        RecordChange(
            *key,
            due.get(key, paid.get(key, _NOTHING)).label,
            Money(paid.get(key, _NOTHING).amount_minor, currency),
            Money(due.get(key, _NOTHING).amount_minor, currency),
        )
        for key in dict.fromkeys((*paid, *due))
    ]
    differing = (one for one in found if one.was != one.now)
    return tuple(sorted(differing, key=lambda one: -abs((one.now - one.was).minor)))


class _Paid(NamedTuple):
    label: Message | str
    amount_minor: int


_NOTHING = _Paid("", 0)
_RecordKey = tuple[str, Entity, int]


def _sums(accruals: Iterable[Accrual]) -> dict[_RecordKey, _Paid]:
    found: dict[_RecordKey, _Paid] = {}
    for one in _of_rules(accruals):
        key = one.code, one.entity, one.record
        before = found.get(key, _NOTHING)
        found[key] = _Paid(one.name, before.amount_minor + one.amount_minor)
    return found


def _of_rules(accruals: Iterable[Accrual]) -> Iterator[Accrual]:
    """Yield what records earned, without what took it back, which has its own line."""
    return (one for one in accruals if one.event is not None)
