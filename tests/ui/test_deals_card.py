from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.deals import CreditShare, DealDraft, DealStatus
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Money
from tests.storage.crm_builders import NOW
from tests.ui import accessibility
from tests.ui.crm_pages import CrmRoom, answer, crm_room, general_error, press
from tests.ui.keys import type_text
from ui.deals.card import DealCardView
from ui.deals.customer_picker import CustomerPicker
from ui.deals.viewmodel import NewDeal, draft_of

FIRST = 1


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Iterator[CrmRoom]:
    it = crm_room(qtbot, sqlite_database)
    it.show("deals")
    yield it
    it.services.close()


def card_of(it: CrmRoom) -> DealCardView:
    card = it.deals.card
    assert isinstance(card, DealCardView)
    return card


def opened(it: CrmRoom, title: str = "Окна") -> tuple[DealCardView, int]:
    """Return the card of a new deal in the first stage, and the deal's id."""
    deal_id = it.add_deal(title)
    it.show("deals", deal_id)
    return card_of(it), deal_id


def change_elsewhere(it: CrmRoom, deal_id: int, **entries: object) -> None:
    card = it.deal(deal_id)
    draft: DealDraft = replace(draft_of(card), **entries)  # type: ignore[arg-type]
    it.services.deals.save(deal_id, card.row.version, draft)


def listed(it: CrmRoom) -> list[str]:
    return [row.title for row in it.deals.model.rows]


def step(card: DealCardView, place: int) -> QAbstractButton:
    return card.stages.steps[place]


def test_a_new_deal_appears_in_the_list(it: CrmRoom) -> None:
    customer_id = it.add_customer("Берёза")
    it.show("deals", NewDeal(customer_id, "Берёза"))
    card = card_of(it)
    card.entry.title.setText("Окна")
    card.entry.amount.setText("1,240.5")
    card.submit()

    assert listed(it) == ["Окна"]
    stored = it.deal(FIRST)
    assert stored.row.amount == Money(1_240_50, "RUB")
    assert (stored.row.customer, stored.row.owner_id) == ("Берёза", it.anna)
    assert stored.row.stage_id == it.stages["Lead"]
    assert card.title.text() == "Окна"


def test_a_new_deal_begins_only_in_an_open_stage(it: CrmRoom) -> None:
    it.deals.new()
    stage = card_of(it).entry.stage

    assert [stage.itemText(i) for i in range(stage.count())] == ["Lead", "Offer"]


def test_what_the_core_refuses_stands_under_its_field(it: CrmRoom) -> None:
    it.deals.new()
    card_of(it).submit()

    assert card_of(it).form.field("title").error == "Enter something here."
    assert listed(it) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("much", "“much” is no number: write 1,234.5."),
        ("1,5", "“1,5” is no number: write 1,234.5."),
        ("0.005", "An amount in RUB has at most 2 decimals."),
        (
            "-1",
            "An amount is not below zero and at most RUB\xa010,000,000,000,000.00.",
        ),
    ],
)
def test_an_amount_that_cannot_be_kept_is_refused_in_words(
    it: CrmRoom, text: str, words: str
) -> None:
    it.deals.new()
    card_of(it).entry.title.setText("Окна")
    card_of(it).entry.amount.setText(text)

    card_of(it).submit()

    assert card_of(it).form.field("amount").error == words
    assert listed(it) == []


def test_an_amount_is_written_as_the_language_does(qtbot: QtBot, sqlite_database: str) -> None:
    texts.activate("ru")
    it = crm_room(qtbot, sqlite_database)
    card, deal_id = opened(it)
    assert card.entry.amount.text() == "100,00"

    card.entry.amount.setFocus()
    card.entry.amount.setText("1240000.5")
    card.entry.title.setFocus()
    card.submit()

    assert card.entry.amount.text() == "1\xa0240\xa0000,50"
    assert it.deal(deal_id).row.amount == Money(1_240_000_50, "RUB")


def test_the_unit_of_the_amount_follows_the_currency(it: CrmRoom) -> None:
    it.services.firm.save_rate(RateRow("EUR", NOW.date(), Decimal(100)))
    it.deals.new()
    card = card_of(it)
    card.entry.title.setText("Окна")
    card.entry.amount.setText("5")
    card.entry.currency.choose("EUR")
    card.submit()

    assert it.deal(FIRST).row.amount == Money(500, "EUR")
    assert card.entry.amount.unit == "€"


