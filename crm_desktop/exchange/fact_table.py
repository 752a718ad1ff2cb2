"""Facts in a table: what was measured for whom, so that a scheme runs without a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.table import Table, UnreadableTableError, open_table
from crm_desktop.exchange.toml_reading import DocumentError, Problem, exact, unknown_word
from crm_desktop.kpi.facts import Fact
from crm_desktop.texts import Message

COLUMNS = ("subject", "level", "department", "indicator", "period", "fact")
"""The columns of a table of facts; ``level`` is employee and ``department`` none if absent."""

_REQUIRED = frozenset({"subject", "indicator", "period", "fact"})


@dataclass(frozen=True, slots=True)
class FactTable:
    """The facts of one period; ``subjects`` in the order in which they are first named.

    A department that an employee's row names is among them.
    """

    subjects: tuple[Subject, ...]
    facts: Mapping[tuple[SubjectRef, str], Fact]


def read_facts(path: Path, period: Period, indicators: Collection[str]) -> FactTable:
    """Return the facts of ``period`` in the file; rows of other periods are passed over.

    ``indicators`` are the codes that may stand there.

    Raises:
        UnreadableTableError: the file is no table, or lacks a column.
        DocumentError: rows have problems, all of which are named, or none is of ``period``.

    """
    with open_table(path) as table:
        missing = sorted(_REQUIRED - set(table.columns))
        if missing:
            raise UnreadableTableError(
                Message(
                    "Columns are missing: {missing}. The table has: {columns}.",
                    missing=", ".join(missing),
                    columns=", ".join(filter(None, table.columns)),
                )
            )
        reading = _Reading(period, indicators)
        for line, cells in _rows(table, reading.problems):
            reading.take(line, cells)
    return reading.result()


@dataclass(slots=True)
class _Reading:
    period: Period
    indicators: Collection[str]
    problems: list[Problem] = field(default_factory=list)
    subjects: dict[SubjectRef, Subject] = field(default_factory=dict)
    facts: dict[tuple[SubjectRef, str], Fact] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        """Take in one row, or note what is wrong with it."""
        found = len(self.problems)
        subject, fact = self._subject(line, cells), self._fact(line, cells)
        period, code = self._period(line, cells), self._indicator(line, cells)
        if len(self.problems) > found:
            return
        if period != self.period:
            self.others.add(cells["period"])
        elif (subject.ref, code) in self.facts:
            self._refuse(line, "indicator", Message("This fact stands here already."))
        else:
            self._know(line, subject)
            self.facts[subject.ref, code] = fact

    def result(self) -> FactTable:
        if not self.facts and not self.problems:
            message = Message(
                "The table has no facts of {period}; it has: {periods}.",
                period=self.period.code(),
                periods=", ".join(sorted(self.others)) or None,
            )
            self.problems.append(Problem("", message))
        if self.problems:
            raise DocumentError(self.problems)
        return FactTable(tuple(self.subjects.values()), self.facts)

    def _subject(self, line: int, cells: Mapping[str, str]) -> Subject:
        name, level = cells["subject"], cells.get("level") or SubjectLevel.EMPLOYEE.value
        if level not in list(SubjectLevel):
            self._refuse(line, "level", unknown_word(level, SubjectLevel))
            return Subject(COMPANY, name)
        if level == SubjectLevel.COMPANY:
            return Subject(COMPANY, name or level)
        if not name:
            self._refuse(line, "subject", Message("A value is required here."))
        department = cells.get("department") or None
        return Subject(SubjectRef(SubjectLevel(level), name), name, department)

    def _fact(self, line: int, cells: Mapping[str, str]) -> Fact:
        if not cells["fact"]:
            return Fact(None, Message("the table of facts holds none"))
        value = exact(cells["fact"])
        if value is None:
            self._refuse(
                line,
                "fact",
                Message(
                    "“{text}” is no number: write 1500.50, without spaces.", text=cells["fact"]
                ),
            )
        return Fact(value)

    def _period(self, line: int, cells: Mapping[str, str]) -> Period | None:
        try:
            return _period(cells["period"])
        except InvalidInputError as error:
            self._refuse(line, "period", error.message)
            return None

    def _indicator(self, line: int, cells: Mapping[str, str]) -> str:
        code = cells["indicator"]
        if code not in self.indicators:
            self._refuse(line, "indicator", unknown_word(code, self.indicators))
        return code

    def _know(self, line: int, subject: Subject) -> None:
        """Keep the subject and its department; rows may leave out what one of them says."""
        known = self.subjects.setdefault(subject.ref, subject)
        if subject.department is None:
            return
        if known.department not in {None, subject.department}:
            self._refuse(
                line,
                "department",
                Message("Another row puts them in “{department}”.", department=known.department),
            )
        self.subjects[subject.ref] = replace(known, department=subject.department)
        above = SubjectRef(SubjectLevel.DEPARTMENT, subject.department)
        self.subjects.setdefault(above, Subject(above, subject.department))

    def _refuse(self, line: int, column: str, message: Message) -> None:
        self.problems.append(_problem(line, column, message))


_period = cache(Period.parse)


def _rows(table: Table, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in table.rows:
        if len(cells) == len(table.columns):
            texts = (cell.strip() for cell in cells)
            yield line, dict(zip(table.columns, texts, strict=True))
        else:
            problems.append(Problem(Message("line {line}", line=str(line)), table.misfit(cells)))


def _problem(line: int, column: str, message: Message) -> Problem:
    place = Message("line {line}, column {column}", line=str(line), column=column)
    return Problem(place, message)
