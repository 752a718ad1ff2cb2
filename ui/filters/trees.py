"""Condition trees in the forms that the editor has rows for, and their negations."""

from __future__ import annotations

from crm_desktop.domain.fields import FIELDS, Entity, Field, FieldType
from crm_desktop.domain.filter_offers import FilterOffers, key
from crm_desktop.domain.filter_words import in_words
from crm_desktop.domain.filters import (
    LISTED,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    Scalar,
    Who,
    conditions,
)
from crm_desktop.texts import Message

SETS = frozenset(
    {FieldType.TEXT, FieldType.CHOICE, FieldType.PERSON, FieldType.UNIT, FieldType.BRANCH}
)
"""Fields whose conditions list values to choose from; one value of all others is compared."""

_OPPOSITES = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.ONE_OF: Operator.NONE_OF,
    Operator.EMPTY: Operator.NOT_EMPTY,
}
_OPPOSITE = {**_OPPOSITES, **{right: left for left, right in _OPPOSITES.items()}}


def as_group(tree: Filter) -> Group:
    """Return ``tree`` as a group, as the whole of a filter is shown."""
    return tree if isinstance(tree, Group) else Group(Match.ALL, (tree,))


def editable(tree: Filter, entity: Entity) -> Filter:
    """Return what means the same as ``tree`` and has a row for each condition.

    A list of numbers or days becomes a group with a condition for each of them.
    """
    if isinstance(tree, Group):
        return Group(tree.match, tuple(editable(part, entity) for part in tree.parts))
    field = FIELDS[entity].get(tree.field)
    if field is None or field.type in SETS or tree.operator not in LISTED:
        return tree
    match = Match.ANY if tree.operator is Operator.ONE_OF else Match.NONE
    parts = tuple(Condition(tree.field, Operator.EQUAL, (value,)) for value in tree.values)
    return Group(match, parts)


def asks_for_someone(tree: Filter) -> bool:
    """Return whether ``tree`` depends on who asks."""
    return any(isinstance(value, Who) for one in conditions(tree) for value in one.values)


def negated(tree: Filter, entity: Entity) -> Filter:
    """Return what lets exactly those records through that ``tree`` does not."""
    if isinstance(tree, Group):
        if tree.match is Match.ANY:
            return Group(Match.NONE, tree.parts)
        if tree.match is Match.NONE:
            return Group(Match.ANY, tree.parts)
        return Group(Match.NONE, (tree,))
    if FIELDS[entity][tree.field].type is FieldType.FLAG and tree.operator is Operator.EQUAL:
        values = tuple(not value for value in tree.values)
        return Condition(tree.field, tree.operator, values)
    if tree.operator in _OPPOSITE:
        return Condition(tree.field, _OPPOSITE[tree.operator], tree.values)
    return Group(Match.NONE, (tree,))


def words_of(tree: Filter, entity: Entity, offers: FilterOffers) -> Message | None:
    """Return what passes ``tree``, with names and the currency of the firm; None for all."""
    return in_words(_named(tree, entity, offers), entity, offers.currency or None)


def _named(tree: Filter, entity: Entity, offers: FilterOffers) -> Filter:
    """Return ``tree`` with people and departments by their names, to be said in words."""
    if isinstance(tree, Group):
        return Group(tree.match, tuple(_named(part, entity, offers) for part in tree.parts))
    field = FIELDS[entity][tree.field]
    if field.type not in {FieldType.PERSON, FieldType.UNIT}:
        return tree
    values = tuple(_name(value, field, offers) for value in tree.values)
    return Condition(tree.field, tree.operator, values)


def _name(value: Scalar, field: Field, offers: FilterOffers) -> Scalar:
    if not isinstance(value, str):
        return value
    names = {key(offer.value, field.type): offer.name for offer in offers.of(field)}
    return names.get(key(value, field.type), value)
