"""The plans of one indicator as cells of a grid: what is stored, what is typed, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import cached_property

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Plan
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.kpi.plans import Planning, plans_in_force
from crm_desktop.kpi.source import ExternalSource, FormulaSource
from crm_desktop.services.plans import PlanRow
from crm_desktop.texts import Message
from ui.scheme.cells import CellError
from ui.scheme.profiles.amounts import amount_of

Place = tuple[SubjectRef, date]
"""Whose cell, and the first day of its period."""

Edits = Mapping[Place, str]
"""What was typed and is not yet saved; an empty text takes the plan away."""


@dataclass(frozen=True, slots=True)
class Made:
    """The ``text`` that was put into a cell by spreading or dividing, and ``how`` that was."""

    text: str
    how: str


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
    """A subject of the grid; ``parent`` is the unit in which it stands, ``depth`` from 0."""

    subject: SubjectRef
    name: str
    depth: int
    parent: SubjectRef | None
    is_measured: bool = True
    ramp: Message | None = None


@dataclass(frozen=True, eq=False)
class GridRead:
    """Everything stored that the grid shows.

    ``versions`` are in the order of their days; ``of_profiles`` are the plans of profiles.
    ``adds_up`` tells whether the plans of several periods or people make a sum. ``elsewhere`` are
    the units whose plans people shared in periods in which they were not where they stand, None
    where they were not employed.
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
    elsewhere: Mapping[Place, SubjectRef | None] = field(default_factory=dict)

    @property
    def kind(self) -> PeriodKind:
        return self.periods[0].kind

    def quantity(self, value: Decimal | None) -> Quantity:
        unit = self.indicator.unit
        return Quantity(value, unit, self.currency if unit is Unit.MONEY else None)

    def amount(self, text: str) -> Decimal | None:
        """Return the plan that is typed, None for an empty text.

        Raises:
            CellError: it is no number.

        """
        return amount_of(text, self.indicator.unit, self.currency)

    def running_column(self) -> int:
        """Return the number of the period of today, the first where today is elsewhere."""
        return next((n for n, period in enumerate(self.periods) if self.today in period), 0)

    def unit_of(self, line: Line, day: date) -> SubjectRef | None:
        """Return whose plan the subject shares in the period from ``day`` on."""
        return self.elsewhere.get((line.subject, day), line.parent)

    def units_of(self, line: Line) -> set[SubjectRef]:
        """Return whose plans the subject shares in one period or another."""
        found = {self.unit_of(line, period.start) for period in self.periods}
        return {unit for unit in found if unit is not None}

    def is_away(self, place: Place) -> bool:
        """Return whether the subject is not employed in that period."""
        return place in self.elsewhere and self.elsewhere[place] is None

    def name_of(self, unit: SubjectRef) -> str:
        return next((line.name for line in self.lines if line.subject == unit), unit.code)

    def parts_of(self, unit: SubjectRef, period: Period) -> Sequence[Line]:
        """Return who shares the plan of ``unit`` in ``period``."""
        return self._sharing.get((unit, period.start), ())

    @cached_property
    def _sharing(self) -> Mapping[Place, Sequence[Line]]:
        found: dict[Place, list[Line]] = {}
        for period in self.periods:
            for line in self.lines:
                unit = self.unit_of(line, period.start)
                if unit is not None:
                    found.setdefault((unit, period.start), []).append(line)
        return found


