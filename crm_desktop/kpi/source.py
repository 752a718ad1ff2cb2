"""Where the facts of an indicator come from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.texts import Message


class Aggregate(StrEnum):
    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    CUSTOMERS = "customers"

    def shown(self) -> str:
        return str(_AGGREGATE_NAMES[self])


_AGGREGATE_NAMES = {
    Aggregate.COUNT: Message("count"),
    Aggregate.SUM: Message("sum"),
    Aggregate.AVERAGE: Message("average"),
    Aggregate.MINIMUM: Message("smallest"),
    Aggregate.MAXIMUM: Message("largest"),
    Aggregate.CUSTOMERS: Message("different customers"),
}


class Window(StrEnum):
    """Which records count by their date, seen from the period that is computed."""

    WITHIN = "within"
    PREVIOUS = "previous"
    UNTIL_END = "until-end"


class Credit(StrEnum):
    """Whether overlay credits of a deal count besides its shares, for the person alone."""

    SHARES = "shares"
    WITH_OVERLAYS = "with-overlays"


@dataclass(frozen=True, slots=True)
class RecordSource:
    """``aggregate`` of ``measure`` over the records dated in the ``window`` that pass ``where``.

    ``measure`` is a field of ``domain.fields.measures``, None for COUNT and CUSTOMERS;
    ``dated_by`` one of ``domain.fields.days``. Spans of time are in seconds, in working time
    where ``is_working_time``. Records without the measure do not count for AVERAGE.
    """

    entity: Entity
    aggregate: Aggregate
    dated_by: str
    measure: str | None = None
    where: Filter = EVERYTHING
    window: Window = Window.WITHIN
    is_working_time: bool = False
    credit: Credit = Credit.SHARES


@dataclass(frozen=True, slots=True)
class Target:
    """One search of a weighted count: how many records pass ``where``, times ``weight``."""

    name: str
    where: Filter
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class WeightedSource:
    """``Σ Ci × Ki``: each target is searched by itself, so that a record may count in several."""

    entity: Entity
    dated_by: str
    targets: tuple[Target, ...]
    window: Window = Window.WITHIN


@dataclass(frozen=True, slots=True)
class RatioSource:
    """``numerator ÷ denominator`` of counts and sums; a zero denominator gives no value."""

    numerator: RecordSource | WeightedSource
    denominator: RecordSource | WeightedSource


@dataclass(frozen=True, slots=True)
class CalmSource:
    """The longest time in the period, in seconds, without a record that passes ``where``.

    Of a running period the time up to now. The whole of it where there was no such record.
    """

    entity: Entity
    dated_by: str
    where: Filter
    is_working_time: bool = False


class StaffFigure(StrEnum):
    """``HEADCOUNT`` is the mean of the people on the first and the last day."""

    HEADCOUNT = "headcount"
    HIRED = "hired"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class StaffSource:
    """A count of the employees of a subject, from the days they were hired and left."""

    figure: StaffFigure


@dataclass(frozen=True, slots=True)
class ManualSource:
    """Marks from ``lowest`` to ``highest`` typed with reason and author, one a period.

    A mark that is missing ``stale_after`` days after the end of its period is asked for; None
    never asks. Without a mark there is no value. A subject has only the marks given to it.
    """

    lowest: Decimal = Decimal(-3)
    highest: Decimal = Decimal(3)
    stale_after: int | None = 3


@dataclass(frozen=True, slots=True)
class FormulaSource:
    """A formula over other indicators' facts, such as ``sales / deals``."""

    formula: str


@dataclass(frozen=True, slots=True)
class ExternalSource:
    """Facts that come from outside: an imported series, or a CSV of facts.

    The values of a series in the period are combined by ``aggregate``: SUM, AVERAGE, MINIMUM
    or MAXIMUM. SUM adds people up to their units where the units have no values themselves.
    """

    aggregate: Aggregate = Aggregate.SUM


@dataclass(frozen=True, slots=True)
class ScriptSource:
    """The value that the indicator script of this code sets as its result."""

    script: str


Source = (
    RecordSource
    | WeightedSource
    | RatioSource
    | CalmSource
    | StaffSource
    | FormulaSource
    | ManualSource
    | ExternalSource
    | ScriptSource
)
