"""The command that runs the tests which are kept with scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.words import one_of
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.script import Expected, Script
from crm_desktop.services.script_library import scripts_in
from crm_desktop.services.script_tests import TestResult, run_tests
from crm_desktop.texts import Message, _, plural, shown

_FORMATS = ("table", "json")
_FAILED = 1


@dataclass(frozen=True, slots=True)
class _Tested:
    script: Script
    results: Sequence[TestResult]


def run(file: Path, format_: str) -> int:
    """Write how the tests of all scripts in the file end; the exit code tells whether all pass.

    Raises:
        CrmError: the file cannot be read, has problems, or has no script.

    """
    one_of(format_, _FORMATS, option="--format")
    scripts = scripts_in(file)
    if not scripts:
        raise InvalidInputError("file", Message("There is no script in “{path}”.", path=str(file)))
    tested = [_Tested(script, run_tests(script) if script.tests else ()) for script in scripts]
    if format_ == "json":
        console.say(json.dumps([_as_json(one) for one in tested], ensure_ascii=False))
    else:
        _show(tested)
    failed = [each for one in tested for each in one.results if not each.has_passed]
    return _FAILED if failed else 0


def _show(tested: Sequence[_Tested]) -> None:
    headers = (_("Script"), _("Test"), _("Outcome"), _("Expected"), _("What came"))
    console.show_table(headers, [_row(one, each) for one in tested for each in one.results])
    for one in tested:
        if not one.results:
            console.note(Message("The script “{script}” has no tests.", script=one.script.name))
    results = [each for one in tested for each in one.results]
    failed = sum(1 for each in results if not each.has_passed)
    console.say(plural("{count} test was run.", "{count} tests were run.", count=len(results)))
    if failed:
        console.say(plural("{count} test failed.", "{count} tests failed.", count=failed))


def _row(one: _Tested, result: TestResult) -> tuple[str, ...]:
    outcome = _("passed") if result.has_passed else _("failed")
    return one.script.name, result.name, outcome, _listed(result.wanted), _came(result)


def _came(result: TestResult) -> str:
    """Return what the script left, or why and where it failed."""
    if result.message is None:
        return _listed(result.got)
    if result.outcome.line is None:
        return str(result.message)
    return str(Message("Line {line}: {message}", line=result.outcome.line, message=result.message))


def _listed(expected: Iterable[Expected]) -> str:
    return ", ".join(map(_worded, expected)) or _("no changes")


def _worded(one: Expected) -> str:
    what = "" if one.what is None else one.what.shown()
    return " ".join(filter(None, (what, one.code, shown(one.value))))


def _as_json(one: _Tested) -> dict[str, object]:
    return {
        "script": one.script.code,
        "tests": [
            {
                "name": result.name,
                "passed": result.has_passed,
                "expected": [_plain(each) for each in result.wanted],
                "got": [_plain(each) for each in result.got],
                "status": result.outcome.status.value,
                "message": None if result.message is None else str(result.message),
                "line": result.outcome.line,
                "log": list(result.outcome.log),
            }
            for result in one.results
        ],
    }


def _plain(one: Expected) -> dict[str, str | None]:
    return {
        "what": None if one.what is None else one.what.value,
        "code": one.code or None,
        "value": None if one.value is None else f"{one.value:f}",
    }
