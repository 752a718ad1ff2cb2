"""Facts from sums: people add up to groups, departments and the company; ratios come last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, Protocol

from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.calm import longest_calm, seconds_between
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, BaseSums, Fact, FactPart, Facts, totals
from crm_desktop.kpi.given import Circumstances, mark_fact, series_facts
from crm_desktop.kpi.recipe import Term, recipe_of, without_overlays
from crm_desktop.kpi.sheets import Membership, Sheet, Stretches, Totals, sheets_of
from crm_desktop.kpi.source import (
    CalmSource,
    ExternalSource,
    ManualSource,
    RatioSource,
    StaffSource,
    Window,
)
from crm_desktop.kpi.staffing import staff_facts
from crm_desktop.texts import Message

_Make = Callable[[SubjectRef], Fact | None]
"""Returns the fact of a subject, None where it was not measured."""

Weigh = Callable[[BaseSum], Decimal]
"""Returns how many times a sum is taken."""


def facts(indicators: Iterable[Indicator], subjects: Iterable[Subject], sums: BaseSums) -> Facts:
    """Return the fact of each subject for each indicator that is made of records.

    A department has all employees in it and below, a group its members, the company everyone
    who has records, also those who are not among ``subjects``.

    Source: domain.md §3: a group value comes from the records, not from personal ratios.

    """
    everyone = tuple(subjects)
    employees = (
        (subject.ref.code, subject)
        for subject in everyone
        if subject.ref.level is SubjectLevel.EMPLOYEE
    )
    members = membership(employees, departments_of(everyone))
    stretches = Stretches(dict.fromkeys(Window, (members,)))
    return facts_of_sheets(questions(indicators), everyone, sheets_of(sums), stretches)


def membership(
    employees: Iterable[tuple[Any, Subject]], departments: Mapping[str, Subject]
) -> Membership:
    """Return for whom ``employees`` count, who are named by what their rows have of them."""
    places: dict[tuple[str | None, tuple[str, ...]], int] = {}
    refs: list[tuple[SubjectRef, ...]] = [(COMPANY,)]
    people: dict[Any, tuple[SubjectRef, int]] = {}
    for key, subject in employees:
        place = (subject.department, subject.groups)
        if place not in places:
            places[place] = len(refs)
            refs.append(tuple(lineage(subject, departments))[1:])
        people[key] = (subject.ref, places[place])
    return Membership(people, refs)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of records for ``indicator``: terms, each with the base to show of it.

    The first ``dividends`` terms are divided by the others; None is no ratio.
    """

    indicator: Indicator
    terms: tuple[tuple[Term, BaseSum], ...]
    dividends: int | None


def questions(
    indicators: Iterable[Indicator], occasion: Occasion | None = None
) -> tuple[Question, ...]:
    """Return what ``indicators`` ask, with the days of ``occasion`` in the place of relative ones.

    Without one their filters are shown as they are.
    """
    return tuple(
        Question(
            indicator,
            tuple((term, _as_shown(term.base, occasion)) for term in recipe.terms),
            recipe.dividends,
        )
        for indicator, recipe in ((each, recipe_of(each.source)) for each in indicators)
    )


def facts_of_sheets(
    asked: Iterable[Question],
    subjects: Iterable[Subject],
    sheets: Iterable[Sheet],
    stretches: Stretches,
    known: Circumstances | None = None,
) -> Facts:
    """Return the fact of each subject for each indicator that is no formula.

    Each is made when it is first asked for. Where nothing is ``known`` besides the records, only
    what is made of them was measured.
    """
    found = Totals(sheets, stretches)
    every = tuple(asked)
    of_records = {each.indicator.code: OfRecords(each, found) for each in every if _adds_up(each)}
    makers: dict[str, _Make] = {code: one.fact for code, one in of_records.items()}
    for each in every:
        maker = None if each.indicator.code in makers else _maker(each, found, known)
        if maker is not None:
            makers[each.indicator.code] = maker
    return Measured(makers, of_records, dict.fromkeys(subject.ref for subject in subjects))


def _adds_up(asked: Question) -> bool:
    return bool(asked.terms) and not isinstance(asked.indicator.source, CalmSource)


_UNKNOWN = Fact(None)


