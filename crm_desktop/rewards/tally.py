"""The lines of a statement as they are put down, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce
from typing import NamedTuple, ParamSpec

from crm_desktop.domain.money import Money, Rounding, minor_digits
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.sentence import equation
from crm_desktop.kpi.working import Rows
from crm_desktop.rewards.premium_words import Told
from crm_desktop.rewards.rounding import rounded
from crm_desktop.rewards.statement import StatementLine
from crm_desktop.texts import Message

P = ParamSpec("P")


class Words(NamedTuple):
    """What stands in a line besides its amount."""

    label: Message | str
    made: Told
    rule: Version | None = None
    indicator: str | None = None


@dataclass(slots=True)
class Tally:
    """Adds lines up beside the ``salary``; where the total alone is rounded, exact amounts.

    Amounts are known at once; what they are called and how they came about, when asked.
    """

    salary: Money
    rounding: Rounding
    place: RoundingPlace
    lines: list[StatementLine] = field(default_factory=list)
    _minor: int | Decimal = 0
    """What the lines come to in minor units, whole ones where each line is rounded."""

    def add(
        self, code: str, amount: Decimal, words: Callable[P, Words], *of: P.args, **named: P.kwargs
    ) -> None:
        """Put down a line of ``amount`` major units, which is rounded here and nowhere before.

        ``words`` are asked with the rest.
        """
        money = rounded(amount, self.salary.currency, self.rounding)
        whole = partial(_told, code, money, words, *of, **named)
        self.lines.append(StatementLine.later(whole, code=code, amount=money))
        if self.place is RoundingPlace.LINE:
            self._minor += money.minor
        else:
            self._minor += amount.scaleb(minor_digits(money.currency))

    def put(self, code: str, amount: Money, words: Callable[[], Words]) -> None:
        """Put down a line of ``amount``."""
        self._put(code, amount, words)
        self._minor += amount.minor

    def lift(self, code: str, least: int, words: Callable[[Money, Rows], Words]) -> None:
        """Put down what the lines lack of ``least`` minor units, if they do.

        ``words`` are asked with the amount of the line and the rows above it, here and below.
        """
        if self._minor < least:
            self._level(code, least, words)

    def lower(self, code: str, most: int, words: Callable[[Money, Rows], Words]) -> None:
        """Put down by how much the lines are above ``most`` minor units, if they are."""
        if self._minor > most:
            self._level(code, most, words)

    def rows(self, first: int = 0) -> Rows:
        """Return the rows that are put down, from ``first`` on: the salary is row 0."""
        return Rows(first, len(self.lines) + 1)

    def above(self) -> Money:
        """Return what the lines come to, rounded."""
        return self._whole(self._minor)

    def total(self) -> Money:
        return self.salary + self.above()

    def balance(self) -> None:
        """Put down a line for what rounding left between the printed lines and the total."""
        if self.place is RoundingPlace.LINE:
            return
        rest = self.above().minor - sum([line.amount.minor for line in self.lines])
        if rest:
            self._put("remainder", Money(rest, self.salary.currency), _remainder)

    def _level(self, code: str, minor: int, words: Callable[[Money, Rows], Words]) -> None:
        amount = self._whole(minor - self._minor)
        self._put(code, amount, partial(words, amount, self.rows()))
        self._minor = minor

    def _whole(self, minor: int | Decimal) -> Money:
        currency = self.salary.currency
        if isinstance(minor, int):
            return Money(minor, currency)
        return Money.of(minor.scaleb(-minor_digits(currency)), currency, self.rounding)

    def _put(self, code: str, amount: Money, words: Callable[[], Words]) -> None:
        whole = partial(_told, code, amount, words)
        self.lines.append(StatementLine.later(whole, code=code, amount=amount))


def all_of(clauses: Sequence[Message]) -> Message:
    """Return ``clauses``, at least one, as one."""
    return reduce(
        lambda left, right: Message("{left}, and {right}", left=left, right=right), clauses
    )


def formula(made: Told, amount: object) -> Message:
    """Return the sentence of a line, such as ``5 % × 1 240 000 = 62 000, because …``."""
    if made.in_figures is not None:
        sentence = equation(made.in_figures, amount)
    else:
        sentence = Message.of("{amount}", None, {"amount": amount})
    if made.reason is None:
        return sentence
    return Message("{sum}, because {reason}", sum=sentence, reason=made.reason)


def _told(
    code: str, amount: Money, words: Callable[P, Words], *of: P.args, **named: P.kwargs
) -> StatementLine:
    label, made, rule, indicator = words(*of, **named)
    sentence = formula(made, amount)
    inputs = tuple({id(part): part for part in made.inputs}.values())  # each figure once
    value = Quantity.of_money(amount)
    working = made.computed()
    derivation = Derivation(label, value, sentence, inputs, rule=rule, working=working)
    return StatementLine(code, label, amount, sentence, derivation, indicator)


def _remainder() -> Words:
    reason = Message("the total is rounded once, and the lines are printed rounded")
    return Words(Message("Rounding"), Told(reason=reason))
