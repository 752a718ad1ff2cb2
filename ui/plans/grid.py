"""The plans of one indicator as cells of a grid: what is stored, what is typed, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Plan
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.kpi.plans import Planning, plans_in_force
from crm_desktop.services.plans import PlanRow
from crm_desktop.texts import Message
from ui.scheme.cells import CellError
from ui.scheme.profiles.amounts import amount_of

Place = tuple[SubjectRef, date]
"""Whose cell, and the first day of its period."""

Edits = Mapping[Place, str]
"""What was typed and is not yet saved; an empty text takes the plan away."""


class Origin(Enum):
    """Where the plan of a cell comes from."""

    OWN = auto()
    EARLIER = auto()
    BLENDED = auto()
    PROFILE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """``since`` is the first day of the plan that holds; ``mistake`` is about a typed ``text``."""

    value: Decimal | None
    origin: Origin
    since: date | None = None
    is_changed: bool = False
    text: str = ""
    mistake: Message | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A subject of the grid; ``parent`` is the unit whose plan it shares, ``depth`` from 0."""

    subject: SubjectRef
    name: str
    depth: int
    parent: SubjectRef | None
    is_measured: bool = True
    ramp: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GridRead:
    """Everything stored that the grid shows.

    ``versions`` are in the order of their days; ``of_profiles`` are the plans of profiles.
    ``adds_up`` tells whether the plans of several periods or people make a sum.
    """

    indicator: Indicator
    currency: str
    whole: Period
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    versions: Mapping[SubjectRef, tuple[PlanRow, ...]]
    of_profiles: Mapping[Place, Decimal]
    calendar: WorkingCalendar
    today: date
    adds_up: bool

    @property
    def kind(self) -> PeriodKind:
        return self.periods[0].kind

    def quantity(self, value: Decimal | None) -> Quantity:
        unit = self.indicator.unit
        return Quantity(value, unit, self.currency if unit is Unit.MONEY else None)

    def running_column(self) -> int:
        """Return the number of the period of today, the first where today is elsewhere."""
        return next((n for n, period in enumerate(self.periods) if self.today in period), 0)

    def parts_of(self, unit: SubjectRef) -> list[Line]:
        """Return who shares the plan of ``unit``."""
        return [line for line in self.lines if line.parent == unit]


@dataclass(slots=True)
class Grid:
    """The cells that ``read`` and ``edits`` make together; each row is made when asked for."""

    read: GridRead
    edits: Edits = field(default_factory=dict)
    _rows: dict[SubjectRef, tuple[Cell, ...]] = field(default_factory=dict)

    def edited(self, edits: Edits) -> Grid:
        """Return the grid with ``edits`` instead; it keeps the rows that they do not concern."""
        concerned = {subject for (subject, _day), _text in self.edits.items() ^ edits.items()}
        rows = {subject: row for subject, row in self._rows.items() if subject not in concerned}
        return Grid(self.read, edits, rows)

    def cells(self, subject: SubjectRef) -> tuple[Cell, ...]:
        """Return the cells of ``subject``, one for each period."""
        if subject not in self._rows:
            self._rows[subject] = tuple(_cells(self.read, subject, self.edits))
        return self._rows[subject]

    def total(self, subject: SubjectRef) -> Decimal | None:
        """Return what the periods make together, None where nothing adds up."""
        values = [cell.value for cell in self.cells(subject) if cell.value is not None]
        return sum(values, Decimal(0)) if values and self.read.adds_up else None

    def control(self, unit: SubjectRef, column: int) -> ControlSum | None:
        """Return how the parts of ``unit`` compare with it; a column past the last is the total.

        None where there is nothing to compare.
        """
        whole = self._value(unit, column)
        parts = [self._value(line.subject, column) for line in self.read.parts_of(unit)]
        known = [part for part in parts if part is not None]
        if whole is None or not known or not self.read.adds_up:
            return None
        return ControlSum.of(whole, known)

    def mistakes(self) -> Iterator[tuple[Place, Message]]:
        for subject, day in self.edits:
            cell = self._cell(subject, day)
            if cell is not None and cell.mistake is not None:
                yield (subject, day), cell.mistake

    def changed(self, places: Mapping[Place, str]) -> Edits:
        """Return the edits with what is typed in ``places``; what says nothing new is left out."""
        stored = Grid(self.read)
        edits = dict(self.edits)
        for place, text in places.items():
            plain = text.strip()
            if _says_nothing_new(stored._cell(*place), plain, self.read.indicator.unit):
                edits.pop(place, None)
            else:
                edits[place] = plain
        return edits

    def wanted(self, note: str = "") -> tuple[list[Plan], list[Plan]]:
        """Return the plans to be set and those to be ended; there must be no mistake."""
        wanted: list[Plan] = []
        ended: list[Plan] = []
        for (subject, day), text in self.edits.items():
            value = amount_of(text, self.read.indicator.unit)
            plan = self.plan(subject, day, value or Decimal(0), note)
            if value is None:
                ended.append(plan)
            else:
                wanted.append(plan)
                wanted += self._replaced(plan)
        return wanted, ended

    def plan(self, subject: SubjectRef, day: date, value: Decimal, note: str = "") -> Plan:
        code = self.read.indicator.code
        return Plan(code, subject, value, self.read.kind, day, note=note)

    def _replaced(self, plan: Plan) -> Iterator[Plan]:
        """Yield ``plan`` for the days within its period on which another one splits it."""
        period = Period.containing(plan.valid_from, plan.period_kind)
        for row in self.read.versions.get(plan.subject, ()):
            if row.split is not None and period.start < row.valid_from < period.end:
                yield Plan(
                    plan.indicator,
                    plan.subject,
                    plan.value,
                    plan.period_kind,
                    row.valid_from,
                    row.split,
                    note=plan.note,
                )

    def _value(self, subject: SubjectRef, column: int) -> Decimal | None:
        if column >= len(self.read.periods):
            return self.total(subject)
        return self.cells(subject)[column].value

    def _cell(self, subject: SubjectRef, day: date) -> Cell | None:
        for period, cell in zip(self.read.periods, self.cells(subject), strict=True):
            if period.start == day:
                return cell
        return None


