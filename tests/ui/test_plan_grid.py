"""The plan grid: what its cells show, how they are typed, pasted, divided and saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.changes import Changes
from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import (
    COMPANY,
    DepartmentDraft,
    DepartmentRow,
    EmployeeDraft,
    EmployeeRow,
    StayRow,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period, PeriodKind, periods_within
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry, Split
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.planning import Cascade
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.plans import PlanRow
from tests.storage.crm_builders import add_stages, deal_draft
from tests.storage.kpi_scheme import SALES
from tests.ui import accessibility
from tests.ui.plan_rooms import ANNA, BORIS, SALES_UNIT, SCHEME, PlanRoom, plan_room
from ui.plans.cascade_section import CascadeSection
from ui.plans.cascading import CascadeOrder, cascade
from ui.plans.grid import Cell, Grid, GridRead, Line, Origin
from ui.plans.grid_model import FactRole, Kind
from ui.plans.grid_section import PlanGridSection
from ui.plans.lines import Staff, lines_of
from ui.plans.running import Choice, When, blend, own_later, planned, running_of
from ui.plans.running_dialog import RunningDialog
from ui.plans.sections import CASCADE, GRID_CODE
from ui.plans.spread_dialog import SpreadDialog
from ui.plans.spreading import SpreadOrder, Way, spread
from ui.plans.viewmodel import a_year_before

D = Decimal
YEAR = Period.containing(date(2026, 1, 1), PeriodKind.YEAR)
MONTHS = tuple(periods_within(YEAR, PeriodKind.MONTH))
LINES = (
    Line(COMPANY, "Firm", 0, None),
    Line(SALES_UNIT, "Sales", 1, COMPANY),
    Line(ANNA, "Anna", 2, SALES_UNIT),
    Line(BORIS, "Boris", 2, SALES_UNIT),
)


def row(
    value: int | None, day: date, subject: SubjectRef = ANNA, split: Split | None = None
) -> PlanRow:
    plan = None if value is None else D(value)
    return PlanRow("sales", subject, PeriodKind.MONTH, day, plan, split, until=None, note="")


def read_of(
    *rows: PlanRow, profile: int | None = None, today: date = date(2026, 3, 10)
) -> GridRead:
    subjects = {one.subject for one in rows}
    of_profiles = {} if profile is None else {(ANNA, p.start): D(profile) for p in MONTHS}
    return GridRead(
        indicator=SALES,
        currency="RUB",
        whole=YEAR,
        periods=MONTHS,
        lines=LINES,
        versions={who: tuple(one for one in rows if one.subject == who) for who in subjects},
        of_profiles=of_profiles,
        calendar=WorkingCalendar("RU"),
        today=today,
        adds_up=True,
    )


def day(month: int) -> date:
    return date(2026, month, 1)


def values(cells: Iterable[Cell]) -> list[Decimal | None]:
    return [cell.value for cell in cells]


def test_a_plan_holds_until_the_next_and_says_since_when() -> None:
    cells = Grid(read_of(row(100, date(2025, 6, 1)), row(200, day(3)))).cells(ANNA)

    assert values(cells) == [D(100)] * 2 + [D(200)] * 10
    assert [cell.origin for cell in cells[:4]] == [
        Origin.EARLIER,
        Origin.EARLIER,
        Origin.OWN,
        Origin.EARLIER,
    ]
    assert (cells[0].since, cells[3].since) == (date(2025, 6, 1), day(3))


def test_where_a_plan_is_taken_away_that_of_the_profile_holds() -> None:
    cells = Grid(read_of(row(100, day(1)), row(None, day(3)), profile=70)).cells(ANNA)

    assert values(cells[:4]) == [D(100), D(100), D(70), D(70)]
    assert cells[2].origin is Origin.PROFILE


def test_a_split_period_shows_what_both_plans_make_of_it() -> None:
    """1 000 on 15 days and 2 000 on 15 of April make 1 500."""
    read = read_of(row(1000, day(1)), row(2000, date(2026, 4, 16), split=Split.DAYS))
    cells = Grid(read).cells(ANNA)

    assert values(cells[2:6]) == [D(1000), D(1500), D(2000), D(2000)]
    assert cells[3].origin is Origin.BLENDED


def test_what_is_typed_goes_on_until_the_next_plan() -> None:
    read = read_of(row(100, day(1)), row(300, day(5)))
    cells = Grid(read, {(ANNA, day(2)): "250"}).cells(ANNA)

    assert values(cells[:6]) == [D(100), D(250), D(250), D(250), D(300), D(300)]
    assert [cell.is_changed for cell in cells[:3]] == [False, True, False]


def test_what_cannot_be_read_changes_nothing_and_is_said_at_its_cell() -> None:
    grid = Grid(read_of(row(100, day(1))), {(ANNA, day(2)): "many", (ANNA, day(3)): "5"})

    assert values(grid.cells(ANNA)[:3]) == [D(100), None, D(5)]
    assert [place for place, _words in grid.mistakes()] == [(ANNA, day(2))]


def test_typing_what_holds_already_is_no_change() -> None:
    grid = Grid(read_of(row(100, day(1))))

    assert grid.changed({(ANNA, day(1)): "100"}) == {}
    assert grid.changed({(BORIS, day(1)): ""}) == {}
    assert grid.changed({(ANNA, day(2)): "100"}) == {(ANNA, day(2)): "100"}


def test_departments_are_compared_with_the_company_and_people_with_their_department() -> None:
    read = read_of(
        row(500, day(1), COMPANY),
        row(450, day(1), SALES_UNIT),
        row(300, day(1)),
        row(150, day(1), BORIS),
    )
    grid = Grid(read)
    company, people = grid.control(COMPANY, 0), grid.control(SALES_UNIT, 0)
    year = grid.control(COMPANY, len(MONTHS))

    assert company is not None
    assert people is not None
    assert year is not None
    assert (company.difference, people.difference, year.difference) == (D(50), D(0), D(600))
    assert grid.control(ANNA, 0) is None


def test_new_plans_of_a_running_period_are_asked_about_but_not_first_ones() -> None:
    read = read_of(row(1000, day(1)))
    typed = {(ANNA, day(3)): "2000", (BORIS, day(3)): "500", (ANNA, day(5)): "7"}
    running = running_of(Grid(read, typed))

    assert running is not None
    assert [change.subject for change in running.changes] == [ANNA]
    assert running_of(Grid(read, {(BORIS, day(3)): "500"})) is None
    assert running_of(Grid(read, {(ANNA, day(4)): "500"})) is None


@pytest.mark.parametrize(
    ("choice", "figure", "begins"),
    [
        (Choice(When.NEXT, date(2026, 3, 10)), 1000, (day(4), None)),
        (Choice(When.WHOLE, date(2026, 3, 10)), 4100, (day(3), None)),
        # 10 of March's 31 days with 1 000 and 21 with 4 100: 10 000/31 + 86 100/31 = 3 100
        (Choice(When.SPLIT, date(2026, 3, 11), Split.DAYS), 3100, (date(2026, 3, 11), Split.DAYS)),
        (Choice(When.SPLIT, day(3), Split.DAYS), 4100, (day(3), None)),
    ],
)
def test_the_answer_decides_the_figure_of_the_running_period_and_what_is_saved(
    choice: Choice, figure: int, begins: tuple[date, Split | None]
) -> None:
    grid = Grid(read_of(row(1000, day(1))), {(ANNA, day(3)): "4100"})
    running = running_of(grid)
    assert running is not None
    [plan], ended = planned(grid, running, choice, "Why")

    assert blend(grid, running, running.changes[0], choice) == figure
    assert ((plan.valid_from, plan.split), plan.value, plan.note) == (begins, D(4100), "Why")
    assert ended == []


@pytest.mark.parametrize(
    ("when", "counted"), [(When.NEXT, (1, 1)), (When.SPLIT, (0, 2)), (When.WHOLE, (0, 2))]
)
def test_plans_set_for_later_periods_are_counted_before_they_are_replaced(
    when: When, counted: tuple[int, int]
) -> None:
    rows = (row(1000, day(1)), row(1000, day(4)), row(1100, day(5)), row(7, day(6)))
    grid = Grid(read_of(*rows, row(None, day(7))), {(ANNA, day(3)): "4100", (ANNA, day(6)): "8"})
    running = running_of(grid)
    assert running is not None
    choice = Choice(when, date(2026, 3, 11))

    assert own_later(grid, running, choice) == counted
    wanted, _ended = planned(grid, running, choice)
    assert (day(4) in {plan.valid_from for plan in wanted}) is (when is When.NEXT)


def test_what_ends_after_the_period_is_no_part_of_its_blend() -> None:
    grid = Grid(read_of(row(1000, day(1)), row(None, day(5))), {(ANNA, day(3)): "4100"})
    running = running_of(grid)
    assert running is not None
    choice = Choice(When.SPLIT, date(2026, 3, 11))

    assert blend(grid, running, running.changes[0], choice) == 3100  # 10 and 21 of 31 days


def test_a_plan_for_the_whole_period_takes_the_place_of_a_split_within() -> None:
    read = read_of(row(1000, day(1)), row(2000, date(2026, 4, 16), split=Split.DAYS))
    wanted, _ended = Grid(read, {(ANNA, day(4)): "900"}).wanted()

    assert [(plan.valid_from, plan.value, plan.split) for plan in wanted] == [
        (day(4), D(900), None),
        (date(2026, 4, 16), D(900), Split.DAYS),
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SpreadOrder(Way.EVENLY, D(1200)), [D(100)] * 12),
        (SpreadOrder(Way.SEASON, D(1300), (D(2), *[D(1)] * 11)), [D(200), *[D(100)] * 11]),
        (SpreadOrder(Way.LAST_YEAR, D(2400)), [D(300), D(100), *[D(200)] * 10]),
        (SpreadOrder(Way.GROWN, None, growth=D("1.5")), [D(45), D(15), *[D(30)] * 10]),
    ],
)
def test_a_year_is_spread_in_each_way(order: SpreadOrder, expected: list[Decimal]) -> None:
    last_year = [D(30), D(10), *[D(20)] * 10]

    found = spread(order, MONTHS, D(1), calendar=WorkingCalendar("RU"), last_year=last_year)

    assert found == expected


@given(whole=st.integers(0, 10**9), way=st.sampled_from([Way.EVENLY, Way.WORKING_DAYS]))
def test_spreading_loses_nothing(whole: int, way: Way) -> None:
    found = spread(
        SpreadOrder(way, D(whole)), MONTHS, D(1), calendar=WorkingCalendar("RU"), last_year=[]
    )

    assert sum(found) == whole


@given(total=st.integers(0, 10**9), step=st.sampled_from([1, 100, 1000]))
def test_a_cascade_and_its_rest_make_the_whole(total: int, step: int) -> None:
    grid = Grid(read_of(), {(COMPANY, day(1)): str(total), (COMPANY, day(2)): "0"})

    found = cascade(grid, CascadeOrder(COMPANY, Cascade.HEADCOUNT, D(step), is_deep=True))
    made = Grid(grid.read, {**grid.edits, **found.places})

    assert made.cells(SALES_UNIT)[0].value == total - total % step
    people = [made.cells(who)[0].value or D(0) for who in (ANNA, BORIS)]
    assert sum(people) == total - total % step
    assert found.rest == total % step


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.month(2026, 2), Period.month(2025, 2)),
        (Period.parse("2026-Q2"), Period.parse("2025-Q2")),
        (Period.parse("2026-03-10"), Period.parse("2025-03-11")),
        (Period.parse("2026-W10"), Period.parse("2025-W10")),
    ],
)
def test_days_and_weeks_compare_with_the_same_weekdays_a_year_before(
    period: Period, before: Period
) -> None:
    assert a_year_before(period) == before


@pytest.mark.parametrize(
    ("hired", "is_new"),
    [(date(2025, 12, 15), True), (day(1), True), (date(2025, 9, 1), False), (None, False)],
)
def test_newcomers_with_a_ramp_are_pointed_out(hired: date | None, *, is_new: bool) -> None:
    """The ramp of three months of who was hired in December ends with February."""
    entry = ProfileEntry("sales", plan=D(100), ramp=(D(10), D(20), D(50)))
    seller = Profile("seller", "Seller", (entry,), (COMPANY,))
    scheme = Scheme("S", "RUB", indicators=(SALES,), profiles=(seller,))
    anna = EmployeeRow(1, 1, "anna", "Anna", "", None, "", hired, None)
    staff = Staff("Firm", (), (anna,), ())

    found = lines_of(staff, dict.fromkeys(MONTHS[:2], scheme), "sales")

    assert [line.name for line in found.lines] == ["Firm", "Anna"]
    assert [line.is_measured for line in found.lines] == [False, True]
    assert found.of_profiles == {(ANNA, day(1)): D(100), (ANNA, day(2)): D(100)}
    assert (found.lines[1].ramp is not None) is is_new


SERVICE_UNIT = SubjectRef(SubjectLevel.DEPARTMENT, "service")


def test_a_plan_that_holds_stops_with_the_employment_and_counts_nowhere_after() -> None:
    """Anna's plan of 100 holds from January on; she leaves at the end of March."""
    left = {(ANNA, month.start): None for month in MONTHS[3:]}
    read = replace(
        read_of(row(1200, day(1), SALES_UNIT), row(100, day(1)), row(7, day(5))), elsewhere=left
    )
    grid = Grid(read)
    march, may, year = (grid.control(SALES_UNIT, column) for column in (2, 4, len(MONTHS)))

    assert values(grid.cells(ANNA)[:6]) == [D(100)] * 3 + [None, D(7), None]
    assert march is not None
    assert march.parts == D(100)
    assert may is None
    assert year is not None
    assert year.parts == D(300)


