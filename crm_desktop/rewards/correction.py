"""What a settled statement would be now: corrections to pay later, the past stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.texts import Message


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

    Lines are compared by their codes, each at most once in a statement.

    Source: domain.md §8, case C47.

    """
    nothing = Money.zero(settled.total.currency)
    was = {line.code: line for line in settled.lines}
    new = {} if now is None else {line.code: line for line in now.lines}
    lines = (_line(was.get(code), new.get(code), nothing) for code in dict.fromkeys((*was, *new)))
    salary = (nothing if now is None else now.salary) - settled.salary
    total = (nothing if now is None else now.total) - settled.total
    changed = tuple(line for line in lines if line.amount)
    if not salary and not changed:
        return None
    return Correction(settled.subject, settled.period, salary, changed, total)


def _line(was: StatementLine | None, now: StatementLine | None, nothing: Money) -> CorrectedLine:
    paid = nothing if was is None else was.amount
    due = nothing if now is None else now.amount
    return CorrectedLine(was, now, due - paid)
