from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    Measure,
    Scale,
    Step,
    StepScale,
)
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import HeldTasks
from tests.ui.kpi_services import FakeServices, Told, context
from ui import format as shows
from ui.progress.figures import ProgressFigures, bar_of
from ui.progress.indicator_card import IndicatorCard
from ui.progress.monitor import ProgressMonitor
from ui.progress.next_step import next_step, pace_words
from ui.progress.page import ProgressPage
from ui.progress.viewmodel import read
from ui.theme import Tone

RUB = "RUB\N{NO-BREAK SPACE}"


def result(code: str = "sales", person: str = "anna") -> IndicatorResult:
    outcome = sketch.outcome_of(person, sketch.outcomes())
    return next(one for one in outcome.result.indicators if one.code == code)


def steps(bound: Bound, measure: Measure = Measure.FACT) -> StepScale:
    unit = Decimal(1) if measure is Measure.FACT else Decimal(1) / 1_500_000
    low, high = 1_240_000 * unit, 1_500_000 * unit
    rows = (
        Step(None, low, Decimal("0.5")),
        Step(low, high, Decimal("0.7")),
        Step(high, None, Decimal(1)),
    )
    return StepScale("s", "S", rows, measure, bound)


CURVE = CurveScale(
    "c", "C", (CurvePoint(Decimal("0.7"), Decimal(0)), CurvePoint(Decimal(1), Decimal(1)))
)


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (None, f"{RUB}260,000 more reaches the plan"),
        (steps(Bound.LOWER_INCLUSIVE), f"{RUB}260,000 more → coefficient 1"),
        (steps(Bound.LOWER_INCLUSIVE, Measure.ATTAINMENT), f"{RUB}260,000 more → coefficient 1"),
        (CURVE, f"{RUB}260,000 more → coefficient 1"),
    ],
)
def test_the_next_step_leads_to_the_next_coefficient(scale: Scale | None, words: str) -> None:
    assert str(next_step(result(), scale)) == words


def test_a_bound_that_belongs_below_has_to_be_exceeded() -> None:
    at_bound = replace(result(), coefficient=Decimal("0.5"))

    words = str(next_step(at_bound, steps(Bound.UPPER_INCLUSIVE)))

    assert words == f"Over {RUB}0 more → coefficient 0.7"


def test_half_a_customer_is_missed_as_a_whole_one() -> None:
    scale = StepScale("s", "S", (Step(Decimal("0.6"), None, Decimal(1)),), Measure.ATTAINMENT)

    assert str(next_step(result("customers"), scale)) == "1 more → coefficient 1"


@pytest.mark.parametrize(
    ("code", "person", "words"),
    [
        ("customers", "boris", "Plan reached"),
        ("conversion", "boris", "The plan is reached from 20%"),
        ("overdue", "anna", f"Less is better: {RUB}110,000 too much"),
        ("overdue", "boris", "Plan reached: less is better"),
        ("conversion", "vera", "There is nothing to divide by."),
    ],
)
def test_every_state_of_an_indicator_has_its_sentence(code: str, person: str, words: str) -> None:
    assert str(next_step(result(code, person), None)) == words


@pytest.mark.parametrize(
    ("code", "person", "words"),
    [
        ("sales", "anna", "At this pace the plan will be reached."),
        ("customers", "anna", "At this pace 2 will be missing."),
        ("customers", "boris", None),
    ],
)
def test_the_pace_says_what_will_be_missing(code: str, person: str, words: str | None) -> None:
    found = pace_words(result(code, person), sketch.SHARE_DUE)

    assert (found and str(found)) == words


def test_the_pace_is_silent_before_and_after_the_period() -> None:
    assert pace_words(result("customers"), Decimal(0)) is None
    assert pace_words(result("customers"), Decimal(1)) is None


@pytest.mark.parametrize(
    ("code", "person", "tone"),
    [
        ("sales", "anna", Tone.POSITIVE),
        ("customers", "anna", Tone.WARNING),
        ("sales", "vera", Tone.NEGATIVE),
        ("conversion", "vera", Tone.ACCENT),
    ],
)
def test_a_bar_has_the_colour_of_its_pace(code: str, person: str, tone: Tone) -> None:
    assert bar_of(result(code, person), sketch.SHARE_DUE, is_summed=True).tone is tone


def test_only_what_adds_up_has_a_mark_and_a_forecast() -> None:
    summed = bar_of(result("sales"), sketch.SHARE_DUE, is_summed=True)
    ratio = bar_of(result("conversion"), sketch.SHARE_DUE, is_summed=False)

    assert summed.mark == sketch.SHARE_DUE
    assert summed.forecast == Decimal("1.1573333333333333333")
    assert (ratio.mark, ratio.forecast) == (None, None)


def test_a_line_is_money_of_the_indicator_that_it_counts_alone() -> None:
    figures = progress_of("anna")

    earned = {one.result.code: one.earned for one in figures.indicators}
    assert earned == {
        "sales": Money(99_200_00, "RUB"),
        "customers": Money(12_000_00, "RUB"),
        "conversion": None,
        "overdue": None,
    }
    assert figures.unattributed() == Money(0, "RUB")