def test_one_currency_is_no_choice(it: CrmRoom) -> None:
    it.deals.new()

    assert not card_of(it).form.field("currency").isVisible()
    assert card_of(it).entry.amount.unit == "RUB"


def test_a_step_of_the_bar_moves_the_deal_and_can_be_undone(qtbot: QtBot, it: CrmRoom) -> None:
    card, deal_id = opened(it)

    qtbot.mouseClick(step(card, 1), Qt.MouseButton.LeftButton)
    assert it.deal(deal_id).row.stage == "Offer"
    assert step(card, 1).isChecked()
    assert it.said[-1].sentence == "Deal “Окна” is now in “Offer”."

    assert it.said[-1].undo is not None
    it.said[-1].undo()
    assert it.deal(deal_id).row.stage == "Lead"
    assert step(card, 0).isChecked()


def test_the_keyboard_goes_along_the_steps_and_takes_one(qtbot: QtBot, it: CrmRoom) -> None:
    card, deal_id = opened(it)
    step(card, 0).setFocus()

    press(qtbot, Qt.Key.Key_Right)
    assert it.deal(deal_id).row.stage == "Lead"
    press(qtbot, Qt.Key.Key_Space)

    assert it.deal(deal_id).row.stage == "Offer"
    assert step(card, 1).hasFocus()


def test_a_click_on_the_step_where_the_deal_is_changes_nothing(qtbot: QtBot, it: CrmRoom) -> None:
    card, deal_id = opened(it)

    qtbot.mouseClick(step(card, 0), Qt.MouseButton.LeftButton)

    assert it.deal(deal_id).row.version == 1
    assert step(card, 0).isChecked()


