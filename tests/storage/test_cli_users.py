"""Users on the command line: who they are, and who a command is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.command_line import CommandLine, command_line
from tests.storage.crm_builders import add_employee, firm_services

PASSWORD = "correct horse"  # noqa: S105 - of a firm that lasts as long as a test


@pytest.fixture
def crm(
    sqlite_database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[CommandLine]:
    """Return a command line on a firm with the employee Clerk and no users."""
    add_employee(firm_services(sqlite_database), "Clerk")
    monkeypatch.setenv("CRM_NEW_PASSWORD", PASSWORD)
    monkeypatch.delenv("CRM_PASSWORD", raising=False)
    with command_line(capsys, tmp_path / "home", sqlite_database) as line:
        yield line


def test_users_are_made_listed_and_given_roles(
    crm: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.done("user", "add", "anna", "--role", "administrator", "--name", "Anna")
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    as_anna = ("--user", "Anna")
    added = crm.done(*as_anna, "user", "add", "clerk", "--role", "employee", "--employee", "Clerk")
    assert added == "Clerk may sign in as “clerk”.\n"
    assert crm.done(*as_anna, "user", "role", "clerk", "accountant") == (
        "Clerk is now: Accountant.\n"
    )
    monkeypatch.setenv("CRM_NEW_PASSWORD", "another one")
    crm.done(*as_anna, "user", "password", "clerk")

    _top, head, _line, *rows = crm.done("user", "list", *as_anna).splitlines()[:-1]
    assert "Full name" in head
    assert [[cell.strip() for cell in row.strip("│").split("│")] for row in rows] == [
        ["anna", "Anna", "Administrator", "—", "yes"],
        ["clerk", "Clerk", "Accountant", "Clerk", "yes"],
    ]
    monkeypatch.setenv("CRM_PASSWORD", "another one")
    answer = crm("--user", "clerk", "user", "list")
    assert (answer.code, "change the firm, rates and users" in answer.err) == (1, True)


def test_a_database_with_users_asks_a_command_who_it_is_for(
    crm: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.done("user", "add", "anna", "--role", "administrator")

    unnamed = crm("scheme", "export", "scheme.toml")
    silent = crm("--user", "anna", "scheme", "export", "scheme.toml")
    monkeypatch.setenv("CRM_PASSWORD", "wrong")
    wrong = crm("--user", "anna", "scheme", "export", "scheme.toml")

    assert (unnamed.code, "--user LOGIN" in unnamed.err) == (2, True)
    assert (silent.code, "CRM_PASSWORD" in silent.err) == (2, True)
    assert (wrong.code, wrong.err) == (1, "The login or the password is wrong.\n")
    crm.done("upgrade")
    crm.done("doctor")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("password", "nobody"), "User nobody does not exist"),
        (("role", "anna", "king"), "king"),
        (("add", "boris", "--role", "owner", "--employee", "nobody"), "Employee nobody"),
        (("add", "ANNA", "--role", "owner"), "Somebody has the login"),
    ],
)
def test_what_is_not_there_is_named(
    crm: CommandLine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], complaint: str
) -> None:
    crm.done("user", "add", "anna", "--role", "administrator")
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)

    answer = crm("--user", "anna", "user", *words)

    assert answer.code in {1, 2}
    assert complaint in answer.err
