from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.domain.updates import System
from crm_desktop.errors import UnreadableFileError
from crm_desktop.exchange.release_notice import (
    ChangedReleaseError,
    ReleaseFile,
    ReleaseNoticeError,
    has_size,
    read_notice,
    refuse_changed,
)
from tests.unit.exchange.release_folder import SETUP, entry, notice, release, write_notice

SOUND = entry("linux", "crm-desktop_0.2.0_amd64.deb")


def heard(_done: int, _total: int) -> None: ...


def test_a_release_says_what_is_for_each_system(tmp_path: Path) -> None:
    said = read_notice(release(tmp_path, "0.2.0"))

    windows, linux = (said.file_for(system) for system in System)
    assert said.version == "0.2.0"
    assert windows is not None
    assert linux is not None
    assert (windows.name, windows.size) == ("crm-desktop-setup-0.2.0.exe", len(SETUP))
    assert linux.name == "crm-desktop_0.2.0_amd64.deb"


def test_what_a_later_version_may_add_is_passed_over(tmp_path: Path) -> None:
    other = entry("haiku", "crm-desktop.hpkg", signature="?")
    write_notice(tmp_path, notice("9.0", other, SOUND) | {"words": "New."})

    said = read_notice(tmp_path)

    assert said.version == "9.0"
    assert said.file_for(System.WINDOWS) is None
    assert said.file_for(System.LINUX) is not None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "it is of another program"),
        (notice("1.0", SOUND) | {"product": "pinball"}, "it is of another program"),
        (notice("1.0rc1", SOUND), "its version is not up to four numbers"),
        (notice("1.0", SOUND) | {"version": 1.0}, "its version is not up to four numbers"),
        (notice("1.0"), "it names no files"),
        (notice("1.0", SOUND) | {"files": "setup.exe"}, "it names no files"),
        (notice("1.0", *[SOUND] * 101), "it names no files"),
    ],
)
def test_what_is_no_notice_is_refused(tmp_path: Path, document: object, reason: str) -> None:
    path = write_notice(tmp_path, document)

    with pytest.raises(ReleaseNoticeError) as refusal:
        read_notice(tmp_path)

    assert str(refusal.value) == (
        f"“{path}” is no notice of a release: {reason}. Copy it again from the release."
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "../setup.exe"},
        {"name": "C:setup.exe"},
        {"name": "folder\\setup.exe"},
        {"name": ".."},
        {"name": ""},
        {"size": 0},
        {"size": -1},
        {"size": True},
        {"size": "28"},
        {"size": 1 << 40},
        {"sha256": "f" * 63},
        {"sha256": "F" * 64},
        {"system": 3},
    ],
)
def test_a_file_that_cannot_be_checked_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    write_notice(tmp_path, notice("1.0", SOUND, SOUND | wrong))

    with pytest.raises(ReleaseNoticeError, match="no sound name, size or check sum"):
        read_notice(tmp_path)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "no JSON text"),
        (b"\xff\xfe{}", "no JSON text"),
        (b"[" * 60_000, "no JSON text"),
        (b'{"size": ' + b"9" * 5_000 + b"}", "no JSON text"),
        (json.dumps(notice("1.0", SOUND)).encode().ljust(70_000), "it is too big"),
    ],
)
def test_what_is_no_text_of_a_notice_is_refused(
    tmp_path: Path, written: bytes, reason: str
) -> None:
    (tmp_path / "crm-desktop-release.json").write_bytes(written)

    with pytest.raises(ReleaseNoticeError, match=reason):
        read_notice(tmp_path)


def test_a_folder_without_a_notice_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        read_notice(tmp_path / "away")

    path = tmp_path / "away" / "crm-desktop-release.json"
    assert str(refusal.value) == f"“{path}” cannot be read: there is no such file or folder"


def test_the_size_of_a_file_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "setup.exe"
    assert has_size(path, 3) is None

    path.write_bytes(b"abc")

    assert has_size(path, 3) is True
    assert has_size(path, 4) is False
    assert has_size(tmp_path, 3) is None


def test_a_whole_file_passes_and_is_reported(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    (tmp_path / "setup.exe").write_bytes(SETUP)

    refuse_changed(tmp_path / "setup.exe", _file(), lambda *step: heard.append(step))

    assert heard == [(len(SETUP), len(SETUP))]


@pytest.mark.parametrize("content", [b"", SETUP[:-1], SETUP[:-1] + b"!", SETUP + b"!"])
def test_a_changed_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "setup.exe"
    path.write_bytes(content)

    with pytest.raises(ChangedReleaseError, match="Do not start it"):
        refuse_changed(path, _file(), heard)


def test_a_file_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no such file"):
        refuse_changed(tmp_path / "setup.exe", _file(), heard)


def _file() -> ReleaseFile:
    whole = entry("windows", "setup.exe")
    return ReleaseFile("windows", "setup.exe", len(SETUP), str(whole["sha256"]))
