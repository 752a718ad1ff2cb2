"""Texts that came from elsewhere: from which day they hold, and what they leave out of sight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.script_room import COUNT, ScriptRoom, script_room
from ui.scripts.diff import Side, differences
from ui.scripts.listing import LIBRARY


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Iterator[ScriptRoom]:
    with script_room(qtbot, sqlite_database) as found:
        yield found


def test_lines_that_a_difference_leaves_out_are_counted() -> None:
    old = [f"line {number}" for number in range(20)]
    new = [*old[:9], "other", *old[10:19], "end"]

    lines = differences("\n".join(old), "\n".join(new))

    gaps = [line.text for line in lines if line.side is Side.GAP]
    assert gaps == ["… 6 unchanged lines …", "… 3 unchanged lines …"]
    shown = differences("\n".join(old), "\n".join([*old[:9], *old[10:]]))
    assert shown[-1].text == "… 7 unchanged lines …"
    assert differences("a\nb", "a\nb") == ()


def test_a_text_still_to_begin_is_approved_for_its_first_day(room: ScriptRoom) -> None:
    room.services.schemes.save(COUNT, date(2026, 12, 1))
    room.page.reload()

    room.page.list.look_buttons[0].click()
    dialog = room.page.approval
    assert dialog is not None
    assert "01/12/2026" in dialog.first_day.text()
    dialog.has_read.setChecked(True)
    dialog.author.edit.setText("Мария")
    dialog.approve_button.click()

    assert room.said[-1].sentence == "“Large deals” is approved and runs from 01/12/2026 on."


def test_a_script_of_the_library_says_at_once_which_indicators_the_firm_lacks(
    room: ScriptRoom,
) -> None:
    room.page.begin(LIBRARY)
    dialog = room.page.library
    assert dialog is not None
    one = next(each for each in dialog.panel._scripts if each.script.reads)
    dialog.panel.choose(one.script.code)
    dialog.panel.use_button.click()

    about = room.editor.about
    lacking = one.script.reads
    assert about.unknown.isVisible()
    assert all(code in about.unknown.text() for code in lacking)
    first = [about.reads.item(row).text() for row in range(len(lacking))]
    assert first == [f"{code} · no such indicator" for code in lacking]

    room.editor.edit.replace_text('result = kpi.value("nowhere")\n')
    for row in range(len(lacking)):
        about.reads.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert "no indicator nowhere here" in about.unknown.text()
    room.editor.edit.replace_text("result = 0\n")
    assert about.unknown.isHidden()
