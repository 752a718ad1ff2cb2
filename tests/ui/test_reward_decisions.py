"""Adjustments, disputes and acquaintance on screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.pay import (
    AdjustmentKind,
    DisputeCategory,
    DisputeDraft,
    DisputeState,
)
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import ADMINISTRATOR
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.template import PercentPremium
from tests.storage.access_firm import sign_in_as
from tests.storage.pay_months import MARCH, MAY, SHARE, rub
from tests.ui.reward_rooms import RewardRoom, reward_room
from ui.rewards.acquaintance_section import AcquaintanceSection
from ui.rewards.adjustments_section import AdjustmentsSection
from ui.rewards.disputes_section import DisputesSection
from ui.rewards.reading_line import ReadingLine
from ui.settings import remembered_author
from ui.statements.one import StatementView
from ui.statements.page import StatementsPage
from ui.widgets.text import Label

RUB = "RUB\N{NO-BREAK SPACE}"
WRONG = DisputeDraft(1, MARCH, "share", DisputeCategory.RATE, "Six were promised", "Ivan")


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> RewardRoom:
    return reward_room(qtbot, sqlite_database)


@pytest.fixture
def adjustments(room: RewardRoom) -> AdjustmentsSection:
    return room.section("adjustments", AdjustmentsSection)


@pytest.fixture
def disputes(room: RewardRoom) -> DisputesSection:
    room.months.settle(MARCH, StatementState.PUBLISHED)
    room.services.disputes.open(WRONG)
    section = room.section("disputes", DisputesSection)
    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]
    return section


def enter(adjustments: AdjustmentsSection, kind: AdjustmentKind, amount: str = "") -> None:
    adjustments.new()
    card = adjustments.card
    card.kind.choose(kind)
    card.label.setText("Trade fair")
    card.amount.setText(amount)
    card.reason.setText("Two days at the stand")
    card.save_button.click()


def statement(room: RewardRoom, period: Period = MARCH) -> StatementView:
    room.context.selection.choose_period(period)
    room.page.open_key(1)
    return room.section("statements", StatementsPage).one


def test_an_adjustment_is_entered_for_the_month_that_is_chosen(
    room: RewardRoom, adjustments: AdjustmentsSection
) -> None:
    enter(adjustments, AdjustmentKind.PAYMENT, "3,000")

    [row] = room.services.adjustments.list_adjustments(MAY)
    assert (row.employee, row.adjustment.amount) == ("Employee 0", rub(3_000))
    assert row.adjustment.author == "Olga"
    assert adjustments.table.model().index(0, 3).data() == f"+{RUB}3,000.00"
    assert adjustments.words.text() == "May 2026 · 1 adjustment"


def test_praise_asks_for_no_amount_and_a_cut_for_its_order(
    adjustments: AdjustmentsSection,
) -> None:
    adjustments.new()
    card = adjustments.card
    shown = {}

    for kind in AdjustmentKind:
        card.kind.choose(kind)
        shown[kind] = card.amount_field.isVisible(), card.order_field.isVisible()

    assert shown == {
        AdjustmentKind.PAYMENT: (True, False),
        AdjustmentKind.PRAISE: (False, False),
        AdjustmentKind.CUT: (True, True),
    }


def test_what_the_core_refuses_is_said_at_its_field(adjustments: AdjustmentsSection) -> None:
    enter(adjustments, AdjustmentKind.CUT, "100")

    field = adjustments.card.form.field("ordered_on")
    assert field.error == "A cut needs the day of its order, and nothing else has one."


def test_an_adjustment_taken_back_comes_again_by_undo(
    room: RewardRoom, adjustments: AdjustmentsSection
) -> None:
    enter(adjustments, AdjustmentKind.PAYMENT, "3,000")
    [before] = room.services.adjustments.list_adjustments(MAY)
    adjustments.open(before)

    adjustments.card.delete_button.click()

    assert room.services.adjustments.list_adjustments(MAY) == []
    undo = room.said[-1].undo
    assert undo is not None
    undo()
    [again] = room.services.adjustments.list_adjustments(MAY)
    assert again.adjustment.amount == before.adjustment.amount


def test_a_settled_adjustment_can_be_read_only(
    room: RewardRoom, adjustments: AdjustmentsSection
) -> None:
    enter(adjustments, AdjustmentKind.PAYMENT, "3,000")
    room.months.settle(MAY, StatementState.APPROVED)
    [row] = room.services.adjustments.list_adjustments(MAY)

    adjustments.open(row)

    assert adjustments.card.settled.isVisible()
    assert not adjustments.card.save_button.isEnabled()
    assert not adjustments.card.delete_button.isVisible()


def test_a_line_is_disputed_on_the_statement_once_it_is_published(room: RewardRoom) -> None:
    room.months.settle(MARCH, StatementState.APPROVED)
    assert not statement(room).dispute_button.isVisible()
    room.services.statement_life.advance(MARCH, StatementState.PUBLISHED, "Anna")
    room.page.reload()

    statement(room).dispute_button.click()
    dialog = statement(room).disputes.dialog
    assert dialog is not None
    dialog.form.field("text").editor.setPlainText("Six were promised")  # type: ignore[attr-defined]
    dialog.submit_button.click()

    [row] = room.services.disputes.list_disputes()
    assert (row.employee, row.line, row.author) == ("Employee 0", "share", "Employee 0")
    assert remembered_author() == "Olga"
    assert statement(room).disputes.dialog is None

    room.page.reload()
    card = statement(room).card
    assert [line.disputed.isVisibleTo(line) for line in card.lines] == [False, True, False]


def test_a_dispute_leads_to_its_statement_and_its_mark_ends_with_the_answer(
    room: RewardRoom, disputes: DisputesSection
) -> None:
    room.context.selection.choose_period(MAY)
    disputes.card.statement_button.click()

    assert room.opened[-1] == ("statements", 1)
    assert room.context.selection.period == MARCH
    assert statement(room).card.lines[1].disputed.isVisibleTo(statement(room).card.lines[1])
    [row] = room.services.disputes.list_disputes()
    room.services.disputes.refuse(row, answer="As agreed", author="Olga")
    room.page.reload()
    line = statement(room).card.lines[1]
    assert not line.disputed.isVisibleTo(line)


def test_the_total_is_no_line_to_dispute(room: RewardRoom) -> None:
    room.months.settle(MARCH, StatementState.PUBLISHED)
    view = statement(room)
    assert view.dispute_button.isVisible()

    view.card.lines[-1].click()

    assert not view.dispute_button.isVisible()


def test_an_open_dispute_tells_until_when_it_is_to_be_answered(
    disputes: DisputesSection,
) -> None:
    model = disputes.table.model()

    assert model.index(0, 4).data() == "Answer by 27/05/2026"
    assert disputes.card.text.text() == "Six were promised"
    assert disputes.words.text() == "1 open dispute"
    assert disputes.counts.model().index(0, 1).data() == "1"


def test_a_dispute_is_refused_with_a_reason(room: RewardRoom, disputes: DisputesSection) -> None:
    disputes.card.refuse_button.click()
    assert disputes.card.form.field("answer").error == "Enter something here."

    disputes.card.answer.setPlainText("Five is what the card says")
    disputes.card.refuse_button.click()

    [row] = room.services.disputes.list_disputes()
    assert (row.state, row.answered_by) == (DisputeState.REFUSED, "Olga")
    assert disputes.table.model().index(0, 4).data() == "Refused"


def test_a_correction_without_an_amount_is_refused_in_place(disputes: DisputesSection) -> None:
    disputes.card.answer.setPlainText("You are right")

    disputes.card.correct_button.click()

    assert disputes.card.form.field("amount").error == "Enter what is missing, in RUB."


def test_a_correction_is_paid_and_may_be_taken_back(
    room: RewardRoom, disputes: DisputesSection
) -> None:
    disputes.card.answer.setPlainText("You are right")
    disputes.card.amount.setText("3,000")
    disputes.card.correct_button.click()
    [row] = room.services.disputes.list_disputes()
    assert (row.state, row.correction) == (DisputeState.CORRECTED, rub(3_000))

    disputes.open(disputes.table.model().row_at(0))  # type: ignore[attr-defined]
    assert f"Olga corrected it by +{RUB}3,000" in disputes.card.answered.text()
    disputes.card.reopen_button.click()

    assert room.services.disputes.list_disputes()[0].state is DisputeState.OPEN


def test_disputes_are_shown_by_their_state(disputes: DisputesSection) -> None:
    disputes.state_box.choose(DisputeState.REFUSED)
    assert disputes.table.model().rowCount() == 0

    disputes.state_box.choose(DisputeState.OPEN)
    assert disputes.table.model().rowCount() == 1


def test_who_has_not_read_a_rule_is_listed(room: RewardRoom) -> None:
    section = room.section("acquaintance", AcquaintanceSection)
    model = section.table.model()

    assert [model.index(0, column).data() for column in (4, 5)] == [
        "0 of 3",
        "Employee 0, Employee 1, Employee 2",
    ]
    assert section.words.text().startswith("3 people have rules to read")


def test_the_list_of_rules_keeps_most_of_the_room_beside_the_names_of_one(
    room: RewardRoom,
) -> None:
    section = room.section("acquaintance", AcquaintanceSection)

    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]

    listing, card = section.beside.sizes()
    assert listing > 2 * card > 0


def test_a_rule_that_is_not_ticked_stays_to_be_read(room: RewardRoom) -> None:
    room.context.selection.choose_employee(1)
    view = statement(room)
    view.reading.button.click()
    dialog = view.reading.dialog
    assert dialog is not None
    id_, box = next(iter(dialog.boxes.items()))

    box.setChecked(True)
    dialog.confirm_button.click()

    rows = room.services.readings.of_employee(1)
    assert [row.edition.id for row in rows if row.read_at is not None] == [id_]
    assert view.reading.words.text().startswith("3 rules are new")


def test_nobody_confirms_for_somebody_else(room: RewardRoom) -> None:
    view = statement(room)
    assert view.reading.isVisible()
    assert not view.reading.button.isVisible()

    room.context.selection.choose_employee(1)
    assert view.reading.button.isVisible()

    room.context.selection.choose_employee(2)
    assert not view.reading.button.isVisible()


@pytest.mark.parametrize(("own", "may"), [(None, False), (1, True), (2, False)])
def test_who_has_signed_in_confirms_for_themselves_alone(
    room: RewardRoom, qtbot: QtBot, sqlite_database: str, own: int | None, *, may: bool
) -> None:
    access = sign_in_as(room.services, sqlite_database, ADMINISTRATOR, own)
    room.context.selection.choose_employee(1)
    line = ReadingLine(replace(room.context, access=access))
    qtbot.addWidget(line)

    line.ask(1, MAY)

    assert line.words.text()
    assert line.button.isVisibleTo(line) is may


def test_rules_of_later_months_are_not_yet_to_be_read_on_a_statement(room: RewardRoom) -> None:
    later = replace(SHARE, premium=PercentPremium(Decimal("0.06")))
    room.services.schemes.save(later, date(2026, 6, 1))

    assert statement(room).reading.words.text().startswith("4 rules are new")
    assert statement(room, Period.month(2026, 6)).reading.words.text().startswith("5 rules")


def test_an_employee_confirms_on_the_statement_to_have_read_the_rules(room: RewardRoom) -> None:
    room.context.selection.choose_employee(1)
    view = statement(room)
    assert view.reading.isVisible()
    assert view.reading.words.text().startswith("4 rules are new and have to be read")

    view.reading.button.click()
    dialog = view.reading.dialog
    assert dialog is not None
    assert not dialog.confirm_button.isEnabled()
    words = [label.text() for label in dialog.findChildren(Label)]
    assert "5% of “Sales”" in words
    assert "The salary is RUB\xa047,000.00. Bonuses: 5 % of sales." in words
    assert any(one.startswith("What counts every month: “Sales”") for one in words)
    dialog.all_button.click()
    dialog.confirm_button.click()

    assert not view.reading.isVisible()
    assert view.reading.dialog is None
    assert {row.employee for row in room.services.readings.unread()} == {
        "Employee 1",
        "Employee 2",
    }
    section = room.section("acquaintance", AcquaintanceSection)
    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]
    assert section.card.read.text() == "Employee 0, 20/05/2026,\xa012:00"
    assert section.card.unread.text() == "Employee 1\nEmployee 2"