def test_whoever_moved_counts_in_each_department_while_there() -> None:
    """Anna left Sales on 18 December: its profile measures her until November."""
    departments = tuple(
        DepartmentRow(number, 1, name.lower(), name, None, None, "")
        for number, name in ((1, "Sales"), (2, "Service"))
    )
    anna = EmployeeRow(1, 1, "anna", "Anna", "", 2, "Service", None, None)
    stays = (StayRow(1, "Sales"), StayRow(2, "Service", date(2026, 12, 18)))
    staff = Staff("Firm", departments, (anna,), (), {1: stays})
    seller = Profile("seller", "Seller", (ProfileEntry("sales", plan=D(100)),), (SALES_UNIT,))
    scheme = Scheme("S", "RUB", indicators=(SALES,), profiles=(seller,))

    found = lines_of(staff, dict.fromkeys(MONTHS, scheme), "sales")

    assert [(line.name, line.parent) for line in found.lines] == [
        ("Firm", None),
        ("Sales", COMPANY),
        ("Service", COMPANY),
        ("Anna", SERVICE_UNIT),
    ]
    assert found.lines[3].is_measured
    assert set(found.of_profiles) == {(ANNA, month.start) for month in MONTHS[:11]}
    assert found.elsewhere == {(ANNA, month.start): SALES_UNIT for month in MONTHS[:11]}