class Measured(Mapping[tuple[SubjectRef, str], Fact]):
    """Facts by subject and code, each made once; ``of_records`` gives those of many at once."""

    def __init__(
        self,
        makers: Mapping[str, _Make],
        of_records: Mapping[str, OfRecords],
        refs: Mapping[SubjectRef, None],
    ) -> None:
        self._makers, self.of_records, self._refs = makers, of_records, refs
        self._made: dict[tuple[SubjectRef, str], Fact | None] = {}

    def also(self, code: str, found: Mapping[SubjectRef, Fact]) -> Measured:
        """Return these facts with those of indicator ``code`` that were ``found`` otherwise."""
        return Measured({**self._makers, code: found.get}, self.of_records, self._refs)

    def weighed(self, weigh: Weigh) -> Measured:
        """Return these facts as if the sums of each base were ``weigh`` times what they are.

        What is not made of sums of records stays: marks, series, and what scripts worked out.
        """
        of_records = {code: one.weighed(weigh) for code, one in self.of_records.items()}
        makers = {code: one.fact for code, one in of_records.items()}
        return Measured({**self._makers, **makers}, of_records, self._refs)

    def __getitem__(self, key: tuple[SubjectRef, str]) -> Fact:
        fact = self._made.get(key, _UNKNOWN)
        if fact is _UNKNOWN:
            ref, code = key
            fact = self._makers[code](ref) if ref in self._refs else None
            self._made[key] = fact
        if fact is None:
            raise KeyError(key)
        return fact

    def __iter__(self) -> Iterator[tuple[SubjectRef, str]]:
        keys = ((ref, code) for code in self._makers for ref in self._refs)
        return (key for key in keys if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _maker(asked: Question, found: Totals, known: Circumstances | None) -> _Make | None:
    indicator, source = asked.indicator, asked.indicator.source
    if known is None:
        return None
    match source:
        case CalmSource():
            return partial(_calm, source, asked.terms[0], found, known)
        case StaffSource():
            return staff_facts(source.figure, known.period, known.staff.values())
        case ManualSource():
            return lambda ref: mark_fact(indicator.code, ref, known)
        case ExternalSource():
            return series_facts(indicator.code, source.aggregate, known).get
        case _:
            return None


def _as_shown(base: BaseSum, occasion: Occasion | None) -> BaseSum:
    where = base.where if occasion is None else resolved(base.where, occasion)
    return base if where is base.where else replace(base, where=where)


_Reader = tuple[Callable[[SubjectRef], Decimal | None], BaseSum, Decimal, str]


class FactColumn(NamedTuple):
    """Of ``refs`` the values of each of the ``terms``, and of the facts that they make."""

    refs: tuple[SubjectRef, ...]
    terms: Sequence[Sequence[Decimal | None]]
    values: Sequence[Decimal | None]


class Sums(Protocol):
    """What was gathered, by base and subject; see ``Totals``."""

    def reader(
        self, base: BaseSum, level: SubjectLevel
    ) -> Callable[[SubjectRef], Decimal | None]: ...

    def column(
        self, base: BaseSum, level: SubjectLevel, refs: tuple[SubjectRef, ...]
    ) -> Sequence[Decimal | None]: ...


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Sums of which each counts as often as ``weigh`` says of its base."""

    found: Sums
    weigh: Weigh

    def reader(self, base: BaseSum, level: SubjectLevel) -> Callable[[SubjectRef], Decimal | None]:
        read, weight = self.found.reader(base, level), self.weigh(base)
        return read if weight == 1 else lambda ref: _times(read(ref), weight)

    def column(
        self, base: BaseSum, level: SubjectLevel, refs: tuple[SubjectRef, ...]
    ) -> Sequence[Decimal | None]:
        values, weight = self.found.column(base, level, refs), self.weigh(base)
        return values if weight == 1 else [_times(value, weight) for value in values]


def _times(value: Decimal | None, weight: Decimal) -> Decimal | None:
    return None if value is None else value * weight


class OfRecords:
    """The facts that the answers to a question make."""

    def __init__(self, asked: Question, found: Sums) -> None:
        self._asked, self._found = asked, found
        self._readers: dict[SubjectLevel, list[_Reader]] = {}
        self._columns: dict[SubjectLevel, FactColumn] = {}
        self._numbers: dict[SubjectRef, Decimal | None] = {}

    def weighed(self, weigh: Weigh) -> OfRecords:
        """Return the facts that sums make which are ``weigh`` times as large."""
        if all(weigh(term.base) == 1 for term, _ in self._asked.terms):
            return self
        return OfRecords(self._asked, _Weighed(self._found, weigh))

    def fact(self, ref: SubjectRef) -> Fact:
        return self.of_terms(ref.level, [reader[0](ref) for reader in self._of_level(ref.level)])

    def of_terms(self, level: SubjectLevel, values: Iterable[Decimal | None]) -> Fact:
        """Return the fact that ``values`` of the terms make for a subject of ``level``."""
        parts = []
        for (_, base, weight, name), value in zip(self._of_level(level), values, strict=True):
            if value is None:
                return Fact(None, Message("there are no records"))
            parts.append(FactPart(base, value, None, weight, name))
        dividends = self._asked.dividends
        dividend, divisor = totals(parts, dividends)
        if divisor is None:
            return Fact(dividend, None, tuple(parts))
        if divisor == 0:
            return Fact(None, self._why_no_ratio(parts), tuple(parts), dividends)
        return Fact(dividend / divisor, None, tuple(parts), dividends)

    def column(self, refs: tuple[SubjectRef, ...]) -> FactColumn:
        """Return the facts of ``refs``, all of one level, in numbers alone."""
        level = refs[0].level
        known = self._columns.get(level)
        if known is None or known.refs != refs:
            terms = [self._found.column(term.base, level, refs) for term, _ in self._asked.terms]
            known = self._columns[level] = FactColumn(refs, terms, self._values(terms))
        return known

    def read_ahead(self, refs: tuple[SubjectRef, ...]) -> None:
        """Let ``number`` find the values of ``refs``, all of one level, at once."""
        if refs and refs[0].level not in self._columns:
            self.column(refs)

    def number(self, ref: SubjectRef) -> Decimal | None:
        """Return the value of the fact of ``ref``."""
        column = self._columns.get(ref.level)
        if column is None:
            return self.fact(ref).value
        try:
            return self._numbers[ref]
        except KeyError:
            self._numbers.update(zip(column.refs, column.values, strict=True))
        return self._numbers[ref] if ref in self._numbers else self.fact(ref).value

    def _values(self, terms: Sequence[Sequence[Decimal | None]]) -> Sequence[Decimal | None]:
        weights = [term.weight for term, _ in self._asked.terms]
        dividends = self._asked.dividends
        if weights == [1]:
            return terms[0]
        rows = zip(*terms, strict=True)
        if weights == [1, 1] and dividends == 1:
            return [a / b if b and a is not None else None for a, b in rows]
        return [_combined(weights, row, dividends) for row in rows]

    def _of_level(self, level: SubjectLevel) -> list[_Reader]:
        readers = self._readers.get(level)
        if readers is None:
            readers = self._readers[level] = list(self._readers_of(level))
        return readers

    def _readers_of(self, level: SubjectLevel) -> Iterator[_Reader]:
        """Yield what gives the value of each term, and how a part with it is described."""
        for term, shown in self._asked.terms:
            base = shown if level is SubjectLevel.EMPLOYEE else without_overlays(shown)
            yield self._found.reader(term.base, level), base, term.weight, term.name

    def _why_no_ratio(self, parts: Sequence[FactPart]) -> Message:
        if not isinstance(self._asked.indicator.source, RatioSource):
            return Message("there are no records to average")
        divisors = parts[self._asked.dividends :]
        if len(divisors) > 1:
            return Message("the divisor is zero, and nothing can be divided by zero")
        return Message(
            "{divisor} is zero, and nothing can be divided by zero", divisor=divisors[0].label
        )


def _combined(
    weights: Sequence[Decimal], values: Sequence[Decimal | None], dividends: int | None
) -> Decimal | None:
    """Return the value of the fact that ``OfRecords.of_terms`` makes of ``values``."""
    weighed = []
    for weight, value in zip(weights, values, strict=True):
        if value is None:
            return None
        weighed.append(value * weight)
    if dividends is None:
        return sum(weighed, Decimal(0))
    divisor = sum(weighed[dividends:], Decimal(0))
    return sum(weighed[:dividends], Decimal(0)) / divisor if divisor else None


def _calm(
    source: CalmSource,
    term: tuple[Term, BaseSum],
    found: Totals,
    known: Circumstances,
    ref: SubjectRef,
) -> Fact:
    start, end = known.period.instants(known.zone)
    if known.now <= start:
        return Fact(None, Message("the period has not begun"))
    moments = found.members(term[0].base, ref)
    measured = partial(known.calendar.worked_seconds, zone=known.zone)
    seconds = longest_calm(
        moments, start, min(end, known.now), measured if source.is_working_time else seconds_between
    )
    sentence = Message("the longest time in {period} without any", period=known.period)
    part = FactPart(term[1], Decimal(len(moments)))
    return Fact(Decimal(seconds), None, (part,), sentence=sentence)