def _says_nothing_new(stored: Cell | None, text: str, unit: Unit) -> bool:
    if stored is None:
        return True
    if not text:
        return stored.origin in {Origin.PROFILE, Origin.NOTHING}
    try:
        return stored.origin is Origin.OWN and amount_of(text, unit) == stored.value
    except CellError:
        return False


def _cells(read: GridRead, subject: SubjectRef, edits: Edits) -> Iterator[Cell]:
    versions = read.versions.get(subject, ())
    held = _last(row for row in versions if row.valid_from < read.periods[0].start)
    for period in read.periods:
        own = _last(row for row in versions if row.valid_from == period.start)
        within = [row for row in versions if period.start < row.valid_from < period.end]
        typed = edits.get((subject, period.start))
        held = own or held
        if typed is None:
            yield _stored(read, subject, period, held=held, within=within, versions=versions)
            held = within[-1] if within else held
        else:
            cell = _typed(read, subject, period, typed)
            yield cell
            if cell.mistake is None:
                held = _as_row(read, subject, period, cell)
            later = [row for row in within if row.split is None]
            held = later[-1] if later else held


def _stored(
    read: GridRead,
    subject: SubjectRef,
    period: Period,
    *,
    held: PlanRow | None,
    within: Sequence[PlanRow],
    versions: Sequence[PlanRow],
) -> Cell:
    splits = [row for row in within if row.split is not None and row.value is not None]
    if splits:
        value = _blended(read, subject, period, versions)
        return Cell(value, Origin.BLENDED, splits[-1].valid_from, note=splits[-1].note)
    if held is None or held.value is None:
        of_profile = read.of_profiles.get((subject, period.start))
        return Cell(of_profile, Origin.NOTHING if of_profile is None else Origin.PROFILE)
    origin = Origin.OWN if held.valid_from == period.start else Origin.EARLIER
    return Cell(held.value, origin, held.valid_from, note=held.note)


def _typed(read: GridRead, subject: SubjectRef, period: Period, text: str) -> Cell:
    try:
        value = amount_of(text, read.indicator.unit)
    except CellError as error:
        return Cell(None, Origin.OWN, is_changed=True, text=text, mistake=error.message)
    if value is None:
        of_profile = read.of_profiles.get((subject, period.start))
        origin = Origin.NOTHING if of_profile is None else Origin.PROFILE
        return Cell(of_profile, origin, is_changed=True)
    return Cell(value, Origin.OWN, period.start, is_changed=True)


def _as_row(read: GridRead, subject: SubjectRef, period: Period, cell: Cell) -> PlanRow:
    value = cell.value if cell.origin is Origin.OWN else None
    return PlanRow(
        read.indicator.code,
        subject,
        read.kind,
        period.start,
        value,
        split=None,
        until=None,
        note="",
    )


def _blended(
    read: GridRead, subject: SubjectRef, period: Period, versions: Sequence[PlanRow]
) -> Decimal | None:
    begun = [row for row in versions if row.valid_from < period.end]
    ends = [place for place, row in enumerate(begun) if row.value is None]
    plans = [plan_of(row) for row in begun[ends[-1] + 1 if ends else 0 :] if row.value is not None]
    return blended(read, subject, period, plans)


def blended(
    read: GridRead, subject: SubjectRef, period: Period, plans: Sequence[Plan]
) -> Decimal | None:
    """Return what ``plans`` of ``subject`` make of ``period``, its profile's plan included."""
    found = plans_in_force(plans, period, read.calendar).get(subject, {})
    of_profile = read.of_profiles.get((subject, period.start))
    return Planning(found.get(read.indicator.code), of_profile).usual


def plan_of(row: PlanRow) -> Plan:
    """Return the plan that ``row`` keeps, which must have a value."""
    return Plan(
        row.indicator,
        row.subject,
        row.value or Decimal(0),
        row.period_kind,
        row.valid_from,
        row.split,
        row.until,
        row.note,
    )


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


def _last(rows: Iterable[PlanRow]) -> PlanRow | None:
    found = list(rows)
    return found[-1] if found else None