# On the screen.


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> PlanRoom:
    return plan_room(qtbot, sqlite_database)


@pytest.fixture
def grid(room: PlanRoom) -> PlanGridSection:
    return room.section(GRID_CODE, PlanGridSection)


def shown(grid: PlanGridSection, subject: SubjectRef, month: int) -> str:
    index = grid.grid.index_of((subject, day(month)))
    return str(index.data())


def titles(grid: PlanGridSection) -> list[str]:
    return [one.title for one in grid.grid.rows]


def stored(room: PlanRoom) -> list[tuple[str, date, Decimal | None]]:
    rows = room.services.plans.plans(PeriodKind.MONTH, YEAR.start, YEAR.end, indicator="sales")
    return [(str(one.subject), one.valid_from, one.value) for one in rows]


def select(grid: PlanGridSection, subject: SubjectRef, months: Iterable[int]) -> None:
    first, *others = months
    grid.view.select((subject, day(first)))
    for month in others:
        index = grid.grid.index_of((subject, day(month)))
        grid.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def figure(dialog: RunningDialog | SpreadDialog, column: int) -> str:
    """Return what the first row of the preview shows."""
    item = dialog.table.item(0, column)
    return "" if item is None else item.text()


def type_cell(qtbot: QtBot, grid: PlanGridSection, text: str, end: Qt.Key) -> None:
    """Type into the current cell: the first key opens it."""
    qtbot.keyClick(grid.view, text[0])
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, end)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not editor)


