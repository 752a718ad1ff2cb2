from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crm_desktop import product
from crm_desktop.cli import upkeep
from crm_desktop.composition import open_services
from crm_desktop.domain.period import Period
from tests.storage.command_line import CommandLine, command_line

ROOT = Path(__file__).resolve().parents[2]
SCHEME = """
[scheme]
name = "Sales"
currency = "RUB"

[indicators.sales]
name = "Sales"
unit = "money"
source = { records = "deal", aggregate = "sum", measure = "amount", dated_by = "closed" }

[profiles.seller]
name = "Seller"
assigned_to = ["company"]
model = "additive"
indicators = [{ code = "sales", plan = 1000 }]
"""
SCRIPT = """
[scripts.half]
name = "Half"
kind = "indicator"
source = "result = 1"
"""
FACTS = "subject,level,indicator,period,fact\nИванов,employee,sales,2026-03,1250.50\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[CommandLine]:
    with command_line(capsys, tmp_path / "home", str(tmp_path / "firm.sqlite")) as line:
        yield line


@pytest.fixture
def firm(cli: CommandLine) -> CommandLine:
    cli.done("init", "--name", "Окна", "--currency", "RUB", "--zone", "Europe/Moscow")
    return cli


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    path.write_text(SCHEME, encoding="utf-8")
    return path


def test_init_makes_a_database_and_says_what_was_settled(cli: CommandLine) -> None:
    said = cli.done(
        "init", "--name", "Окна", "--currency", "RUB", "--zone", "Europe/Moscow", "--country", "RU"
    )

    assert all(word in said for word in ("Окна", "RUB", "Europe/Moscow", "RU", "firm.sqlite"))


def test_init_needs_no_more_than_a_place(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    said = cli.done("init")

    assert "“My firm”: amounts in USD" in said
    assert "holidays of US" in said


def test_without_a_place_the_database_stands_with_the_users_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with command_line(capsys, tmp_path / "home") as cli:
        cli.done("init", "--currency", "RUB", "--zone", "UTC")
        cli.done("doctor")

    assert (tmp_path / "home" / "data" / "firm.sqlite").is_file()


def test_init_never_takes_over_another_firm(firm: CommandLine) -> None:
    answer = firm("init", "--name", "Other")

    assert answer.code == 1
    assert "is the database of “Окна” already" in answer.err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--currency", "XYZ"), "“XYZ” is no currency"),
        (("--currency", "RUB", "--zone", "Moscow"), "“Moscow” is no time zone"),
        (("--currency", "RUB", "--country", "ZZ"), "“ZZ”"),
    ],
)
def test_init_refuses_what_does_not_exist(
    cli: CommandLine, options: tuple[str, ...], complaint: str
) -> None:
    answer = cli("init", *options)

    assert answer.code == 1
    assert complaint in answer.err


