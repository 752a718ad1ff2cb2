"""Facts from sums: people add up to groups, departments and the company; ratios come last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from crm_desktop.domain.occasion import resolved
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.calm import longest_calm, seconds_between
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, BaseSums, Fact, FactPart, Facts, totals
from crm_desktop.kpi.given import Circumstances, mark_fact, series_facts
from crm_desktop.kpi.recipe import Term, base_sums, recipe_of, without_overlays
from crm_desktop.kpi.sheets import Sheet, Stretches, Totals, sheets_of
from crm_desktop.kpi.source import (
    CalmSource,
    ExternalSource,
    ManualSource,
    RatioSource,
    Source,
    StaffSource,
    Window,
)
from crm_desktop.kpi.staffing import staff_facts
from crm_desktop.texts import Message

__all__ = ["base_sums", "facts", "facts_of_sheets", "membership"]

_Make = Callable[[SubjectRef], Fact | None]
"""Returns the fact of a subject, None where it was not measured."""


def facts(indicators: Iterable[Indicator], subjects: Iterable[Subject], sums: BaseSums) -> Facts:
    """Return the fact of each subject for each indicator that is made of records.

    A department has all employees in it and below, a group its members, the company everyone
    who has records, also those who are not among ``subjects``.

    Source: domain.md §3: a group value comes from the records, not from personal ratios.

    """
    everyone = tuple(subjects)
    members = membership(everyone)
    stretches = Stretches(dict.fromkeys(Window, (members,)))
    return facts_of_sheets(indicators, everyone, sheets_of(sums), stretches)


def membership(subjects: Iterable[Subject]) -> dict[str, tuple[SubjectRef, ...]]:
    """Return by the code of each employee among ``subjects`` for whom they count."""
    everyone = tuple(subjects)
    departments = departments_of(everyone)
    return {
        subject.ref.code: tuple(lineage(subject, departments))
        for subject in everyone
        if subject.ref.level is SubjectLevel.EMPLOYEE
    }


def facts_of_sheets(
    indicators: Iterable[Indicator],
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
    makers = {each.code: maker for each in indicators if (maker := _maker(each, found, known))}
    return _Measured(makers, dict.fromkeys(subject.ref for subject in subjects))


class _Measured(Mapping[tuple[SubjectRef, str], Fact]):
    """Facts by subject and code, each made once."""

    def __init__(self, makers: Mapping[str, _Make], refs: Mapping[SubjectRef, None]) -> None:
        self._makers, self._refs = makers, refs
        self._made: dict[tuple[SubjectRef, str], Fact | None] = {}

    def __getitem__(self, key: tuple[SubjectRef, str]) -> Fact:
        if key not in self._made:
            ref, code = key
            if ref not in self._refs:
                raise KeyError(key)
            self._made[key] = self._makers[code](ref)
        fact = self._made[key]
        if fact is None:
            raise KeyError(key)
        return fact

    def __iter__(self) -> Iterator[tuple[SubjectRef, str]]:
        keys = ((ref, code) for code in self._makers for ref in self._refs)
        return (key for key in keys if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _maker(indicator: Indicator, found: Totals, known: Circumstances | None) -> _Make | None:
    source = indicator.source
    if recipe_of(source).terms:
        return _of_records(source, found, known)
    if known is None:
        return None
    match source:
        case StaffSource():
            return staff_facts(source.figure, known.period, known.staff.values())
        case ManualSource():
            return lambda ref: mark_fact(indicator.code, ref, known)
        case ExternalSource():
            return series_facts(indicator.code, source.aggregate, known).get
        case _:
            return None


def _of_records(source: Source, found: Totals, known: Circumstances | None) -> _Make | None:
    recipe = recipe_of(source)
    terms = tuple((term, _as_shown(term.base, known)) for term in recipe.terms)
    if not isinstance(source, CalmSource):
        return _OfRecords(source, terms, recipe.dividends, found).fact
    return None if known is None else partial(_calm, source, terms[0], found, known)


def _as_shown(base: BaseSum, known: Circumstances | None) -> BaseSum:
    """Return ``base`` with the days of the period in the place of relative ones."""
    return base if known is None else replace(base, where=resolved(base.where, known.occasion))


@dataclass(frozen=True, slots=True)
class _OfRecords:
    """``terms`` are those of the recipe of ``source``, with the base to show of each."""

    source: Source
    terms: tuple[tuple[Term, BaseSum], ...]
    dividends: int | None
    found: Totals

    def fact(self, ref: SubjectRef) -> Fact:
        parts = []
        for term, shown in self.terms:
            value = self.found.value(term.base, ref)
            if value is None:
                return Fact(None, Message("there are no records"))
            base = shown if ref.level is SubjectLevel.EMPLOYEE else without_overlays(shown)
            parts.append(FactPart(base, value, weight=term.weight, name=term.name))
        dividend, divisor = totals(parts, self.dividends)
        fact = Fact(dividend, None, tuple(parts), self.dividends)
        if divisor is None:
            return fact
        if divisor == 0:
            return replace(fact, value=None, reason=self._why_no_ratio(parts))
        return replace(fact, value=dividend / divisor)

    def _why_no_ratio(self, parts: Sequence[FactPart]) -> Message:
        if not isinstance(self.source, RatioSource):
            return Message("there are no records to average")
        divisors = parts[self.dividends :]
        if len(divisors) > 1:
            return Message("the divisor is zero, and nothing can be divided by zero")
        return Message(
            "{divisor} is zero, and nothing can be divided by zero", divisor=divisors[0].label
        )


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
