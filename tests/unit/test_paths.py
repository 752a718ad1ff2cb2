"""Where files that come with the program are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop import paths


@pytest.mark.parametrize(("parent", "is_installed"), [("app", True), ("site-packages", False)])
def test_only_an_installed_folder_has_files_beside_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, parent: str, *, is_installed: bool
) -> None:
    licences = tmp_path / "THIRD_PARTY.md"
    licences.touch()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / parent / "crm_desktop")

    assert paths.installed_file("THIRD_PARTY.md") == (licences if is_installed else None)
    assert paths.installed_file("LICENSE") is None