def test_the_grid_begins_with_the_firms_sums_and_the_running_month(grid: PlanGridSection) -> None:
    assert titles(grid) == ["Окна", "Sales", "Анна Ёлкина", "Борис Гусев"]
    assert grid.choice.indicator.choice() == "sales"
    assert shown(grid, ANNA, 3) == "1,000"
    assert grid.view.currentIndex().column() == 2
    assert "of the profile" in grid.grid.said_of(grid.grid.index_of((ANNA, day(3))))


def test_typing_saves_all_in_one_go(qtbot: QtBot, room: PlanRoom, grid: PlanGridSection) -> None:
    select(grid, ANNA, [4])
    type_cell(qtbot, grid, "1500", Qt.Key.Key_Return)
    type_cell(qtbot, grid, "1700", Qt.Key.Key_Tab)

    assert (shown(grid, ANNA, 4), shown(grid, BORIS, 4)) == ("1,500", "1,700")
    assert stored(room) == []
    grid.save()

    assert stored(room) == [
        ("employee:anna", day(4), D(1500)),
        ("employee:boris", day(4), D(1700)),
    ]
    assert room.said[-1].sentence == "2 plans are saved."
    assert not grid.is_changed
    assert shown(grid, ANNA, 12) == "1,500"


def test_a_block_of_a_spreadsheet_is_pasted_with_its_own_way_of_writing_numbers(
    qtbot: QtBot, room: PlanRoom, grid: PlanGridSection
) -> None:
    texts.activate("ru")
    grid.enter({(COMPANY, day(5)): "10"})  # a row that compares comes between company and sales
    select(grid, COMPANY, [5])
    QGuiApplication.clipboard().setText("1 200 000,50\t2 000\r\n600\t700\r\nмного\t5\r\n")
    qtbot.keyClick(grid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert grid.history.present == {
        (COMPANY, day(5)): "1 200 000,50",
        (COMPANY, day(6)): "2 000",
        (SALES_UNIT, day(5)): "600",
        (SALES_UNIT, day(6)): "700",
        (ANNA, day(5)): "много",
        (ANNA, day(6)): "5",
    }
    grid.save()

    assert stored(room) == []
    assert "много" in grid.problem.text()
    assert grid.grid.place_at(grid.view.currentIndex()) == (ANNA, day(5))


def test_rows_that_do_not_fit_are_told(room: PlanRoom, grid: PlanGridSection) -> None:
    select(grid, BORIS, [5])
    QGuiApplication.clipboard().setText("1\n2\n3")

    grid.view.paste()

    assert grid.history.present == {(BORIS, day(5)): "1"}
    assert room.said[-1].sentence == "2 pasted rows are more than there are rows below."


def test_one_copied_value_goes_into_all_that_is_selected(grid: PlanGridSection) -> None:
    select(grid, ANNA, [3])
    grid.view.copy()
    select(grid, BORIS, [5, 6])

    grid.view.paste()

    assert set(grid.history.present) == {(BORIS, day(5)), (BORIS, day(6))}
    assert shown(grid, BORIS, 6) == "1,000"


@pytest.mark.parametrize(
    ("key", "last", "filled"),
    [
        (Qt.Key.Key_R, (ANNA, 6), {(ANNA, 5), (ANNA, 6)}),
        (Qt.Key.Key_D, (BORIS, 4), {(BORIS, 4)}),
    ],
)
def test_the_first_of_the_selection_fills_the_rest(
    qtbot: QtBot,
    grid: PlanGridSection,
    key: Qt.Key,
    last: tuple[SubjectRef, int],
    filled: set[tuple[SubjectRef, int]],
) -> None:
    grid.enter({(ANNA, day(4)): "55"})
    select(grid, ANNA, [4])
    flag = QItemSelectionModel.SelectionFlag.Select
    for who, month in {*filled, last}:
        grid.view.selectionModel().select(grid.grid.index_of((who, day(month))), flag)
    qtbot.keyClick(grid.view, key, Qt.KeyboardModifier.ControlModifier)

    assert {(who, when.month) for who, when in grid.history.present} == filled | {(ANNA, 4)}
    assert set(grid.history.present.values()) == {"55"}


def test_steps_are_undone_and_done_again(qtbot: QtBot, grid: PlanGridSection) -> None:
    grid.enter({(ANNA, day(4)): "1"})
    grid.enter({(ANNA, day(5)): "2"})
    grid.undo()
    assert grid.history.present == {(ANNA, day(4)): "1"}
    grid.redo()
    assert shown(grid, ANNA, 5) == "2"
    select(grid, ANNA, [4])
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)

    assert shown(grid, ANNA, 4) == "1,000"


