"""How the plan of a row becomes the plans of its periods, by what the user chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi import planning
from crm_desktop.kpi.planning import Gap
from crm_desktop.texts import Message
from ui.plans.grid import GridRead

_WITHIN_WEEKS = frozenset({PeriodKind.DAY, PeriodKind.WEEK})


class Way(Enum):
    """How to spread; GROWN makes the whole itself, of last year's facts."""

    EVENLY = auto()
    WORKING_DAYS = auto()
    SEASON = auto()
    WEEKDAYS = auto()
    LAST_YEAR = auto()
    GROWN = auto()

    def shown(self) -> str:
        return str(_NAMES[self])

    @property
    def needs_facts(self) -> bool:
        return self in {Way.LAST_YEAR, Way.GROWN}


_NAMES = {
    Way.EVENLY: Message("evenly"),
    Way.WORKING_DAYS: Message("by working days"),
    Way.SEASON: Message("by season"),
    Way.WEEKDAYS: Message("by days of the week"),
    Way.LAST_YEAR: Message("as last year"),
    Way.GROWN: Message("last year with growth"),
}


def ways_for(kind: PeriodKind) -> list[Way]:
    """Return the ways that make sense for periods of ``kind``."""
    is_short = kind in _WITHIN_WEEKS
    return [way for way in Way if way is not (Way.SEASON if is_short else Way.WEEKDAYS)]


@dataclass(frozen=True, slots=True)
class SpreadOrder:
    """What to spread: ``whole`` None only for GROWN, ``weights`` those of months or weekdays."""

    way: Way
    whole: Decimal | None
    weights: tuple[Decimal, ...] = ()
    growth: Decimal = Decimal(1)
    gap: Gap = Gap.NOTHING


def spread(
    order: SpreadOrder,
    periods: Sequence[Period],
    step: Decimal,
    *,
    calendar: WorkingCalendar,
    last_year: Sequence[Decimal | None],
) -> list[Decimal]:
    """Return the plan of each period in steps of ``step``; they sum to the whole.

    Raises:
        InvalidInputError: there is nothing to divide, or nothing to divide by.

    """
    if order.way is Way.GROWN:
        return planning.grown(last_year, order.growth, step, order.gap)
    if order.whole is None:
        raise InvalidInputError("whole", Message("Enter what is to be spread."))
    weights = _weights(order, periods, calendar, last_year)
    return planning.divided(order.whole, weights, step)


def refuse_no_sum(read: GridRead) -> None:
    """Refuse to divide what is the same for all.

    Raises:
        InvalidInputError: the plans of several periods or people make no sum.

    """
    if not read.adds_up:
        words = Message(
            "Plans of “{name}” make no sum: each is set by itself.", name=read.indicator.name
        )
        raise InvalidInputError("indicator", words)


def _weights(
    order: SpreadOrder,
    periods: Sequence[Period],
    calendar: WorkingCalendar,
    last_year: Sequence[Decimal | None],
) -> Sequence[planning.Weight]:
    match order.way:
        case Way.WORKING_DAYS:
            return planning.by_working_days(periods, calendar)
        case Way.SEASON:
            return planning.by_season(periods, order.weights)
        case Way.WEEKDAYS:
            return planning.by_weekday(periods, order.weights)
        case Way.LAST_YEAR:
            return planning.by_last_year(last_year, order.gap)
        case _:
            return planning.even(periods)
