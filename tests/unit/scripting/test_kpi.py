from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.scripting import api
from crm_desktop.scripting.worker.kpi import API, MADE
from tests.unit.scripting.running import fault_in, findings_in, ran, result_of


def given(**others: Any) -> dict[str, Any]:
    return {
        "values": {"calls": 120, "uptime": Decimal("0.97"), "empty": None},
        "plans": {"calls": 100},
        "coefficients": {"calls": Decimal("1.2")},
        "bonuses": {"quarter": Decimal(5000), "none": None},
        "salary": Decimal(40000),
        "total": Decimal(54000),
    } | others


def changes_of(source: str) -> list[tuple[object, ...]]:
    reply = ran(source, given(), "reward")
    assert reply["status"] == "ok", reply
    return list(reply["changes"])


def test_reads_what_is_given() -> None:
    source = "result = kpi.value('calls') / kpi.plan('calls') if kpi.value('empty') is None else 0"
    assert result_of(source, given()) == "1.2"


@pytest.mark.parametrize(
    ("source", "code", "near"),
    [
        ("kpi.value('call')", "unknown-indicator", "calls"),
        ("kpi.value('zzz')", "unknown-indicator", "calls, empty, uptime"),
        ("kpi.plan('call')", "unknown-plan", "calls"),
        ("kpi.coefficient('calks')", "unknown-indicator", "calls"),
        ("kpi.bonus('quarte')", "unknown-template", "quarter"),
        ("kpi.set_bonus('quarte', 1, 'so')", "unknown-template", "quarter"),
        ("kpi.set_value('upti', 1, 'so')", "unknown-indicator", "uptime"),
        ("kpi.rows('dels')", "unknown-input", "deals"),
    ],
)
def test_an_unknown_code_names_the_near_ones(source: str, code: str, near: str) -> None:
    reply = ran(source, given(rows={"deals": [], "x": []}), "reward")
    assert (reply["code"], reply["values"]["near"]) == (code, near)


@pytest.mark.parametrize("code", ["5", "None", "['a']", "{}"])
def test_a_code_is_text(code: str) -> None:
    assert fault_in(f"kpi.value({code})", given())[0] == "code-type"


def test_rows_are_copies_of_the_one_input() -> None:
    source = "kpi.rows()[0]['x'] = 9\nkpi.rows().clear()\nresult = kpi.rows()[0]['x']"
    assert result_of(source, {"rows": [{"x": 1}]}) == "1"
    assert result_of("result = len(kpi.rows('deals'))", {"rows": [{"x": 1}]}) == "1"
    assert result_of(source, {"rows": {"deals": [{"x": 1}]}}) == "1"


def test_of_several_inputs_one_is_named() -> None:
    rows = {"deals": [{"x": 1}], "calls": [{"x": 2}]}
    assert result_of("result = kpi.rows('calls')[0]['x']", {"rows": rows}) == "2"
    assert fault_in("result = len(kpi.rows())", {"rows": rows}) == ("which-input", 1)


def test_reads_after_a_change_see_the_change() -> None:
    source = """
kpi.set_value("uptime", 1, "planned works")
kpi.set_coefficient("calls", 1.5, "season")
kpi.set_bonus("quarter", 4000, "complaints")
kpi.add_line("Overtime", 500.50, "for Petrov")
kpi.set_value("uptime", kpi.value("uptime") + kpi.coefficient("calls"), "again")
kpi.set_total(kpi.total() + kpi.bonus("quarter"), "rounding")
"""
    assert changes_of(source) == [
        ("value", "uptime", "0.97", "1", "planned works", 2),
        ("coefficient", "calls", "1.2", "1.5", "season", 3),
        ("bonus", "quarter", "5000", "4000", "complaints", 4),
        ("line", "Overtime", None, "500.50", "for Petrov", 5),
        ("value", "uptime", "1", "2.5", "again", 6),
        ("total", "", "53500.50", "57500.50", "rounding", 7),
    ]


def test_a_bonus_where_there_was_none_is_added_to_the_total() -> None:
    changed = changes_of("kpi.set_bonus('none', 7, 'so')\nkpi.set_total(kpi.total(), 'seen')")
    assert [(each[2], each[3]) for each in changed] == [(None, "7"), ("54007", "54007")]


def test_a_result_of_a_reward_script_is_the_total() -> None:
    reply = ran("result = 40_000", given(), "reward")
    assert reply["changes"] == [("total", "", "54000", "40000", "result of the script", None)]


