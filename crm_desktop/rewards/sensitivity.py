"""What a scheme would cost if sales had been lower or higher."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.facts import BaseSum, Facts
from crm_desktop.kpi.rollup import Measured
from crm_desktop.rewards.accrual import Accrual, Earnings
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.engine import NO_EARNINGS
from crm_desktop.rewards.ground import Ground, Paid
from crm_desktop.rewards.left import Left
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.terms import Terms

_ONE = Decimal(1)
FACTORS = (Decimal("0.9"), _ONE, Decimal("1.1"))
"""Sales are taken to be a tenth lower, as they were, and a tenth higher."""

_SALES = frozenset({Entity.DEAL, Entity.DOCUMENT, Entity.LINE, Entity.PAYMENT})


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What pay would cost with sales ``factor`` times as large, and of which ``revenue``.

    ``without_bonus`` counts who would get nothing above the salary in any of the months.
    """

    factor: Decimal
    cost: Money
    bonus: Money
    revenue: Money
    without_bonus: int

    @property
    def share(self) -> Decimal | None:
        """The share of the revenue that pay would be, None without revenue."""
        return share(self.cost, self.revenue)


def share(part: Money, whole: Money) -> Decimal | None:
    """Return ``part`` as a share of ``whole``, None where that is not above zero."""
    return Decimal(part.minor) / whole.minor if whole.minor > 0 else None


def with_sales(ground: Ground, factor: Decimal) -> Ground:
    """Return ``ground`` with sales ``factor`` times as large.

    So is every sum, smallest and largest of money of deals, documents, their lines and payments,
    and what commissions of a rate earn, each rounded. Averages and ratios follow from these sums;
    what counts records stays, as do plans, marks, series of other programs, sums for each record,
    and what scripts answered.
    """
    return replace(
        ground,
        facts=_facts(ground.facts, factor),
        earnings=_earnings(ground.earnings, [each.ref for each in ground.subjects], factor),
        longer={kind: _facts(facts, factor) for kind, facts in ground.longer.items()},
    )


@dataclass(slots=True)
class SalesCase:
    """The months of a trial with sales ``factor`` times as large, one after another."""

    factor: Decimal = _ONE
    left: Left = field(default_factory=Left)
    cost: int = 0
    salaries: int = 0
    gains: dict[SubjectRef, bool] = field(default_factory=dict)

    def month(self, ground: Ground, usual: Terms | None = None) -> Paid:
        """Return what comes of the next month, which begins with what the ones before left.

        ``usual`` are the terms of ``ground``, where they are known. With other sales pay alone is
        worth looking at: results have no scores.
        """
        sold, terms = ground, usual
        if self.factor != 1:
            sold = with_sales(ground, self.factor)
            terms = None if usual is None else _terms(usual, sold)
        begun = replace(sold, openings=self.left.openings(ground.period))
        paid = begun.paid(terms, has_scores=self.factor == 1)
        self.left.add(paid.outcomes)
        return paid

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Let ``outcomes`` of a month be a part of the whole."""
        for statement in (outcome.statement for outcome in outcomes):
            if statement is not None:
                ref, total, salary = statement.subject.ref, statement.total, statement.salary
                self.cost += total.minor
                self.salaries += salary.minor
                self.gains[ref] = self.gains.get(ref, False) or salary < total

    def sensitivity(self, revenue: Money) -> Sensitivity:
        """Return what the months come to whose sales were ``revenue`` as they were."""
        of = partial(Money, currency=revenue.currency)
        return Sensitivity(
            factor=self.factor,
            cost=of(self.cost),
            bonus=of(self.cost - self.salaries),
            revenue=of(times(revenue.minor, self.factor)),
            without_bonus=sum(not gains for gains in self.gains.values()),
        )


def _terms(usual: Terms, ground: Ground) -> Terms:
    """Return ``usual`` terms with the facts of ``ground``, which are others."""
    facts = {**ground.longer, PeriodKind.MONTH: ground.facts}
    return {kind: term.by(facts.get(kind, {})) for kind, term in usual.items()}


def _facts(facts: Facts, factor: Decimal) -> Facts:
    if not isinstance(facts, Measured):
        return facts
    return facts.weighed(lambda base: _weight(base, factor))


def _weight(base: BaseSum, factor: Decimal) -> Decimal:
    return factor if base.entity in _SALES and base.unit is Unit.MONEY else _ONE


def _earnings(earnings: Earnings, refs: Iterable[SubjectRef], factor: Decimal) -> Earnings:
    if earnings is NO_EARNINGS:
        return earnings
    return Commissions(
        {ref: [_accrual(one, factor) for one in earnings.accruals(ref)] for ref in refs}
    )


def _accrual(one: Accrual, factor: Decimal) -> Accrual:
    if one.rate is None:
        return one
    return one._replace(
        base_minor=times(one.base_minor, factor), amount_minor=times(one.amount_minor, factor)
    )


def times(minor: int, factor: Decimal) -> int:
    """Return ``minor`` units ``factor`` times, halves up."""
    return int((minor * factor).quantize(_ONE, ROUND_HALF_UP))
