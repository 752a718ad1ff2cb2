from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.cli.demonstration import open_demonstration
from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.customers import CustomerDraft, CustomerQuery
from crm_desktop.errors import CrmError
from crm_desktop.services import demonstration
from crm_desktop.storage.sessions import Sessions

MARCH, LATER, APRIL = (
    fixed(datetime(2026, month, day, 9, tzinfo=UTC)) for month, day in ((3, 10), (3, 30), (4, 1))
)


def test_the_demonstration_stays_for_a_month_and_is_then_told_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    mine = CustomerQuery(search="My own customer")

    with closing(open_demonstration(folder, "en", MARCH)) as services:
        services.customers.create(CustomerDraft("My own customer"))
    with closing(open_demonstration(folder, "en", LATER)) as services:
        assert services.customers.count(mine) == 1
    with closing(open_demonstration(folder, "en", APRIL)) as services:
        assert services.customers.count(mine) == 0
        assert len(services.people.list_employees()) == 14

    assert [path.name for path in folder.glob("*.sqlite")] == ["demonstration-en-2026-04.sqlite"]


def test_a_demonstration_that_was_not_finished_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demonstration, "create", interrupt)
        with pytest.raises(KeyboardInterrupt):
            open_demonstration(tmp_path, "en", MARCH)
    assert not list(tmp_path.glob("*.sqlite"))

    with closing(open_demonstration(tmp_path, "en", MARCH)) as services:
        assert services.people.list_employees()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_no_demonstration_can_be_made_in_is_said_in_words(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.touch()

    with pytest.raises(CrmError, match="cannot be written"):
        open_demonstration(taken, "en", MARCH)


def test_two_windows_may_make_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, create = CustomerQuery(search="My own customer"), demonstration.create
    quicker: list[Services] = []

    def create_second(sessions: Sessions, language: str, now: datetime) -> None:
        monkeypatch.setattr(demonstration, "create", create)
        quicker.append(open_demonstration(tmp_path, language, MARCH))
        create(sessions, language, now)

    monkeypatch.setattr(demonstration, "create", create_second)
    with closing(open_demonstration(tmp_path, "en", MARCH)) as slower, closing(quicker[0]) as first:
        first.customers.create(CustomerDraft("My own customer"))
        assert slower.customers.count(mine) == 1


def test_what_a_dead_process_left_unfinished_goes_after_a_day(tmp_path: Path) -> None:
    running, dead = tmp_path / "unfinished-1", tmp_path / "unfinished-2"
    for folder in (running, dead):
        folder.mkdir()
    os.utime(dead, (0, 0))

    open_demonstration(tmp_path, "en", MARCH).close()

    assert running.is_dir()
    assert not dead.exists()
