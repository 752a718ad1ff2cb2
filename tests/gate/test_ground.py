from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOGS = "import logging\n\n{mark}def test_it():\n    logging.getLogger('crm').warning('spilt')\n"
EXPECTS = "import pytest\n@pytest.mark.expects_log('{pattern}')\n"
RUSSIAN = """
from crm_desktop import formats
def test_one(): formats.use_locale("ru")
def test_two(): assert formats.language() == "en"
"""
IN_ORDER = ("-p", "no:randomly", "-p", "no:cacheprovider")


def outcome_of(folder: Path, code: str) -> str:
    """Return what pytest says in the end about a test made of ``code``, on our ground."""
    shutil.copyfile(ROOT / "tests" / "conftest.py", folder / "conftest.py")
    (folder / "test_it.py").write_text(code, encoding="utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *IN_ORDER, *settings, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return outcome.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (LOGS.format(mark=""), "1 passed, 1 error"),
        (LOGS.format(mark=EXPECTS.format(pattern="spilt")), "1 passed in"),
        (LOGS.format(mark=EXPECTS.format(pattern="broken")), "1 passed, 1 error"),
        (f"{EXPECTS.format(pattern='spilt')}def test_it(): pass", "1 passed, 1 error"),
        ("import warnings\ndef test_it(): warnings.warn('old')", "1 failed"),
        ("from PySide6.QtCore import qWarning\ndef test_it(qtbot): qWarning('odd')", "1 failed"),
        (RUSSIAN, "2 passed in"),
    ],
    ids=["log", "expected", "another", "missing", "warning", "qt", "english"],
)
def test_a_test_is_judged_by_what_it_leaves(tmp_path: Path, code: str, outcome: str) -> None:
    assert outcome_of(tmp_path, code).startswith(outcome)
