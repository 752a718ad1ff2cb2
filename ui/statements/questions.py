"""Why a figure of a statement is what it is: its lines, its sums, the salary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.sentence import equation, joined
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.texts import Message
from ui.why.question import EarnedStep, Question


def about(statement: Statement) -> Message:
    """Return whose statement it is, and of when."""
    return Message("{name} · {period}", name=statement.subject.name, period=statement.period)


def bonus_of(statement: Statement) -> Money:
    """Return all that is paid beside the salary."""
    return statement.total - statement.salary


def why_line(
    statement: Statement, line: StatementLine, *, records_note: Message | None = None
) -> Question:
    return Question(
        line.amount, line.derivation, about(statement), records_note, _earned(statement, [line])
    )


def why_salary(statement: Statement) -> Question:
    return Question(statement.salary, statement.salary_derivation, about(statement))


def why_bonus(statement: Statement) -> Question:
    return why_sum(statement, Message("Bonus"), statement.lines)


def why_total(statement: Statement) -> Question:
    lines = tuple(line.derivation for line in statement.lines)
    step = _sum(Message("Total"), statement.total, (statement.salary_derivation, *lines))
    earned = _earned(statement, statement.lines)
    return Question(statement.total, step, about(statement), earned=earned)


def why_sum(statement: Statement, label: Message, lines: Sequence[StatementLine]) -> Question:
    """Ask for the sum of ``lines``; a single line is its own answer."""
    if len(lines) == 1:
        return why_line(statement, lines[0])
    total = reduce(Money.__add__, (line.amount for line in lines), Money.zero(_currency(statement)))
    step = _sum(label, total, tuple(line.derivation for line in lines))
    return Question(total, step, about(statement), earned=_earned(statement, lines))


def _earned(statement: Statement, lines: Sequence[StatementLine]) -> tuple[EarnedStep, ...]:
    """Return the lines that neither indicators nor other steps explain: records may do so."""
    ref, period = statement.subject.ref, statement.period
    return tuple(
        EarnedStep(line.derivation, ref.code, period, line.code)
        for line in lines
        if not line.derivation.inputs and line.derivation.records is None
    )


def _sum(label: Message, total: Money, parts: tuple[Derivation, ...]) -> Derivation:
    quantity = _quantity(total)
    if not parts:
        return Derivation(label, quantity, Message("There are no premiums on the reward card."))
    sentence = equation(joined("+", [part.value for part in parts]), quantity)
    return Derivation(label, quantity, sentence, parts)


def _quantity(amount: Money) -> Quantity:
    return Quantity.of_money(amount)


def _currency(statement: Statement) -> str:
    return statement.total.currency
