"""What the panel of versions tells of runs for pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pytestqt.qtbot import QtBot

from crm_desktop.services.scripts import ScriptRun
from ui.scripts.versions_panel import VersionsPanel

RUN = ScriptRun(
    code="mentor",
    number=1,
    fingerprint="",
    start=date(2026, 11, 1),
    end=date(2026, 12, 1),
    author="Maria",
    at=datetime(2026, 11, 22, 8, 19, tzinfo=ZoneInfo("Europe/Moscow")),
    count=14,
    failed=0,
    milliseconds=0,
)


def test_a_run_tells_its_month_its_people_and_who_saved_it(qtbot: QtBot) -> None:
    words = told(qtbot, RUN).replace("\N{NO-BREAK SPACE}", " ")
    assert words == "22/11/2026, 08:19 · November 2026 · 14 employees · Maria"


def test_a_run_without_a_name_ends_with_what_went_wrong(qtbot: QtBot) -> None:
    run = replace(RUN, author="", failed=2)
    assert told(qtbot, run).endswith(" · 14 employees · 2 problems")


def test_a_run_of_other_days_ends_with_the_last_of_them(qtbot: QtBot) -> None:
    run = replace(RUN, end=date(2026, 11, 16))
    assert " · 01/11/2026 — 15/11/2026 · " in told(qtbot, run)


def told(qtbot: QtBot, run: ScriptRun) -> str:
    panel = VersionsPanel()
    qtbot.addWidget(panel)
    panel.show_versions((), [run])
    return panel.runs.text()
