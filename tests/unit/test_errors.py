"""What the operating system refuses is said in the user's own words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from crm_desktop.errors import system_reason


def test_a_missing_file_is_told_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing") as raised:
        (tmp_path / "nothing").read_bytes()

    assert str(system_reason(raised.value)) == "there is no such file or folder"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "no permission, or another program has it open"),
        (errno.EPERM, "no permission, or another program has it open"),
        (errno.EISDIR, "it is a folder"),
        (errno.EEXIST, "something of this name exists already"),
        (errno.ENOSPC, "the disk is full"),
    ],
)
def test_a_usual_refusal_has_a_sentence_of_ours(number: int, words: str) -> None:
    assert str(system_reason(OSError(number, os.strerror(number)))) == words


def test_a_rare_refusal_is_quoted() -> None:
    rare = OSError(errno.EIO, "Input/output error", "/firm.sqlite")

    assert str(system_reason(rare)) == "the system says: Input/output error"


def test_a_refusal_without_a_number_is_quoted_whole() -> None:
    assert str(system_reason(OSError("no medium"))) == "the system says: no medium"
