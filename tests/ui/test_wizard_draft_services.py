"""Editors of rules that read and write the draft in the place of what is saved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS, CurveScale, ThresholdScale
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.wizard.shapes import Shape, with_shape
from crm_desktop.services.schemes import DefinitionKind
from tests.ui.wizard_draft_room import TEAM, DraftRoom, draft_room
from ui.scheme.scales.editor import ScaleEditor
from ui.wizard.draft_dialog import DraftDialog
from ui.wizard.draft_services import draft_context
from ui.wizard.scoring_page import ScoringPage

SCALE = ThresholdScale("own", "Own", Decimal("0.7"))


@pytest.fixture
def room(qtbot: QtBot, database: str) -> DraftRoom[ScoringPage]:
    return draft_room(qtbot, database, ScoringPage)


def open_scale(room: DraftRoom[ScoringPage]) -> DraftDialog:
    room.page.entries["sales_volume"].buttons[2].click()
    room.page.entries["sales_volume"].edit_link.click()
    assert room.page.dialog is not None
    return room.page.dialog


def test_what_is_saved_goes_into_the_draft_alone(room: DraftRoom[ScoringPage]) -> None:
    schemes = draft_context(room.viewmodel).services.schemes
    assert schemes.save(SCALE, ALWAYS) is Changes.NONE
    assert room.draft.scheme.scales == (SCALE,)
    assert room.services.schemes.scheme(AFTER_ALL).scales == ()


def test_what_is_read_is_the_draft(room: DraftRoom[ScoringPage]) -> None:
    schemes = draft_context(room.viewmodel).services.schemes
    assert [each.code for each in schemes.scheme(ALWAYS).profiles] == [TEAM]
    assert schemes.history(DefinitionKind.PROFILE, TEAM) == []
    assert schemes.settled_until() is None


def test_what_is_unsound_is_refused_and_changes_nothing(room: DraftRoom[ScoringPage]) -> None:
    schemes = draft_context(room.viewmodel).services.schemes
    before = room.draft
    with pytest.raises(UnsoundSchemeError):
        schemes.save_all([SCALE, CurveScale("empty", "Empty", ())], ALWAYS)
    assert room.draft == before


def test_a_change_of_the_draft_can_be_undone(room: DraftRoom[ScoringPage]) -> None:
    draft_context(room.viewmodel).services.schemes.save(SCALE, ALWAYS)
    room.viewmodel.undo()
    assert room.draft.scheme.scales == ()


def test_all_other_services_are_those_of_the_firm(room: DraftRoom[ScoringPage]) -> None:
    services = draft_context(room.viewmodel).services
    assert services.people is room.services.people
    assert services.firm.today() == room.services.firm.today()


def test_the_editor_shows_nothing_of_days_and_versions(room: DraftRoom[ScoringPage]) -> None:
    editor = open_scale(room).editor
    hidden = (editor.day_field, editor.code_field, editor.delete_button, editor.back_button)
    assert all(widget.isHidden() for widget in (*hidden, editor.versions))


def test_the_scale_of_an_indicator_is_edited_in_the_draft(room: DraftRoom[ScoringPage]) -> None:
    dialog = open_scale(room)
    dialog.editor.name.setText("Ours")
    dialog.editor.save()
    [scale] = room.draft.scheme.scales
    assert scale.name == "Ours"
    assert room.draft.profile(TEAM).entries[0].scale == scale.code
    assert room.page.dialog is None
    assert room.errors == []


def test_the_curve_of_the_editor_shows_where_people_stood(room: DraftRoom[ScoringPage]) -> None:
    editor = open_scale(room).editor
    assert isinstance(editor, ScaleEditor)
    picture = editor.curve.picture
    assert picture is not None
    assert picture.people == ((120.0, 1.4), (120.0, 1.4), (50.0, 0.0), (50.0, 0.0))


def test_closing_asks_before_it_loses_what_was_entered(room: DraftRoom[ScoringPage]) -> None:
    dialog = open_scale(room)
    dialog.editor.name.setText("Ours")
    dialog.reject()
    assert dialog.editor.question is not None
    assert dialog.isVisible()
    dialog.editor.question.accepted.emit()
    assert room.page.dialog is None


def test_an_own_scale_is_told_from_the_ready_ones(room: DraftRoom[ScoringPage]) -> None:
    entry = room.draft.profile(TEAM).entries[0]
    draft = with_shape(room.draft, TEAM, entry, Shape.THRESHOLD, "Name")
    [scale] = draft.scheme.scales
    room.viewmodel.change(draft)
    draft_context(room.viewmodel).services.schemes.save(replace(SCALE, code=scale.code), ALWAYS)
    card = room.page.entries["sales_volume"]
    assert card.own_button.isVisible()
    assert card.own_button.isChecked()
