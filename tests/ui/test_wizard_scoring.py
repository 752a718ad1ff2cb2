"""The page of scoring: models, pay and scales, each shown on the people of the team."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.template import PayModel
from crm_desktop.rewards.wizard.shapes import Shape, shape_of
from crm_desktop.texts import Message
from tests.ui.wizard_draft_room import TEAM, DraftRoom, draft_room, sellers
from ui.wizard.scoring_option import OptionCard, Options
from ui.wizard.scoring_page import ScoringPage


@pytest.fixture
def room(qtbot: QtBot, database: str) -> DraftRoom[ScoringPage]:
    return draft_room(qtbot, database, ScoringPage)


def option(options: Options, value: object) -> OptionCard:
    return next(card for card in options.cards if card.value is value)


def figures(card: OptionCard) -> list[str]:
    """Return what the card gives to whom, amounts without the sign of the currency."""
    return [text[-6:] for row in card.figures for text in row]


def test_each_model_shows_the_score_of_the_team_in_the_last_period(
    room: DraftRoom[ScoringPage],
) -> None:
    multiplied = figures(option(room.page.models, ScoringModel.MULTIPLICATIVE))
    assert multiplied[:4] == ["oyee 0", "1.2", "oyee 1", "0.25"]
    assert figures(option(room.page.models, ScoringModel.ADDITIVE))[1] == "1.1"
    assert "April 2026" in room.page.whose.text()


def test_each_way_to_pay_shows_what_people_would_get(room: DraftRoom[ScoringPage]) -> None:
    on_top = figures(option(room.page.pays, PayModel.SALARY_AND_SCORE))
    assert on_top[1::2] == ["63,000", "45,000", "30,000"]


def test_a_press_on_a_model_changes_the_draft(room: DraftRoom[ScoringPage], qtbot: QtBot) -> None:
    card = option(room.page.models, ScoringModel.MINIMUM)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert room.draft.profile(TEAM).model is ScoringModel.MINIMUM
    assert card.radio.isChecked()


def test_a_way_to_pay_is_that_of_the_card(room: DraftRoom[ScoringPage]) -> None:
    option(room.page.pays, PayModel.SCORE_ONLY).radio.click()
    card = room.draft.card(TEAM)
    assert card is not None
    assert card.pay_model is PayModel.SCORE_ONLY


def test_a_ready_shape_is_taken_for_one_indicator(room: DraftRoom[ScoringPage]) -> None:
    room.page.entries["won_deals"].buttons[2].click()
    shapes = [shape_of(room.draft, entry) for entry in room.draft.profile(TEAM).entries]
    assert shapes == [Shape.STRAIGHT, Shape.THRESHOLD]
    assert room.page.entries["won_deals"].edit_link.isVisible()


def test_the_curve_shows_where_people_stood(room: DraftRoom[ScoringPage]) -> None:
    people = room.page.entries["sales_volume"].sketch.people
    assert [each.at for each in people] == [Decimal("1.2"), Decimal("1.2"), *[Decimal("0.5")] * 2]


def test_a_gate_closes_the_whole_result(room: DraftRoom[ScoringPage]) -> None:
    gate = room.page.entries["won_deals"].gate
    gate.edit.setText("60")
    gate.take()
    assert room.draft.profile(TEAM).entries[1].gate == Decimal("0.6")
    assert "0" in figures(option(room.page.models, ScoringModel.ADDITIVE))


@pytest.mark.parametrize("text", ["many", "-5", "0"])
def test_what_is_no_share_keeps_the_next_page_away(room: DraftRoom[ScoringPage], text: str) -> None:
    cap = room.page.entries["won_deals"].cap
    cap.edit.setText(text)
    assert not room.page.validatePage()
    assert cap.error
    assert room.draft.profile(TEAM).entries[1].cap is None


def test_a_ceiling_of_the_whole_result_is_taken_when_the_page_is_left(
    room: DraftRoom[ScoringPage],
) -> None:
    room.page.cap.edit.setText("130")
    assert room.page.validatePage()
    assert room.draft.profile(TEAM).cap == Decimal("1.3")


def test_a_problem_of_an_indicator_is_said_at_its_field(room: DraftRoom[ScoringPage]) -> None:
    problem = SchemeProblem(f"profiles.{TEAM}.indicators[2].cap", Message("Too much."))
    assert room.page.show_problem(problem)
    assert room.page.entries["won_deals"].cap.error == "Too much."
    room.page.clear_problems()
    assert not room.page.entries["won_deals"].cap.error


def test_a_problem_of_the_whole_result_is_said_at_its_field(
    room: DraftRoom[ScoringPage],
) -> None:
    assert room.page.show_problem(SchemeProblem(f"profiles.{TEAM}.cap", Message("Too little.")))
    assert room.page.cap.error == "Too little."
    assert not room.page.show_problem(SchemeProblem("profiles.others.cap", Message("Not here.")))


def test_a_team_that_is_only_measured_is_asked_about_no_pay(qtbot: QtBot, database: str) -> None:
    draft = sellers()
    draft = replace(draft, scheme=replace(draft.scheme, cards=()))
    room = draft_room(qtbot, database, ScoringPage, draft)
    assert not room.page.pay_card.isVisible()


def test_without_figures_the_public_example_stands(qtbot: QtBot, database: str) -> None:
    draft = sellers()
    draft = replace(draft, scheme=replace(draft.scheme, plans=()))
    room = draft_room(qtbot, database, ScoringPage, draft)
    option(room.page.pays, PayModel.SALARY_AND_SCORE).radio.click()
    option(room.page.models, ScoringModel.MULTIPLICATIVE).radio.click()
    assert room.page.example is not None
    assert room.page.example.is_public
    assert figures(option(room.page.pays, PayModel.SALARY_AND_SCORE)) == [
        "ager A",
        "44,700",
        "ager B",
        "40,500",
    ]
