"""The plans of an indicator as their screens need them, and how they are saved; no widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.period import Period, PeriodKind, periods_within
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.amounts import amounts
from crm_desktop.kpi.definition import Indicator, Plan
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.order import children_in_order
from crm_desktop.rewards.scheme import Scheme
from ui.changes_bus import ChangesBus
from ui.plans.grid import GridRead, Place
from ui.plans.lines import Staff, lines_of
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

_MOST_SCHEMES = 14
_WEEKS_OF_A_YEAR = timedelta(weeks=52)
_BY_WEEKDAY = frozenset({PeriodKind.DAY, PeriodKind.WEEK})

FactsBy = Mapping[Place, Decimal]
"""What was measured, by whom and the first day of the period."""


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """Which plans to show: those of the periods of ``kind`` in ``whole``.

    ``indicator`` is None before the user chose one: the first of the scheme then.
    """

    whole: Period
    kind: PeriodKind
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """``read`` is None where the scheme has no indicator."""

    indicators: tuple[Indicator, ...]
    read: GridRead | None


class GridViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # GridAnswer
    failed = Signal(object)  # Exception
    writing = Signal(bool)
    saved = Signal(int)  # how many plans
    refused = Signal(object)  # Exception
    undo_failed = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self, question: GridQuestion) -> None:
        self.reading.emit()
        self._latest.run(partial(self._read, question), self.loaded.emit, self.failed.emit)

    def save(self, wanted: Sequence[Plan], ended: Sequence[Plan]) -> None:
        """Set and end plans, all of them or none."""

        def work() -> Changes:
            return self._services.plans.set_plans(wanted, ended=ended)

        def done(changes: Changes) -> None:
            self.writing.emit(False)
            self.saved.emit(len(wanted) + len(ended))
            self._changes.happened.emit(changes)

        def failed(error: Exception) -> None:
            self.writing.emit(False)
            self.refused.emit(error)

        self.writing.emit(True)
        self._tasks.run(self, work, done, failed)

    def bring_back(self, wanted: Sequence[Plan], ended: Sequence[Plan]) -> None:
        """Let hold again what was replaced by a save."""
        work = partial(self._services.plans.set_plans, wanted, ended=ended)
        self._tasks.run(self, work, self._changes.happened.emit, self.undo_failed.emit)

    def _read(self, question: GridQuestion) -> GridAnswer:
        whole, services = question.whole, self._services
        firm, today = services.firm.firm(), services.firm.today()
        newest = services.schemes.scheme(max(today, whole.start))
        adding_up = _adding_up(newest)
        chosen = _chosen(newest, question.indicator, adding_up)
        if chosen is None:
            return GridAnswer((), None)
        periods = tuple(periods_within(whole, question.kind))
        people = services.people
        staff = Staff(
            firm.name,
            tuple(people.list_departments()),
            tuple(people.list_employees()),
            tuple(people.list_groups()),
            people.list_moves(),
        ).employed_in(Period(periods[0].start, periods[-1].end))
        found = lines_of(staff, self._schemes(periods), chosen.code)
        since, until = periods[0].start, periods[-1].next().end  # a plan may begin after the last
        rows = services.plans.plans(question.kind, since, until, indicator=chosen.code)
        read = GridRead(
            indicator=chosen,
            currency=firm.currency,
            whole=whole,
            periods=periods,
            lines=found.lines,
            versions={
                subject: tuple(found) for subject, found in groupby(rows, lambda row: row.subject)
            },
            of_profiles=found.of_profiles,
            elsewhere=found.elsewhere,
            calendar=firm.calendar(),
            today=today,
            adds_up=chosen.code in adding_up,
        )
        return GridAnswer(newest.indicators, read)

    def _schemes(self, periods: Sequence[Period]) -> Mapping[Period, Scheme]:
        """Return the rules of each period; of many short ones by their months."""
        found: dict[date, Scheme] = {}
        schemes: dict[Period, Scheme] = {}
        for period in periods:
            is_one_of_many = len(periods) > _MOST_SCHEMES and found
            day = period.start.replace(day=1) if is_one_of_many else period.start
            if day not in found:
                found[day] = self._services.schemes.scheme(day)
            schemes[period] = found[day]
        return schemes


class FactsViewModel(QObject):
    """Reads the facts of many periods one after the other, as they take their time."""

    read = Signal(object)  # FactsBy
    ended = Signal(object)  # FactsBy, all that was wanted
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)
        self._kept: dict[Period, Facts] = {}
        self._indicator = ""

    def forget(self) -> None:
        """Read everything anew the next time: something was written."""
        self._kept.clear()
        self._latest.drop()

    def want(self, periods: Sequence[Period], indicator: str) -> None:
        """Tell by ``read`` what was measured in each of ``periods``, and all by ``ended``."""
        self._latest.drop()
        self._indicator = indicator
        self._go_on(list(periods), list(periods))

    def _go_on(self, waiting: list[Period], wanted: list[Period]) -> None:
        while waiting and waiting[0] in self._kept:
            waiting.pop(0)
        self.read.emit(self._found(wanted))
        if not waiting:
            self.ended.emit(self._found(wanted))
            return
        period = waiting.pop(0)

        def done(facts: Facts) -> None:
            self._kept[period] = facts
            self._go_on(waiting, wanted)

        work = partial(self._services.calculation.facts, period)
        self._latest.run(work, done, self.failed.emit)

    def _found(self, wanted: Sequence[Period]) -> FactsBy:
        return {
            (subject, period.start): fact.value
            for period in wanted
            for (subject, code), fact in self._kept.get(period, {}).items()
            if code == self._indicator and fact.value is not None
        }


def a_year_before(period: Period) -> Period:
    """Return the period that compares with ``period``; days and weeks by their weekdays."""
    if period.kind in _BY_WEEKDAY:
        return Period.containing(period.start - _WEEKS_OF_A_YEAR, period.kind)
    start = period.start.replace(year=period.start.year - 1)
    return Period.containing(start, period.kind)


def _chosen(scheme: Scheme, code: str | None, first: Container[str]) -> Indicator | None:
    """Return the indicator of ``code``, else of ``first`` the one that most profiles have."""
    known = {indicator.code: indicator for indicator in scheme.indicators}
    if code in known:
        return known[code]
    entries = (entry for profile in scheme.profiles for entry in profile.entries)
    counts = Counter(entry.indicator for entry in entries)
    return max(
        scheme.indicators,
        key=lambda one: (one.code in first, counts[one.code], one.unit is Unit.MONEY),
        default=None,
    )


def _adding_up(scheme: Scheme) -> frozenset[str]:
    return amounts(scheme.indicators, children_in_order(scheme.indicators))
