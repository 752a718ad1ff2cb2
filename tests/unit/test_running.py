from __future__ import annotations

import sys

import pytest

from crm_desktop import running


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is told")
def test_other_systems_are_told_nothing() -> None:
    running.announce()
    running.explain_staying(1, "Something is not saved.")

    assert not hasattr(running, "ctypes")


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows asks")
def test_windows_finds_the_names_of_a_running_program() -> None:
    import ctypes

    running.announce()

    for place in ("Local", "Global"):
        found = ctypes.windll.kernel32.OpenMutexW(0x100000, 0, rf"{place}\{running.NAME}")  # type: ignore[attr-defined]
        assert found, place
