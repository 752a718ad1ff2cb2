from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter import cli; cli.lint_imports_command()"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the packages and their contracts."""
    folder = tmp_path_factory.mktemp("contracts")
    for package in ("crm_desktop", "ui"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def lint(folder: Path) -> str:
    """Return what the linter says about the packages in ``folder``."""
    surroundings = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "COLUMNS": "200"}
    outcome = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env=surroundings,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return outcome.stdout + outcome.stderr


def test_the_packages_keep_every_contract(copy: Path) -> None:
    assert ", 0 broken." in lint(copy)


@pytest.mark.parametrize(
    ("contract", "module", "imported"),
    [
        ("The UI stands on the core", "crm_desktop/services", "ui"),
        ("The core has layers", "crm_desktop/storage", "crm_desktop.services"),
        ("The core has layers", "crm_desktop/storage", "crm_desktop.exchange"),
        ("The core has layers", "crm_desktop/exchange", "crm_desktop.storage"),
        ("The core has layers", "crm_desktop/rewards", "crm_desktop.storage"),
        ("The core has layers", "crm_desktop/kpi", "crm_desktop.rewards"),
        ("The core has layers", "crm_desktop/domain", "crm_desktop.kpi"),
        ("The core has layers", "crm_desktop", "json"),
        ("The core knows no Qt", "crm_desktop/services", "PySide6.QtCore"),
        ("The core knows no Qt", "crm_desktop/storage", "pyqtgraph"),
        ("The UI knows services and values only", "ui", "sqlalchemy.orm"),
        ("The UI knows services and values only", "ui", "crm_desktop.storage"),
        ("The UI knows services and values only", "ui", "crm_desktop.exchange"),
        ("Calculation knows no database and no clock", "crm_desktop/rewards", "sqlalchemy"),
        ("Calculation knows no database and no clock", "crm_desktop/kpi", "crm_desktop.clock"),
        ("Calculation knows no files", "crm_desktop/domain", "pathlib"),
        ("File formats know no database", "crm_desktop/exchange", "sqlalchemy"),
    ],
)
def test_an_import_against_an_arrow_breaks_its_contract(
    copy: Path, contract: str, module: str, imported: str
) -> None:
    offence = copy / module / "offence.py"
    offence.write_text(f"import {imported}\n", encoding="utf-8")
    try:
        said = lint(copy)
    finally:
        offence.unlink()
    assert f"{contract} BROKEN" in said


def test_only_the_command_line_opens_the_window() -> None:
    core = ROOT / "crm_desktop"
    openers = {
        path.relative_to(core).parts[0].removesuffix(".py")
        for path in core.rglob("*.py")
        if 'import_module(f"ui.' in path.read_text(encoding="utf-8")
    }
    assert openers == {"cli"}
