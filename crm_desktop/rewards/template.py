"""What a bonus template and a reward card are; how they pay stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.kpi.definition import Measure, Proration, Version
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class PremiumCondition:
    """``measure`` of ``indicator`` compared with ``value``: ``>`` is strict, ``>=`` is not."""

    indicator: str
    operator: Operator
    value: Decimal
    measure: Measure = Measure.FACT


@dataclass(frozen=True, slots=True)
class FixedPremium:
    """A sum, in major units of the scheme's currency."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class PerUnitPremium:
    """``amount`` for each unit of the indicator's fact."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class PercentPremium:
    """``rate`` of the indicator's fact; 0.05 is 5 %."""

    rate: Decimal


@dataclass(frozen=True, slots=True)
class SalaryPercentPremium:
    """``rate`` of the salary: the relative bonus bi of domain.md §6."""

    rate: Decimal


@dataclass(frozen=True, slots=True)
class RateScalePremium:
    """Rates by a step scale on the indicator's fact, each step retroactive or marginal.

    Bounds of a scale over ATTAINMENT are shares of the plan.
    """

    scale: str


@dataclass(frozen=True, slots=True)
class CoefficientPremium:
    """``amount`` times the coefficient that ``scale`` gives: a target bonus with a payout curve."""

    amount: Decimal
    scale: str


@dataclass(frozen=True, slots=True)
class FormulaPremium:
    """A formula over indicators' facts, ``salary`` and ``score``; its value is the amount."""

    formula: str


Premium = (
    FixedPremium
    | PerUnitPremium
    | PercentPremium
    | SalaryPercentPremium
    | RateScalePremium
    | CoefficientPremium
    | FormulaPremium
)


@dataclass(frozen=True, slots=True)
class BonusTemplate:
    """A premium that is paid when all ``conditions`` hold.

    ``indicator`` is what the premium counts or takes a share of; FIXED, salary and formula
    premiums need none. ``level`` tells whose figures premium and conditions read: the
    employee's own, or those of the employee's department or of the company, as in a premium
    of the head for the department's plan.
    """

    code: str
    name: str
    premium: Premium
    indicator: str | None = None
    conditions: tuple[PremiumCondition, ...] = ()
    description: str = ""
    version: Version = Version()
    level: SubjectLevel = SubjectLevel.EMPLOYEE


class PayModel(StrEnum):
    """What the score does to the pay; S is the salary, K the score (domain.md §5)."""

    BONUSES_ONLY = "bonuses-only"
    SALARY_AND_SCORE = "salary+salary*score"
    SCORE_ONLY = "salary*score"

    def shown(self) -> str:
        return str(_PAY_MODEL_NAMES[self])


_PAY_MODEL_NAMES = {
    PayModel.BONUSES_ONLY: Message("salary and bonuses: S + ΣB"),
    PayModel.SALARY_AND_SCORE: Message("on top of the salary: S + S·K"),
    PayModel.SCORE_ONLY: Message("variable pay only: S·K"),
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is paid by a card; ``salary`` in major units replaces the card's own."""

    subject: SubjectRef
    salary: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RewardCard:
    """Salary and bonus templates, each at most once; ``total_cap`` bounds total pay in salaries.

    ``proration`` reduces the salary of who was there for a part of the period, and with it all
    that is a share of the salary.
    """

    code: str
    name: str
    salary: Decimal
    templates: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    pay_model: PayModel = PayModel.BONUSES_ONLY
    total_cap: Decimal | None = None
    version: Version = Version()
    proration: Proration = Proration.NONE
