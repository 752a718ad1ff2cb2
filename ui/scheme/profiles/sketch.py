"""A profile as it is being drawn up, its cells as they are typed, and what it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import (
    ALWAYS,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Term,
)
from crm_desktop.texts import Message
from ui.scheme.cells import (
    CellError,
    Line,
    Mistake,
    RowReader,
    Sheet,
    number_of,
    number_text,
    required_number,
)
from ui.scheme.profiles.amounts import amount_of, amount_text, amounts_of, amounts_text
from ui.widgets.day_edit import no_such_day, parsed

INDICATOR, WEIGHT, SCALE, PLAN, BASE, CAP, GATE, RAMP = range(8)
WHO, SINCE, UNTIL = range(3)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ProfileSketch:
    """``entries`` and ``terms`` are the rows of two tables; ``cap`` and ``ramp`` are texts."""

    entries: Sheet = ()
    terms: Sheet = ()
    level: SubjectLevel = SubjectLevel.EMPLOYEE
    period_kind: PeriodKind = PeriodKind.MONTH
    model: ScoringModel = ScoringModel.WEIGHTED_MEAN
    cap: str = ""
    ramp: str = ""
    proration: Proration = Proration.NONE


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """What can be read of a sketch; ``entry_rows`` and ``term_rows`` are places in its tables."""

    entries: tuple[ProfileEntry, ...]
    entry_rows: tuple[int, ...]
    entry_mistakes: tuple[Mistake, ...]
    terms: tuple[Term, ...]
    term_rows: tuple[int, ...]
    term_mistakes: tuple[Mistake, ...]

    def subjects(self) -> dict[SubjectRef, int]:
        """Return whom the profile is assigned to, each with its first row."""
        rows: dict[SubjectRef, int] = {}
        for term, row in zip(self.terms, self.term_rows, strict=True):
            rows.setdefault(term.subject, row)
        return rows


def sketch_of(profile: Profile, units: Mapping[str, Unit]) -> ProfileSketch:
    """Return ``profile`` as it would be typed; ``units`` are those of indicators by code."""
    return ProfileSketch(
        entries=tuple(_entry_line(entry, units) for entry in profile.entries),
        terms=tuple(_term_line(term) for term in _assignments(profile)),
        level=profile.level,
        period_kind=profile.period_kind,
        model=profile.model,
        cap=number_text(profile.cap),
        ramp=amounts_text(profile.ramp, Unit.PERCENT),
        proration=profile.proration,
    )


def read(
    sketch: ProfileSketch, units: Mapping[str, Unit], scales: Collection[str], currency: str = ""
) -> ProfileReading:
    """Return what the tables of ``sketch`` mean; plans of money may be written in ``currency``."""
    entries, entry_mistakes = _rows(sketch.entries, INDICATOR, _entry, units, scales, currency)
    terms, term_mistakes = _rows(sketch.terms, WHO, _term)
    return ProfileReading(
        entries=tuple(entry for _row, entry in entries),
        entry_rows=tuple(row for row, _entry in entries),
        entry_mistakes=tuple(entry_mistakes),
        terms=tuple(term for _row, term in terms),
        term_rows=tuple(row for row, _term in terms),
        term_mistakes=tuple(term_mistakes),
    )


def profile_of(sketch: ProfileSketch, reading: ProfileReading, code: str, name: str) -> Profile:
    """Return the profile that is entered.

    Raises:
        InvalidInputError: a field or a cell cannot be read.

    """
    if reading.entry_mistakes or reading.term_mistakes:
        raise InvalidInputError("tables", Message("Mend what is marked in the tables first."))
    return Profile(
        code,
        name,
        reading.entries,
        tuple(reading.subjects()),
        sketch.level,
        sketch.period_kind,
        sketch.model,
        terms=tuple(term for term in reading.terms if term != Term(term.subject)),
        cap=_field("cap", _cap, sketch),
        ramp=_field("ramp", _ramp, sketch),
        proration=sketch.proration,
    )


def wrong_fields(sketch: ProfileSketch) -> dict[str, Message]:
    """Return what is wrong with each field outside the tables."""
    found: dict[str, Message] = {}
    for code, reader in (("cap", _cap), ("ramp", _ramp)):
        try:
            reader(sketch)
        except CellError as error:
            found[code] = error.message
    return found


def _cap(sketch: ProfileSketch) -> Decimal | None:
    return number_of(sketch.cap)


def _ramp(sketch: ProfileSketch) -> tuple[Decimal, ...]:
    return amounts_of(sketch.ramp, Unit.PERCENT)


def _field(code: str, reader: Any, sketch: ProfileSketch) -> Any:
    try:
        return reader(sketch)
    except CellError as error:
        raise InvalidInputError(code, error.message) from error


def _assignments(profile: Profile) -> Iterator[Term]:
    """Yield each assignment with its days; one without days holds always."""
    for subject in profile.assigned_to:
        own = [term for term in profile.terms if term.subject == subject]
        yield from own or [Term(subject)]


def _entry_line(entry: ProfileEntry, units: Mapping[str, Unit]) -> Line:
    unit = units.get(entry.indicator, Unit.NUMBER)
    return (
        entry.indicator,
        number_text(entry.weight, _HUNDRED),
        entry.scale or "",
        amount_text(entry.plan, unit),
        amount_text(entry.base, unit),
        number_text(entry.cap),
        number_text(entry.gate, _HUNDRED),
        amounts_text(entry.ramp, unit),
    )


def _term_line(term: Term) -> Line:
    since = "" if term.since == ALWAYS else formats.day(term.since)
    until = "" if term.until is None else formats.day(term.until)
    return str(term.subject), since, until


def _rows(
    sheet: Sheet, first: int, make: Any, *known: Any
) -> tuple[list[tuple[int, Any]], list[Mistake]]:
    """Return the rows that can be read with what they mean, and the mistakes of the others."""
    found: list[tuple[int, Any]] = []
    mistakes: list[Mistake] = []
    for row, line in enumerate(sheet):
        if line[first].strip() or any(text.strip() for text in line[first + 2 :]):
            reader = RowReader(row, line)
            made = make(reader, line, *known)
            mistakes += reader.mistakes
            if not reader.mistakes:
                found.append((row, made))
    return found, mistakes


def _entry(
    reader: RowReader,
    line: Line,
    units: Mapping[str, Unit],
    scales: Collection[str],
    currency: str,
) -> ProfileEntry:
    unit = units.get(line[INDICATOR], Unit.NUMBER)
    return ProfileEntry(
        reader.read(INDICATOR, _known, units),
        weight=reader.read(WEIGHT, required_number, _HUNDRED),
        scale=reader.read(SCALE, _known_or_none, scales),
        plan=reader.read(PLAN, amount_of, unit, currency),
        base=reader.read(BASE, amount_of, unit, currency),
        cap=reader.read(CAP, number_of),
        gate=reader.read(GATE, number_of, _HUNDRED),
        ramp=reader.read(RAMP, amounts_of, unit),
    )


def _term(reader: RowReader, _line: Line) -> Term:
    return Term(
        reader.read(WHO, _subject),
        reader.read(SINCE, _day) or ALWAYS,
        reader.read(UNTIL, _day),
    )


def _known(text: str, known: Collection[str]) -> str:
    if text not in known:
        raise CellError(Message("Choose one from the list."))
    return text


def _known_or_none(text: str, known: Collection[str]) -> str | None:
    return _known(text, known) if text else None


def _subject(text: str) -> SubjectRef:
    try:
        return SubjectRef.parse(text)
    except ValueError as error:
        raise CellError(Message("Choose one from the list.")) from error


def _day(text: str) -> date | None:
    day = parsed(text)
    if day is None and text.strip():
        raise CellError(no_such_day())
    return day