def test_a_saved_plan_is_taken_away_again(room: PlanRoom, grid: PlanGridSection) -> None:
    grid.enter({(ANNA, day(5)): "2000"})
    grid.save()
    grid.enter({(ANNA, day(5)): ""})
    grid.save()

    assert [value for _who, _day, value in stored(room)] == [None]
    assert shown(grid, ANNA, 5) == "1,000"


def test_comparing_rows_say_what_is_missing(grid: PlanGridSection) -> None:
    grid.enter({(COMPANY, day(4)): "2500", (SALES_UNIT, day(4)): "2000"})

    assert titles(grid)[:4] == [
        "Окна",
        "Difference: departments",
        "Sales",
        "Difference: people",
    ]
    departments, people = (grid.grid.index(number, 3) for number in (1, 3))
    assert (departments.data(), people.data()) == ("−500", "✓")
    assert "RUB\N{NO-BREAK SPACE}500 is missing" in grid.grid.said_of(departments)
    assert grid.grid.rows[1].kind is Kind.CONTROL
    grid.undo()
    assert titles(grid) == ["Окна", "Sales", "Анна Ёлкина", "Борис Гусев"]


def test_the_plans_of_a_department_add_up_also_for_the_months_before_somebody_left_it(
    room: PlanRoom,
) -> None:
    people = room.services.people
    service = people.create_department(DepartmentDraft("service", "Service")).id
    anna = next(row for row in people.list_employees() if row.code == "anna")
    draft = EmployeeDraft("anna", anna.name, department_id=service)
    changes = people.save_employee(anna.id, anna.version, draft, since=date(2026, 2, 18))
    room.services.plans.set_plans([Plan("sales", SALES_UNIT, D(2000), PeriodKind.MONTH, day(1))])
    room.context.changes.happened.emit(changes)
    grid = room.section(GRID_CODE, PlanGridSection)
    control = titles(grid).index("Difference: people")

    assert grid.choice.who.choice() == "measured"
    assert [*titles(grid)[1:4], titles(grid)[-1]] == [
        "Sales",
        "Difference: people",
        "Борис Гусев",
        "Анна Ёлкина",
    ]
    assert [grid.grid.index(control, column).data() for column in range(2)] == ["✓", "−1,000"]
    assert [shown(grid, ANNA, month) for month in (1, 2)] == ["1,000", ""]
    said = [grid.grid.said_of(grid.grid.index_of((ANNA, day(month)))) for month in (1, 2)]
    assert [" is in “Sales”: the plan counts there." in words for words in said] == [True, False]
    head = grid.grid.headerData(
        len(titles(grid)) - 1, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole
    )
    assert "was in “Sales” before" in head

    grid.choice.who.choose(SALES_UNIT)
    grid.choice.who.activated.emit(grid.choice.who.currentIndex())
    assert titles(grid) == ["Sales", "Difference: people", "Борис Гусев", "Анна Ёлкина"]