@dataclass(slots=True)
class Grid:
    """The cells that ``read`` and ``edits`` make together; each row is made when asked for.

    ``made`` tells how edits came about that were not typed, for as long as they stay.
    """

    read: GridRead
    edits: Edits = field(default_factory=dict)
    made: Mapping[Place, Made] = field(default_factory=dict)
    _rows: dict[SubjectRef, tuple[Cell, ...]] = field(default_factory=dict)

    def edited(self, edits: Edits, made: Mapping[Place, Made]) -> Grid:
        """Return the grid with ``edits`` instead; it keeps the rows that they do not concern."""
        concerned = {subject for (subject, _day), _text in self.edits.items() ^ edits.items()}
        rows = {subject: row for subject, row in self._rows.items() if subject not in concerned}
        return Grid(self.read, edits, made, rows)

    def cells(self, subject: SubjectRef) -> tuple[Cell, ...]:
        """Return the cells of ``subject``, one for each period."""
        if subject not in self._rows:
            self._rows[subject] = tuple(_cells(self, subject))
        return self._rows[subject]

    def total(self, subject: SubjectRef) -> Decimal | None:
        """Return what the periods make together, None where nothing adds up.

        What cannot be read is no part of it: see ``is_readable``.
        """
        values = [cell.value for cell in self.cells(subject) if cell.value is not None]
        return sum(values, Decimal(0)) if values and self.read.adds_up else None

    def is_readable(self, subject: SubjectRef) -> bool:
        """Return whether all that is typed for ``subject`` can be read."""
        return all(cell.mistake is None for cell in self.cells(subject))

    def control(self, unit: SubjectRef, column: int) -> ControlSum | None:
        """Return how the parts of ``unit`` compare with it; a column past the last is the total.

        Whoever changed departments is a part of each in the periods in which they were there.
        None where there is nothing to compare, or something of it cannot be read.
        """
        periods = self.read.periods
        is_total = column >= len(periods)
        whole = self.total(unit) if is_total else self.cells(unit)[column].value
        parts = [
            self.cells(line.subject)[number]
            for number in (range(len(periods)) if is_total else (column,))
            for line in self.read.parts_of(unit, periods[number])
        ]
        known = [part.value for part in parts if part.value is not None]
        if whole is None or not known or not self.read.adds_up:
            return None
        is_doubtful = is_total and not self.is_readable(unit)
        if is_doubtful or any(part.mistake is not None for part in parts):
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
            if _says_nothing_new(self.read, stored._cell(*place), plain):
                edits.pop(place, None)
            else:
                edits[place] = plain
        return edits

    def wanted(self, note: str = "") -> tuple[list[Plan], list[Plan]]:
        """Return the plans to be set and those to be ended; there must be no mistake."""
        wanted: list[Plan] = []
        ended: list[Plan] = []
        for (subject, day), text in self.edits.items():
            value = self.read.amount(text)
            plan = self.plan(subject, day, value or Decimal(0), note)
            if value is None:
                ended.append(plan)
            else:
                wanted.append(plan)
                wanted += self._replaced(plan)
        return wanted, ended

    def plan(self, subject: SubjectRef, day: date, value: Decimal, note: str = "") -> Plan:
        """Return the plan of a cell; its note also tells how it was made."""
        how, code = self.how((subject, day)), self.read.indicator.code
        if note and how:
            note = str(Message("{reason} · {how}", reason=note, how=how))
        return Plan(code, subject, value, self.read.kind, day, note=note or how)

    def how(self, place: Place) -> str:
        """Return how the text of ``place`` was made, nothing where it was typed."""
        made = self.made.get(place)
        return made.how if made is not None and made.text == self.edits.get(place) else ""

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

    def _cell(self, subject: SubjectRef, day: date) -> Cell | None:
        for period, cell in zip(self.read.periods, self.cells(subject), strict=True):
            if period.start == day:
                return cell
        return None


def _says_nothing_new(read: GridRead, stored: Cell | None, text: str) -> bool:
    if stored is None:
        return True
    if not text:
        return stored.origin in {Origin.PROFILE, Origin.NOTHING}
    try:
        return stored.origin is Origin.OWN and read.amount(text) == stored.value
    except CellError:
        return False


def _cells(grid: Grid, subject: SubjectRef) -> Iterator[Cell]:
    read, edits = grid.read, grid.edits
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
            yield replace(cell, note=grid.how((subject, period.start)))
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
    before = None if held is None else held.value
    if any(row.value != before for row in splits):
        value = _blended(read, subject, period, versions)
        return Cell(value, Origin.BLENDED, splits[-1].valid_from, note=splits[-1].note)
    if held is None or held.value is None:
        of_profile = read.of_profiles.get((subject, period.start))
        return Cell(of_profile, Origin.NOTHING if of_profile is None else Origin.PROFILE)
    origin = Origin.OWN if held.valid_from == period.start else Origin.EARLIER
    if origin is Origin.EARLIER and read.is_away((subject, period.start)):
        return Cell(None, Origin.NOTHING)
    return Cell(held.value, origin, held.valid_from, note=held.note)


def _typed(read: GridRead, subject: SubjectRef, period: Period, text: str) -> Cell:
    try:
        value = read.amount(text)
    except CellError as error:
        return Cell(None, Origin.OWN, is_changed=True, text=text, mistake=error.message)
    if value is not None and value < 0 and not _may_be_negative(read.indicator):
        words = Message("A plan here is not below zero.")
        return Cell(None, Origin.OWN, is_changed=True, text=text, mistake=words)
    if value is None:
        of_profile = read.of_profiles.get((subject, period.start))
        origin = Origin.NOTHING if of_profile is None else Origin.PROFILE
        return Cell(of_profile, origin, is_changed=True)
    return Cell(value, Origin.OWN, period.start, is_changed=True)


def _may_be_negative(indicator: Indicator) -> bool:
    """Return whether the figure of ``indicator`` can be; formulas and series may subtract."""
    is_counted = indicator.unit in {Unit.NUMBER, Unit.DURATION}
    return not is_counted or isinstance(indicator.source, FormulaSource | ExternalSource)


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


def _last(rows: Iterable[PlanRow]) -> PlanRow | None:
    found = list(rows)
    return found[-1] if found else None
