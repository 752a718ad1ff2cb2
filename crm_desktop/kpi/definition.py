"""What an indicator, a scale, a profile and a plan are; how they compute stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.source import Source
from crm_desktop.texts import Message

ALWAYS = date(1970, 1, 1)
"""In force since before any record: the ``valid_from`` of rules that name no day."""

AFTER_ALL = date(9000, 1, 1)
"""A day on which every version that begins later has begun."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which edition of a definition this is; ``number`` is counted by the database."""

    valid_from: date = ALWAYS
    number: int = field(default=1, compare=False)


class Polarity(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    CORRIDOR = "corridor"


class LessRule(StrEnum):
    """How attainment is measured where less is better (domain.md §5).

    ``plan ÷ fact`` has no value for a perfect fact of zero, so the other rule is the default.
    """

    PLAN_OVER_FACT = "plan/fact"
    TWO_MINUS_RATIO = "2-fact/plan"


@dataclass(frozen=True, slots=True)
class Indicator:
    """``code`` is an identifier, for formulas; ``description`` is for the employee.

    ``tolerance`` matters to CORRIDOR: the plan is reached within plan ± plan × ``tolerance``.
    """

    code: str
    name: str
    source: Source
    unit: Unit = Unit.NUMBER
    polarity: Polarity = Polarity.MORE
    less_rule: LessRule = LessRule.TWO_MINUS_RATIO
    description: str = ""
    version: Version = Version()
    tolerance: Decimal = Decimal(0)


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


@dataclass(frozen=True, slots=True)
class LineScale:
    """``start + slope × value``, nowhere under ``lowest`` or over ``highest``; None is no cap."""

    code: str
    name: str
    slope: Decimal = Decimal(1)
    start: Decimal = Decimal(0)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    measure: Measure = Measure.ATTAINMENT
    version: Version = Version()


@dataclass(frozen=True, slots=True)
class ThresholdScale:
    """0 under ``threshold``; from it on, it included, ``slope × value`` but at most ``highest``."""

    code: str
    name: str
    threshold: Decimal
    slope: Decimal = Decimal(1)
    highest: Decimal | None = None
    measure: Measure = Measure.ATTAINMENT
    version: Version = Version()


@dataclass(frozen=True, slots=True)
class MatrixCell:
    mark: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class MatrixScale:
    """The value of each mark, such as −3 … +3, in rising order.

    A figure between two marks has the value of the lower one; outside them there is none.
    """

    code: str
    name: str
    cells: tuple[MatrixCell, ...]
    measure: Measure = Measure.FACT
    version: Version = Version()


Scale = StepScale | CurveScale | LineScale | ThresholdScale | MatrixScale


class ScoringModel(StrEnum):
    """How coefficients ``ki`` with weights ``wi`` make the score (domain.md §5)."""

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"
    WEIGHTED_MEAN = "weighted-mean"
    MINIMUM = "minimum"

    def shown(self) -> str:
        return str(_MODEL_NAMES[self])


_MODEL_NAMES = {
    ScoringModel.ADDITIVE: Message("additive: Σ w·k"),
    ScoringModel.MULTIPLICATIVE: Message("multiplicative: Π k"),
    ScoringModel.WEIGHTED_MEAN: Message("weighted mean: Σ w·k ÷ Σ w"),
    ScoringModel.MINIMUM: Message("gate: the smallest k"),
}


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """An indicator of a profile; ``plan`` holds where no plan names the subject.

    Without a scale the coefficient is the attainment itself. ``base`` is the level from which
    attainment counts; ``cap`` the most that the coefficient can be; under an attainment of
    ``gate`` the whole score is 0. ``ramp`` holds the plans of the first months of service of an
    employee, in the indicator's unit: the first one for the month in which they were hired.
    """

    indicator: str
    weight: Decimal = Decimal(1)
    scale: str | None = None
    plan: Decimal | None = None
    base: Decimal | None = None
    cap: Decimal | None = None
    gate: Decimal | None = None
    ramp: tuple[Decimal, ...] = ()

    def capped(self, coefficient: Decimal | None) -> Decimal | None:
        """Return ``coefficient``, at most the cap."""
        if self.cap is None or coefficient is None or coefficient <= self.cap:
            return coefficient
        return self.cap


class Proration(StrEnum):
    """How the plan of who was absent or employed for a part of the period is reduced."""

    NONE = "none"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    WHOLE_MONTHS = "whole-months"


@dataclass(frozen=True, slots=True)
class Term:
    """When an assignment to ``subject`` holds: from ``since`` on, up to and not on ``until``."""

    subject: SubjectRef
    since: date = ALWAYS
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The indicators by which subjects of ``level`` are measured in each period of ``period_kind``.

    ``assigned_to`` names subjects of that level, or departments and the company for all
    subjects of that level within. Of two profiles the one that names the subject more
    closely holds: itself, its group, its department, the departments above, the company.
    An assignment that ``terms`` name holds in periods that begin within its days. ``cap`` is the
    most that the score can be; ``ramp`` the shares of the plan in an employee's first months of
    service, where an entry has no ramp of its own.
    """

    code: str
    name: str
    entries: tuple[ProfileEntry, ...]
    assigned_to: tuple[SubjectRef, ...]
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    period_kind: PeriodKind = PeriodKind.MONTH
    model: ScoringModel = ScoringModel.ADDITIVE
    version: Version = Version()
    terms: tuple[Term, ...] = ()
    cap: Decimal | None = None
    ramp: tuple[Decimal, ...] = ()
    proration: Proration = Proration.NONE


class Split(StrEnum):
    """By what a period is divided in which a plan begins that does not wait for the next one."""

    DAYS = "days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of ``subject`` for every period of ``period_kind`` from ``valid_from`` on.

    It holds until a plan of the same indicator, subject and kind with a later
    ``valid_from``. ``value`` is in the indicator's unit, money in major units.

    Where it begins inside a period it holds from the next one on, or with ``split`` for its
    part of that one: ``old × share + new × share``. A CUSTOM plan holds for exactly the days
    from ``valid_from`` up to, and not including, ``until``. ``note`` says how it came about.
    """

    indicator: str
    subject: SubjectRef
    value: Decimal
    period_kind: PeriodKind = PeriodKind.MONTH
    valid_from: date = ALWAYS
    split: Split | None = None
    until: date | None = None
    note: str = ""