def test_a_reward_script_may_leave_all_as_it_is() -> None:
    assert ran("x = 1", given(), "reward")["changes"] == []


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("kpi.set_total(5, '')", "empty-reason"),
        ("kpi.set_total(5, ' \\n')", "empty-reason"),
        ("kpi.set_total(5, None)", "empty-reason"),
        ("kpi.add_line('', 5, 'so')", "empty-label"),
        ("kpi.set_total('5', 'so')", "result-type"),
        ("kpi.set_total(True, 'so')", "result-type"),
        ("kpi.set_total(10 ** 16, 'so')", "result-range"),
        ("kpi.set_total(Decimal('NaN'), 'so')", "result-infinite"),
        ("result = {'a': 1}", "result-type"),
        ("for i in range(501): kpi.add_line('a', 1, 'so')", "changes"),
        ("for i in range(201): kpi.log('a')", "log"),
        ("kpi.set_total(5)", "exception"),
    ],
)
def test_what_is_no_change_is_an_error_of_its_line(source: str, code: str) -> None:
    found, line = fault_in(source, given(), "reward")
    assert (found, line in {1, None}) == (code, True)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x = 1", "no-result"),
        ("result = None", "result-type"),
        ("result = '5'", "result-type"),
        ("result = True", "result-type"),
        ("result = [1]", "result-type"),
        ("result = {1: 1}", "result-name"),
        ("result = {'a': '1'}", "result-type"),
        ("result = {'a': Decimal('Infinity')}", "result-infinite"),
        ("result = {'a': Decimal('NaN')}", "result-infinite"),
        ("result = 10 ** 15 + 1", "result-range"),
        ("result = {str(i): i for i in range(201)}", "result-entries"),
    ],
)
def test_what_is_no_result_is_an_error(source: str, code: str) -> None:
    assert fault_in(source)[0] == code


def test_what_is_written_down_is_cleaned_and_cut() -> None:
    source = (
        "kpi.log('a\\x1b' + 'b' * 1000)\nkpi.log(len)\n"
        "print(f'{kpi} {print}', flush=True)\nresult = 1"
    )
    reply = ran(source)
    assert [len(text) for text in reply["log"]] == [500, len("<built-in function len>")]
    assert ("\x1b" in reply["log"][0], " at 0x" in reply["printed"]) == (False, False)


def test_a_script_says_why_there_is_no_value() -> None:
    reply = ran("kpi.log('0 deals')\nkpi.no_value('nothing was sold')")
    assert (reply["status"], reply["log"]) == ("ok", ["0 deals", "nothing was sold"])
    assert "result" not in reply


def test_a_result_stands_though_there_was_to_be_none() -> None:
    assert result_of("kpi.no_value('so')\nresult = 1") == "1"


def test_no_value_needs_a_reason() -> None:
    assert fault_in("kpi.no_value(' ')") == ("empty-reason", 1)


@pytest.mark.parametrize("kind", list(ScriptKind))
def test_the_reference_has_exactly_what_scripts_have(kind: ScriptKind) -> None:
    described = {entry.name for entry in api.reference(kind)}
    public = {name for name in dir(MADE[kind]) if not name.startswith("_")} - {
        "changes_of",
        "is_without_value",
        "log_of",
    }
    assert described == API[kind] == public


@pytest.mark.parametrize("entry", api.REFERENCE, ids=lambda entry: entry.name)
def test_the_reference_tells_how_each_is_called(entry: api.Entry) -> None:
    made = getattr(MADE[max(entry.kinds)], entry.name)
    if entry.arguments is None:
        assert not callable(made)
    else:
        code = made.__code__
        names = code.co_varnames[1 : code.co_argcount]
        assert names == tuple(argument.name for argument in entry.arguments)
        optional = [argument.is_optional for argument in entry.arguments]
        assert optional.count(True) == len(made.__defaults__ or ())
    assert (str(entry.sentence), str(entry.unit)) != ("", "")


@pytest.mark.parametrize("entry", api.REFERENCE, ids=lambda entry: entry.name)
def test_each_example_is_a_script(entry: api.Entry) -> None:
    source = entry.example.replace("…", "pass")
    findings = findings_in(source, max(entry.kinds))
    assert [found for found in findings if found.values.get("name") != "calls"] == []
    assert entry.call().split("(")[0] in entry.example
