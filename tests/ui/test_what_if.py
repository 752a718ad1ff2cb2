"""What more deals would bring, beside the progress, on real services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.people import AbsenceDraft, AbsenceKind
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Measure, Step, StepScale
from crm_desktop.rewards.template import BonusTemplate, RateScalePremium
from crm_desktop.storage.models import DealRecord
from tests.storage import kpi_rows
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import CARD, SCALE, SCHEME
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.progress import viewmodel as progress
from ui.progress.page import ProgressPage
from ui.selection import Selection
from ui.team import viewmodel as team
from ui.what_if.panel import WhatIfPanel
from ui.widgets.text import Label

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
RATES = StepScale(
    "rates",
    "Rates",
    (
        Step(None, Decimal(5_000), Decimal("0.05")),
        Step(Decimal(5_000), None, Decimal("0.07")),
    ),
    Measure.FACT,
)
RATED = BonusTemplate("rated", "By rates", RateScalePremium("rates"), "sales")
RULES = replace(
    SCHEME,
    scales=(SCALE, RATES),
    templates=(*SCHEME.templates, RATED),
    cards=(replace(CARD, templates=("per_deal", "rated")),),
)
OPEN = DealSketch(0, 1_000_00, status="open", closed=None, title="Offer & more", customer=0)


@dataclass
class Room:
    """The first employee won 3 000 and has two open deals of 1 000 and 2 000."""

    services: Services
    page: ProgressPage
    errors: list[Exception] = field(default_factory=list)

    @property
    def panel(self) -> WhatIfPanel:
        return self.page.what_if

    def open(self) -> WhatIfPanel:
        self.page.pay.what_if_button.click()
        return self.panel

    def said(self) -> list[str]:
        QApplication.sendPostedEvents()
        labels = self.panel.answer.findChildren(Label)
        return [label.text() for label in labels if label.isVisible() and label.text()]


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Iterator[Room]:
    with sessions_on(sqlite_database).begin() as session:
        kpi_rows.add_firm(session)
        won = DealSketch(0, 3_000_00)
        kpi_rows.add_deals(session, [won, OPEN, replace(OPEN, minor=2_000_00)])
    services = open_services(sqlite_database, fixed(NOW))
    services.schemes.import_scheme(RULES)
    errors: list[Exception] = []
    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3), 1),
        lambda _code, _key: None,
        lambda _sentence, _undo=None: None,
        errors.append,
    )
    page = ProgressPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    with qtbot.waitActive(page):
        page.show()
    page.reload()
    yield Room(services, page, errors)
    services.close()


def amount_of(room: Room) -> int:
    figures = room.panel.figures
    assert figures is not None
    assert figures.difference is not None
    return figures.difference.minor


def test_it_opens_with_the_open_deals_and_todays_pay(room: Room) -> None:
    panel = room.open()

    assert panel.isVisible()
    assert [box.deal.amount.minor for box in panel.boxes] == [2_000_00, 1_000_00]
    assert panel.answer.total.text() == "RUB\N{NO-BREAK SPACE}40,650"
    assert amount_of(room) == 0


def test_ticked_deals_are_counted_after_a_moment(room: Room) -> None:
    panel = room.open()

    for box in panel.boxes:
        box.setChecked(True)
    panel.compute()

    # 6 000 at 7 % after 3 000 at 5 %, and 500 for each of two deals
    assert amount_of(room) == 420_00 - 150_00 + 2 * 500_00
    assert "RUB\N{NO-BREAK SPACE}3,000 → RUB\N{NO-BREAK SPACE}6,000" in room.said()


def test_an_imagined_amount_moves_pay_and_names_the_next_step(room: Room) -> None:
    panel = room.open()

    panel.amount.setText("1500")
    panel.compute()

    assert amount_of(room) == 75_00 + 500_00
    assert "“By rates”: RUB\N{NO-BREAK SPACE}500 more to the step of 7%" in room.said()


def test_lines_say_where_the_difference_comes_from(room: Room) -> None:
    panel = room.open()

    panel.amount.setText("1000")
    panel.compute()

    assert panel.figures is not None
    assert {str(line.label): line.amount.minor for line in panel.figures.lines} == {
        "500 a deal": 500_00,
        "By rates": 50_00,
    }


def test_what_is_no_amount_is_said_at_the_field(room: Room) -> None:
    panel = room.open()

    panel.amount.setText("much")
    panel.compute()
    assert "is no number" in panel.amount_field.error

    panel.amount.setText("-5")
    panel.compute()
    assert "above zero" in panel.amount_field.error

    panel.amount.setText("")
    panel.compute()
    assert panel.amount_field.error == ""


def test_a_wrong_amount_takes_the_answer_before_away(room: Room) -> None:
    panel = room.open()
    panel.amount.setText("2000")
    panel.compute()
    assert panel.states.has_figures

    panel.amount.setText("-5")
    panel.compute()
    assert not panel.states.has_figures

    panel.amount.setText("2000")
    panel.compute()
    assert panel.states.has_figures


def test_a_product_may_be_chosen(room: Room) -> None:
    panel = room.open()

    words = [panel.product.itemText(place) for place in range(panel.product.count())]

    assert words == ["Any", *sorted(kpi_rows.PRODUCTS)]
    (pause,) = panel.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    before = pause.interval()
    panel.product.activated.emit(1)
    assert (pause.interval(), pause.isActive()) == (before, True)


def test_nothing_is_saved(room: Room) -> None:
    panel = room.open()
    panel.boxes[0].setChecked(True)
    panel.amount.setText("700")
    panel.compute()

    assert len(room.services.what_if.open_deals("e0")) == 2
    outcome = room.services.calculation.progress("e0", Period.month(2026, 3))
    assert outcome.result.indicators[0].fact.value == 3_000


def test_the_mark_moves_by_a_vacation_that_no_rule_asks_for(room: Room) -> None:
    march = Period.month(2026, 3)
    vacation = AbsenceDraft(1, AbsenceKind.VACATION, date(2026, 3, 23), date(2026, 3, 28))
    room.services.calendars.create_absence(vacation)

    figures = progress.read(room.services, 1, march).figures
    sellers = team.read(room.services, march).sellers

    # Of March's 21 working days in Russia 10 are over on the 16th; 5 fall into the vacation.
    assert figures is not None
    own, usual = Decimal(10) / 16, Decimal(10) / 21
    bars = [figures.indicators[0].bar, *(row.cells["sales"].bar for row in sellers)]
    assert [bar and bar.mark for bar in bars] == [own, own, usual, usual]


def test_ticks_stay_when_deals_are_read_again(room: Room) -> None:
    panel = room.open()
    panel.boxes[1].setChecked(True)

    room.open()

    assert [box.isChecked() for box in panel.boxes] == [False, True]


def test_closing_gives_the_keyboard_back(room: Room) -> None:
    panel = room.open()
    assert panel.amount.hasFocus()

    panel.close_button.click()

    assert not panel.isVisible()
    assert room.page.pay.what_if_button.hasFocus()


def test_a_why_takes_its_place(room: Room) -> None:
    panel = room.open()

    room.page.cards[0].why_button.click()

    assert not panel.isVisible()
    assert room.page.beside.is_open


def test_of_another_month_nothing_was_asked(room: Room) -> None:
    panel = room.open()

    room.page.context.selection.choose_period(Period.month(2026, 4))
    room.page.reload()

    assert not panel.isVisible()


def test_a_month_that_is_over_offers_nothing(room: Room) -> None:
    room.page.context.selection.choose_period(Period.month(2026, 2))
    room.page.reload()

    assert not room.page.pay.what_if_button.isVisible()


def test_what_fails_is_said_with_a_way_on(room: Room) -> None:
    panel = room.open()
    with sessions_on(room.services.database.name).begin() as session:
        session.delete(session.get_one(DealRecord, panel.boxes[0].deal.id))

    panel.boxes[0].setChecked(True)
    panel.compute()
    assert "does not exist" in panel.states.sentence

    assert panel.states.button is not None
    panel.states.button.click()
    assert panel.states.has_figures
    assert len(panel.boxes) == 1
    assert room.errors == []


def test_all_controls_have_names(room: Room) -> None:
    assert nameless_controls(room.open()) == []
