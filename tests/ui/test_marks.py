"""Marks given by hand: what is missing, giving one, its reason, and its past."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.marks import MarkDraft
from crm_desktop.domain.period import Period
from crm_desktop.kpi.source import ManualSource
from tests.ui import accessibility
from tests.ui.plan_rooms import ANNA, ORDER, SCHEME, PlanRoom, plan_room
from ui.plans.marks_section import MarksSection, state_of
from ui.plans.sections import MARKS

MARCH, FEBRUARY = Period.month(2026, 3), Period.month(2026, 2)
DRAFT = MarkDraft("order", ANNA, FEBRUARY, Decimal(2), "Tidy", "Olga")


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> PlanRoom:
    return plan_room(qtbot, sqlite_database)


@pytest.fixture
def marks(room: PlanRoom) -> MarksSection:
    marks = room.section(MARKS, MarksSection)
    marks.period.choose(FEBRUARY)
    return marks


def rows(marks: MarksSection) -> list[tuple[str, str]]:
    model = marks.table.model()
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 2).data()))
        for row in range(model.rowCount())
    ]


def open_first(marks: MarksSection) -> None:
    marks.table.setCurrentIndex(marks.table.model().index(0, 0))
    marks.open(marks.table.current_row)


def test_missing_marks_come_first_with_the_day_since_which_they_are_asked_for(
    room: PlanRoom, marks: MarksSection
) -> None:
    room.services.marks.set_mark(DRAFT)
    marks.reload()

    assert rows(marks) == [("Борис Гусев", "—"), ("Анна Ёлкина", "2")]
    missing, given = (marks.table.model().index(row, 3).data() for row in (0, 1))
    assert missing == "missing, asked for since 04/03/2026"
    assert given == "by hand: Olga"
    assert marks.count.text() == "1 mark is missing"


def test_a_mark_is_chosen_and_saved_with_reason_and_author(
    room: PlanRoom, marks: MarksSection
) -> None:
    open_first(marks)
    card = marks.card
    assert [card.choice.itemText(n) for n in range(card.choice.count())] == [
        "Choose…",
        "+3",
        "+2",
        "+1",
        "0",
        "−1",
        "−2",
        "−3",
    ]
    card.choice.choose(Decimal(-1))
    card.reason.setText("Late reports")
    card.author.setText("Olga")
    card.form.submit()

    given = next(
        row.given for row in room.services.marks.list_marks(FEBRUARY) if row.subject.ref == ANNA
    )
    assert given is not None
    assert (given.value, given.reason, given.author) == (Decimal(-1), "Late reports", "Olga")
    assert room.said[-1].sentence == "The mark −1 is given."
    open_first(marks)
    assert card.author.text() == "Olga"


def test_the_employee_who_is_chosen_gives_the_mark(room: PlanRoom, marks: MarksSection) -> None:
    boris = next(row for row in room.services.people.list_employees() if row.code == "boris")
    room.context.selection.choose_employee(boris.id)
    open_first(marks)

    assert marks.card.author.text() == "Борис Гусев"


@pytest.mark.parametrize(
    ("mark", "reason", "author", "field"),
    [(None, "Why", "Olga", "value"), (1, " ", "Olga", "reason"), (1, "Why", "", "author")],
)
def test_what_is_missing_is_said_at_its_field(
    room: PlanRoom,
    marks: MarksSection,
    *,
    mark: int | None,
    reason: str,
    author: str,
    field: str,
) -> None:
    open_first(marks)
    card = marks.card
    card.choice.choose(None if mark is None else Decimal(mark))
    card.reason.setText(reason)
    card.author.setText(author)
    card.form.submit()

    assert card.form.field(field).error
    assert all(row.given is None for row in room.services.marks.list_marks(FEBRUARY))


def test_the_past_of_a_mark_is_shown_and_it_is_taken_away_with_a_reason(
    room: PlanRoom, marks: MarksSection
) -> None:
    room.services.marks.set_mark(DRAFT)
    marks.reload()
    marks.table.setCurrentIndex(marks.table.model().index(1, 0))
    marks.open(marks.table.current_row)
    card = marks.card
    assert card.history.text() == "10/03/2026,\N{NO-BREAK SPACE}12:00, Olga: 2 — Tidy"
    card.away_button.click()
    assert card.form.field("reason").error
    card.reason.setText("Of another person")
    card.author.setText("Olga")
    card.away_button.click()

    assert [version.value for version in room.services.marks.history("order", ANNA, FEBRUARY)] == [
        None,
        Decimal(2),
    ]


def test_a_range_of_fractions_is_typed(qtbot: QtBot, sqlite_database: str) -> None:
    source = ManualSource(Decimal(0), Decimal("4.5"), None)
    indicators = (*SCHEME.indicators[:2], replace(ORDER, source=source))
    room = plan_room(qtbot, sqlite_database, replace(SCHEME, indicators=indicators))
    marks = room.section(MARKS, MarksSection)
    open_first(marks)
    marks.card.number.setText("4.6")
    marks.card.reason.setText("Why")
    marks.card.author.setText("Olga")
    marks.card.form.submit()
    assert marks.card.number_field.error == "A mark is a number from 0 to 4.5."
    marks.card.number.setText("4.25")
    marks.card.form.submit()

    assert ("Анна Ёлкина", "4.25") in rows(marks)
    assert state_of(room.services.marks.list_marks(MARCH)[1]) == "missing"


def test_marks_of_earlier_periods_are_a_click_away(room: PlanRoom) -> None:
    marks = room.section(MARKS, MarksSection)
    assert "of earlier periods are missing" in marks.stale_button.text()
    marks.stale_button.click()

    assert marks.period.period < FEBRUARY
    assert marks.table.model().index(0, 3).data().startswith("missing, asked for since")


def test_leaving_a_mark_that_is_not_saved_asks_first(room: PlanRoom, marks: MarksSection) -> None:
    open_first(marks)
    marks.card.reason.setText("Half a thought")

    assert not room.page.may_leave(lambda: None)
    assert marks.question is not None


def test_no_profile_that_asks_for_marks_shows_the_way(qtbot: QtBot, sqlite_database: str) -> None:
    room = plan_room(qtbot, sqlite_database, replace(SCHEME, profiles=()))
    marks = room.section(MARKS, MarksSection)

    assert rows(marks) == []
    assert accessibility.nameless_controls(marks) == []
    assert room.errors == []


def test_a_mark_that_was_given_stays_where_it_stood(room: PlanRoom, marks: MarksSection) -> None:
    open_first(marks)
    marks.card.choice.choose(Decimal(2))
    marks.card.reason.setText("Tidy")
    marks.card.author.setText("Olga")
    marks.card.form.submit()

    assert rows(marks) == [("Анна Ёлкина", "2"), ("Борис Гусев", "—")]
    assert marks.table.current_row.subject.ref == ANNA
    marks.reload()

    assert rows(marks) == [("Борис Гусев", "—"), ("Анна Ёлкина", "2")]
    assert marks.table.current_row.subject.ref == ANNA


def test_a_long_indicator_is_whole_where_there_is_room(qtbot: QtBot, sqlite_database: str) -> None:
    name = "Оценка руководителя за работу с клиентами"
    *others, order = SCHEME.indicators
    scheme = replace(SCHEME, indicators=(*others, replace(order, name=name)))
    room = plan_room(qtbot, sqlite_database, scheme)
    marks = room.section(MARKS, MarksSection)

    width = marks.table.fontMetrics().horizontalAdvance(name)
    assert marks.table.columnWidth(1) > width
    assert not marks.table.horizontalScrollBar().maximum()
