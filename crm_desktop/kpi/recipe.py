"""Which sums of records the fact of a source is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from crm_desktop.domain.fields import FIELDS, FieldType
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, Gathered
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    RatioSource,
    RecordSource,
    Source,
    WeightedSource,
)

_ALWAYS_THERE = frozenset({FieldType.MONEY})
"""Types of measures that every record has, so that its records need no count of their own."""


@dataclass(frozen=True, slots=True)
class Term:
    """``weight`` times a sum; ``name`` is that of the target of a weighted count."""

    base: BaseSum
    weight: Decimal = Decimal(1)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The first ``dividends`` of ``terms`` added up, divided by the others; None is no ratio."""

    terms: tuple[Term, ...]
    dividends: int | None = None


@lru_cache(maxsize=1024)
def recipe_of(source: Source) -> Recipe:
    """Return what ``source`` is made of; no terms unless it is made of records."""
    match source:
        case RatioSource(numerator, denominator):
            above, below = recipe_of(numerator).terms, recipe_of(denominator).terms
            return Recipe((*above, *below), len(above))
        case WeightedSource():
            return Recipe(tuple(_targets(source)))
        case CalmSource():
            moments = BaseSum(source.entity, source.dated_by, None, source.where, Gathered.MOMENTS)
            return Recipe((Term(moments),))
        case RecordSource(aggregate=Aggregate.AVERAGE):
            parts = (_of_records(source, Gathered.TOTAL), _count(source))
            return Recipe(tuple(map(Term, parts)), dividends=1)
        case RecordSource():
            return Recipe((Term(_of_records(source, _GATHERED[source.aggregate])),))
        case _:
            return Recipe(())


_GATHERED = {
    Aggregate.COUNT: Gathered.TOTAL,
    Aggregate.SUM: Gathered.TOTAL,
    Aggregate.MINIMUM: Gathered.MINIMUM,
    Aggregate.MAXIMUM: Gathered.MAXIMUM,
    Aggregate.CUSTOMERS: Gathered.CUSTOMERS,
}
_UNMEASURED = frozenset({Aggregate.COUNT, Aggregate.CUSTOMERS})


def _of_records(source: RecordSource, gathered: Gathered) -> BaseSum:
    return BaseSum(
        source.entity,
        source.dated_by,
        None if source.aggregate in _UNMEASURED else source.measure,
        source.where,
        gathered,
        source.window,
        source.is_working_time,
        source.credit,
    )


def _count(source: RecordSource) -> BaseSum:
    """Return the count of the records that an average is over."""
    having = replace(_of_records(source, Gathered.HAVING), is_working_time=False)
    field = FIELDS[source.entity].get(source.measure or "")
    if field is not None and field.type in _ALWAYS_THERE:
        return replace(having, measure=None, gathered=Gathered.TOTAL)
    return having


def _targets(source: WeightedSource) -> Iterator[Term]:
    for target in source.targets:
        base = BaseSum(source.entity, source.dated_by, None, target.where, window=source.window)
        yield Term(base, target.weight, target.name)


def base_sums(indicators: Iterable[Indicator]) -> frozenset[BaseSum]:
    """Return what ``indicators`` are made of, each once.

    One that counts overlay credits stands for these alone, beside the one that does not.
    """
    bases = {term.base for each in indicators for term in recipe_of(each.source).terms}
    return frozenset(bases | {without_overlays(base) for base in bases})


def without_overlays(base: BaseSum) -> BaseSum:
    return base if base.credit is Credit.SHARES else replace(base, credit=Credit.SHARES)
