"""The salary of a period: what gives it, and what is left of it for a part of the period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Proration
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.proration import Attendance, attendance, attended
from crm_desktop.kpi.working import computed
from crm_desktop.rewards.rounding import rounded
from crm_desktop.rewards.template import Assignment, PayModel, RewardCard
from crm_desktop.texts import Message


class Salary(NamedTuple):
    """``money`` is what is printed and ``exact`` what shares of it are of, in major units.

    ``step`` tells what became of the salary of a whole month, None where nothing did.
    """

    exact: Decimal
    money: Money
    step: Callable[[], Derivation] | None = None


@dataclass(frozen=True, slots=True)
class Salaries:
    """Salaries in ``currency``; ``figures`` are those of everyone, by subject."""

    figures: Mapping[SubjectRef, Figures]
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    _known: dict[Decimal, Money] = field(default_factory=dict, compare=False, repr=False)

    def of(self, card: RewardCard, assignment: Assignment, subject: Subject) -> Salary:
        """Return the salary of ``subject`` by ``card``, reduced for absence where it says so.

        A reduced one is rounded first: all that reads it reads what is printed.
        """
        whole = card.salary if assignment.salary is None else assignment.salary
        money, there = self._money(whole), self._attendance(card, subject)
        if there is None:
            return Salary(whole, money)
        part = self._part(money, there)
        step = partial(self._reduced, card, assignment, part, there)
        return Salary(part.as_decimal(), part, step)

    def told(self, card: RewardCard, assignment: Assignment, salary: Salary) -> Derivation:
        """Return what gave the ``salary`` that is printed."""
        if card.pay_model is PayModel.SCORE_ONLY:
            nothing = Quantity.of_money(Money.zero(self.currency))
            sentence = Message("by the reward card “{card}” the score alone pays", card=card.name)
            return Derivation(Message("Salary"), nothing, sentence, rule=card.version)
        if salary.step is not None:
            return salary.step()
        found, sentence = Quantity.of_money(salary.money), self._source(card, assignment)
        return Derivation(Message("Salary"), found, sentence, rule=card.version)

    def _money(self, salary: Decimal) -> Money:
        """Return what most have alike."""
        known = self._known.get(salary)
        if known is None:
            known = self._known[salary] = rounded(salary, self.currency, self.rounding)
        return known

    def _attendance(self, card: RewardCard, subject: Subject) -> Attendance | None:
        """Return for how much of the period ``card`` pays the salary, None for all of it."""
        if card.proration is Proration.NONE:
            return None
        rules = self.figures[subject.ref].rules
        there = attendance(card.proration, rules.period, subject.presence, rules.calendar)
        return None if there.there == there.whole else there

    def _part(self, salary: Money, there: Attendance) -> Money:
        share = there.share()
        part = salary.as_decimal() * share.numerator / share.denominator
        return Money.of(part, self.currency, self.rounding)

    def _reduced(
        self, card: RewardCard, assignment: Assignment, part: Money, there: Attendance
    ) -> Derivation:
        """Tell how the salary of a whole month became ``part``."""
        given = card.salary if assignment.salary is None else assignment.salary
        full, found = Quantity.of_money(self._money(given)), Quantity.of_money(part)
        sentence, rule = self._source(card, assignment), card.version
        whole = Derivation(Message("Salary of a whole month"), full, sentence, rule=rule)
        how = attended(card.proration, there, full, found)
        working = computed(
            "{0} * {1} / {2}", full, Quantity(Decimal(there.there)), Quantity(Decimal(there.whole))
        )
        return Derivation(Message("Salary"), found, how, (whole,), rule=rule, working=working)

    def _source(self, card: RewardCard, assignment: Assignment) -> Message:
        """Say whether the card gave the salary to all alike, or the assignment to some."""
        if assignment.salary is None:
            return Message("set in the reward card “{card}”", card=card.name)
        if assignment.subject == COMPANY:
            return Message("set for the whole company in the reward card “{card}”", card=card.name)
        if assignment.subject.level is SubjectLevel.EMPLOYEE:
            return Message("set personally in the reward card “{card}”", card=card.name)
        named = self.figures.get(assignment.subject)
        name = assignment.subject.code if named is None else named.subject.name
        return Message(
            "set for “{subject}” in the reward card “{card}”", subject=name, card=card.name
        )