def test_what_was_entered_is_saved_with_the_move(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.title.setText("Окна и двери")

    step(card, 1).click()

    row = it.deal(deal_id).row
    assert (row.title, row.stage) == ("Окна и двери", "Offer")
    assert not card.form.is_changed()


def test_nothing_moves_while_an_entry_is_wrong(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.amount.setText("much")

    step(card, 1).click()

    assert card.form.field("amount").error
    assert it.deal(deal_id).row.stage == "Lead"


def test_an_entry_that_the_core_refuses_keeps_everything_as_it_was(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.title.setText(" ")

    card.closing.won_button.click()

    assert card.form.field("title").error == "Enter something here."
    assert card.entry.title.text() == " "
    assert it.deal(deal_id).row.status is DealStatus.OPEN


def test_a_won_deal_is_read_only_until_it_is_reopened(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.closing.won_button.click()

    assert it.deal(deal_id).row.status is DealStatus.WON
    assert card.state.text() == "Won on 10/03/2026"
    assert card.entry.title.isReadOnly()
    assert not card.entry.owner.isEnabled()
    assert not card.save_button.isVisible()
    assert not step(card, 0).isEnabled()

    card.closing.reopen_button.click()
    assert it.deal(deal_id).row.status is DealStatus.OPEN
    assert not card.entry.title.isReadOnly()
    assert card.save_button.isVisible()


def test_winning_can_be_undone(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.closing.won_button.click()
    assert it.said[-1].sentence == "Deal “Окна” is won."

    assert it.said[-1].undo is not None
    it.said[-1].undo()

    assert it.deal(deal_id).row.status is DealStatus.OPEN
    assert card.closing.won_button.isVisible()


def test_reopening_cannot_be_undone_because_the_day_would_be_another(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    card.closing.won_button.click()
    card.closing.reopen_button.click()

    assert it.said[-1].sentence == "Deal “Окна” is open again."
    assert it.said[-1].undo is None


def test_a_lost_deal_needs_a_reason(qtbot: QtBot, it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.closing.lost_button.click()
    assert card.closing.reason.hasFocus()

    press(qtbot, Qt.Key.Key_Return)
    assert card.closing.field.error == "Say why the deal was lost."
    assert it.deal(deal_id).row.status is DealStatus.OPEN

    card.closing.reason.setEditText("Дорого")
    press(qtbot, Qt.Key.Key_Return)
    stored = it.deal(deal_id)
    assert (stored.row.status, stored.loss_reason) == (DealStatus.LOST, "Дорого")
    assert card.state.text() == "Lost on 10/03/2026: Дорого"
    assert not card.closing.is_asking


def test_reasons_that_were_given_before_are_offered(it: CrmRoom) -> None:
    it.services.deals.mark_lost(it.add_deal("Балкон"), 1, "Дорого")
    card, _deal_id = opened(it)

    reason = card.closing.reason
    assert [reason.itemText(i) for i in range(reason.count())] == ["Дорого"]
    assert reason.currentText() == ""


def test_the_history_has_moments_of_the_firm_and_the_latest_first(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    step(card, 1).click()

    assert card.history.lines == [
        ("10/03/2026,\xa012:00", "Offer"),
        ("10/03/2026,\xa012:00", "Lead"),
    ]


def test_credit_shares_tell_what_is_missing_while_they_are_entered(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    editor = card.entry.credits
    assert editor.message.text() == "All of the deal counts for its owner."

    editor.add_button.click()
    assert editor.lines[0].person.choice() == it.anna
    editor.lines[0].percent.setText("60")
    assert editor.message.text() == "10% too much is given away."
    editor.lines[1].percent.setText("30.5")
    assert editor.message.text() == "9.5% of the deal is not given to anyone."
    editor.lines[1].percent.setText("40")
    assert editor.message.text() == "2 people, 100%"
    editor.lines[1].percent.setText("x")
    assert editor.message.text() == "A share is a number of per cent, such as 60."


def test_credit_shares_are_saved_and_shown_again(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.credits.add_button.click()
    card.entry.credits.lines[0].percent.setText("60")
    card.entry.credits.lines[1].percent.setText("40")
    card.submit()
    assert card.form.field("credits").error == "Choose a person for each share."

    card.entry.credits.lines[1].person.choose(it.boris)
    card.submit()

    shares = (
        CreditShare(it.anna, Decimal("0.6")),
        CreditShare(it.boris, Decimal("0.4")),
    )
    assert it.deal(deal_id).credits == shares
    assert [line.percent.text() for line in card.entry.credits.lines] == ["60", "40"]
    assert not card.form.is_changed()


def test_shares_that_do_not_add_up_are_refused(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.credits.add_button.click()
    card.entry.credits.lines[1].person.choose(it.boris)
    card.entry.credits.lines[1].percent.setText("40")

    card.submit()

    assert card.form.field("credits").error == "The shares add up to 90%, not to 100%."
    assert it.deal(deal_id).credits == ()


def test_overlays_are_saved_beside_the_shares_and_shown_again(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    editor = card.entry.overlays
    assert editor.message.text() == "Besides, the deal counts for nobody."
    editor.add_button.click()
    assert editor.lines[0].percent.text() == "100"
    card.submit()
    assert card.form.field("overlays").error == "Choose a person for each share."

    editor.lines[0].person.choose(it.boris)
    editor.lines[0].percent.setText("101")
    card.submit()
    assert card.form.field("overlays").error == "A share is at most 100%."

    editor.lines[0].percent.setText("50")
    card.submit()

    assert it.deal(deal_id).overlays == (CreditShare(it.boris, Decimal("0.5")),)
    assert it.deal(deal_id).credits == ()
    assert [line.percent.text() for line in card.entry.overlays.lines] == ["50"]
    assert not card.form.is_changed()


def test_cost_discount_and_days_are_saved_and_the_margin_is_shown(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    card.entry.cost.setText("70.5")
    card.entry.discount.setText("5")
    card.entry.expected.setText("2026-04-01")
    card.entry.response.setText("10/03/2026 12:05")
    card.submit()

    stored = it.deal(deal_id)
    assert (stored.cost, stored.discount) == (Money(70_50, "RUB"), Money(5_00, "RUB"))
    assert stored.expected_on == date(2026, 4, 1)
    assert stored.first_response_at == datetime(2026, 3, 10, 9, 5, tzinfo=UTC)
    assert card.entry.response.text() == "10/03/2026 12:05"
    assert not card.form.is_changed()


def margin_of(card: DealCardView) -> str:
    labels = card.form.field("cost").findChildren(QLabel)
    return "".join(label.text() for label in labels if "Margin" in label.text())


def test_the_margin_follows_what_is_entered(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    assert margin_of(card) == ""

    card.entry.cost.setText("70.5")
    assert margin_of(card) == "Margin: RUB\xa029.50"
    card.entry.amount.setText("50")
    assert margin_of(card) == "Margin: \N{MINUS SIGN}RUB\xa020.50"
    card.entry.cost.setText("x")
    assert margin_of(card) == ""


def test_the_margin_of_an_amount_in_another_currency_is_that_of_its_rate(it: CrmRoom) -> None:
    it.services.firm.save_rate(RateRow("EUR", NOW.date(), Decimal(90)))
    deal_id = it.add_deal("Окна")
    change_elsewhere(it, deal_id, amount=Money(10_00, "EUR"), cost=Money(100_00, "RUB"))
    it.show("deals", deal_id)

    assert margin_of(card_of(it)) == "Margin: RUB\xa0800.00"
    card_of(it).entry.amount.setText("20")
    assert margin_of(card_of(it)) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("soon", "“soon” is no time of a day: write 31/03/2026 09:05."),
        ("10/03/2026 25:00", "“10/03/2026 25:00” is no time of a day: write 31/03/2026 09:05."),
        ("10/03/2026 11:59", "The first answer comes after the deal was created."),
    ],
)
def test_a_first_answer_that_cannot_be_is_refused_in_words(
    it: CrmRoom, text: str, words: str
) -> None:
    card, _deal_id = opened(it)
    card.entry.response.setText(text)
    card.submit()

    assert card.form.field("first_response_at").error == words


def test_a_moment_that_nobody_changes_keeps_its_seconds(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    answered = NOW + timedelta(minutes=5, seconds=7)
    change_elsewhere(it, deal_id, first_response_at=answered)
    it.show("deals", deal_id)
    card.entry.title.setText("Двери")
    card.submit()

    assert it.deal(deal_id).first_response_at == answered


def test_a_whole_name_that_only_one_customer_has_is_taken(it: CrmRoom) -> None:
    for name in ("Ёлочный двор", "Ёлка", "Сосна"):
        it.add_customer(name)
    it.deals.new()
    picker = card_of(it).entry.customer
    picker.setFocus()
    type_text(picker, "елка")

    picker.search()

    assert picker.text() == "Ёлка"
    assert picker.customer_id() == it.customer("Ёлка").row.id


def test_several_customers_are_offered_and_enter_takes_one(qtbot: QtBot, it: CrmRoom) -> None:
    for name in ("Ель 1", "Ель 2"):
        it.add_customer(name)
    it.deals.new()
    picker = card_of(it).entry.customer
    picker.setFocus()
    type_text(picker, "ель")
    picker.search()
    assert picker.popup.isVisible()

    qtbot.keyClick(picker.popup, Qt.Key.Key_Down)
    qtbot.keyClick(picker.popup, Qt.Key.Key_Return)

    assert picker.text() == "Ель 2"
    assert picker.customer_id() == it.customer("Ель 2").row.id


def offered(it: CrmRoom, letters: str) -> CustomerPicker:
    """Return the field with the customers open that ``letters`` find."""
    it.deals.new()
    picker = card_of(it).entry.customer
    picker.setFocus()
    type_text(picker, letters)
    picker.search()
    assert picker.popup.isVisible()
    return picker


def test_down_and_enter_take_the_only_customer(qtbot: QtBot, it: CrmRoom) -> None:
    it.add_customer("Ёлка и сыновья")
    picker = offered(it, "елка")

    qtbot.keyClick(picker.popup, Qt.Key.Key_Down)
    qtbot.keyClick(picker.popup, Qt.Key.Key_Return)

    assert picker.customer_id() == it.customer("Ёлка и сыновья").row.id
    assert not picker.popup.isVisible()


@pytest.mark.parametrize("is_in_list", [True, False])
def test_esc_closes_the_list_and_not_the_card(qtbot: QtBot, it: CrmRoom, is_in_list: bool) -> None:
    it.add_customer("Ёлка и сыновья")
    picker = offered(it, "елка")

    qtbot.keyClick(picker.popup if is_in_list else picker, Qt.Key.Key_Escape)

    assert not picker.popup.isVisible()
    assert card_of(it).form.question is None
    assert (picker.text(), card_of(it).isVisible()) == ("елка", True)


def test_a_customer_nobody_knows_is_created_from_the_list(qtbot: QtBot, it: CrmRoom) -> None:
    picker = offered(it, "Береза")
    assert picker.popup.currentIndex().data() == "Create customer “Береза”"

    qtbot.keyClick(picker.popup, Qt.Key.Key_Return)

    assert picker.customer_id() == it.customer("Береза").row.id
    assert it.said[-1].sentence == "Customer “Береза” is saved."


def test_a_name_that_is_no_customer_is_refused(it: CrmRoom) -> None:
    it.deals.new()
    card = card_of(it)
    card.entry.title.setText("Окна")
    card.entry.customer.setFocus()
    type_text(card.entry.customer, "Nobody")

    card.submit()

    assert card.form.field("customer_id").error == (
        "Choose a customer from the list, or leave this empty."
    )


def test_a_stale_save_of_a_deal_is_decided_field_by_field(it: CrmRoom) -> None:
    customer_id = it.add_customer("Берёза")
    card, deal_id = opened(it)
    change_elsewhere(it, deal_id, customer_id=customer_id, amount=Money(700, "RUB"))
    card.entry.source.setText("Реклама")
    card.submit()
    assert card.dialog is not None
    assert [(d.code, d.mine, d.theirs) for d in card.dialog.differences] == [
        ("customer_id", "", "Берёза"),
        ("amount", "RUB\xa0100.00", "RUB\xa07.00"),
        ("source", "Реклама", ""),
    ]

    card.dialog.merge_button.click()

    stored = it.deal(deal_id)
    assert (stored.source, stored.row.customer, stored.row.amount.minor) == (
        "Реклама",
        "Берёза",
        700,
    )


def test_a_move_of_a_deal_that_someone_changed_shows_it_as_it_is(it: CrmRoom) -> None:
    card, deal_id = opened(it)
    change_elsewhere(it, deal_id, title="Двери")

    step(card, 1).click()

    assert it.deal(deal_id).row.stage == "Lead"
    assert card.title.text() == "Двери"
    assert "was changed by someone else" in general_error(card.form)


def test_a_deal_leads_to_its_customer(it: CrmRoom) -> None:
    customer_id = it.add_customer("Берёза")
    it.show("deals", it.add_deal("Окна", customer_id))

    card_of(it).customer_button.click()

    assert it.window.currentWidget() is it.customers
    assert it.customers.card.title.text() == "Берёза"


def test_the_wheel_scrolls_the_card_and_changes_no_choice(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    assert accessibility.nameless_controls(card) == []
    answered = card.entry.owner.choice()

    card.entry.owner.wheelEvent(wheel())

    assert card.entry.owner.choice() == answered


def wheel() -> QWheelEvent:
    return QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_the_window_may_go_only_once_the_user_gives_up_what_was_entered(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    went: list[bool] = []

    assert it.deals.may_leave(lambda: went.append(True))
    card.entry.title.setText("Двери")
    assert not it.deals.may_leave(lambda: went.append(True))
    answer(card.form.question, "Stay")
    assert (went, card.entry.title.text()) == ([], "Двери")

    assert not it.deals.may_leave(lambda: went.append(True))
    answer(card.form.question, "Leave")

    assert (went, it.deals.may_leave(lambda: None)) == ([True], True)


def test_a_close_that_was_refused_is_not_made_up_for_later(it: CrmRoom) -> None:
    card, _deal_id = opened(it)
    went: list[bool] = []
    card.entry.title.setText("Двери")
    it.deals.may_leave(lambda: went.append(True))
    answer(card.form.question, "Stay")

    card.close_button.click()
    answer(card.form.question, "Leave")

    assert (went, card.isVisible()) == ([], False)


def test_the_keyboard_stays_at_what_can_be_done_next(qtbot: QtBot, it: CrmRoom) -> None:
    closing = opened(it)[0].closing

    closing.won_button.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert closing.reopen_button.hasFocus()

    press(qtbot, Qt.Key.Key_Space)
    assert closing.won_button.hasFocus()

    closing.ask()
    closing.reason.setEditText("Дорого")
    press(qtbot, Qt.Key.Key_Return)
    assert closing.reopen_button.hasFocus()
