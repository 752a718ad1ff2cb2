"""Which records are meant, as a scheme file says it: both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from crm_desktop.domain import fields, filters
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import (
    EVERYTHING,
    LISTED,
    UNARY,
    Filter,
    Group,
    Match,
    RelativeDay,
    Scalar,
    Who,
)
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.scheme_parts import Keys
from crm_desktop.exchange.toml_reading import Problem, Section
from crm_desktop.texts import Message


def filter_of(section: Section, entity: Entity) -> Filter:
    """Return the condition tree under ``where``; a list of conditions means all of them."""
    plain, place = section.value("where"), section.at("where")
    if plain is None:
        return EVERYTHING
    is_list = isinstance(plain, list)
    try:
        _refuse_times(plain, place)
        tree = filters.from_plain({"all": plain} if is_list else plain, place)
        return fields.checked(tree, entity, place)
    except InvalidInputError as error:
        written = error.field.replace(f"{place}.all[", f"{place}[", 1) if is_list else error.field
        section.problems.append(Problem(written, error.message))
    except RecursionError:
        section.refuse("where", Message("The conditions are nested too deeply."))
    return EVERYTHING


def _refuse_times(plain: object, place: str) -> None:
    """Refuse what TOML knows and conditions do not: times, alone or with a day."""
    if isinstance(plain, datetime | time):
        raise InvalidInputError(
            place, Message("A value is text, a number, a day, or true or false.")
        )
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            _refuse_times(value, f"{place}.{key}")
    elif isinstance(plain, list):
        for i, value in enumerate(plain, 1):
            _refuse_times(value, f"{place}[{i}]")


def filter_plain(tree: Filter) -> object:
    """Return what ``where`` holds, None for no condition at all."""
    if tree == EVERYTHING:
        return None
    if isinstance(tree, Group) and tree.match is Match.ALL:
        return [_plain(part) for part in tree.parts]
    return _plain(tree)


def _plain(tree: Filter) -> Keys:
    """Return ``tree`` as TOML holds it: unlike JSON it has exact numbers and days."""
    if isinstance(tree, Group):
        return {tree.match.value: [_plain(part) for part in tree.parts]}
    plain: Keys = {"field": tree.field, "operator": tree.operator.value}
    if tree.operator in LISTED:
        plain["value"] = [_scalar(value) for value in tree.values]
    elif tree.operator not in UNARY:
        plain["value"] = _scalar(tree.values[0])
    return plain


def _scalar(value: Scalar) -> object:
    match value:
        case RelativeDay():
            return {"day": value.anchor.value, "plus": value.days or None}
        case Who():
            return {"who": value.value}
        case _:
            return value
