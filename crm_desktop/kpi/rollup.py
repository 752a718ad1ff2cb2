"""Facts from sums: people add up to groups, departments and the company; ratios come last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, BaseSums, Fact, FactPart, Facts
from crm_desktop.kpi.source import Aggregate, RatioSource, RecordSource, Source
from crm_desktop.texts import Message

_ZERO = Decimal(0)
_Totals = Mapping[BaseSum, Mapping[SubjectRef, Decimal]]


def base_sums(indicators: Iterable[Indicator]) -> frozenset[BaseSum]:
    """Return the sums that ``indicators`` are made of, each once."""
    return frozenset(part for indicator in indicators for part in parts_of(indicator.source))


def parts_of(source: Source) -> tuple[BaseSum, ...]:
    """Return the sums behind ``source``, dividend before divisor; none unless from records."""
    if isinstance(source, RatioSource):
        return (*parts_of(source.numerator), *parts_of(source.denominator))
    if not isinstance(source, RecordSource):
        return ()
    count = BaseSum(source.entity, source.dated_by, None, source.where)
    total = BaseSum(source.entity, source.dated_by, source.measure, source.where)
    match source.aggregate:
        case Aggregate.COUNT:
            return (count,)
        case Aggregate.SUM:
            return (total,)
        case Aggregate.AVERAGE:
            return (total, count)


def facts(indicators: Iterable[Indicator], subjects: Iterable[Subject], sums: BaseSums) -> Facts:
    """Return the fact of each subject for each indicator that is made of records.

    A department has all employees in it and below, a group its members, the company everyone
    who has records, also those who are not among ``subjects``.

    Source: domain.md §3: a group value comes from the records, not from personal ratios.

    """
    everyone = tuple(subjects)
    totals = _totals(everyone, sums)
    measured: dict[tuple[SubjectRef, str], Fact] = {}
    for indicator in indicators:
        columns = [(base, totals.get(base, {})) for base in parts_of(indicator.source)]
        for subject in everyone if columns else ():
            parts = tuple(
                FactPart(base, column.get(subject.ref, _ZERO)) for base, column in columns
            )
            measured[subject.ref, indicator.code] = _fact(indicator.source, parts)
    return measured


def _totals(subjects: tuple[Subject, ...], sums: BaseSums) -> _Totals:
    departments = departments_of(subjects)
    above = {
        subject.ref.code: tuple(ref for ref in lineage(subject, departments) if ref != COMPANY)
        for subject in subjects
        if subject.ref.level is SubjectLevel.EMPLOYEE
    }
    totals: dict[BaseSum, Mapping[SubjectRef, Decimal]] = {}
    for part, by_employee in sums.items():
        by_subject: dict[SubjectRef, Decimal] = defaultdict(Decimal)
        for code, value in by_employee.items():
            for ref in above.get(code, ()):
                by_subject[ref] += value
        by_subject[COMPANY] = sum(by_employee.values(), _ZERO)
        totals[part] = by_subject
    return totals


def _fact(source: Source, parts: tuple[FactPart, ...]) -> Fact:
    if len(parts) == 1:
        return Fact(parts[0].value, None, parts)
    dividend, divisor = parts
    if divisor.value == 0:
        return Fact(None, _missing(source, divisor), parts)
    return Fact(dividend.value / divisor.value, None, parts)


def _missing(source: Source, divisor: FactPart) -> Message:
    if isinstance(source, RatioSource):
        return Message(
            "{divisor} is zero, and nothing can be divided by zero", divisor=divisor.label
        )
    return Message("there are no records to average")