def test_nothing_is_measured_before_somebody_was_hired(room: PlanRoom) -> None:
    people = room.services.people
    anna = next(row for row in people.list_employees() if row.code == "anna")
    draft = EmployeeDraft(
        "anna", anna.name, department_id=anna.department_id, hired_on=date(2026, 2, 9)
    )
    room.context.changes.happened.emit(people.save_employee(anna.id, anna.version, draft))
    grid = room.section(GRID_CODE, PlanGridSection)
    cells = [grid.grid.index_of((ANNA, day(month))) for month in (1, 2)]

    assert [cell.data(FactRole) for cell in cells] == ["", "0"]
    assert [shown(grid, ANNA, month) for month in (1, 2)] == ["", "1,000"]
    assert "is not employed in this period" in grid.grid.said_of(cells[0])
    assert "Measured" not in grid.grid.said_of(cells[0])


def test_facts_stand_below_the_plans_of_months_that_have_begun(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = plan_room(qtbot, sqlite_database)
    stages = add_stages(sqlite_database)
    anna = next(row.id for row in room.services.people.list_employees() if row.code == "anna")
    deal = deal_draft(anna, stages["Lead"], amount=Money(750_60, "RUB"))
    created = room.services.deals.create(deal).id
    changes = room.services.deals.mark_won(created, room.services.deals.card(created).row.version)
    room.context.changes.happened.emit(changes)
    grid = room.section(GRID_CODE, PlanGridSection)

    facts = [grid.grid.index_of((ANNA, day(month))).data(FactRole) for month in (2, 3, 4)]
    assert facts == ["0", "751", ""]


def test_a_plan_of_the_running_month_asks_from_when_it_holds(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    grid.enter({(ANNA, day(3)): "4100"})
    grid.save()
    dialog = grid.dialog
    assert isinstance(dialog, RunningDialog)
    assert stored(room) == []
    dialog.split.setChecked(True)
    dialog.day.setText("11.03.2026")

    assert figure(dialog, 3) == "RUB\N{NO-BREAK SPACE}3,100"
    dialog.day.setText("01.04.2026")
    assert not dialog.save_button.isEnabled()
    assert dialog.day_field.error == "Enter a day from 01/03/2026 to 31/03/2026."
    dialog.next.setChecked(True)
    dialog.save_button.click()

    assert stored(room) == [("employee:anna", day(4), D(4100))]
    assert shown(grid, ANNA, 3) == "1,000"


@pytest.mark.parametrize("before", [None, 2000])
def test_a_split_is_taken_back_later_and_can_be_undone(
    room: PlanRoom, grid: PlanGridSection, before: int | None
) -> None:
    own = [] if before is None else [Plan("sales", ANNA, D(before), PeriodKind.MONTH, day(2))]
    new = Plan("sales", ANNA, D(4100), PeriodKind.MONTH, date(2026, 3, 11), Split.DAYS)
    room.services.plans.set_plans([*own, new])
    grid.reload()
    held, blended = ("1,000", "3,100") if before is None else ("2,000", "3,422.58")
    assert (shown(grid, ANNA, 3), shown(grid, ANNA, 4)) == (blended, "4,100")
    grid.view.select((ANNA, day(3)))
    back = in_menu(grid, "Take the split back")
    assert back is not None

    back.trigger()

    assert (shown(grid, ANNA, 3), shown(grid, ANNA, 4)) == (held, held)
    assert in_menu(grid, "Take the split back") is None
    undo = room.said[-1].undo
    assert undo is not None
    undo()
    assert (shown(grid, ANNA, 3), shown(grid, ANNA, 4)) == (blended, "4,100")


def test_what_was_typed_is_not_lost_by_taking_a_split_back(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    new = Plan("sales", ANNA, D(4100), PeriodKind.MONTH, date(2026, 3, 11), Split.DAYS)
    room.services.plans.set_plans([new])
    grid.reload()
    grid.view.select((ANNA, day(3)))
    grid.enter({(ANNA, day(5)): "70"})

    back = in_menu(grid, "Take the split back")
    assert back is not None
    assert not back.isEnabled()


def in_menu(grid: PlanGridSection, text: str) -> QAction | None:
    return next((one for one in grid.view.menu().actions() if one.text() == text), None)


def test_the_plan_of_the_next_month_stays_or_is_said_to_go(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    own = Plan("sales", ANNA, D(1000), PeriodKind.MONTH, day(4))
    room.services.plans.set_plans([own])
    grid.reload()
    grid.enter({(ANNA, day(3)): "4100"})
    grid.save()
    dialog = grid.dialog
    assert isinstance(dialog, RunningDialog)
    assert dialog.later.text() == "1 plan that was set for April 2026 itself is replaced."
    dialog.split.setChecked(True)
    dialog.day.setText("11.03.2026")
    assert dialog.later.text() == "1 plan that was set for a later period stays."
    dialog.save_button.click()

    assert stored(room) == [
        ("employee:anna", date(2026, 3, 11), D(4100)),
        ("employee:anna", day(4), D(1000)),
    ]


def test_a_spread_year_is_seen_before_and_undone_as_one_step(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    select(grid, COMPANY, [3])
    grid.spread()
    dialog = grid.dialog
    assert isinstance(dialog, SpreadDialog)
    dialog.whole.setText("1200.05")
    assert figure(dialog, 2) == "100.01"
    dialog.put_button.click()

    assert len(grid.history.present) == 12
    cell = grid.grid.said_of(grid.grid.index_of((COMPANY, day(12))))
    assert cell.endswith("not yet saved. RUB\N{NO-BREAK SPACE}1,200.05 spread evenly.")
    grid.undo()
    assert grid.history.present == {}


def test_what_is_no_sum_is_not_spread(room: PlanRoom, grid: PlanGridSection) -> None:
    grid.choice.indicator.choose("average")
    grid.choice.indicator.activated.emit(grid.choice.indicator.currentIndex())
    select(grid, COMPANY, [3])
    grid.spread()
    dialog = grid.dialog
    assert isinstance(dialog, SpreadDialog)
    dialog.whole.setText("100")

    assert not dialog.put_button.isEnabled()
    assert "make no sum" in dialog.problem.text()


def test_leaving_what_is_not_saved_asks_first(room: PlanRoom, grid: PlanGridSection) -> None:
    left: list[bool] = []
    grid.enter({(ANNA, day(5)): "1"})
    grid.choice.indicator.choose("average")
    grid.choice.indicator.activated.emit(grid.choice.indicator.currentIndex())

    assert grid.choice.indicator.choice() == "sales"
    assert grid.question is not None
    assert not room.page.may_leave(lambda: left.append(True))
    grid.question.accept()
    assert grid.choice.indicator.choice() == "average"
    assert room.page.may_leave(lambda: None)


def test_esc_asks_before_what_was_typed_is_discarded(qtbot: QtBot, grid: PlanGridSection) -> None:
    select(grid, ANNA, [5])
    qtbot.keyClick(grid.view, Qt.Key.Key_Escape)
    assert grid.question is None
    grid.enter({(ANNA, day(5)): "1"})
    qtbot.keyClick(grid.view, Qt.Key.Key_Escape)
    assert grid.question is not None
    assert grid.is_changed
    grid.question.accept()

    assert shown(grid, ANNA, 5) == "1,000"


def test_own_plans_let_no_facts_be_read_again_but_new_deals_do(
    monkeypatch: pytest.MonkeyPatch, room: PlanRoom, grid: PlanGridSection
) -> None:
    asked: list[Period] = []
    facts = room.services.calculation.facts

    def counted(period: Period) -> Facts:
        asked.append(period)
        return facts(period)

    monkeypatch.setattr(room.services.calculation, "facts", counted)
    grid.enter({(ANNA, day(5)): "1"})
    grid.save()
    assert asked == []
    room.context.changes.happened.emit(Changes.DEALS)

    assert asked == [Period.month(2026, month) for month in (1, 2, 3)]


def test_a_cascade_is_put_into_the_grid_and_saved_there(room: PlanRoom) -> None:
    grid = room.section(GRID_CODE, PlanGridSection)
    grid.enter({(COMPANY, day(5)): "3001"})
    grid.save()
    section = room.section(CASCADE, CascadeSection)
    section.rounding.choose(D(10))
    section.rounding.activated.emit(section.rounding.currentIndex())
    assert "is left over by rounding" in section.outcome.text()
    section.put_button.click()

    assert room.page.shown is grid
    assert shown(grid, SALES_UNIT, 5) == "3,000"
    assert (shown(grid, ANNA, 5), shown(grid, BORIS, 5)) == ("1,500", "1,500")
    grid.save()
    assert ("department:sales", day(5), D(3000)) in stored(room)


def test_a_cascade_of_nothing_says_so() -> None:
    with pytest.raises(InvalidInputError, match="no plan to divide"):
        cascade(Grid(read_of()), CascadeOrder(COMPANY, Cascade.EQUALLY, D(1), is_deep=True))


def test_the_model_keeps_qts_rules_while_rows_come_and_go(
    qtmodeltester: ModelTester, grid: PlanGridSection
) -> None:
    qtmodeltester.check(grid.grid)
    grid.enter({(COMPANY, day(4)): "2500", (SALES_UNIT, day(4)): "2000"})
    grid.undo()


def test_the_current_cell_stays_in_sight_when_columns_grow(grid: PlanGridSection) -> None:
    grid.view.select((COMPANY, day(12)))
    grid.enter({(COMPANY, day(month)): "1234567890" for month in (1, 12)})

    cell = grid.view.visualRect(grid.grid.index_of((COMPANY, day(12))))
    assert grid.view.viewport().rect().contains(cell)


def test_the_keyboard_and_a_reader_reach_everything(room: PlanRoom, grid: PlanGridSection) -> None:
    assert accessibility.nameless_controls(grid) == []
    assert room.errors == []


@pytest.mark.parametrize(
    ("code", "kind"), [(GRID_CODE, PlanGridSection), (CASCADE, CascadeSection)]
)
def test_a_firm_without_a_scheme_is_shown_the_way_alone(
    qtbot: QtBot,
    sqlite_database: str,
    code: str,
    kind: type[PlanGridSection | CascadeSection],
) -> None:
    room = plan_room(qtbot, sqlite_database, scheme=None)
    section = room.section(code, kind)
    around = (section.tools, section.foot)

    assert "the scheme has none yet" in section.states.sentence
    assert [widget.isVisible() for widget in around] == [False, False]

    room.services.schemes.import_scheme(SCHEME)
    room.context.changes.happened.emit(Changes.SCHEME)
    assert [widget.isVisible() for widget in around] == [True, True]


def test_a_cascade_goes_to_those_who_were_in_the_department_at_the_time() -> None:
    """Boris is hired in February."""
    away = {(BORIS, day(1)): None}
    edits = {(SALES_UNIT, day(1)): "900", (SALES_UNIT, day(2)): "600", (SALES_UNIT, day(3)): "0"}
    grid = Grid(replace(read_of(), elsewhere=away), edits)

    found = cascade(grid, CascadeOrder(SALES_UNIT, Cascade.EQUALLY, D(1), is_deep=False))
    typed = {place: text for place, text in found.places.items() if text != "0"}

    assert typed == {(ANNA, day(1)): "900", (ANNA, day(2)): "300", (BORIS, day(2)): "300"}


def test_plans_of_days_are_shown_for_a_month(room: PlanRoom, grid: PlanGridSection) -> None:
    plan = Plan("sales", ANNA, D(40), PeriodKind.DAY, date(2026, 3, 2))
    room.services.plans.set_plans([plan])
    grid.choice.period.choose(Period.month(2026, 3))
    grid.choice.kind.choose(PeriodKind.DAY)
    grid.choice.kind.activated.emit(grid.choice.kind.currentIndex())

    assert grid.grid.columnCount() == 31 + 1
    assert shown_day(grid, date(2026, 3, 1)) == ""
    assert shown_day(grid, date(2026, 3, 31)) == "40"


def shown_day(grid: PlanGridSection, on: date) -> str:
    return str(grid.grid.index_of((ANNA, on)).data())
