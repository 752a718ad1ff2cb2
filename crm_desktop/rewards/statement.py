"""The statement: one person's pay for one period, with every step of its derivation."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.later import Later
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.rewards.opening import Balance, Carry
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class StatementLine(Later):
    """One printed line; ``amount`` was rounded here and nowhere before.

    ``indicator`` is the one indicator of the person that the line is paid for, None where it is
    paid for the score, for the results of others, or for none.
    """

    code: str
    label: Message | str
    amount: Money
    formula: Message
    derivation: Derivation
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """``total`` is the salary plus the lines; ``card`` is the code of the reward card.

    ``salary_derivation`` tells what gave the salary. ``balances`` are what the employee owed
    before and owes after; ``carries`` what later periods pay or keep back. ``gifts`` are won in
    kind.
    """

    subject: Subject
    period: Period
    card: str
    salary: Money
    salary_derivation: Derivation
    lines: tuple[StatementLine, ...]
    total: Money
    balances: tuple[Balance, ...] = ()
    carries: tuple[Carry, ...] = ()
    gifts: tuple[Message | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A subject's figures and, for an employee with a card, the statement.

    ``problem`` says why there is no statement although there is a card.
    """

    result: SubjectResult
    statement: Statement | None = None
    problem: Message | None = None
