"""The page of the goal: aims in an order, a number, a day, and the firm's own figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.rewards.wizard.draft import Aim, Goal
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from crm_desktop.services.wizard_insights import WizardInsightService
from tests.ui.wizard_room import WizardRoom, wizard_room

JANUARY, FEBRUARY = Period.month(2026, 1), Period.month(2026, 2)


@pytest.fixture
def room(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> WizardRoom:
    """Return the room of a firm that sold for 100 000 in January and for 140 000 in February."""
    room = wizard_room(sqlite_database)
    sold = PastRow((Decimal(100_000), Decimal(140_000)), (True, True))
    waited = PastRow((Decimal(3000), Decimal(3000)), (True, True))
    rows = {(COMPANY, "sales_volume"): sold, (COMPANY, "answer_speed"): waited}
    past = WizardPast((JANUARY, FEBRUARY), rows)
    monkeypatch.setattr(WizardInsightService, "past", lambda *_: past)
    return room


def test_the_first_aim_that_is_ticked_is_the_main_one(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)

    room.goal.aims[Aim.RETENTION].click()
    room.goal.aims[Aim.MORE_SALES].click()

    assert room.draft.goal.aims == (Aim.RETENTION, Aim.MORE_SALES)
    assert room.goal.aims[Aim.RETENTION].badge.text() == "main"
    assert room.goal.aims[Aim.MORE_SALES].badge.text() == ""


def test_another_aim_can_be_made_the_main_one(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.RETENTION].click()
    room.goal.aims[Aim.MORE_SALES].click()

    room.goal.aims[Aim.MORE_SALES].first.click()

    assert room.draft.goal.aims == (Aim.MORE_SALES, Aim.RETENTION)
    assert room.goal.aims[Aim.MORE_SALES].first.isHidden()


def test_an_aim_is_taken_back_by_another_press(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.RETENTION].click()
    room.goal.aims[Aim.RETENTION].click()
    assert room.draft.goal.aims == ()


def test_what_is_typed_is_in_the_draft(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)

    room.goal.name.setText("Окна")
    room.goal.name.textEdited.emit("Окна")
    room.goal.words.setText("Больше окон")
    room.goal.words.textEdited.emit("Больше окон")
    room.goal.growth.setText("20")
    room.goal.until.setText("31/12/2026")

    assert room.draft.name == "Окна"
    assert room.draft.goal == Goal((), "Больше окон", Decimal("0.2"), date(2026, 12, 31))


def test_nothing_moves_while_a_wish_is_typed(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.MORE_SALES].click()
    figure, width = room.goal.figure, 480
    before = figure.heightForWidth(width)

    room.goal.growth.setText("20")

    assert not figure.wish.isHidden()
    assert figure.heightForWidth(width) == before


def test_the_main_figure_is_shown_with_what_the_wish_means(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.MORE_SALES].click()
    room.goal.growth.setText("20")

    figure = room.goal.figure
    assert figure.subject.text() == "Sales volume, the whole firm, usual in a month"
    assert figure.usual.text() == "RUB\N{NO-BREAK SPACE}120,000"
    assert figure.wish.text() == (
        "From RUB\N{NO-BREAK SPACE}120,000 to RUB\N{NO-BREAK SPACE}144,000"
    )
    assert "January 2026: RUB\N{NO-BREAK SPACE}100,000" in figure.months.text()


def test_where_less_is_better_the_figure_is_to_fall(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.FAST_ANSWERS].click()
    room.goal.growth.setText("20")

    assert room.goal.figure.wish.text() == "From 0:50 to 0:40"


def test_a_fourth_aim_is_too_many(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    for aim in tuple(Aim)[:4]:
        room.goal.aims[aim].click()

    window.next_button.click()

    assert window.page_now() is room.goal
    assert "three aims at most" in room.goal.strip.problems.accessibleDescription()


def test_an_aim_without_records_says_so(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    room.goal.aims[Aim.OFFICE_ORDER].click()
    assert room.goal.figure.subject.text().endswith("there are no records of it yet.")
    assert room.goal.figure.usual.isHidden()


def test_the_letters_of_smart_follow_what_is_entered(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    assert not any(check.holds for check in room.goal.smart.checks)

    room.goal.aims[Aim.MORE_SALES].click()
    room.goal.growth.setText("20")
    room.goal.until.setText("31/12/2026")

    held = {check.letter: check.holds for check in room.goal.smart.checks}
    assert held == {"S": True, "M": True, "A": False, "R": True, "T": True}


@pytest.mark.parametrize(
    ("growth", "until", "place"),
    [
        ("a lot", "", "goal.growth"),
        ("0", "", "goal.growth"),
        ("5000", "", "goal.growth"),
        ("", "soon", "goal.until"),
        ("", "01/01/2026", "goal.until"),
    ],
)
def test_wrong_entries_are_stopped_at_their_field(
    qtbot: QtBot, room: WizardRoom, growth: str, until: str, place: str
) -> None:
    window = room.open(qtbot)
    room.goal.aims[Aim.MORE_SALES].click()
    room.goal.growth.setText(growth)
    room.goal.until.setText(until)

    window.next_button.click()

    assert window.page_now() is room.goal
    assert [code for code, field in room.goal.fields.items() if field.error] == [place]


def test_a_scheme_without_a_name_is_stopped_at_its_field(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    room.goal.aims[Aim.MORE_SALES].click()
    room.goal.name.setText("")
    room.goal.name.textEdited.emit("")

    window.next_button.click()

    assert room.goal.fields["scheme.name"].error.startswith("Give the scheme a name")


def test_undoing_a_number_and_a_day_gives_both_back(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    room.goal.growth.setText("20")
    room.goal.until.setText("31/12/2026")

    window.viewmodel.undo()

    assert (room.draft.goal.growth, room.draft.goal.until) == (None, None)
    assert (room.goal.growth.text(), room.goal.until.text()) == ("", "")


def test_where_there_are_no_records_a_link_leads_to_where_they_are_entered(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = wizard_room(sqlite_database)
    room.open(qtbot)
    assert not room.goal.figure.records_link.isVisible()

    room.goal.aims[Aim.MORE_SALES].click()
    room.goal.figure.records_link.click()

    assert room.goal.figure.records_link.isVisible()
    assert room.opened == [("deals", None)]