def test_the_money_of_the_cards_and_what_is_paid_for_none_of_them_is_the_bonus(
    qtbot: QtBot,
) -> None:
    services = FakeServices()
    services.calculation.outcomes = sketch.outcomes_paid_by_the_score()

    page = shown_page(qtbot, services)

    [card] = [card for card in page.cards if card.figures.earned is not None]
    assert card.figures.earned == Money(62_000_00, "RUB")
    assert page.pay.bonus.words == f"{RUB}96,892.86"
    assert page.pay.bonus.toolTip() == f"Of it {RUB}34,892.86 for no single indicator below."


def test_the_progress_has_the_statement_s_money(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    statement = sketch.statement_of("anna")
    assert statement.total == Money(161_200_00, "RUB")
    assert page.pay.total.words == f"{RUB}161,200"
    assert page.pay.salary.words == f"{RUB}50,000"
    assert page.pay.bonus.words == f"{RUB}111,200"
    assert page.pay.forecast.words == f"{RUB}155,680"


def test_a_finished_period_has_no_forecast_and_says_why(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.share_due = Decimal(1)

    page = shown_page(qtbot, services)

    assert page.pay.forecast.words == "—"
    assert "not under way" in page.pay.forecast.toolTip()


def test_where_nothing_is_foretold_no_gap_is_left(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.share_due, services.calculation.is_over = Decimal(1), True

    page = shown_page(qtbot, services)

    assert page.pay.forecast.isHidden()
    salary, bonus, total = (f.geometry() for f in (page.pay.salary, page.pay.bonus, page.pay.total))
    assert (bonus.left() - salary.right(), total.left() - bonus.right()) == (25, 25)


def test_a_bar_opens_why_by_mouse(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    qtbot.mouseClick(page.cards[0].bar, Qt.MouseButton.LeftButton)

    assert page.beside.is_open
    assert page.beside.panel.question == page.cards[0].figures.why_bar()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_bar_opens_why_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    page = shown_page(qtbot)

    qtbot.keyClick(page.cards[1].bar, key)

    assert page.beside.is_open
    assert page.beside.panel.question == page.cards[1].figures.why_bar()


def test_each_figure_of_a_card_asks_its_own_question(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    card = page.cards[0]

    asked = []
    for button in (card.fact, card.earned, card.coefficient):
        button.click()
        question = page.beside.panel.question
        assert question is not None
        asked.append(question.figure)

    assert asked == [card.figures.result.fact, Money(99_200_00, "RUB"), card.figures.why().figure]


def test_without_an_employee_one_may_go_to_the_team(qtbot: QtBot) -> None:
    told = Told()
    page = ProgressPage(context(told=told, employee_id=None))
    show(qtbot, page)

    assert page.states.sentence == "Choose whose progress to show."
    page.states.button.click()  # type: ignore[union-attr]
    assert told.opened == [("team", None)]


def test_without_a_profile_the_page_says_so(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = (sketch.without_profile(),)

    page = shown_page(qtbot, services)

    assert page.cards == []
    assert "No profile for March 2026 is assigned" in words(page)


def test_without_a_plan_a_card_shows_the_fact_and_the_reason(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = sketch.outcomes_without_plans()

    page = shown_page(qtbot, services)

    assert f"{RUB}1,240,000" in words(page.cards[0])
    assert "no plan" in words(page.cards[0])
    assert page.cards[0].figures.bar.ratio is None


def test_an_expected_error_stands_in_place_of_the_figures(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.calculation.error = InvalidInputError("scheme", Message("The scheme is unsound."))

    page = shown_page(qtbot, services, told)

    assert page.states.sentence == "The scheme is unsound."
    assert told.reported == []


def test_a_bug_is_reported_and_the_page_can_be_tried_again(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.calculation.error = ZeroDivisionError()
    page = shown_page(qtbot, services, told)
    assert told.reported == [services.calculation.error]

    services.calculation.error = None
    page.states.button.click()  # type: ignore[union-attr]

    assert page.states.sentence == ""
    assert len(page.cards) == 4


def test_reading_the_same_again_leaves_the_keyboard_where_it_was(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    page.cards[1].bar.setFocus()

    page.context.changes.happened.emit(Changes.CUSTOMERS)

    assert QApplication.focusWidget() is page.cards[1].bar


def test_other_figures_close_the_why_of_the_old_ones(qtbot: QtBot) -> None:
    page, monitor = shown_page(qtbot), shown_monitor(qtbot)
    page.cards[0].bar.click()
    monitor.rows[0].click()

    for screen in (page, monitor):
        screen.context.selection.choose_employee(sketch.BORIS.id)

    assert not page.beside.is_open
    assert not monitor.is_asked


def test_why_stays_open_while_its_figures_stay(qtbot: QtBot) -> None:
    page, monitor = shown_page(qtbot), shown_monitor(qtbot)
    page.cards[0].bar.click()
    monitor.rows[0].click()

    page.reload()
    monitor.reload()

    assert page.beside.is_open
    assert monitor.is_asked


def test_the_last_months_are_drawn_after_the_figures(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    qtbot.waitUntil(lambda: all(card.trend.accessibleDescription() for card in page.cards))

    assert page.cards[0].trend.accessibleDescription() == "From 900,000 to 1,240,000"


def test_an_answer_to_an_older_question_is_dropped(qtbot: QtBot, held_tasks: HeldTasks) -> None:
    surroundings = context(tasks=held_tasks)
    page = ProgressPage(surroundings)
    show(qtbot, page)
    surroundings.selection.choose_employee(sketch.BORIS.id)
    assert len(held_tasks.waiting) == 2

    held_tasks.finish(1)
    held_tasks.finish(0)

    assert page.pay.salary.words == f"{RUB}45,000"


def test_a_hidden_page_waits_with_reading_until_it_is_seen(
    qtbot: QtBot, held_tasks: HeldTasks
) -> None:
    surroundings = context(tasks=held_tasks)
    page = ProgressPage(surroundings)
    qtbot.addWidget(page)

    surroundings.changes.happened.emit(Changes.DEALS)
    assert held_tasks.waiting == []
    page.show()

    assert len(held_tasks.waiting) == 1


def test_the_page_fits_a_narrow_place_without_clipping(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.resize(400, 500)

    qtbot.waitUntil(lambda: page.cards[0].width() < 400 and all(map(fits, page.cards)))


def fits(card: IndicatorCard) -> bool:
    """Tell whether no part of ``card`` stands out at its right or is squeezed."""
    return all(
        part.mapTo(card, part.rect().topRight()).x() < card.width()
        and part.width() >= part.minimumSizeHint().width()
        for part in (card.fact, card.bar, card.earned, card.why_button)
    )


def test_every_control_of_the_progress_has_a_name(qtbot: QtBot) -> None:
    assert nameless_controls(shown_page(qtbot)) == []


def test_the_monitor_shows_the_chosen_employee(qtbot: QtBot) -> None:
    monitor = shown_monitor(qtbot)

    assert monitor.chooser.currentText() == "Анна Смирнова"
    assert [row.accessibleName().split(":")[0] for row in monitor.rows] == [
        "Объём продаж",
        "Новые клиенты с покупкой",
        "Конверсия лидов",
        "Просроченная дебиторка",
    ]
    assert monitor.total.words == f"{RUB}161,200"
    assert nameless_controls(monitor) == []


def test_the_monitor_changes_the_employee_for_all_screens(qtbot: QtBot) -> None:
    monitor = shown_monitor(qtbot)
    selection = monitor.context.selection

    with qtbot.waitSignal(selection.employee_changed):
        qtbot.keyClick(monitor.chooser, Qt.Key.Key_Down)

    assert selection.employee_id == sketch.BORIS.id
    assert monitor.total.words == f"{RUB}66,000"


def test_a_bar_of_the_monitor_opens_why_in_its_place_and_escape_closes_it(qtbot: QtBot) -> None:
    monitor = shown_monitor(qtbot)

    qtbot.keyClick(monitor.rows[0], Qt.Key.Key_Return)
    assert monitor.is_asked

    qtbot.keyClick(monitor.panel.tree, Qt.Key.Key_Escape)
    assert not monitor.is_asked


def test_a_scheme_without_the_indicator_has_no_scale_for_it() -> None:
    services = FakeServices()
    services.schemes.in_force = Scheme("empty", "RUB")

    found = read(context(services).services, sketch.ANNA.id, sketch.MARCH).figures

    assert found is not None
    assert found.profile is None
    assert str(found.indicators[0].hint) == f"{RUB}260,000 more reaches the plan"


@pytest.mark.parametrize(
    ("state", "is_settled"),
    [(StatementState.DRAFT, False), (StatementState.APPROVED, True), (StatementState.CLOSED, True)],
)
def test_settled_pay_is_shown_as_it_was_settled(
    qtbot: QtBot, state: StatementState, *, is_settled: bool
) -> None:
    services = FakeServices()
    now = sketch.outcome_of(sketch.ANNA.code, sketch.outcomes())
    assert now.statement is not None
    paid = replace(now.statement, total=now.statement.total + Money(1_000_00, "RUB"))
    services.payroll.saved, services.payroll.state = {sketch.ANNA.code}, state
    services.payroll.was = replace(now, statement=paid)

    page = shown_page(qtbot, services)

    expected = paid if is_settled else now.statement
    assert page.pay.total.words == shows.money(expected.total, is_short=True)


def progress_of(code: str) -> ProgressFigures:
    employee = next(row for row in sketch.EMPLOYEES if row.code == code)
    found = read(context().services, employee.id, sketch.MARCH).figures
    assert found is not None
    return found


def shown_page(
    qtbot: QtBot, services: FakeServices | None = None, told: Told | None = None
) -> ProgressPage:
    page = ProgressPage(context(services, told=told))
    show(qtbot, page)
    return page


def shown_monitor(qtbot: QtBot) -> ProgressMonitor:
    monitor = ProgressMonitor(context())
    show(qtbot, monitor)
    return monitor


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(1_072, 740)
    with qtbot.waitExposed(widget):
        widget.show()


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
