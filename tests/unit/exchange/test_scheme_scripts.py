"""Scripts in scheme files: how they are written, and what is said of slips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.exchange.scheme import parse_scheme, read_scheme, written
from crm_desktop.exchange.toml_reading import DocumentError
from crm_desktop.kpi.script import Script, ScriptTest
from crm_desktop.rewards.scheme import Scheme

HEAD = '[scheme]\nname = "x"\ncurrency = "RUB"\n'
WHOLE = HEAD + "[scripts.s]\nname = 's'\nkind = 'indicator'\nsource = 'result = 1'\n"
INPUT = "[[scripts.s.inputs]]\nname = 'i'\nentity = 'deal'\ndated_by = 'closed'\n"
TEST = "[[scripts.s.tests]]\nname = 't'\ngiven = '{}'\n"
LONG = "x = 1\n" * 12_000


def problems_of(read: Callable[[], Scheme]) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        read()
    return [problem.shown() for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD + "scripts = 5", "scheme.scripts: The key “scripts” is not known here"),
        ("scripts = 5\n" + HEAD, "scripts: Here belongs a table of keys and values."),
        (HEAD + "[scripts.s]", "scripts.s: The key “source” is missing."),
        (WHOLE.replace("'indicator'", "'reword'"), "scripts.s.kind: “reword” is not known here. I"),
        (WHOLE.replace("'result = 1'", "1"), "scripts.s.source: Here belongs a text in quotes."),
        (WHOLE + "code = 's'", "scripts.s.code: The key “code” is not known here"),
        (WHOLE + "reads = ['a', 1]", "scripts.s.reads[2]: Here belongs a text in quotes."),
        (WHOLE + "inputs = 'i'", "scripts.s.inputs: Here belongs a list in square brackets."),
        (WHOLE + "[[scripts.s.inputs]]", "scripts.s.inputs[1]: The key “entity” is missing."),
        (WHOLE + INPUT + "column = ['a']", "scripts.s.inputs[1].column: The key “column” is not k"),
        (WHOLE + INPUT + "window = 'ever'", "scripts.s.inputs[1].window: “ever” is not known her"),
        (
            WHOLE + INPUT + "where = [{ field = 'kind', operator = '=', value = 'x' }]",
            "scripts.s.inputs[1].where[1].field: deals have no field “kind”",
        ),
        (WHOLE + "tests = [5]", "scripts.s.tests[1]: Here belongs a table of keys and values."),
        (WHOLE + "[[scripts.s.tests]]", "scripts.s.tests[1]: The key “given” is missing."),
        (WHOLE + TEST.replace("'{}'", "{}"), "scripts.s.tests[1].given: Here belongs a text in q"),
        (WHOLE + TEST + "expects = [{}]", "scripts.s.tests[1].expects[1]: The key “value” is miss"),
        (
            WHOLE + TEST + "expects = [{ value = 'None' }]",
            "scripts.s.tests[1].expects[1].value: Here belongs a number",
        ),
        (
            WHOLE + TEST + "expects = [{ what = 'lines', value = 1 }]",
            "scripts.s.tests[1].expects[1].what: “lines” is not known here. Is “line” meant?",
        ),
        (HEAD + "[cards.c]\nname = 'c'\nsalary = 1\nscript = 1", "cards.c.script: Here belongs a"),
    ],
)
def test_slips_in_scripts_are_named_with_their_place(text: str, problem: str) -> None:
    assert [
        found for found in problems_of(lambda: parse_scheme(text)) if found.startswith(problem)
    ] != []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WHOLE.replace("result = 1", ""), "scripts.s.source: Enter something here."),
        (WHOLE.replace("'result = 1'", f"'''{LONG}'''"), "scripts.s.source: A script is plain"),
        (WHOLE.replace("'result = 1'", '"a\\u0000"'), "scripts.s.source: A script is plain text"),
        (WHOLE + "reads = ['none']", "scripts.s.reads: "),
        (WHOLE + INPUT, "scripts.s.inputs[1].columns: Choose at least one column."),
        (WHOLE + TEST, "scripts.s.tests[1].expects: A test expects something."),
        (WHOLE + TEST.replace("{}", "[" * 100_000), "scripts.s.tests[1].given: What a test give"),
        (HEAD + "[cards.c]\nname = 'c'\nsalary = 1\nscript = 's'", "cards.c.script: "),
    ],
)
def test_scripts_that_make_no_sense_are_refused_with_their_place(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "scheme.toml"
    path.write_text(text, encoding="utf-8")
    found = problems_of(lambda: read_scheme(path))
    assert [one for one in found if one.startswith(problem)] != []


def test_scripts_and_what_tests_give_are_written_without_escapes() -> None:
    source = 'if kpi.value("calls") > 1:\n    kpi.log("it\\tis")\n'
    given = '{"values": {"calls": 1.50}}'
    script = Script("s", "s", ScriptKind.REWARD, source, tests=(ScriptTest("t", given, ()),))

    text = written(Scheme("x", "RUB", scripts=(script,)))

    assert f"source = '''\n{source}'''\n" in text
    assert f"\n[[scripts.s.tests]]\nname = \"t\"\ngiven = '{given}'\n" in text


def test_numbers_of_tests_keep_their_zeros() -> None:
    given = '{"values": {"calls": 1.50}}'
    (script,) = parse_scheme(WHOLE + TEST.replace("{}", given)).scripts

    assert script.tests == (ScriptTest("t", given, ()),)
