from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = """
import logging
import warnings

import pytest
from PySide6.QtCore import qWarning

from crm_desktop import texts

def test_quiet(): pass

def test_log(): logging.getLogger("crm").warning("spilt")

@pytest.mark.expects_log("spilt")
def test_announced_log(): logging.getLogger("crm").warning("spilt")

@pytest.mark.expects_log("broken")
def test_another_log(): logging.getLogger("crm").warning("spilt")

@pytest.mark.expects_log("spilt")
def test_missing_log(): pass

def test_warning(): warnings.warn("old")

def test_qt_warning(qtbot): qWarning("odd")

def test_russian(): texts.activate("ru")

def test_english_again(): assert texts.language() == "en"
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return what became of each case on our ground: PASSED, FAILED, ERROR, or two of them."""
    folder = tmp_path_factory.mktemp("ground")
    shutil.copyfile(ROOT / "tests" / "conftest.py", folder / "conftest.py")
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(folder)]
    in_order = ["-p", "no:randomly", "-p", "no:cacheprovider"]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", *in_order, *settings],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^([A-Z]+) \S+::test_(\w+)", said, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    return found


@pytest.mark.parametrize("case", ["quiet", "announced_log", "russian", "english_again"])
def test_what_is_in_order_passes(outcomes: dict[str, set[str]], case: str) -> None:
    assert outcomes[case] == {"PASSED"}


@pytest.mark.parametrize("case", ["log", "another_log", "missing_log"])
def test_a_log_that_comes_or_is_missing_against_the_announcement_is_an_error(
    outcomes: dict[str, set[str]], case: str
) -> None:
    assert outcomes[case] == {"PASSED", "ERROR"}


@pytest.mark.parametrize("case", ["warning", "qt_warning"])
def test_a_warning_fails(outcomes: dict[str, set[str]], case: str) -> None:
    assert outcomes[case] == {"FAILED"}
