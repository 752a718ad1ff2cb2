from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.updates import (
    FOLDER_LENGTH,
    System,
    UpdateFolders,
    entered_folder,
    is_newer,
    is_version,
)
from crm_desktop.errors import InvalidInputError


@pytest.mark.parametrize(
    ("version", "than"),
    [("0.10.0", "0.9.9"), ("0.2.0", "0.1.99"), ("1", "0.99.99.99"), ("1.0.0.1", "1.0")],
)
def test_versions_are_compared_as_numbers(version: str, than: str) -> None:
    assert is_newer(version, than)
    assert not is_newer(than, version)


def test_missing_numbers_are_zeros() -> None:
    assert not is_newer("1.0", "1")
    assert not is_newer("1", "1.0.0")


@given(parts=st.lists(st.integers(0, 999_999), min_size=1, max_size=4))
def test_no_version_is_newer_than_itself(parts: list[int]) -> None:
    version = ".".join(map(str, parts))

    assert is_version(version)
    assert not is_newer(version, version)


@pytest.mark.parametrize("text", ["", "1.2rc1", "1.2.3.4.5", "v1", "1..2", "1.2\n", "٣", "1234567"])
def test_what_is_no_version_of_a_release_is_refused(text: str) -> None:
    assert not is_version(text)
    with pytest.raises(InvalidInputError, match="is no version of a release"):
        is_newer(text, "1.0")


@pytest.mark.parametrize(
    ("system", "text", "kept"),
    [
        (System.WINDOWS, r" \\server\programs\crm ", r"\\server\programs\crm"),
        (System.WINDOWS, r'"\\сервер\Общие папки"', r"\\сервер\Общие папки"),
        (System.WINDOWS, "P:\\crm", "P:\\crm"),
        (System.WINDOWS, "p:/crm", "p:/crm"),
        (System.LINUX, "/mnt/Общие папки", "/mnt/Общие папки"),
        (System.LINUX, "  ", None),
    ],
)
def test_whole_paths_are_kept(system: System, text: str, kept: str | None) -> None:
    assert entered_folder(text, system) == kept


@pytest.mark.parametrize(
    ("system", "text", "words"),
    [
        (System.WINDOWS, "crm", r"Write the whole path, as \\server\programs\crm."),
        (System.WINDOWS, "/mnt/crm", r"Write the whole path, as \\server\programs\crm."),
        (System.WINDOWS, r"\\server", r"Write the whole path, as \\server\programs\crm."),
        (System.WINDOWS, "P:crm", r"Write the whole path, as \\server\programs\crm."),
        (System.LINUX, "P:\\crm", "Write the whole path, as /mnt/programs/crm."),
        (System.LINUX, "smb://server/crm", "Write the whole path, as /mnt/programs/crm."),
        (
            System.LINUX,
            "/" * (FOLDER_LENGTH + 1),
            f"At most {FOLDER_LENGTH} characters fit here, not {FOLDER_LENGTH + 1}.",
        ),
    ],
)
def test_other_paths_are_refused_with_an_example(system: System, text: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        entered_folder(text, system)

    assert (refusal.value.field, str(refusal.value)) == (system, words)


def test_each_system_has_its_folder() -> None:
    folders = UpdateFolders("P:\\", None)

    assert (folders.of(System.WINDOWS), folders.of(System.LINUX)) == ("P:\\", None)
