"""Newer versions: where a firm looks for them, and what its folder holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.changes import Changes
from crm_desktop.domain.updates import System, UpdateFolders
from crm_desktop.errors import CrmError, InvalidInputError, NotSetUpError, StaleRecordError
from crm_desktop.exchange.release_notice import ChangedReleaseError
from crm_desktop.services.updates import UpdateFinding, UpdateService, UpdateState
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage.crm_builders import firm_services
from tests.unit.exchange.release_folder import SETUP, file_name, release

NOWHERE = UpdateFolders()
SHARE = UpdateFolders(r"\\server\programs\crm", "/mnt/programs/crm")


def looking(database: str, version: str = "0.9.0") -> UpdateService:
    sessions = Sessions(open_engine(database))
    return UpdateService(sessions, version=lambda: version)


@pytest.fixture
def service(sqlite_database: str) -> UpdateService:
    return looking(sqlite_database)


def test_nobody_looks_until_an_administrator_names_a_folder(database: str) -> None:
    services = firm_services(database)

    assert services.updates.folders() == NOWHERE


def test_the_folders_are_kept_and_taken_back(database: str) -> None:
    updates = firm_services(database).updates
    spaced = UpdateFolders(f' "{SHARE.windows}" ', f" {SHARE.linux}\n")

    assert updates.save_folders(spaced, over=NOWHERE) == Changes.SETTINGS
    assert updates.folders() == SHARE

    updates.save_folders(UpdateFolders("", " "), over=SHARE)
    assert updates.folders() == NOWHERE


def test_folders_that_somebody_else_changed_are_not_overwritten(database: str) -> None:
    updates = firm_services(database).updates
    updates.save_folders(SHARE, over=NOWHERE)

    with pytest.raises(StaleRecordError):
        updates.save_folders(UpdateFolders(linux="/srv"), over=NOWHERE)
    assert updates.folders() == SHARE


def test_a_path_that_is_not_whole_names_its_field(sqlite_database: str) -> None:
    updates = firm_services(sqlite_database).updates

    with pytest.raises(InvalidInputError) as refusal:
        updates.save_folders(UpdateFolders(linux="programs"), over=NOWHERE)

    assert refusal.value.field == "linux"


def test_saving_the_firm_leaves_its_folders(sqlite_database: str) -> None:
    services = firm_services(sqlite_database)
    services.updates.save_folders(SHARE, over=NOWHERE)

    services.firm.save_firm(services.firm.firm())

    assert services.updates.folders() == SHARE


def test_without_a_firm_there_is_nothing_to_keep_folders_in(service: UpdateService) -> None:
    assert service.folders() == NOWHERE
    with pytest.raises(NotSetUpError):
        service.save_folders(SHARE, over=NOWHERE)


def test_a_newer_version_is_ready(service: UpdateService, tmp_path: Path) -> None:
    found = service.look(str(release(tmp_path, "0.10.0")))

    assert (found.state, found.version, found.folder) == (UpdateState.READY, "0.10.0", tmp_path)
    assert str(found.words()) == "Version 0.10.0 is ready in the firm's folder."


@pytest.mark.parametrize("version", ["0.9.0", "0.8.12"])
def test_the_same_and_older_versions_are_nothing_new(
    service: UpdateService, tmp_path: Path, version: str
) -> None:
    found = service.look(str(release(tmp_path, version)))

    assert found == UpdateFinding(tmp_path, version, UpdateState.NEWEST)
    assert str(found.words()) == (
        f"The folder holds version {version}: nothing newer than this one."
    )


def test_a_version_for_another_system_is_told(service: UpdateService, tmp_path: Path) -> None:
    other = next(system for system in System if system is not service.system)

    found = service.look(str(release(tmp_path, "1.0", other)))

    assert found.state is UpdateState.FOR_OTHERS
    assert str(found.words()) == "Version 1.0 is there, but not for this system."


def test_a_file_that_is_not_there_or_not_whole_is_told(
    service: UpdateService, tmp_path: Path
) -> None:
    name = file_name(service.system, "1.0")
    package = release(tmp_path, "1.0") / name
    package.write_bytes(SETUP[:5])
    cut = service.look(str(tmp_path))
    package.unlink()
    missing = service.look(str(tmp_path))

    assert (cut.state, missing.state) == (UpdateState.CUT_SHORT, UpdateState.MISSING)
    assert f"{name} is not whole" in str(cut.words())
    assert f"{name} is missing" in str(missing.words())


def test_a_version_before_a_release_does_not_compare_itself(
    sqlite_database: str, tmp_path: Path
) -> None:
    service = looking(sqlite_database, "1.0rc1")

    with pytest.raises(InvalidInputError, match=r"“1\.0rc1” is no version of a release"):
        service.look(str(release(tmp_path, "1.0")))


def test_a_whole_release_is_confirmed(service: UpdateService, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    found = service.confirm(str(release(tmp_path, "1.0")), lambda *step: heard.append(step))

    assert found.folder == tmp_path
    assert heard == [(len(SETUP), len(SETUP))]


def test_a_changed_release_is_not_confirmed(service: UpdateService, tmp_path: Path) -> None:
    release(tmp_path, "1.0")
    (tmp_path / file_name(service.system, "1.0")).write_bytes(SETUP[::-1])

    with pytest.raises(ChangedReleaseError):
        service.confirm(str(tmp_path), divmod)


def test_a_release_that_was_taken_away_is_not_confirmed(
    service: UpdateService, tmp_path: Path
) -> None:
    with pytest.raises(CrmError, match=r"holds version 0\.9\.0"):
        service.confirm(str(release(tmp_path, "0.9.0")), divmod)
