"""What a bonus template and a reward card are; how they pay stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter, Operator
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
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


@dataclass(frozen=True, slots=True)
class AbovePlanPremium:
    """``rate`` of what the indicator's fact is above its plan, nothing below it."""

    rate: Decimal


class Sharing(StrEnum):
    """By what a pool is divided among those who qualify."""

    EQUAL = "equal"
    CONTRIBUTION = "contribution"
    ATTAINMENT = "attainment"
    SALARY = "salary"

    def shown(self) -> str:
        return str(_SHARING_NAMES[self])


_SHARING_NAMES = {
    Sharing.EQUAL: Message("equally"),
    Sharing.CONTRIBUTION: Message("by contribution"),
    Sharing.ATTAINMENT: Message("by attainment"),
    Sharing.SALARY: Message("by salary"),
}


@dataclass(frozen=True, slots=True)
class PoolPremium:
    """A pool that all who have the template and meet its conditions share without a remainder.

    ``amount``, or ``rate`` of the fact of ``of``, an indicator of the department or the company
    that the template's level names; who belongs to it shares. CONTRIBUTION weighs by the fact
    and ATTAINMENT by the attainment of the template's indicator, the employee's own; conditions
    are about the employee's own figures too.
    """

    shared: Sharing
    amount: Decimal | None = None
    rate: Decimal | None = None
    of: str | None = None


class Ties(StrEnum):
    """What those get who share places of a contest."""

    SHARED = "shared"
    """The prizes of all their places, in equal parts."""
    EACH = "each"
    """The prize of their best place each; the places after it stay empty."""

    def shown(self) -> str:
        return str(_TIES_NAMES[self])


_TIES_NAMES = {
    Ties.SHARED: Message("share the prizes of their places"),
    Ties.EACH: Message("each get the prize of the place"),
}


@dataclass(frozen=True, slots=True)
class Prize:
    """What a place wins: a sum, a ``gift`` in kind, or both."""

    amount: Decimal = Decimal(0)
    gift: str = ""


@dataclass(frozen=True, slots=True)
class ContestPremium:
    """Prizes for the best by the template's indicator, ``prizes[0]`` for the first place.

    Who has the template, meets its conditions and has a fact competes, within the department or
    the company that the template's level names; less may be better, as the indicator says.
    """

    prizes: tuple[Prize, ...]
    ties: Ties = Ties.SHARED


class Event(StrEnum):
    """What happens to a record and earns its commission."""

    WON = "won"
    INVOICED = "invoiced"
    SHIPPED = "shipped"
    PAID = "paid"
    """Each payment earns its part; one that is given back takes its part away."""
    FIRST_PAYMENT = "first-payment"

    def shown(self) -> str:
        return str(_EVENT_NAMES[self])


_EVENT_NAMES = {
    Event.WON: Message("deal won"),
    Event.INVOICED: Message("document issued"),
    Event.SHIPPED: Message("goods shipped"),
    Event.PAID: Message("payment, by the paid part"),
    Event.FIRST_PAYMENT: Message("first payment"),
}


@dataclass(frozen=True, slots=True)
class EarningPart:
    """The ``share`` of a commission that ``event`` earns."""

    event: Event
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class ProductRate:
    """The rate of a product, or of a product group with those below it; one of the two."""

    rate: Decimal
    product: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class StageShare:
    """The part of who moved the deal into the stage."""

    stage: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class CommissionPremium:
    """Pay for each single record, a line each, when something happens to it (domain.md §6).

    ``entity`` is DEAL or DOCUMENT; ``where`` says which ones, such as the first deals of
    customers, large deals or invoices alone. One of: ``rate`` of ``measure`` (amount, margin,
    and net for documents), ``amount`` for each, or a rate by the step scale ``scale`` on the
    measure of the record. ``rates`` of products and groups come before ``rate``.

    ``earned`` tells when: parts that add up to 1. An event counts ``safety_days`` later, if the
    record is still good then. A shared deal pays by its credits, also for its documents;
    ``stages`` give parts of a deal to who moved it into them, the rest to those who have credit.
    """

    entity: Entity
    earned: tuple[EarningPart, ...]
    rate: Decimal | None = None
    amount: Decimal | None = None
    scale: str | None = None
    rates: tuple[ProductRate, ...] = ()
    measure: str = "amount"
    where: Filter | None = None
    safety_days: int = 0
    stages: tuple[StageShare, ...] = ()


Premium = (
    FixedPremium
    | PerUnitPremium
    | PercentPremium
    | SalaryPercentPremium
    | RateScalePremium
    | CoefficientPremium
    | FormulaPremium
    | AbovePlanPremium
    | PoolPremium
    | ContestPremium
    | CommissionPremium
)


@dataclass(frozen=True, slots=True)
class Clawback:
    """Takes back what was paid for a record that failed within ``months`` after it was earned.

    ``is_pro_rata`` takes only the part of the months that were not served (case C37).
    """

    months: int
    is_pro_rata: bool = False


@dataclass(frozen=True, slots=True)
class BonusTemplate:
    """A premium that is paid when all ``conditions`` hold.

    ``indicator`` is what the premium counts or takes a share of; FIXED, salary and formula
    premiums need none. ``level`` tells whose figures premium and conditions read: the
    employee's own, or those of the employee's department or of the company, as in a premium
    of the head for the department's plan. Pools and contests are held within it.

    What is due is at least ``floor``, at most ``cap``, and nothing if it is below ``minimum``; a
    floor is paid only where the conditions hold. It is paid in ``instalments`` equal parts, the
    first at once and one in each following month. ``clawback`` is for commissions. A template of
    a longer ``period_kind`` is paid in the last month of each such period, by the figures of the
    whole of it, if it is in force on that month's first day. Months that begin on ``until`` or
    later pay nothing.
    """

    code: str
    name: str
    premium: Premium
    indicator: str | None = None
    conditions: tuple[PremiumCondition, ...] = ()
    description: str = ""
    version: Version = Version()
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    floor: Decimal | None = None
    cap: Decimal | None = None
    minimum: Decimal | None = None
    instalments: int = 1
    clawback: Clawback | None = None
    period_kind: PeriodKind = PeriodKind.MONTH
    until: date | None = None

    @property
    def is_own(self) -> bool:
        """Whether the premium itself reads no figures, so that ``level`` is of its conditions."""
        return isinstance(self.premium, FixedPremium | SalaryPercentPremium | CommissionPremium)

    @property
    def read_level(self) -> SubjectLevel:
        """Whose figures are read: ``level``, unless none are."""
        is_unread = self.is_own and not self.conditions
        return SubjectLevel.EMPLOYEE if is_unread else self.level


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
class Advance:
    """Premiums are paid at least ``amount`` a month; what was lacking is kept back later.

    Where it is not ``is_recoverable`` nothing is kept back.
    """

    amount: Decimal
    is_recoverable: bool = True


@dataclass(frozen=True, slots=True)
class RewardCard:
    """Salary and bonus templates, each at most once; ``total_cap`` bounds total pay in salaries.

    ``proration`` reduces the salary of who was there for a part of the period, and with it all
    that is a share of the salary. Total pay of the period is at least ``guarantee``. The reward
    ``script`` of this code runs after all templates.
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
    advance: Advance | None = None
    guarantee: Decimal | None = None
    script: str | None = None
