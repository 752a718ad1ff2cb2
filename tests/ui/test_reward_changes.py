"""Changes after closing on screen: seen with their causes, accepted, dismissed, taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.pay import CorrectionState, DisputeCategory, DisputeDraft
from crm_desktop.domain.period import Period
from crm_desktop.rewards.pay_change import RecordChange
from tests.storage.pay_months import APRIL, MARCH, MAY, rub
from tests.ui.reward_rooms import RewardRoom, reward_room
from ui.rewards.causes import causes
from ui.rewards.changes_section import ChangesSection
from ui.rewards.paying_months import paying_months
from ui.widgets.empty_state import EmptyState

RUB = "RUB\N{NO-BREAK SPACE}"


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> RewardRoom:
    room = reward_room(qtbot, sqlite_database)
    room.months.settle(MARCH)
    return room


@pytest.fixture
def changes(room: RewardRoom) -> ChangesSection:
    """Two people of March, of whom each lost a deal's worth."""
    room.months.set_deal(1, 200_000)
    room.months.set_deal(2, 20_000)
    return room.section("changes", ChangesSection)


def cells(changes: ChangesSection) -> list[tuple[str, ...]]:
    model = changes.table.model()
    return [
        tuple(str(model.index(row, column).data()) for column in (0, 1, 4))
        for row in range(model.rowCount())
    ]


def open_first(changes: ChangesSection) -> None:
    changes.table.selectRow(0)
    changes.open(changes.table.current_row)


def test_changes_are_listed_by_person_with_their_difference(changes: ChangesSection) -> None:
    assert cells(changes) == [
        ("Employee 0", "March 2026", f"\N{MINUS SIGN}{RUB}5,000.00"),
        ("Employee 1", "March 2026", f"\N{MINUS SIGN}{RUB}4,000.00"),
    ]
    assert changes.words.text() == "2 statements would be another now"


def test_nothing_changed_leads_to_the_statements(room: RewardRoom) -> None:
    section = room.section("changes", ChangesSection)
    empty = section.table.findChild(EmptyState)
    assert isinstance(empty, EmptyState)
    assert empty.sentence == "Nothing has changed in settled pay."

    empty.accepted.emit()

    assert room.opened == [("statements", "statements")]


def test_a_list_that_a_bug_keeps_from_being_read_is_no_list_of_figures(
    changes: ChangesSection,
) -> None:
    changes.viewmodel.failed.emit(RuntimeError("a bug"))

    assert changes.states.sentence == "The list could not be read."


def test_a_change_shows_its_lines_and_what_caused_them(changes: ChangesSection) -> None:
    open_first(changes)

    assert changes.card.title.text() == "Employee 0 · March 2026"
    assert changes.card.amount.text() == f"\N{MINUS SIGN}{RUB}5,000.00"
    line = changes.card.tree.topLevelItem(0)
    assert line is not None
    assert [line.text(column) for column in range(4)] == [
        "5 % of sales",
        f"{RUB}15,000.00",
        f"{RUB}10,000.00",
        f"\N{MINUS SIGN}{RUB}5,000.00",
    ]
    causes = changes.card.causes.text().splitlines()
    assert f"Sales: {RUB}300,000 → {RUB}200,000" in causes
    assert f"Deal “Deal”: {RUB}300,000.00 → {RUB}200,000.00" in causes


def test_a_changed_commission_names_its_deal_and_what_became_of_it(changes: ChangesSection) -> None:
    found, *_others = changes.viewmodel.services.change_monitor.changes()
    amounts = rub(30_000), rub(20_000), rub(300_000), rub(200_000), rub(0)
    record = RecordChange("share", Entity.DEAL, 1, "Boiler", *amounts)

    told = list(causes(replace(found, records=(record,), facts=(), behind={})))

    assert told == [
        f"Deal “Boiler” (amount {RUB}300,000.00 → {RUB}200,000.00): {RUB}30,000 → {RUB}20,000"
    ]


def test_of_many_records_behind_an_indicator_the_first_are_named(room: RewardRoom) -> None:
    for deal in [room.months.add_deal(0, 1_000 * rank) for rank in range(1, 6)]:
        room.months.set_deal(deal, 2_000)

    [found] = room.services.change_monitor.changes()

    named = list(causes(found))[-4:]
    assert (named[0].partition(":")[0], named[-1]) == ("Deal “Deal”", "and 2 more records")


