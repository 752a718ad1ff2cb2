"""What is taken back for records that failed after they were paid, and what stays paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.period import Period
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.balances import clawed
from crm_desktop.rewards.opening import Failed
from crm_desktop.rewards.template import Clawback


class Whose(NamedTuple):
    """By which template which record earned commission for an employee."""

    employee_id: int
    code: str
    entity: Entity
    record: int


@dataclass(frozen=True, slots=True)
class Settled:
    """An accrual of the settled statement of the month that begins on ``month``.

    Or what the draft of an earlier month takes back, so that no later one does it as well.
    ``failed_on`` says since when the record is not good, as far as it is known. ``has_date`` is a
    cancelled document's: what it earned before is still told by its dates.
    """

    whose: Whose
    statement_id: int
    month: date
    accrual: Accrual
    failed_on: date | None = None
    has_date: bool = False

    @property
    def is_mark(self) -> bool:
        """Whether it took back what was earned before."""
        return self.accrual.event is None


@dataclass(frozen=True, slots=True)
class Clawbacks:
    """What templates took back in all their versions: since when, the last ones last."""

    by_code: Mapping[str, Sequence[tuple[date, Clawback | None]]]

    def of(self, one: Settled) -> Clawback | None:
        """Return what held when ``one`` was paid; settled months keep their rules."""
        versions = self.by_code.get(one.whose.code, ())
        begun = [clawback for since, clawback in versions if since <= one.month]
        return begun[-1] if begun else None


class Paid(NamedTuple):
    """What a statement pays by a template, at once and later, and what its records earned."""

    due_minor: int
    earned_minor: int


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What statements pay by each template, and leave ``unpaid`` of single records by some day."""

    paid: Mapping[tuple[int, str], Paid]
    unpaid: Mapping[tuple[int, str, Entity, int], int]

    def of(self, earned: Iterable[Settled]) -> int:
        """Return what was paid for one record that ``earned`` it, in minor units."""
        rows = list(earned)
        minor = sum(map(self._part, rows))
        left = {(one.statement_id, *one.whose[1:]) for one in rows}
        return max(minor - sum(self.unpaid.get(key, 0) for key in left), 0)

    def _part(self, one: Settled) -> int:
        """Return what the statement pays for an accrual, where it pays less than was earned too."""
        due, earned = self.paid[one.statement_id, one.whose.code]
        minor = one.accrual.amount_minor
        if minor <= 0 or earned <= due:
            return minor
        return minor * max(due, 0) // earned


@dataclass(frozen=True, slots=True)
class Claimant:
    """Claims for the month ``period`` what was paid by rules that had ``clawbacks``."""

    period: Period
    clawbacks: Clawbacks
    paid_out: PaidOut
    currency: str

    def claim(self, found: Sequence[Settled], *, is_settled: bool) -> Failed | None:
        """Return what the month takes back for the failed record of ``found``, None for nothing.

        It is taken in the first month that is not settled, once for all that was earned since the
        record was taken back before. A settled month has what it took, an open one before a settled
        one that took it nothing.
        """
        if not is_settled and any(one.month > self.period.start for one in found):
            return None
        marks = [one for one in found if one.is_mark and one.month == self.period.start]
        earlier = _not_taken_back([one for one in found if one.month < self.period.start])
        earned = [one for one in earlier if self.clawbacks.of(one) is not None]
        if not earned or is_settled is not bool(marks):
            return None
        clawback, whose = self.clawbacks.of(earned[0]), earned[0].whose
        failed_on = marks[0].accrual.on if marks else found[-1].failed_on or self.period.start
        if clawback is None or failed_on >= self.period.end:
            return None
        paid = Money(self.paid_out.of(earned), self.currency)
        earned_on = min(one.accrual.on for one in earned)
        return Failed(
            whose.code,
            whose.entity,
            whose.record,
            earned[0].accrual.label,
            paid,
            earned_on,
            failed_on,
            clawed(paid, earned_on, failed_on, clawback),
            clawback,
        )


def kept(
    found: Iterable[Settled], period: Period, clawbacks: Clawbacks
) -> dict[int, list[Accrual]]:
    """Return what statements of ``period`` paid for failed records that cannot tell it any more.

    By the ids of the employees: what is taken back stays where it was paid.
    """
    kept: dict[int, list[Accrual]] = defaultdict(list)
    for one in found:
        is_told = one.has_date and one.failed_on is not None and one.failed_on >= period.end
        is_of_now = one.month == period.start and not one.is_mark
        if is_of_now and not is_told and clawbacks.of(one) is not None:
            kept[one.whose.employee_id].append(one.accrual)
    return kept


def taken_since(
    found: Iterable[Settled], period: Period, paid_out: Callable[[date], PaidOut]
) -> dict[int, int]:
    """Return what later months took back of what ``period`` paid for records good again.

    In minor units by the ids of its statements, with the instalments that are not paid any more;
    ``paid_out`` says what was paid before a day.
    """
    taken: dict[int, int] = defaultdict(int)
    for of_record in by_record(found).values():
        later = [one for one in of_record if one.is_mark and one.month > period.start]
        if not later:
            continue
        when = later[0].month
        earned: dict[int, list[Settled]] = defaultdict(list)
        for one in _not_taken_back([one for one in of_record if one.month < when]):
            earned[one.statement_id].append(one)
        back = -sum(one.accrual.amount_minor for one in later if one.month == when)
        books = paid_out(when)
        weights = [books.of(of_statement) for of_statement in earned.values()]
        parts = _allocated(back, weights)
        for (id_, rows), part in zip(earned.items(), parts, strict=True):
            if rows[0].month == period.start:
                taken[id_] += part + books.unpaid.get((id_, *rows[0].whose[1:]), 0)
    return taken


def by_record(found: Iterable[Settled]) -> dict[Whose, list[Settled]]:
    """Return what was settled record by record, in the order that it has."""
    grouped: dict[Whose, list[Settled]] = defaultdict(list)
    for one in found:
        grouped[one.whose].append(one)
    return grouped


def _not_taken_back(found: Sequence[Settled]) -> list[Settled]:
    """Return what was earned after the last time that the record was taken back."""
    marked = max((one.month for one in found if one.is_mark), default=date.min)
    return [one for one in found if not one.is_mark and one.month > marked]


def _allocated(minor: int, weights: Sequence[int]) -> list[int]:
    if not sum(weights):
        return [0] * len(weights)
    return [part.minor for part in allocate(Money(minor, ""), list(map(Decimal, weights)))]