@pytest.mark.parametrize(
    "words",
    [("doctor",), ("upgrade",), ("backup", "x"), ("calculate", "--period", "2026-03")],
)
def test_a_database_that_is_not_there_is_not_made_by_the_way(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    answer = cli(*words)

    assert (answer.code, answer.out) == (1, "")
    assert "does not exist" in answer.err
    assert not Path(str(cli.database)).exists()


def test_a_wrong_address_is_an_expected_error(cli: CommandLine) -> None:
    answer = cli("doctor", "--database", "mysql://server/x")

    assert answer.code == 1
    assert "postgresql://user@server/name" in answer.err


def test_a_server_that_refuses_is_told_without_the_password(cli: CommandLine) -> None:
    answer = cli("doctor", "--database", "postgresql://crm:s3cret@127.0.0.1:1/crm")

    assert answer.code == 1
    assert "s3cret" not in answer.err
    assert "Nothing answers at port 1 of “127.0.0.1”" in answer.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("imprt",), "There is no command “imprt”. Is “import” meant?"),
        (("fly",), "There is no command “fly”: write one of init"),
        (("calculate",), "--period is missing."),
        (("backup",), "FILE is missing."),
        (("doctor", "--fast"), "There is no option --fast."),
        (("calculate", "--period"), "The option --period needs a value."),
        (("doctor", "now"), "`crm-desktop doctor --help`"),
        (("calculate", "--period", "2026-03", "--format", "pdf"), "--format “pdf”"),
        (("calculate", "--period", "2026-03", "--format", "xlsx"), "add --output FILE"),
        (("calculate", "--period", "2026-03", "--facts", "x.csv"), "add --scheme FILE"),
        (("calculate", "--period", "2026-03", "--save", "--scheme", "x"), "--save"),
        (("import", __file__), "--kind"),
        (("import", "x.csv", "--kind", "cars"), "--kind “cars” is not possible"),
        (
            ("scheme", "import", "x", "--from", "2026-13-01"),
            "--from “2026-13-01”: there is no such day",
        ),
        (("gallery", "x", "--theme", "pink"), "--theme “pink”"),
        (("--language", "de", "doctor"), "--language “de”"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_how_it_should_be(
    cli: CommandLine, words: tuple[str, ...], complaint: str
) -> None:
    answer = cli(*words)

    assert (answer.code, answer.out) == (2, "")
    assert complaint in answer.err


def test_an_import_of_no_file_says_so_before_it_asks_what_the_rows_are(cli: CommandLine) -> None:
    answer = cli("import", "nofile.csv")

    assert (answer.code, answer.out) == (1, "")
    assert "The file nofile.csv does not exist." in answer.err


def test_help_names_every_command(cli: CommandLine) -> None:
    said = cli.done("--help")

    commands = "init upgrade doctor backup restore import scheme calculate gallery"
    assert all(command in said for command in commands.split())


def test_the_version_is_said(cli: CommandLine) -> None:
    assert cli.done("--version") == f"CRM Desktop {product.version()}\n"
    assert "--version" in cli.done("--help")


def test_help_of_a_command_says_what_it_takes(cli: CommandLine) -> None:
    assert "--dry-run" in cli.done("import", "--help")


def test_what_was_refused_is_in_the_log_and_what_was_typed_is_not(cli: CommandLine) -> None:
    refused = cli("upgrade")
    mistyped = cli("postgresql://crm:s3cret@server/crm")

    log = (cli.home / "log" / "crm-desktop.log").read_text(encoding="utf-8")
    assert (refused.code, mistyped.code) == (1, 2)
    assert f"refused: {refused.err}" in log
    assert "s3cret" in mistyped.err
    assert "s3cret" not in log


@pytest.mark.expects_log("the command failed")
def test_a_bug_ends_with_70_a_line_and_a_trace_in_the_log(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(words: object) -> int:
        raise RuntimeError("the wheel came off")

    monkeypatch.setattr(upkeep, "doctor", break_down)

    answer = cli("doctor")

    assert (answer.code, answer.out) == (70, "")
    assert len(answer.err.splitlines()) == 1
    log = cli.home / "log" / "crm-desktop.log"
    assert str(log) in answer.err
    assert "the wheel came off" in log.read_text(encoding="utf-8")


def test_interrupted_work_ends_with_130(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(words: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "doctor", interrupt)

    answer = cli("doctor")

    assert (answer.code, answer.err) == (130, "Interrupted; unfinished work was undone.\n")


def test_a_database_comes_back_from_its_backup(firm: CommandLine, tmp_path: Path) -> None:
    copy, table = tmp_path / "copy.sqlite", tmp_path / "t.csv"
    table.write_text("name\nЁлка\n", encoding="utf-8")
    firm.done("backup", copy)
    firm.done("import", table, "--kind", "customers")

    firm.done("restore", copy)

    assert "created 1," in firm("import", table, "--kind", "customers").out
    assert len(list(tmp_path.glob("firm.*.before-restore.sqlite"))) == 1


def test_a_damaged_database_is_put_aside_for_its_backup(firm: CommandLine, tmp_path: Path) -> None:
    copy, database = tmp_path / "copy.sqlite", Path(str(firm.database))
    firm.done("backup", copy)
    database.write_bytes(b"no database at all, but long enough to look like one" * 100)

    assert firm("doctor").code == 1
    assert firm("restore", tmp_path / "nothing").code == 1
    firm.done("restore", copy)

    assert "✗" not in firm.done("doctor")
    (aside,) = tmp_path.glob("firm.*.damaged.sqlite")
    assert aside.read_bytes().startswith(b"no database")


def test_a_dry_run_tells_and_changes_nothing(firm: CommandLine, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("name,owner\nA,\nB,Nobody\n", encoding="utf-8")

    said = firm("import", table, "--kind", "customers", "--dry-run").out

    assert "Nothing was changed; this would happen:" in said
    assert "Customers: created 1, updated 0, unchanged 0, rejected 1" in said
    assert "line 3, owner “Nobody”: No employee has the code or the name “Nobody”." in said
    assert "created 1," in firm("import", table, "--kind", "customers").out


def test_rejected_rows_go_to_a_file(firm: CommandLine, tmp_path: Path) -> None:
    table, rejects = tmp_path / "t.csv", tmp_path / "rejects.csv"
    table.write_text("name,owner\nA,\nB,Nobody\n", encoding="utf-8")

    answer = firm("import", table, "--kind", "customers", "--rejects", rejects)

    assert answer.code == 3
    assert rejects.read_text(encoding="utf-8-sig").splitlines() == [
        "Line,Column,Value,Reason",
        "3,owner,Nobody,No employee has the code or the name “Nobody”.",
    ]


def test_a_mapping_for_something_else_is_refused(firm: CommandLine, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('kind = "customers"\n[fields]\nname = "n"', encoding="utf-8")

    answer = firm("import", "x.csv", "--kind", "deals", "--mapping", mapping)

    assert answer.code == 2
    assert "The mapping is for “Customers”, not for “Deals”." in answer.err


def test_a_scheme_travels_through_the_database(
    firm: CommandLine, scheme: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.toml"

    assert "“Sales” is sound: 1 indicator," in firm.done("scheme", "check", scheme)
    assert firm.done("scheme", "import", scheme) == "The scheme is in force.\n"
    firm.done("scheme", "export", copy)

    assert firm.done("scheme", "import", copy) == "The scheme was in force already.\n"


def test_an_import_tells_from_when_its_rules_hold(
    firm: CommandLine, scheme: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later.toml"
    dated = SCHEME.replace("[scheme]", "[scheme]\nvalid_from = 2999-07-01")
    later.write_text(dated, encoding="utf-8")

    said = "The scheme holds from 01/07/2999 on.\n"
    assert firm.done("scheme", "import", later) == said
    assert firm.done("scheme", "import", later) == f"It was so already: the s{said[5:]}"
    said = "The scheme holds from 01/06/2999 on.\n"
    assert firm.done("scheme", "import", scheme, "--from", "2999-06-01") == said


def test_an_import_tells_how_many_scripts_wait(firm: CommandLine, scheme: Path) -> None:
    scheme.write_text(SCHEME + SCRIPT, encoding="utf-8")

    assert firm.done("scheme", "import", scheme) == (
        "The scheme is in force.\n1 script waits for approval.\n"
    )


def test_every_mistake_of_a_scheme_is_named(cli: CommandLine, scheme: Path) -> None:
    broken = SCHEME.replace('code = "sales"', 'code = "profit"').replace('"amount"', '"weight"')
    scheme.write_text(broken, encoding="utf-8")

    answer = cli("scheme", "check", scheme)

    assert (answer.code, answer.out) == (1, "")
    assert "profit" in answer.err
    assert "weight" in answer.err


@pytest.mark.parametrize("command", ["check", "import"])
def test_whom_the_firm_does_not_have_is_named_with_the_place(
    firm: CommandLine, scheme: Path, command: str
) -> None:
    assigned = '["company", "department:prodazhi", "group:north"]'
    plan = '\n[[plans]]\nindicator = "sales"\nsubject = "employee:borya"\nvalue = 5\n'
    card = (
        '\n[cards.seller]\nname = "Seller"\nsalary = 1\ntemplates = []\n'
        'assignments = [{ subject = "employee:vera" }]\n'
    )
    text = SCHEME.replace('["company"]', assigned) + card + plan
    scheme.write_text(text, encoding="utf-8")

    answer = firm("scheme", command, scheme)

    assert (answer.code, answer.out) == (1, "")
    advice = "create it first, or take this line away."
    for place, subject in (
        ("profiles.seller.assigned_to[2]", "department:prodazhi"),
        ("profiles.seller.assigned_to[3]", "group:north"),
        ("cards.seller.assignments[1].subject", "employee:vera"),
        ("plans[1].subject", "employee:borya"),
    ):
        assert f"  {place}: The firm has no “{subject}”: {advice}" in answer.err


def test_without_a_scheme_nothing_is_counted(firm: CommandLine) -> None:
    answer = firm("calculate", "--period", "2026-03")

    assert answer.code == 1
    assert "No scheme is in force on 01/03/2026" in answer.err


def test_a_period_that_is_none_is_refused(firm: CommandLine) -> None:
    answer = firm("calculate", "--period", "march")

    assert answer.code == 1
    assert "“march” is no period" in answer.err


def test_facts_are_counted_without_a_database(
    cli: CommandLine, scheme: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text(FACTS, encoding="utf-8")
    words = ("calculate", "--facts", facts, "--scheme", scheme, "--period", "2026-03")

    document = json.loads(cli.done(*words, "--format", "json"))

    (subject,) = document["subjects"]
    assert (subject["name"], subject["indicators"][0]["fact"]) == ("Иванов", "1250.50")
    assert subject["indicators"][0]["plan"] == "1000"
    assert "Иванов" in cli.done(*words)
    assert not Path(str(cli.database)).exists()


@pytest.mark.parametrize("form", ["table", "json", "xlsx"])
def test_results_are_written_to_a_file(
    firm: CommandLine, scheme: Path, tmp_path: Path, form: str
) -> None:
    firm.done("scheme", "import", scheme)
    output = tmp_path / "result"
    words = ("calculate", "--period", "2026-03", "--format", form, "--output")

    assert firm.done(*words, output) == ""

    assert output.stat().st_size > 0
    answer = firm(*words, tmp_path / "absent" / "result")
    assert answer.code == 1
    assert "cannot be written" in answer.err


def test_output_on_a_pipe_is_utf_8_whatever_the_system_says(
    firm: CommandLine, scheme: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.csv"
    facts.write_text(FACTS, encoding="utf-8")
    words = ["calculate", "--facts", facts, "--scheme", scheme, "--period", "2026-03"]
    surroundings = {
        **os.environ,
        "PYTHONIOENCODING": "cp1252",
        "CRM_CONFIG_DIR": str(tmp_path),
        "LANG": "C",
    }

    ended = subprocess.run(
        [sys.executable, "-m", "crm_desktop", *map(str, words), "--format", "json"],
        cwd=ROOT,
        env=surroundings,
        check=True,
        capture_output=True,
    )

    assert json.loads(ended.stdout.decode("utf-8"))["subjects"][0]["name"] == "Иванов"
    assert ended.stderr == b""


def test_everything_speaks_russian(cli: CommandLine) -> None:
    answer = cli("--language", "ru", "doctor")
    said = cli.done("--language", "ru", "import", "--help")

    assert (answer.code, cli("--language", "ru", "fly").code) == (1, 2)
    assert re.search("[а-яё]", answer.err)
    for english in ("Usage", "Options", "Arguments", "Show this", "Only say", "required"):
        assert english not in said


def test_only_with_save_are_statements_kept(
    firm: CommandLine, scheme: Path, tmp_path: Path
) -> None:
    card = '\n[cards.seller]\nname = "Seller"\nsalary = 500\n'
    scheme.write_text(
        f'{SCHEME}{card}assignments = [{{ subject = "company" }}]\n', encoding="utf-8"
    )
    people = tmp_path / "people.csv"
    people.write_text("name\nАнна\nБорис\n", encoding="utf-8")
    firm.done("import", people, "--kind", "employees")
    firm.done("scheme", "import", scheme)
    words = ("calculate", "--period", "2026-03", "--format", "json")

    plain, saving = firm(*words), firm(*words, "--save")

    assert (plain.code, plain.err) == (0, "")
    assert (saving.code, saving.err) == (0, "2 statements were saved as drafts.\n")
    assert json.loads(saving.out) == json.loads(plain.out)
    with closing(open_services(str(firm.database))) as services:
        statements = services.payroll.list_statements(Period.month(2026, 3))
    assert len(statements) == 2
