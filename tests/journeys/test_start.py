"""What the start of the real window loads and asks the database, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATER = {
    "alembic": "the tables are up to date",
    "lark": "no program of Pascal is converted",
    "numpy": "nothing is plotted",
    "psycopg": "the database is a file",
    "pyqtgraph": "nothing is plotted",
    "python_calamine": "nothing is imported",
    "rich": "no command is run",
    "tomlkit": "nothing is written",
    "typer": "no command is run",
    "xlsxwriter": "nothing is exported",
}
"""What a start must not load, and why it need not."""

AFTER_USE_BEGINS = {
    "crm_desktop.kpi.engine": "figures are computed",
    "crm_desktop.rewards.engine": "pay is computed",
    "holidays": "working days are counted",
    "sqlalchemy.orm": "records are read",
    "ui.team.table": "there are figures",
    "ui.why.panel": "somebody asks why",
}
"""What the window is usable without, and when it is loaded."""

MOST_STATEMENTS = 46
"""Neither people nor records raise it.

Commissions and what earlier months left ask for 15; each call asks who uses the program.
"""


@pytest.fixture(scope="module")
def start(told: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a start on the demonstration firm found, until its first page has figures."""
    outcome = subprocess.run(
        [sys.executable, "benchmarks/start.py", "ours", str(told)],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "CRM_CONFIG_DIR": str(tmp_path_factory.mktemp("settings")),
        },
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def test_the_window_loads_nothing_that_only_other_work_needs(start: dict[str, Any]) -> None:
    loaded = {reason for module, reason in LATER.items() if module in start["modules"]}

    assert loaded == set()


def test_the_database_is_loaded_only_after_the_first_paint(start: dict[str, Any]) -> None:
    assert "sqlalchemy" in start["modules"]
    assert "sqlalchemy" not in start["first_modules"]


def test_the_window_can_be_used_before_its_figures_are_computed(start: dict[str, Any]) -> None:
    early = {reason for module, reason in AFTER_USE_BEGINS.items() if module in start["usable"]}

    assert early == set()
    assert {"ui.team.page", "crm_desktop.services.greeting"} <= set(start["usable"])


def test_a_start_asks_the_database_a_bounded_number_of_times(start: dict[str, Any]) -> None:
    asked = [words for words in start["statements"] if words != "BEGIN"]

    assert sum("sum(deal.base_minor)" in words for words in asked) == 1
    assert len(asked) <= MOST_STATEMENTS
