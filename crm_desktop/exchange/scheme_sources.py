"""Where facts come from, as a scheme file says it: both ways."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.exchange.scheme_filters import filter_of, filter_plain
from crm_desktop.exchange.scheme_parts import Keys, unless
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    ScriptSource,
    Source,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)

_NEVER = "never"


def source_of(section: Section) -> Source:
    """Return the source that the one telling key describes, or else records."""
    source = _source(section)
    section.finish()
    return source


def source_table(source: Source) -> Keys:
    """Return the table that ``source_of`` reads as ``source``."""
    match source:
        case FormulaSource(formula):
            return {"formula": formula}
        case ScriptSource(script):
            return {"script": script}
        case ExternalSource(aggregate):
            is_sum = aggregate is Aggregate.SUM
            return {"external": True if is_sum else {"aggregate": aggregate.value}}
        case StaffSource():
            return {"staff": source.figure.value}
        case ManualSource():
            return {"manual": _marks_table(source)}
        case RatioSource():
            return {
                "numerator": source_table(source.numerator),
                "denominator": source_table(source.denominator),
            }
        case CalmSource():
            return {
                "calm": source.entity.value,
                "dated_by": source.dated_by,
                "working_time": source.is_working_time or None,
                "where": filter_plain(source.where),
            }
        case WeightedSource():
            return _weighted_table(source)
        case RecordSource():
            return _records_table(source)


def _source(section: Section) -> Source:
    if section.has("formula"):
        return FormulaSource(section.text("formula"))
    if section.has("external"):
        return _external(section)
    if section.has("staff"):
        return StaffSource(section.choice("staff", StaffFigure))
    if section.has("manual"):
        return _marks(section.needed_section("manual"))
    if section.has("script"):
        return ScriptSource(section.text("script"))
    if section.has("calm"):
        return _calm(section)
    if section.has("numerator") or section.has("denominator"):
        return RatioSource(
            _part(section.needed_section("numerator")),
            _part(section.needed_section("denominator")),
        )
    return _records_or_targets(section)


def _external(section: Section) -> ExternalSource:
    if section.value("external") is True:
        return ExternalSource()
    inner = section.needed_section("external")
    source = ExternalSource(inner.choice("aggregate", Aggregate, Aggregate.SUM))
    inner.finish()
    return source


def _marks(section: Section) -> ManualSource:
    default = ManualSource()
    source = ManualSource(
        lowest=section.number_or("lowest", default.lowest),
        highest=section.number_or("highest", default.highest),
        stale_after=None
        if section.value("stale_after") == _NEVER
        else section.whole("stale_after", default.stale_after),
    )
    section.finish()
    return source


def _marks_table(source: ManualSource) -> Keys:
    return {
        "lowest": source.lowest,
        "highest": source.highest,
        "stale_after": _NEVER if source.stale_after is None else source.stale_after,
    }


def _calm(section: Section) -> CalmSource:
    entity = section.choice("calm", Entity)
    return CalmSource(
        entity=entity,
        dated_by=section.text("dated_by"),
        where=filter_of(section, entity),
        is_working_time=section.flag("working_time"),
    )


def _part(section: Section) -> RecordSource | WeightedSource:
    source = _records_or_targets(section)
    section.finish()
    return source


def _records_or_targets(section: Section) -> RecordSource | WeightedSource:
    return _weighted(section) if section.has("targets") else _records(section)


def _records(section: Section) -> RecordSource:
    entity = section.choice("records", Entity)
    return RecordSource(
        entity=entity,
        aggregate=section.choice("aggregate", Aggregate),
        dated_by=section.text("dated_by"),
        measure=section.optional_text("measure"),
        where=filter_of(section, entity),
        window=section.choice("window", Window, Window.WITHIN),
        is_working_time=section.flag("working_time"),
        credit=section.choice("credit", Credit, Credit.SHARES),
    )


def _records_table(source: RecordSource) -> Keys:
    return {
        "records": source.entity.value,
        "aggregate": source.aggregate.value,
        "measure": source.measure,
        "dated_by": source.dated_by,
        "window": unless(source.window, Window.WITHIN),
        "working_time": source.is_working_time or None,
        "credit": unless(source.credit, Credit.SHARES),
        "where": filter_plain(source.where),
    }


def _weighted(section: Section) -> WeightedSource:
    entity = section.choice("records", Entity)
    return WeightedSource(
        entity=entity,
        dated_by=section.text("dated_by"),
        targets=tuple(_target(target, entity) for target in section.sections("targets")),
        window=section.choice("window", Window, Window.WITHIN),
    )


def _weighted_table(source: WeightedSource) -> Keys:
    targets = [
        {"name": target.name, "weight": target.weight, "where": filter_plain(target.where)}
        for target in source.targets
    ]
    return {
        "records": source.entity.value,
        "dated_by": source.dated_by,
        "window": unless(source.window, Window.WITHIN),
        "targets": targets,
    }


def _target(section: Section, entity: Entity) -> Target:
    target = Target(
        name=section.text("name"),
        where=filter_of(section, entity),
        weight=section.number_or("weight", Decimal(1)),
    )
    section.finish()
    return target
