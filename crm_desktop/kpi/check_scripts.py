"""What is wrong with scripts and with who uses them; their texts are judged by the sandbox."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from crm_desktop.domain import fields
from crm_desktop.domain.entry import NAME_LENGTH, entered_name, is_storable
from crm_desktop.domain.scripts import LONGEST_SOURCE, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.check_sources import day_problems, filter_problems
from crm_desktop.kpi.order import children_in_order, cycles, refused_cycle
from crm_desktop.kpi.problem import (
    Problems,
    SchemeProblem,
    code_problems,
    duplicates,
    found,
    number_problems,
    text_problems,
    unknown,
)
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.script import Script, ScriptInput, ScriptTest
from crm_desktop.kpi.scripted import script_of, uses
from crm_desktop.texts import Message

_LONGEST_TEST = 256 * 1024
_MOST_INPUTS = 12
_MOST_TESTS = 200


def typed_script(script: Script) -> Script:
    """Return ``script`` with the values of its filters in the types of their fields.

    Raises:
        InvalidInputError: a filter does not suit its records.

    """
    place = f"scripts.{script.code}"
    inputs = (
        replace(one, where=fields.checked(one.where, one.entity, f"{place}.inputs[{number}].where"))
        for number, one in enumerate(script.inputs, 1)
    )
    return replace(script, inputs=tuple(inputs))


def script_problems(scheme: Definitions) -> Problems:
    """Yield what is wrong with the scripts of ``scheme`` and with indicators that use them."""
    yield from code_problems("scripts", [script.code for script in scheme.scripts])
    indicators = {indicator.code for indicator in scheme.indicators}
    for script in scheme.scripts:
        yield from _of_one(script, indicators)
    scripts = {script.code: script for script in scheme.scripts}
    for indicator in scheme.indicators:
        if code := script_of(indicator):
            place = f"indicators.{indicator.code}.source.script"
            yield from used(code, ScriptKind.INDICATOR, scripts, place)
    yield from _circle(scheme)


def used(code: str, kind: ScriptKind, scripts: Mapping[str, Script], place: str) -> Problems:
    """Yield what is wrong where the script of this ``code`` is used as one of ``kind``."""
    yield from unknown(Message("Script"), code, scripts, place)
    if code in scripts and scripts[code].kind is not kind:
        message = Message(
            "The script “{code}” is of another kind; needed here: {kind}.", code=code, kind=kind
        )
        yield SchemeProblem(place, message)


def _of_one(script: Script, indicators: Collection[str]) -> Problems:
    place = f"scripts.{script.code}"
    bare = replace(script, source="", tests=())
    yield from text_problems(bare, place)
    if not script.name.strip():
        yield SchemeProblem(f"{place}.name", Message("Enter something here."))
    yield from _source_problems(script.source, f"{place}.source")
    yield from duplicates(f"{place}.reads", script.reads)
    for code in script.reads:
        yield from unknown(Message("Indicator"), code, indicators, f"{place}.reads")
    yield from _too_many(script.inputs, _MOST_INPUTS, f"{place}.inputs")
    yield from duplicates(f"{place}.inputs", [one.name for one in script.inputs])
    for number, one in enumerate(script.inputs, 1):
        yield from _input_problems(one, f"{place}.inputs[{number}]")
    yield from _too_many(script.tests, _MOST_TESTS, f"{place}.tests")
    yield from duplicates(f"{place}.tests", [one.name for one in script.tests])
    for number, test in enumerate(script.tests, 1):
        yield from _test_problems(test, script.kind, f"{place}.tests[{number}]")


def _source_problems(source: str, place: str) -> Problems:
    if not source.strip():
        yield SchemeProblem(place, Message("Enter something here."))
    if not is_storable(source) or len(source.encode()) > LONGEST_SOURCE:
        message = Message(
            "A script is plain text of at most {most} KB.", most=LONGEST_SOURCE // 1024
        )
        yield SchemeProblem(place, message)


def _input_problems(one: ScriptInput, place: str) -> Problems:
    if not one.name.isidentifier():
        message = Message("A name of letters, digits and “_” is needed, no digit first.")
        yield SchemeProblem(f"{place}.name", message)
    yield from day_problems(one.dated_by, one.entity, place)
    if not one.columns:
        yield SchemeProblem(f"{place}.columns", Message("Choose at least one column."))
    yield from duplicates(f"{place}.columns", one.columns)
    for code in one.columns:
        yield from unknown(Message("Field"), code, fields.columns(one.entity), f"{place}.columns")
    yield from filter_problems(one.where, one.entity, f"{place}.where")


def _test_problems(test: ScriptTest, kind: ScriptKind, place: str) -> Problems:
    yield from found(lambda: entered_name(test.name, f"{place}.name"))
    if len(test.given) > _LONGEST_TEST or not _is_object(test.given):
        message = Message("What a test gives is a JSON object such as {example}.", example=_EXAMPLE)
        yield SchemeProblem(f"{place}.given", message)
    if not test.expects and kind is ScriptKind.INDICATOR:
        yield SchemeProblem(f"{place}.expects", Message("A test expects something."))
    for number, one in enumerate(test.expects, 1):
        at = f"{place}.expects[{number}]"
        yield from text_problems(one.code, f"{at}.code", NAME_LENGTH)
        if one.value is not None:
            yield from number_problems(one.value, f"{at}.value")


_EXAMPLE = '{"values": {"sales": 100}}'


def _is_object(text: str) -> bool:
    try:
        return is_storable(text) and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _too_many(parts: Collection[object], most: int, place: str) -> Problems:
    if len(parts) > most:
        yield SchemeProblem(place, Message("At most {most} are possible here.", most=most))


def _circle(scheme: Definitions) -> Problems:
    """Yield each circle that goes through a script; those of formulas alone are told elsewhere."""
    try:
        formulas = children_in_order(scheme.indicators)
    except InvalidInputError:
        return
    made = {one.code for one in scheme.indicators if script_of(one)}
    for cycle in cycles(uses(scheme, formulas)):
        if made.intersection(cycle):
            refused = refused_cycle(cycle)
            yield SchemeProblem(f"indicators.{cycle[0]}.source", refused.message)
