"""The uses that need no window: records, pay, scripts, workbooks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crm_desktop.composition import Services
from crm_desktop.domain.money import Money
from crm_desktop.domain.scripts import RunStatus, ScriptKind
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.statement import Outcome, Statement
from ui.selftest.bench import Bench, Month
from ui.selftest.report import Found, UnprovedError

# Each step loads what it is about: one that does not load fails alone.
# ruff: noqa: PLC0415

_HOSTILE = (
    "import os\nresult = len(os.listdir())",
    "result = len(().__class__.__base__.__subclasses__())",
    "result = len(open('secret').read())",
)


def database(bench: Bench) -> Found:
    """Make the demonstration; a user's start finds its database made."""
    began = time.process_time()
    services = bench.services = bench.wanted.compose()
    bench.ending.callback(services.close)
    people = len(services.people.list_employees())
    bench.cpu_aside += time.process_time() - began
    if not people:
        raise UnprovedError("the demonstration has no people")
    return {"people": people}


def libraries(bench: Bench) -> Found:
    found = bench.wanted.libraries()
    bench.report.add("versions", found)
    return found


def month(bench: Bench) -> Found:
    """Calculate a month that the demonstration has calculated, and get the same."""
    services = bench.needed(bench.services, "database")
    period = services.greeting.greeting().month.previous()
    saved = services.payroll.calculate_and_save(period)
    again = services.calculation.calculate(period)
    statements = _statements(saved.calculation.outcomes)
    if not statements or saved.problems:
        raise UnprovedError(f"{len(statements)} statements, {saved.problems} problems")
    if saved.changed:
        raise UnprovedError(f"{saved.changed} statements differ from those of before")
    if _totals(statements) != _totals(_statements(again.outcomes)):
        raise UnprovedError("what is shown differs from what is saved")
    wrong = [each.subject.ref.code for each in statements if each.total != _sum(each)]
    total = sum((each.total for each in statements), Money.zero(again.currency))
    if wrong or total.minor <= 0:
        raise UnprovedError(f"the total is {total.as_decimal()}; wrong sums: {wrong}")
    bench.month = Month(period, statements)
    return {
        "period": period.code(),
        "statements": len(statements),
        "total": f"{total.as_decimal()} {total.currency}",
    }


def script(bench: Bench) -> Found:
    """Run scripts of the library in workers, where their tests pass and hostile ones do not run."""
    from crm_desktop.scripting.values import OS_LAYERS
    from crm_desktop.services.script_library import library

    services = bench.needed(bench.services, "database")
    walls = services.scripts.layers()
    standing = {str(wall.code): str(wall.detail) for wall in walls if wall.is_active}
    suffices = not OS_LAYERS.isdisjoint(standing)
    verdict = "no fault, others stand" if suffices else "a fault, no script runs"
    missing = {str(wall.code): f"{wall.detail} ({verdict})" for wall in walls if not wall.is_active}
    bench.report.add("walls", standing)
    bench.report.add("missing_walls", missing)
    shipped = [one.script for one in library()]
    tried = [next(one for one in shipped if one.kind is kind) for kind in ScriptKind]
    tests = sum(_passed(services, one) for one in tried)
    for source in _HOSTILE:
        _refuse(services, replace(tried[0], source=source))
    return {"scripts": [one.code for one in tried], "tests": tests, "refused": len(_HOSTILE)}


def workbook(bench: Bench) -> Found:
    """Write the pay sheet as a workbook and find everybody's total in it."""
    from python_calamine import CalamineWorkbook

    from crm_desktop.services.pay_documents import SHEET_FILES

    services, paid = (
        bench.needed(bench.services, "database"),
        bench.needed(bench.month, "month"),
    )
    file = bench.folder / "Ёлка и К°.xlsx"
    file.write_bytes(SHEET_FILES[".xlsx"](services.pay_documents.sheet(paid.period)))
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    numbers = {
        cell: {Decimal(repr(other)) for other in row if isinstance(other, float)}
        for row in rows
        for cell in row
        if isinstance(cell, str) and cell
    }
    missing = [
        code
        for code, total in _totals(paid.statements).items()
        if total.as_decimal() not in numbers.get(code, ())
    ]
    if missing:
        raise UnprovedError(f"the workbook has not the totals of {missing}")
    return {"bytes": file.stat().st_size, "rows": len(rows)}


def _passed(services: Services, script: Script) -> int:
    """Return how many tests ``script`` has, all of which pass."""
    results = services.scripts.run_tests(script)
    failed = [f"{one.name}: {one.message or one.got}" for one in results if not one.has_passed]
    if failed or not results:
        raise UnprovedError(f"{script.code}, {len(results)} tests: {failed}")
    return len(results)


def _refuse(services: Services, script: Script) -> None:
    for one in services.scripts.run_tests(script):
        if one.outcome.status is not RunStatus.REFUSED:
            raise UnprovedError(f"{script.source!r} was not refused: {one.outcome.status}")


def _statements(outcomes: Sequence[Outcome]) -> list[Statement]:
    return [one.statement for one in outcomes if one.statement is not None]


def _totals(statements: Sequence[Statement]) -> dict[str, Money]:
    return {each.subject.ref.code: each.total for each in statements}


def _sum(statement: Statement) -> Money:
    return sum((line.amount for line in statement.lines), statement.salary)
