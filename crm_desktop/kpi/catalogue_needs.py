"""Which records an entry of the catalogue counts, as counts that say whether there are any."""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match
from crm_desktop.kpi.catalogue import CatalogueEntry, with_needs
from crm_desktop.kpi.recipe import recipe_of
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    RatioSource,
    RecordSource,
    Source,
    WeightedSource,
)
from crm_desktop.texts import Message

_KINDS = frozenset({"kind", "document_kind"})
"""Conditions that say what sort of records are meant, whatever becomes of them."""


def needs_of(entry: CatalogueEntry) -> tuple[RecordSource, ...]:
    """Return counts of the records that ``entry``, and what it is made of, look at."""
    found: dict[RecordSource, None] = {}
    for each in with_needs((entry.code,)):
        values = {parameter.code: "" for parameter in each.parameters}
        found |= dict.fromkeys(_needs(each.make(values)))
    return tuple(found)


def need_words(need: RecordSource) -> Message:
    """Return what is counted: “Number of activities (kind: survey)”."""
    return recipe_of(need).terms[0].base.label


def _needs(source: Source) -> Iterator[RecordSource]:
    match source:
        case RatioSource(above, below):
            yield from _needs(above)
            yield from _needs(below)
        case RecordSource() | CalmSource():
            yield _count(source.entity, source.dated_by, source.where)
        case WeightedSource():
            for target in source.targets:
                yield _count(source.entity, source.dated_by, target.where)
        case _:
            return


def _count(entity: Entity, dated_by: str, where: Filter) -> RecordSource:
    return RecordSource(entity, Aggregate.COUNT, dated_by, None, _of_kind(where))


def _of_kind(where: Filter) -> Filter:
    """Return only what ``where`` says about the sort of records."""
    found = tuple(_kind_conditions(where))
    if not found:
        return EVERYTHING
    return found[0] if len(found) == 1 else Group(Match.ALL, found)


def _kind_conditions(where: Filter) -> Iterator[Condition]:
    if isinstance(where, Condition):
        if where.field in _KINDS:
            yield where
    elif where.match is Match.ALL:
        for part in where.parts:
            yield from _kind_conditions(part)