def test_a_change_tells_what_a_dispute_granted_already(room: RewardRoom) -> None:
    disputes = room.services.disputes
    wrong = DisputeDraft(1, MARCH, "share", DisputeCategory.RATE, "Six were promised", "Ivan")
    disputes.open(wrong)
    [opened] = disputes.list_disputes()
    disputes.correct(opened, rub(500), MAY, answer="You are right", author="Olga")
    room.months.set_deal(1, 290_000)
    changes = room.section("changes", ChangesSection)

    open_first(changes)

    assert changes.card.amount.text() == f"\N{MINUS SIGN}{RUB}500.00"
    granted = f"a dispute’s answer grants +{RUB}500 besides, paid by May 2026"
    assert changes.card.causes.text().splitlines()[-1] == granted
    assert changes.card.causes.isVisible()


def test_all_changes_are_accepted_at_once_into_the_month_of_today(
    room: RewardRoom, changes: ChangesSection
) -> None:
    changes.all_button.click()
    assert changes.card.title.text() == "2 changes"
    assert changes.card.amount.text() == f"\N{MINUS SIGN}{RUB}9,000.00"
    assert changes.card.into.currentText() == "May 2026"

    changes.card.accept_button.click()

    decided = room.services.change_monitor.decided(MARCH)
    assert [(row.amount, row.into, row.author) for row in decided] == [
        (rub(-5_000), MAY, "Olga"),
        (rub(-4_000), MAY, "Olga"),
    ]
    assert room.said[-1].sentence == "2 changes: accepted."
    assert cells(changes) == []
    assert not changes.beside.is_open


def test_a_dismissal_without_a_reason_is_refused_at_the_reason(
    room: RewardRoom, changes: ChangesSection
) -> None:
    open_first(changes)
    changes.card.dismiss_button.click()
    assert changes.card.form.field("reason").error == "Enter something here."

    changes.card.reason.setText("Our own mistake")
    changes.card.dismiss_button.click()

    [row] = room.services.change_monitor.decided(MARCH)
    assert (row.state, row.reason) == (CorrectionState.DISMISSED, "Our own mistake")
    assert [cell[0] for cell in cells(changes)] == ["Employee 1"]


def test_a_decision_is_taken_back_in_the_list_below(
    room: RewardRoom, changes: ChangesSection
) -> None:
    changes.all_button.click()
    changes.card.accept_button.click()
    assert changes.decided.isVisible()
    changes.decided.selectRow(0)
    first = changes.decided.current_row.employee

    changes.back_button.click()

    assert [cell[0] for cell in cells(changes)] == [first]
    assert room.said[-1].sentence == f"The decision about {first} is taken back."


def test_what_cannot_be_taken_back_any_more_is_said(
    room: RewardRoom, changes: ChangesSection
) -> None:
    changes.all_button.click()
    changes.card.accept_button.click()
    room.months.settle(MAY)
    changes.decided.selectRow(0)

    changes.back_button.click()

    assert [str(error) for error in room.errors] == ["May 2026 is settled with this correction."]


def test_what_was_entered_is_not_lost_without_a_question(changes: ChangesSection) -> None:
    open_first(changes)
    changes.card.reason.setText("Our own mistake")

    assert not changes.may_leave(lambda: None)
    assert changes.question is not None
    changes.question.reject()


def test_the_model_keeps_the_rules_of_models(
    qtmodeltester: ModelTester, changes: ChangesSection
) -> None:
    qtmodeltester.check(changes.table.model())


@pytest.mark.parametrize(
    ("after", "today", "months"),
    [
        (MARCH, MAY, [MAY, APRIL, Period.month(2026, 6)]),
        (MAY, APRIL, [Period.month(2026, 6), Period.month(2026, 7)]),
        (Period.parse("2026-Q1"), APRIL, [APRIL, MAY]),
    ],
)
def test_months_that_may_pay_come_after_the_period_and_begin_with_today(
    after: Period, today: Period, months: list[Period]
) -> None:
    assert paying_months(after, today.start) == months
