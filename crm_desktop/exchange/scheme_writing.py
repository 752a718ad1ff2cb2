"""Definitions written as the TOML tables of a scheme file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import tomlkit
from tomlkit.items import AoT, Item, String, StringType, Table, Trivia

from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.exchange.scheme_commissions import clawback_keys
from crm_desktop.exchange.scheme_parts import Keys, unless
from crm_desktop.exchange.scheme_premiums import premium_table
from crm_desktop.exchange.scheme_profiles import profile_keys
from crm_desktop.exchange.scheme_scales import scale_keys
from crm_desktop.exchange.scheme_scripts import script_keys
from crm_desktop.exchange.scheme_sources import source_table
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    LessRule,
    Measure,
    Plan,
    Polarity,
    Profile,
    Proration,
    Scale,
)
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Advance, BonusTemplate, RewardCard
from crm_desktop.texts import _

_TABLES_OF_THEIR_OWN = frozenset({"source", "numerator", "denominator"})
_LISTS_OF_THEIR_OWN = frozenset({"inputs", "tests"})
_INTEGER_LIMIT = 2**63
_NOT_LITERAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|'''|'\Z")


def written(scheme: Scheme) -> str:
    """Return ``scheme`` as the text of a scheme file."""
    common = _common_day(scheme)
    document = tomlkit.document()
    document.add(tomlkit.comment(_("A KPI scheme: docs/scheme-file.md describes every key.")))
    document["scheme"] = _table({
        "name": scheme.name,
        "currency": scheme.currency,
        "rounding": scheme.rounding.value,
        "rounding_place": unless(scheme.rounding_place, RoundingPlace.LINE),
        "valid_from": None if common == ALWAYS else common,
    })  # fmt: skip
    named: dict[str, dict[str, Keys]] = {
        "indicators": {part.code: _indicator(part, common) for part in scheme.indicators},
        "scales": {part.code: scale_keys(part) | _since(part, common) for part in scheme.scales},
        "profiles": {
            part.code: profile_keys(part) | _since(part, common) for part in scheme.profiles
        },
        "templates": {part.code: _template(part, common) for part in scheme.templates},
        "cards": {part.code: _card(part, common) for part in scheme.cards},
        "scripts": {part.code: _since(part, common) | script_keys(part) for part in scheme.scripts},
    }
    for kind, tables in named.items():
        if tables:
            document[kind] = _tables(tables)
    if scheme.plans:
        document["plans"] = _listed(_plan(plan, common) for plan in scheme.plans)
    return tomlkit.dumps(document)


def _common_day(scheme: Scheme) -> date:
    """Return the day that most definitions are valid from; without any, most plans."""
    versioned = (
        *scheme.indicators,
        *scheme.scales,
        *scheme.profiles,
        *scheme.templates,
        *scheme.cards,
        *scheme.scripts,
    )
    days = [part.version.valid_from for part in versioned]
    days = days or [plan.valid_from for plan in scheme.plans]
    return Counter(days).most_common(1)[0][0] if days else ALWAYS


def _indicator(indicator: Indicator, common: date) -> Keys:
    return {
        "name": indicator.name,
        "description": indicator.description or None,
        "unit": indicator.unit.value,
        "polarity": unless(indicator.polarity, Polarity.MORE),
        "tolerance": indicator.tolerance or None,
        "less_rule": unless(indicator.less_rule, LessRule.TWO_MINUS_RATIO),
        "valid_from": _day(indicator.version.valid_from, common),
        "source": source_table(indicator.source),
    }


def _plan(plan: Plan, common: date) -> Keys:
    return {
        "indicator": plan.indicator,
        "subject": str(plan.subject),
        "value": plan.value,
        "period_kind": plan.period_kind.value,
        "valid_from": _day(plan.valid_from, common),
        "until": plan.until,
        "split": None if plan.split is None else plan.split.value,
        "note": plan.note or None,
    }


def _template(template: BonusTemplate, common: date) -> Keys:
    conditions = [
        {
            "indicator": condition.indicator,
            "measure": unless(condition.measure, Measure.FACT),
            "operator": condition.operator.value,
            "value": condition.value,
        }
        for condition in template.conditions
    ]
    return {
        "name": template.name,
        "description": template.description or None,
        "level": unless(template.level, SubjectLevel.EMPLOYEE),
        "indicator": template.indicator,
        "period_kind": unless(template.period_kind, PeriodKind.MONTH),
        "floor": template.floor,
        "cap": template.cap,
        "minimum": template.minimum,
        "instalments": None if template.instalments == 1 else template.instalments,
        "clawback": None if template.clawback is None else clawback_keys(template.clawback),
        "conditions": conditions or None,
        "valid_from": _day(template.version.valid_from, common),
        "until": template.until,
        "premium": premium_table(template.premium),
    }


def _card(card: RewardCard, common: date) -> Keys:
    return {
        "name": card.name,
        "salary": card.salary,
        "pay_model": card.pay_model.value,
        "total_cap": card.total_cap,
        "proration": unless(card.proration, Proration.NONE),
        "advance": None if card.advance is None else _advance(card.advance),
        "guarantee": card.guarantee,
        "script": card.script,
        "templates": list(card.templates),
        "valid_from": _day(card.version.valid_from, common),
        "assignments": [
            {"subject": str(assignment.subject), "salary": assignment.salary}
            for assignment in card.assignments
        ],
    }


def _advance(advance: Advance) -> Keys:
    return {"amount": advance.amount, "recoverable": None if advance.is_recoverable else False}


def _since(part: Scale | Profile | Script, common: date) -> Keys:
    return {"valid_from": _day(part.version.valid_from, common)}


def _day(day: date, common: date) -> date | None:
    return None if day == common else day


def _tables(tables: Mapping[str, Keys]) -> Table:
    outer = tomlkit.table(is_super_table=True)
    for code, keys in tables.items():
        outer.append(code, _table(keys))
    return outer


def _table(keys: Keys) -> Table:
    table = tomlkit.table()
    for key, value in keys.items():
        if isinstance(value, dict) and (key in _TABLES_OF_THEIR_OWN or _has_lists(value)):
            table.append(key, _table(value))
        elif isinstance(value, list) and key in _LISTS_OF_THEIR_OWN:
            table.append(key, _listed(value))
        elif isinstance(value, str):
            table.append(key, _text(value))
        elif value is not None:
            table.append(key, _item(value, is_multiline=True))
    return table


def _listed(parts: Iterable[Keys]) -> AoT:
    tables = tomlkit.aot()
    for keys in parts:
        tables.append(_table(keys))
    return tables


def _text(value: str) -> Item:
    """Return ``value`` as it reads best: in lines where it has them, and without escapes."""
    has_lines = "\n" in value
    is_plain = not has_lines and '"' not in value and "\\" not in value
    if is_plain or _NOT_LITERAL.search(value) or ("'" in value and not has_lines):
        return tomlkit.string(value)
    if has_lines:  # the line break that the quotes end with is no part of the text
        return String(StringType.MLL, value, f"\n{value}", Trivia())
    return tomlkit.string(value, literal=True)


def _has_lists(keys: Keys) -> bool:
    return any(isinstance(value, list) for value in keys.values())


def _item(value: object, *, is_multiline: bool = False) -> Item:
    """Return ``value`` as TOML; a list of tables takes a line for each when ``is_multiline``."""
    match value:
        case Decimal():
            return _number(value)
        case dict():
            inline = tomlkit.inline_table()
            for key, part in value.items():
                if part is not None:
                    inline.append(key, _item(part))
            return inline
        case list():
            array = tomlkit.array()
            for part in value:
                array.append(_item(part))
            return array.multiline(is_multiline and any(isinstance(part, dict) for part in value))
        case _:
            return tomlkit.item(value)


def _number(value: Decimal) -> Item:
    """Return ``value`` as a number, or as a text where other readers would not keep it exact."""
    if value == value.to_integral_value() and abs(value) < _INTEGER_LIMIT:
        return tomlkit.integer(int(value))
    text = f"{value:f}"
    if Decimal(repr(float(value))) == value and "." in text:
        return tomlkit.float_(text)
    return tomlkit.string(text)
