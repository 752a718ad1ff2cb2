"""What a settled statement would be now: corrections to pay later, the past stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.rewards.opening import CarryKind
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.texts import Message

_OF_OTHER_MONTHS = frozenset(
    {"instalment", "carried", "correction", "adjustment", "clawback", "advance"}
)
"""Codes, or what stands before their colons, of the lines that the period itself does not earn."""


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """A line of pay that ``was`` settled, and what it would be ``now``; None is no line."""

    was: StatementLine | None
    now: StatementLine | None
    amount: Money
    """What is to be paid besides, below zero to be kept back."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the pay of ``subject`` for ``period`` lacks; ``amount`` below zero is too much paid.

    ``salary`` and the ``lines`` that differ add up to ``amount``.
    """

    subject: Subject
    period: Period
    salary: Money
    lines: tuple[CorrectedLine, ...]
    amount: Money

    @property
    def label(self) -> Message:
        return Message("Correction for {period}", period=self.period)


def correction(settled: Statement, now: Statement | None) -> Correction | None:
    """Return by what ``now``, None for no pay at all, differs from ``settled``; None if nowhere.

    Lines are compared by their codes, each at most once in a statement, also what is left of a
    total that is rounded once. What belongs to other months is left out: instalments, corrections,
    adjustments and what was owed. A line that is paid in instalments is compared with those still
    to come: they go on being paid, but for records that a clawback takes back, which stay in
    ``now``.

    Source: domain.md §8, case C47.

    """
    nothing = Money.zero(settled.total.currency)
    was = _own_lines(settled)
    new = {} if now is None else _own_lines(now)
    later = _later(settled, now)
    lines = (
        _line(was.get(code), new.get(code), later.get(code, nothing))
        for code in dict.fromkeys((*was, *new))
    )
    salary = (nothing if now is None else now.salary) - settled.salary
    changed = tuple(line for line in lines if line.amount)
    if not salary and not changed:
        return None
    amount = sum((line.amount for line in changed), salary)
    return Correction(settled.subject, settled.period, salary, changed, amount)


def difference(was: Statement, now: Statement) -> Correction | None:
    """Return by what ``now`` differs from the draft ``was``, None if nowhere.

    All lines are compared, whatever month they belong to: a draft is replaced as a whole.
    """
    before = {line.code: line for line in was.lines}
    after = {line.code: line for line in now.lines}
    nothing = Money.zero(was.total.currency)
    lines = (
        _line(before.get(code), after.get(code), nothing)
        for code in dict.fromkeys((*before, *after))
    )
    changed = tuple(line for line in lines if line.amount)
    salary = now.salary - was.salary
    if not salary and not changed:
        return None
    return Correction(was.subject, was.period, salary, changed, now.total - was.total)


def _own_lines(statement: Statement) -> dict[str, StatementLine]:
    """Return what the period itself earned."""
    return {
        line.code: line
        for line in statement.lines
        if line.code.partition(":")[0] not in _OF_OTHER_MONTHS
    }


def _later(settled: Statement, now: Statement | None) -> dict[str, Money]:
    """Return by how much more, or less, ``now`` would pay of each template in later months."""
    was, new = _carried(settled), {} if now is None else _carried(now)
    nothing = Money.zero(settled.total.currency)
    return {code: new.get(code, nothing) - was.get(code, nothing) for code in (*was, *new)}


def _carried(statement: Statement) -> dict[str, Money]:
    """Return what ``statement`` leaves to later months, by template."""
    found: dict[str, Money] = {}
    for carry in statement.carries:
        if carry.kind is CarryKind.INSTALMENT and carry.for_period == statement.period:
            found[carry.code] = carry.amount + found.get(
                carry.code, Money.zero(carry.amount.currency)
            )
    return found


def _line(was: StatementLine | None, now: StatementLine | None, later: Money) -> CorrectedLine:
    nothing = Money.zero(later.currency)
    paid = nothing if was is None else was.amount
    due = nothing if now is None else now.amount
    return CorrectedLine(was, now, due - paid + later)
