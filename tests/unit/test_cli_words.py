from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.cli import window
from crm_desktop.cli.window import WindowOptions
from crm_desktop.cli.words import MisuseError, Words, split


@pytest.mark.parametrize(
    "arguments",
    [
        ["--database", "a.sqlite", "--language=ru", "import", "x.csv", "--dry-run"],
        ["import", "x.csv", "--database=a.sqlite", "--dry-run", "--language", "ru"],
    ],
)
def test_database_and_language_may_stand_anywhere(arguments: list[str]) -> None:
    assert split(arguments) == Words(("import", "x.csv", "--dry-run"), "a.sqlite", "ru")


def test_words_after_two_dashes_are_no_options() -> None:
    assert split(["backup", "--", "--database"]) == Words(("backup", "--", "--database"))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--database"], "The option --database needs a value."),
        (["doctor", "--language="], "The option --language needs a value."),
        (["--language", "de"], "--language “de” is not possible: write one of ru, en."),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], complaint: str) -> None:
    with pytest.raises(MisuseError) as refusal:
        split(arguments)

    assert str(refusal.value) == complaint


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], WindowOptions()),
        (["--demo"], WindowOptions(is_demo=True)),
        (["--monitor"], WindowOptions(is_monitor=True)),
        (["Отдел продаж.CRMSCHEME"], WindowOptions(scheme=Path("Отдел продаж.CRMSCHEME"))),
        (
            ["--selftest", "out.json", "--database", "x", "--language", "en"],
            WindowOptions("x", "en", selftest=Path("out.json")),
        ),
        (["--demo", "--selftest=o.json"], WindowOptions(is_demo=True, selftest=Path("o.json"))),
    ],
)
def test_without_a_command_the_window_opens(arguments: list[str], options: WindowOptions) -> None:
    assert window.options(split(arguments)) == options


@pytest.mark.parametrize(
    "arguments", [["--help"], ["doctor"], ["--demo", "doctor"], ["--selftest"]]
)
def test_anything_else_is_no_way_into_the_window(arguments: list[str]) -> None:
    assert window.options(split(arguments)) is None


def test_the_way_into_the_window_loads_nothing_that_only_commands_need() -> None:
    program = "import sys, crm_desktop.cli; print(*{n.partition('.')[0] for n in sys.modules})"

    loaded = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )

    assert not {"typer", "rich", "sqlalchemy", "alembic"} & set(loaded.stdout.split())
