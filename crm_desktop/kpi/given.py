"""Facts that no record of the database tells: marks, imported series, counts of staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.marks import MarkVersion
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import Aggregate
from crm_desktop.kpi.staffing import Employment
from crm_desktop.texts import Message

WhoseFigure = tuple[str, SubjectRef]
"""The code of an indicator and a subject."""


@dataclass(frozen=True, slots=True)
class SeriesValue:
    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of ``period`` besides the records; ``staff`` is by the employees' codes.

    Of a running period nothing is known after ``now``.
    """

    period: Period
    now: datetime
    zone: ZoneInfo
    calendar: WorkingCalendar
    staff: Mapping[str, Employment] = field(default_factory=dict)
    marks: Mapping[WhoseFigure, MarkVersion] = field(default_factory=dict)
    series: Mapping[WhoseFigure, Sequence[SeriesValue]] = field(default_factory=dict)

    @property
    def occasion(self) -> Occasion:
        """When relative days of filters are asked for."""
        return Occasion(self.now.astimezone(self.zone).date(), self.period)


def mark_fact(indicator: str, ref: SubjectRef, known: Circumstances) -> Fact:
    mark = known.marks.get((indicator, ref))
    if mark is None or mark.value is None:
        return Fact(None, Message("no mark was given for {period}", period=known.period))
    sentence = Message(
        "given by {author}, {at}: “{reason}”",
        author=mark.author,
        at=mark.at.astimezone(known.zone),
        reason=mark.reason,
    )
    return Fact(mark.value, sentence=sentence)


_COMBINED: Mapping[Aggregate, Callable[[Sequence[Decimal]], Decimal]] = {
    Aggregate.SUM: lambda values: sum(values, Decimal(0)),
    Aggregate.AVERAGE: lambda values: sum(values, Decimal(0)) / len(values),
    Aggregate.MINIMUM: min,
    Aggregate.MAXIMUM: max,
}


def series_facts(
    indicator: str, aggregate: Aggregate, known: Circumstances
) -> Mapping[SubjectRef, Fact]:
    """Return the fact of each subject that has values; sums add people up to their units."""
    own = {
        ref: [value for value in values if value.on in known.period]
        for (code, ref), values in known.series.items()
        if code == indicator
    }
    if aggregate is Aggregate.SUM:
        of_units = _added_up(own, known.staff)
        own = {**of_units, **{ref: values for ref, values in own.items() if values}}
    return {ref: _series_fact(values, aggregate) for ref, values in own.items() if values}


def _series_fact(values: Iterable[SeriesValue], aggregate: Aggregate) -> Fact:
    numbers = [value.value for value in values]
    combined = _COMBINED[aggregate](numbers)
    sentence = Message(
        "{aggregate} of {count} given from outside", aggregate=aggregate, count=len(numbers)
    )
    return Fact(combined, sentence=sentence)


def _added_up(
    own: Mapping[SubjectRef, Iterable[SeriesValue]], staff: Mapping[str, Employment]
) -> dict[SubjectRef, list[SeriesValue]]:
    """Return the values of people by the units that they were in on the day of each."""
    of_units: dict[SubjectRef, list[SeriesValue]] = defaultdict(list)
    for ref, values in own.items():
        employment = staff.get(ref.code) if ref.level is SubjectLevel.EMPLOYEE else None
        for value in values if employment else ():
            for unit in employment.refs_on(value.on) if employment else ():
                if unit != ref:
                    of_units[unit].append(value)
    return of_units
