"""What an indicator, a scale, a profile and a plan are; how they compute stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.texts import Message

ALWAYS = date(1970, 1, 1)
"""In force since before any record: the ``valid_from`` of rules that name no day."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which edition of a definition this is; ``number`` is counted by the database."""

    valid_from: date = ALWAYS
    number: int = field(default=1, compare=False)


class Polarity(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"


class LessRule(StrEnum):
    """How attainment is measured where less is better (domain.md §5).

    ``plan ÷ fact`` has no value for a perfect fact of zero, so the other rule is the default.
    """

    PLAN_OVER_FACT = "plan/fact"
    TWO_MINUS_RATIO = "2-fact/plan"


class Aggregate(StrEnum):
    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"

    def shown(self) -> str:
        return str(_AGGREGATE_NAMES[self])


_AGGREGATE_NAMES = {
    Aggregate.COUNT: Message("count"),
    Aggregate.SUM: Message("sum"),
    Aggregate.AVERAGE: Message("average"),
}


@dataclass(frozen=True, slots=True)
class RecordSource:
    """``aggregate`` of ``measure`` over the records dated in the period that pass ``where``.

    ``measure`` is a field of ``domain.fields.measures``, None for COUNT; ``dated_by`` one of
    ``domain.fields.days``.
    """

    entity: Entity
    aggregate: Aggregate
    dated_by: str
    measure: str | None = None
    where: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class RatioSource:
    """``numerator ÷ denominator``, neither an average; a zero denominator gives no value."""

    numerator: RecordSource
    denominator: RecordSource


@dataclass(frozen=True, slots=True)
class FormulaSource:
    """A formula over other indicators' facts, such as ``sales / deals``."""

    formula: str


@dataclass(frozen=True, slots=True)
class ExternalSource:
    """Facts that come from outside, such as a CSV of facts."""


Source = RecordSource | RatioSource | FormulaSource | ExternalSource


@dataclass(frozen=True, slots=True)
class Indicator:
    """``code`` is an identifier, for formulas; ``description`` is for the employee."""

    code: str
    name: str
    source: Source
    unit: Unit = Unit.NUMBER
    polarity: Polarity = Polarity.MORE
    less_rule: LessRule = LessRule.TWO_MINUS_RATIO
    description: str = ""
    version: Version = Version()


class Bound(StrEnum):
    """To which step a value at a bound belongs."""

    LOWER_INCLUSIVE = "[a; b)"
    UPPER_INCLUSIVE = "(a; b]"


class Measure(StrEnum):
    """Which figure of an indicator is meant."""

    FACT = "fact"
    ATTAINMENT = "attainment"
    COEFFICIENT = "coefficient"

    def shown(self) -> str:
        return str(_MEASURE_NAMES[self])


_MEASURE_NAMES = {
    Measure.FACT: Message("fact"),
    Measure.ATTAINMENT: Message("attainment"),
    Measure.COEFFICIENT: Message("coefficient"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale; None is an open end.

    ``is_marginal`` matters where ``value`` is a rate: it then applies to the slice above
    ``lower`` alone, on top of what the steps below give at ``lower``; otherwise to everything.
    """

    lower: Decimal | None
    upper: Decimal | None
    value: Decimal
    is_marginal: bool = False


@dataclass(frozen=True, slots=True)
class StepScale:
    """A table of steps over the ``measure`` of an indicator."""

    code: str
    name: str
    steps: tuple[Step, ...]
    measure: Measure = Measure.FACT
    bound: Bound = Bound.LOWER_INCLUSIVE
    version: Version = Version()


@dataclass(frozen=True, slots=True)
class CurvePoint:
    at: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class CurveScale:
    """Straight lines between ``points``; flat before the first and after the last."""

    code: str
    name: str
    points: tuple[CurvePoint, ...]
    measure: Measure = Measure.ATTAINMENT
    version: Version = Version()


Scale = StepScale | CurveScale


class ScoringModel(StrEnum):
    """How coefficients ``ki`` with weights ``wi`` make the score (domain.md §5)."""

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"
    WEIGHTED_MEAN = "weighted-mean"

    def shown(self) -> str:
        return str(_MODEL_NAMES[self])


_MODEL_NAMES = {
    ScoringModel.ADDITIVE: Message("additive: Σ w·k"),
    ScoringModel.MULTIPLICATIVE: Message("multiplicative: Π k"),
    ScoringModel.WEIGHTED_MEAN: Message("weighted mean: Σ w·k ÷ Σ w"),
}


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """An indicator of a profile; ``plan`` holds where no plan names the subject.

    Without a scale the coefficient is the attainment itself.
    """

    indicator: str
    weight: Decimal = Decimal(1)
    scale: str | None = None
    plan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The indicators by which subjects of ``level`` are measured in each period of ``period_kind``.

    ``assigned_to`` names subjects of that level, or departments and the company for all
    subjects of that level within. Of two profiles the one that names the subject more
    closely holds: itself, its group, its department, the departments above, the company.
    """

    code: str
    name: str
    entries: tuple[ProfileEntry, ...]
    assigned_to: tuple[SubjectRef, ...]
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    period_kind: PeriodKind = PeriodKind.MONTH
    model: ScoringModel = ScoringModel.ADDITIVE
    version: Version = Version()


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of ``subject`` for every period of ``period_kind`` from ``valid_from`` on.

    It holds until a plan of the same indicator, subject and kind with a later
    ``valid_from``. ``value`` is in the indicator's unit, money in major units.
    """

    indicator: str
    subject: SubjectRef
    value: Decimal
    period_kind: PeriodKind = PeriodKind.MONTH
    valid_from: date = ALWAYS
