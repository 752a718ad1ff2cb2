"""The page of premiums: ready ones with what last month would have cost, and those chosen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.rewards.template import (
    BonusTemplate,
    PayModel,
    PercentPremium,
    PerUnitPremium,
    RewardCard,
)
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal
from tests.ui.wizard_draft_room import PEOPLE, TEAM, DraftRoom, draft_room, sellers
from ui.wizard.premium_card import FigureField
from ui.wizard.premiums_page import PremiumsPage

PER_DEAL, SHARE = f"{TEAM}-per_deal", f"{TEAM}-percent_of_sales"


@pytest.fixture
def room(qtbot: QtBot, database: str) -> DraftRoom[PremiumsPage]:
    draft = replace(sellers(), goal=Goal((Aim.MORE_SALES,)))
    return draft_room(qtbot, database, PremiumsPage, draft)


def write(room: DraftRoom[PremiumsPage], code: str, figure: str, text: str) -> None:
    field = room.page.offers[code].fields[figure]
    assert isinstance(field, FigureField)
    field.edit.setText(text)


def card(room: DraftRoom[PremiumsPage]) -> RewardCard:
    found = room.draft.card(TEAM)
    assert found is not None
    return found


def add(room: DraftRoom[PremiumsPage], code: str, **figures: str) -> None:
    for figure, text in figures.items():
        write(room, code, figure, text)
    room.page.offers[code].add_button.click()
    room.page.premiums.compute()


def test_a_ready_premium_shows_what_it_would_have_cost(room: DraftRoom[PremiumsPage]) -> None:
    write(room, PER_DEAL, "amount", "100")
    room.page.premiums.compute()
    words = room.page.offers[PER_DEAL].example.text()
    assert "April 2026" in words
    assert "300" in words


def test_its_sentence_follows_its_figures(room: DraftRoom[PremiumsPage]) -> None:
    write(room, PER_DEAL, "amount", "123")
    assert "123" in room.page.offers[PER_DEAL].words.text()


def test_a_figure_that_is_no_number_cannot_be_added(room: DraftRoom[PremiumsPage]) -> None:
    write(room, PER_DEAL, "amount", "much")
    assert not room.page.offers[PER_DEAL].add_button.isEnabled()
    assert "much" in room.page.offers[PER_DEAL].words.text()


def test_an_added_premium_is_on_the_card_with_its_figures(room: DraftRoom[PremiumsPage]) -> None:
    add(room, PER_DEAL, amount="100")
    assert card(room).templates == (PER_DEAL,)
    assert room.draft.scheme.templates[0].premium == PerUnitPremium(Decimal(100))
    assert room.page.offers[PER_DEAL].isHidden()


def test_the_summary_holds_bonuses_against_salaries(room: DraftRoom[PremiumsPage]) -> None:
    add(room, PER_DEAL, amount="7000")
    example = room.page.summary.example
    assert example is not None
    assert [row.premiums.minor // 100 for row in example.rows] == [14_000, 7_000, 0]
    assert room.page.summary.share.text() == "23%"
    assert "worth the effort" in room.page.summary.advice.text()


def test_nothing_chosen_is_said_to_move_nobody(room: DraftRoom[PremiumsPage]) -> None:
    room.page.premiums.compute()
    assert "nobody would notice" in room.page.summary.advice.text()
    assert room.page.nothing.isVisible()


def test_a_figure_of_a_chosen_premium_is_changed_in_place(room: DraftRoom[PremiumsPage]) -> None:
    add(room, SHARE)
    rate = room.page.rows[SHARE].fields["rate"]
    rate.edit.setText("4")
    assert room.page.validatePage()
    assert room.draft.scheme.templates[0].premium == PercentPremium(Decimal("0.04"))


def test_a_figure_that_cannot_be_read_keeps_the_next_page_away(
    room: DraftRoom[PremiumsPage],
) -> None:
    add(room, SHARE)
    rate = room.page.rows[SHARE].fields["rate"]
    rate.edit.setText("")
    assert not room.page.validatePage()
    assert rate.error


def test_premiums_are_paid_in_the_order_of_the_card(room: DraftRoom[PremiumsPage]) -> None:
    add(room, SHARE)
    add(room, PER_DEAL)
    room.page.rows[PER_DEAL].up_button.click()
    assert card(room).templates == (PER_DEAL, SHARE)
    assert not room.page.rows[PER_DEAL].up_button.isEnabled()


def test_a_premium_that_is_taken_out_is_offered_again(room: DraftRoom[PremiumsPage]) -> None:
    add(room, PER_DEAL)
    room.page.rows[PER_DEAL].remove_button.click()
    assert card(room).templates == ()
    assert room.draft.scheme.templates == ()
    assert not room.page.offers[PER_DEAL].isHidden()


def test_what_suits_best_is_taken_at_once(room: DraftRoom[PremiumsPage]) -> None:
    room.page.best_button.click()
    assert len(card(room).templates) == 2
    assert room.page.best_button.isHidden()


def test_a_score_that_pays_nobody_is_told_until_a_premium_pays_it(
    room: DraftRoom[PremiumsPage],
) -> None:
    assert room.page.unscored.isVisible()

    room.page.best_button.click()

    assert f"{TEAM}-score_bonus" in card(room).templates
    assert room.page.unscored.isHidden()
    assert any(row.edit_link.hasFocus() for row in room.page.rows.values())


def test_a_salary_is_taken_when_the_page_is_left(room: DraftRoom[PremiumsPage]) -> None:
    room.page.salary.edit.setText("45000")
    room.page.leave()
    assert card(room).salary == Decimal(45_000)


def test_where_everybody_has_a_salary_of_their_own_no_other_is_shown(
    qtbot: QtBot, database: str
) -> None:
    draft = editing.with_salary(sellers(), TEAM, Decimal(0))
    for ref in PEOPLE:
        draft = editing.with_salary(draft, TEAM, Decimal(40_000), ref)
    room = draft_room(qtbot, database, PremiumsPage, draft)

    assert room.page.salary.edit.text() == ""
    assert room.page.salary.edit.placeholderText() == "own salaries"
    room.page.leave()
    assert room.draft == draft


def test_a_salary_below_zero_is_refused_in_place(room: DraftRoom[PremiumsPage]) -> None:
    room.page.salary.edit.setText("-1")
    assert not room.page.validatePage()
    assert room.page.salary.field.error


def test_a_team_whose_result_is_paid_needs_no_premium(qtbot: QtBot, database: str) -> None:
    draft = sellers()
    paid = draft.card(TEAM)
    assert paid is not None
    scored = replace(paid, pay_model=PayModel.SALARY_AND_SCORE)
    room = draft_room(qtbot, database, PremiumsPage, editing.with_definition(draft, scored))
    assert "nothing has to be" in room.page.nothing.text()
    room.page.premiums.compute()
    example = room.page.summary.example
    assert example is not None
    assert [row.premiums.minor // 100 for row in example.rows] == [33_000, 15_000, 0]


def test_a_team_that_is_only_measured_is_offered_nothing(qtbot: QtBot, database: str) -> None:
    draft = sellers()
    draft = replace(draft, scheme=replace(draft.scheme, cards=()))
    room = draft_room(qtbot, database, PremiumsPage, draft)
    assert room.page.unpaid.isVisible()
    assert not room.page.summary.isVisible()


def test_the_editor_of_a_premium_writes_into_the_draft(room: DraftRoom[PremiumsPage]) -> None:
    add(room, SHARE)
    room.page.rows[SHARE].edit_link.click()
    dialog = room.page.dialog
    assert dialog is not None
    assert dialog.editor.delete_button.isHidden()
    dialog.editor.name.setText("A share of sales")
    dialog.editor.save()
    template = room.draft.scheme.templates[0]
    assert (template.code, template.name) == (SHARE, "A share of sales")
    assert room.page.dialog is None
    assert room.errors == []


def test_a_premium_of_ones_own_comes_onto_the_card(room: DraftRoom[PremiumsPage]) -> None:
    room.page.own_button.click()
    dialog = room.page.dialog
    assert dialog is not None
    dialog.taken.emit(BonusTemplate("own", "Own", PercentPremium(Decimal("0.01")), "sales_volume"))
    assert card(room).templates == ("own",)
    dialog.reject()
    assert room.page.dialog is None
