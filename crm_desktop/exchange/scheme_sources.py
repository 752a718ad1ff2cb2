"""Where facts come from, as a scheme file says it: both ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from crm_desktop.domain import fields, filters
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, LISTED, UNARY, Filter, Group, Match
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.toml_reading import Problem, Section
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    FormulaSource,
    RatioSource,
    RecordSource,
    Source,
)
from crm_desktop.texts import Message


def source_of(section: Section) -> Source:
    """Return the source: a formula, facts from outside, a ratio, or else records."""
    found: Source
    if section.has("formula"):
        found = FormulaSource(section.text("formula"))
    elif section.flag("external"):
        found = ExternalSource()
    elif section.has("numerator") or section.has("denominator"):
        found = RatioSource(
            _finished(section.needed_section("numerator")),
            _finished(section.needed_section("denominator")),
        )
    else:
        found = _records(section)
    section.finish()
    return found


def source_table(source: Source) -> dict[str, object]:
    """Return the table that ``source_of`` reads as ``source``."""
    match source:
        case FormulaSource():
            return {"formula": source.formula}
        case ExternalSource():
            return {"external": True}
        case RatioSource():
            return {
                "numerator": source_table(source.numerator),
                "denominator": source_table(source.denominator),
            }
        case RecordSource():
            table: dict[str, object] = {
                "records": source.entity.value,
                "aggregate": source.aggregate.value,
                "measure": source.measure,
                "dated_by": source.dated_by,
                "where": _where(source.where),
            }
            return {key: value for key, value in table.items() if value is not None}


def _finished(section: Section) -> RecordSource:
    source = _records(section)
    section.finish()
    return source


def _records(section: Section) -> RecordSource:
    entity = section.choice("records", Entity)
    return RecordSource(
        entity=entity,
        aggregate=section.choice("aggregate", Aggregate),
        dated_by=section.text("dated_by"),
        measure=section.text("measure") if section.has("measure") else None,
        where=_filter(section, entity),
    )


def _filter(section: Section, entity: Entity) -> Filter:
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


def _where(tree: Filter) -> object:
    """Return what ``where`` holds, None for no condition at all."""
    if tree == EVERYTHING:
        return None
    if isinstance(tree, Group) and tree.match is Match.ALL:
        return [_plain(part) for part in tree.parts]
    return _plain(tree)


def _plain(tree: Filter) -> dict[str, object]:
    """Return ``tree`` as TOML holds it: unlike JSON it has exact numbers and days."""
    if isinstance(tree, Group):
        return {tree.match.value: [_plain(part) for part in tree.parts]}
    plain: dict[str, object] = {"field": tree.field, "operator": tree.operator.value}
    if tree.operator in LISTED:
        plain["value"] = list(tree.values)
    elif tree.operator not in UNARY:
        plain["value"] = tree.values[0]
    return plain
