"""How periods and plans are worded in the grid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from crm_desktop import formats
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.planning import ControlSum
from crm_desktop.texts import Message, shown
from ui import format as shows
from ui.brief import Brief
from ui.plans.grid import Cell, Grid, GridRead, Line, Origin

_MONDAY = date(2026, 1, 5)


def heading(period: Period) -> str:
    """Return ``period`` as the head of a narrow column."""
    start, last = period.start, period.last_day()
    match period.kind:
        case PeriodKind.MONTH:
            return _capital(format_date(start, "LLL", formats.locale()))
        case PeriodKind.WEEK:
            end = format_date(last, "d MMM", formats.locale())
            return f"{start.day}–{end}" if start.month == last.month else f"{_short(start)} – {end}"
        case PeriodKind.DAY:
            return format_date(start, "EEE d", formats.locale())
        case _:
            return shown(period)


def month_name(month: int) -> str:
    """Return the name of a month from 1 to 12 as it stands alone."""
    return _capital(format_date(date(2026, month, 1), "LLLL", formats.locale()))


def weekday_name(weekday: int, *, is_short: bool = True) -> str:
    """Return the name of a day of the week, Monday being 0."""
    day = _MONDAY + timedelta(days=weekday)
    return _capital(format_date(day, "ccccc" if is_short else "cccc", formats.locale()))


def amount(read: GridRead, value: Decimal | None) -> str:
    """Return ``value`` as a narrow cell shows it; money has its sign in the heading."""
    if value is None:
        return ""
    if read.indicator.unit is Unit.MONEY:
        return formats.bare_money(value, read.currency)
    return shown(Brief(read.quantity(value)))


def total(grid: Grid, subject: SubjectRef) -> str:
    """Return what the plans of ``subject`` make, with a sign where one cannot be read."""
    text = amount(grid.read, grid.total(subject))
    if grid.is_readable(subject) or not grid.read.adds_up:
        return text
    return f"{text} + ?" if text else "?"


def measured(read: GridRead, value: Decimal) -> str:
    """Return a fact in few figures: money without its minor units."""
    if read.indicator.unit is Unit.MONEY:
        return formats.number(value, 0)
    return amount(read, value)


def signed(read: GridRead, value: Decimal) -> str:
    """Return a difference with its sign."""
    return f"+{amount(read, value)}" if value > 0 else amount(read, value)


def said_of(read: GridRead, cell: Cell) -> str:
    """Return where the plan of ``cell`` comes from, as a sentence."""
    if cell.mistake is not None:
        return str(cell.mistake)
    plan = shown(Brief(read.quantity(cell.value))) if cell.value is not None else shows.DASH
    words = _origin_words(cell, plan)
    return f"{words} {_ended(cell.note)}" if cell.note else str(words)


def _origin_words(cell: Cell, plan: str) -> Message:
    match cell.origin:
        case Origin.OWN if cell.is_changed:
            return Message("{plan}: not yet saved.", plan=plan)
        case Origin.OWN:
            return Message("{plan}: set for this period.", plan=plan)
        case Origin.EARLIER:
            return Message("{plan}: holds since {day}.", plan=plan, day=cell.since)
        case Origin.BLENDED:
            return Message(
                "{plan}: a new plan shares this period from {day} on.", plan=plan, day=cell.since
            )
        case Origin.PROFILE if cell.is_changed:
            return Message("{plan}: of the profile, once it is saved.", plan=plan)
        case Origin.PROFILE:
            return Message("{plan}: of the profile.", plan=plan)
        case _ if cell.is_changed:
            return Message("There will be no plan.")
        case _:
            return Message("There is no plan.")


def whereabouts(read: GridRead, line: Line, day: date) -> Message | None:
    """Return where the subject was in the period from ``day`` on, None if where it stands."""
    unit = read.unit_of(line, day)
    if unit == line.parent:
        return None
    if unit is None:
        return Message("{name} is not employed in this period: no plan counts.", name=line.name)
    return Message(
        "In this period {name} is in “{unit}”: the plan counts there.",
        name=line.name,
        unit=read.name_of(unit),
    )


def said_of_line(read: GridRead, line: Line) -> list[str]:
    """Return the name of the line, and as sentences what is special about it."""
    former = read.units_of(line) - {line.parent}
    moved = (
        Message(
            "{name} was in “{unit}” before: plans of those periods count there.",
            name=line.name,
            unit=read.name_of(unit),
        )
        for unit in sorted(former, key=str)
    )
    return [str(words) for words in (line.name, line.ramp, *moved) if words is not None]


def compared(read: GridRead, control: ControlSum) -> Message:
    """Return in words how the parts compare with the whole."""
    parts, whole = (Brief(read.quantity(value)) for value in (control.parts, control.total))
    rest = Brief(read.quantity(abs(control.difference)))
    if control.difference > 0:
        return Message(
            "The parts make {parts} of {whole}: {rest} is missing.",
            parts=parts,
            whole=whole,
            rest=rest,
        )
    if control.difference < 0:
        return Message(
            "The parts make {parts} of {whole}: {rest} too much.",
            parts=parts,
            whole=whole,
            rest=rest,
        )
    return Message("The parts make {whole}, exactly the whole.", whole=whole)


def _ended(note: str) -> str:
    """Return what a user wrote as a sentence that ends."""
    return note if note.endswith((".", "!", "?", "…")) else f"{note}."


def _short(day: date) -> str:
    return format_date(day, "d MMM", formats.locale())


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
