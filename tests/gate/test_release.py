"""The command that makes a release: what is there stays until what replaces it is done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import release
from releasing import checkout, manifest, program, wheels


def made(folder: Path, text: str) -> None:
    """Make ``folder`` as a part of a release does, with one file."""
    folder.mkdir()
    (folder / "file.txt").write_text(text, encoding="utf-8")
    manifest.write(folder)


def half_made(folder: Path) -> None:
    folder.mkdir()
    raise SystemExit("The network is away.")


def read(out: Path) -> str:
    return (out / "windows" / "file.txt").read_text(encoding="utf-8")


def test_a_part_that_fails_leaves_what_was_made_before(tmp_path: Path) -> None:
    made(tmp_path / "windows", "older")
    with pytest.raises(SystemExit, match="network"):
        release._fill("windows", half_made, tmp_path)
    assert read(tmp_path) == "older"


def test_the_next_try_takes_the_place_of_both(tmp_path: Path) -> None:
    made(tmp_path / "windows", "older")
    (tmp_path / "windows.unfinished").mkdir()
    release._fill("windows", lambda folder: made(folder, "newer"), tmp_path)
    assert read(tmp_path) == "newer"
    assert [path.name for path in tmp_path.iterdir()] == ["windows"]


def test_a_folder_that_no_release_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "windows").mkdir()
    with pytest.raises(SystemExit, match="delete it"):
        release._fill("windows", lambda folder: made(folder, "newer"), tmp_path)


def test_a_folder_is_made_before_it_is_packed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="--only windows"):
        release._pack("windows", lambda folder, out: folder / out, tmp_path)


@pytest.mark.parametrize("size", ["FOLDER_SIZE", "FILE_SIZE"])
def test_what_is_larger_than_allowed_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    def pack(folder: Path, out: Path) -> Path:
        return Path(shutil.copy(folder / "file.txt", out / "packed"))

    made(tmp_path / "windows", "a text")
    release._pack("windows", pack, tmp_path)
    monkeypatch.setattr(release, size, 5)
    (tmp_path / "packed").unlink()
    with pytest.raises(SystemExit, match=r"0\.0 MB; a release allows 0 MB"):
        release._pack("windows", pack, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["windows"]


@pytest.mark.skipif(sys.platform != "linux", reason="RELEASES ARE MADE ON LINUX")
@pytest.mark.parametrize(
    ("user", "system", "reason"), [(1000, "12", "only root"), (0, "13", "Debian 12")]
)
def test_what_it_needs_is_asked_before_the_first_part_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, system: str, reason: str
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    told = {"ID": "debian", "VERSION_ID": system}
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: told)
    monkeypatch.setattr("releasing.compiled.need_python", lambda: None)
    monkeypatch.setattr(sys, "argv", ["release.py", str(tmp_path / "out")])
    with pytest.raises(SystemExit, match=reason):
        release.main()
    assert not (tmp_path / "out").exists()


def test_a_file_has_the_version_of_the_folder_that_it_is_made_of(tmp_path: Path) -> None:
    told = tmp_path / "app" / "crm_desktop-0.0.9.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Name: crm-desktop\nVersion: 0.0.9\n", encoding="utf-8")
    assert program.version_in(tmp_path) == "0.0.9"


def test_packages_that_cannot_be_fetched_end_it_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: str) -> None:
        raise subprocess.CalledProcessError(1, arguments)

    monkeypatch.setattr(wheels, "python", away)
    with pytest.raises(SystemExit, match="pip did not get"):
        wheels.pip("download")


@pytest.mark.skipif(
    not (shutil.which("git") and (checkout.ROOT / ".git").exists()), reason="git is not there"
)
def test_the_date_of_the_commit_is_read_in_a_checkout_of_somebody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    assert checkout.date_of_commit() > 1_700_000_000
