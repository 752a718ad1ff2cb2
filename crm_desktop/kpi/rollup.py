"""Facts from sums: people add up to groups, departments and the company; ratios come last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.definition import (
    Aggregate,
    Indicator,
    RatioSource,
    RecordSource,
    Source,
)
from crm_desktop.kpi.facts import BaseSum, BaseSums, Fact, FactPart, Facts, RecordsQuery
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


def facts(
    indicators: Iterable[Indicator], subjects: Iterable[Subject], sums: BaseSums, period: Period
) -> Facts:
    """Return the fact of each subject for each indicator that is made of records.

    A department has all employees in it and below, a group its members, the company everyone
    who has records, also those who are not among ``subjects``.

    Source: domain.md §3: a group value comes from the records, not from personal ratios.

    """
    everyone = tuple(subjects)
    sources = {i.code: i.source for i in indicators if parts_of(i.source)}
    totals = _totals(everyone, sums)
    return {
        (subject.ref, code): _fact(source, _Measured(subject.ref, totals, period))
        for code, source in sources.items()
        for subject in everyone
    }


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
            by_subject[COMPANY] += value
            for ref in above.get(code, ()):
                by_subject[ref] += value
        totals[part] = by_subject
    return totals


@dataclass(frozen=True, slots=True)
class _Measured:
    """The sums of one subject."""

    subject: SubjectRef
    totals: _Totals
    period: Period

    def part(self, base: BaseSum) -> FactPart:
        value = self.totals.get(base, {}).get(self.subject, _ZERO)
        query = RecordsQuery(
            base.entity, base.dated_by, base.where, self.subject, self.period, base.measure
        )
        return FactPart(_label(base), value, query, _unit(base))


def _fact(source: Source, measured: _Measured) -> Fact:
    parts = tuple(measured.part(base) for base in parts_of(source))
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


_LABELS: dict[tuple[Entity, str | None], Message] = {
    (Entity.DEAL, None): Message("Number of deals"),
    (Entity.DEAL, "amount"): Message("Amount of deals"),
    (Entity.ACTIVITY, None): Message("Number of activities"),
    (Entity.ACTIVITY, "duration"): Message("Duration of activities"),
    (Entity.DOCUMENT, None): Message("Number of documents"),
    (Entity.DOCUMENT, "amount"): Message("Amount of documents"),
    (Entity.DOCUMENT, "paid_amount"): Message("Paid amount of documents"),
    (Entity.PAYMENT, None): Message("Number of payments"),
    (Entity.PAYMENT, "amount"): Message("Amount of payments"),
}
"""What a sum of each measure is called; None counts. Parts of a phrase are declined, so whole."""


def _label(base: BaseSum) -> Message:
    return _LABELS[base.entity, base.measure]


def _unit(base: BaseSum) -> Unit:
    if base.measure is None:
        return Unit.NUMBER
    is_money = FIELDS[base.entity][base.measure].type is FieldType.MONEY
    return Unit.MONEY if is_money else Unit.NUMBER
