"""Premiums that people share or compete for: each is counted once, for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property, partial
from typing import NamedTuple

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import Measure, Polarity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.sentence import equation, product
from crm_desktop.kpi.steps import why
from crm_desktop.kpi.working import of_signs
from crm_desktop.rewards.contests import Placing, Won, placings
from crm_desktop.rewards.due import counted, is_due
from crm_desktop.rewards.pools import Pool
from crm_desktop.rewards.salaries import Salary
from crm_desktop.rewards.template import BonusTemplate, ContestPremium, PoolPremium, Sharing
from crm_desktop.rewards.terms import Term, Terms
from crm_desktop.texts import Message


class Candidate(NamedTuple):
    """An employee with the templates of the card in force; ``salary`` is that of the period."""

    subject: Subject
    templates: tuple[str, ...]
    salary: Callable[[], Salary]


def is_shared(template: BonusTemplate) -> bool:
    """Return whether people share or compete for what ``template`` pays."""
    return isinstance(template.premium, PoolPremium | ContestPremium)


def unit_of(template: BonusTemplate, subject: Subject) -> SubjectRef | None:
    """Return within what ``subject`` shares or competes: the own department, or the company."""
    if template.level is SubjectLevel.COMPANY:
        return COMPANY
    if template.level is not SubjectLevel.DEPARTMENT or subject.department is None:
        return None
    return SubjectRef(SubjectLevel.DEPARTMENT, subject.department)


class SharedPremiums:
    """Pools and contests among ``candidates``, each computed when first asked for."""

    def __init__(
        self, candidates: Iterable[Candidate], terms: Terms, money: Callable[[Decimal], Money]
    ) -> None:
        self._candidates, self._terms, self._money = candidates, terms, money
        self._members: dict[str, Mapping[SubjectRef | None, list[Candidate]]] = {}
        self._pools: dict[tuple[str, SubjectRef], Pool] = {}
        self._contests: dict[tuple[str, SubjectRef], Mapping[SubjectRef, Placing]] = {}

    @cached_property
    def _everyone(self) -> tuple[Candidate, ...]:
        return tuple(self._candidates)

    def pool(self, template: BonusTemplate, premium: PoolPremium, unit: SubjectRef) -> Pool:
        """Return the pool of ``unit``.

        Raises:
            CrmError: it names what is not there, or not in force yet, or is too large.

        """
        key = template.code, unit
        known = self._pools.get(key)
        if known is None:
            known = self._pools[key] = self._pool(template, premium, unit)
        return known

    def contest(
        self, template: BonusTemplate, premium: ContestPremium, unit: SubjectRef
    ) -> Mapping[SubjectRef, Placing]:
        """Return the places of all who compete within ``unit``; see ``pool`` for what it raises."""
        key = template.code, unit
        known = self._contests.get(key)
        if known is None:
            known = self._contests[key] = self._contest(template, premium, unit)
        return known

    def known_pool(self, template: BonusTemplate, unit: SubjectRef) -> Pool | None:
        """Return the pool of ``unit`` if it was asked for and could be computed."""
        return self._pools.get((template.code, unit))

    def known_contest(
        self, template: BonusTemplate, unit: SubjectRef
    ) -> Mapping[SubjectRef, Placing]:
        """Return the places within ``unit`` if they were asked for and could be computed."""
        return self._contests.get((template.code, unit), {})

    def _pool(self, template: BonusTemplate, premium: PoolPremium, unit: SubjectRef) -> Pool:
        term = self._terms[template.period_kind]
        whole, step = self.whole(premium, unit, term)
        weights = self._values(template, unit, term, partial(_weight, template, premium))
        return Pool.of(whole, step, weights, currency=self._money(Decimal(0)).currency)

    def whole(
        self, premium: PoolPremium, unit: SubjectRef, term: Term
    ) -> tuple[Money | None, Derivation]:
        """Return how much is in the pool, and the step that tells it."""
        figures = term.figures.get(unit)
        if premium.rate is None or premium.of is None:
            whole = self._money(premium.amount or Decimal(0))
            return whole, Derivation.later(partial(_given, whole))
        if figures is None:
            reason = Message("there are no figures of the {level}", level=unit.level)
            return None, Derivation(_POOL, Quantity(None), reason)
        fact = figures.number(premium.of)
        counted_whole = None if fact is None else self._money(premium.rate * fact)
        step = partial(_of_fact, figures, premium.of, premium.rate, counted_whole)
        return counted_whole, Derivation.later(step)

    def _contest(
        self, template: BonusTemplate, premium: ContestPremium, unit: SubjectRef
    ) -> Mapping[SubjectRef, Placing]:
        code, term = counted(template), self._terms[template.period_kind]
        facts = self._values(template, unit, term, lambda _, figures: figures.number(code))
        if not facts:
            return {}
        rules = term.figures[next(iter(facts))].rules
        prizes = [Won(self._money(prize.amount), prize.gift) for prize in premium.prizes]
        is_less_better = rules.indicator(code).polarity is Polarity.LESS
        return placings(facts, prizes, premium.ties, is_less_better=is_less_better)

    def _values(
        self,
        template: BonusTemplate,
        unit: SubjectRef,
        term: Term,
        value: Callable[[Candidate, Figures], Decimal | None],
    ) -> dict[SubjectRef, Decimal]:
        """Return the ``value`` of who belongs to ``unit`` and meets the template's conditions.

        Whose own figures fail does not take part; their own statement says why.
        """
        found = {
            one.subject.ref: _value(template, one, term.figures.get(one.subject.ref), value)
            for one in self._of(template, unit)
        }
        return {ref: number for ref, number in found.items() if number is not None}

    def _of(self, template: BonusTemplate, unit: SubjectRef) -> list[Candidate]:
        members = self._members.get(template.code)
        if members is None:
            found: dict[SubjectRef | None, list[Candidate]] = defaultdict(list)
            for candidate in self._everyone:
                if template.code in candidate.templates:
                    found[unit_of(template, candidate.subject)].append(candidate)
            members = self._members[template.code] = found
        return members.get(unit, [])


def _value(
    template: BonusTemplate,
    candidate: Candidate,
    figures: Figures | None,
    value: Callable[[Candidate, Figures], Decimal | None],
) -> Decimal | None:
    try:
        if figures is None or not is_due(template, figures):
            return None
        return value(candidate, figures)
    except CrmError:
        return None


def _weight(
    template: BonusTemplate, premium: PoolPremium, candidate: Candidate, figures: Figures
) -> Decimal:
    """Return by what ``candidate`` shares; what has no value weighs nothing."""
    match premium.shared:
        case Sharing.EQUAL:
            return Decimal(1)
        case Sharing.SALARY:
            return candidate.salary().exact
        case Sharing.CONTRIBUTION:
            return figures.number(counted(template)) or Decimal(0)
        case Sharing.ATTAINMENT:
            return figures.attainment(counted(template)).value or Decimal(0)


ShareOut = Callable[[Iterable[Candidate], Terms, Callable[[Decimal], Money]], SharedPremiums]
"""Makes what people share or compete for."""

_POOL = Message("Pool")


def _given(whole: Money) -> Derivation:
    quantity = Quantity.of_money(whole)
    return Derivation(_POOL, quantity, Message("set in the bonus template"))


def _of_fact(figures: Figures, code: str, rate: Decimal, whole: Money | None) -> Derivation:
    """Tell what share of the fact of a department or the company makes the pool."""
    fact, step = figures.fact(code), why(figures, code, Measure.FACT)
    if whole is None:
        return Derivation(_POOL, Quantity(None), fact.reason, (step,))
    quantity = Quantity.of_money(whole)
    made = product(Quantity(rate, Unit.PERCENT), fact.quantity)
    return Derivation(_POOL, quantity, equation(made, quantity), (step,), working=of_signs(made))
