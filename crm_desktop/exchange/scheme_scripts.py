"""Scripts with their inputs and tests, as a scheme file says it: both ways."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.exchange.scheme_filters import filter_of, filter_plain
from crm_desktop.exchange.scheme_parts import Keys, unless
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.script import Expected, Script, ScriptInput, ScriptTest
from crm_desktop.kpi.source import Window

_NO_VALUE = "none"


def script_of(code: str, section: Section, version: Version) -> Script:
    script = Script(
        code=code,
        name=section.text("name"),
        kind=section.choice("kind", ScriptKind),
        source=section.text("source"),
        description=section.text("description", ""),
        reads=section.texts("reads"),
        inputs=tuple(_input(part) for part in section.sections("inputs")),
        tests=tuple(_test(part) for part in section.sections("tests")),
        author=section.text("author", ""),
        reason=section.text("reason", ""),
        version=version,
    )
    section.finish()
    return script


def script_keys(script: Script) -> Keys:
    """Return what ``script_of`` reads as ``script``, but for its version."""
    return {
        "name": script.name,
        "kind": script.kind.value,
        "description": script.description or None,
        "author": script.author or None,
        "reason": script.reason or None,
        "reads": list(script.reads) or None,
        "source": script.source,
        "inputs": [_input_keys(one) for one in script.inputs] or None,
        "tests": [_test_keys(test) for test in script.tests] or None,
    }


def _input(section: Section) -> ScriptInput:
    entity = section.choice("entity", Entity)
    found = ScriptInput(
        name=section.text("name"),
        entity=entity,
        dated_by=section.text("dated_by"),
        columns=section.texts("columns"),
        where=filter_of(section, entity),
        window=section.choice("window", Window, Window.WITHIN),
    )
    section.finish()
    return found


def _input_keys(one: ScriptInput) -> Keys:
    return {
        "name": one.name,
        "entity": one.entity.value,
        "dated_by": one.dated_by,
        "columns": list(one.columns),
        "window": unless(one.window, Window.WITHIN),
        "where": filter_plain(one.where),
    }


def _test(section: Section) -> ScriptTest:
    test = ScriptTest(
        name=section.text("name"),
        given=section.text("given"),
        expects=tuple(_expected(part) for part in section.sections("expects")),
    )
    section.finish()
    return test


def _test_keys(test: ScriptTest) -> Keys:
    return {
        "name": test.name,
        "given": test.given,
        "expects": [_expected_keys(one) for one in test.expects],
    }


def _expected(section: Section) -> Expected:
    expected = Expected(
        what=section.choice("what", Changed) if section.has("what") else None,
        code=section.text("code", ""),
        value=_value(section),
    )
    section.finish()
    return expected


def _value(section: Section) -> Decimal | None:
    return None if section.value("value") == _NO_VALUE else section.number("value")


def _expected_keys(one: Expected) -> Keys:
    return {
        "what": None if one.what is None else one.what.value,
        "code": one.code or None,
        "value": _NO_VALUE if one.value is None else one.value,
    }
