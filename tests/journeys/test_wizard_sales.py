"""A sales team of a real export: from a blank scheme to pay by what was published."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtCore import Qt

from crm_desktop import clock
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.exchange.mapping import read_mapping
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.kpi.catalogue import Role
from crm_desktop.rewards.template import PayModel
from crm_desktop.rewards.wizard.draft import Aim, WizardStep
from crm_desktop.rewards.wizard.kept import WizardState
from crm_desktop.rewards.wizard.shapes import Shape
from tests.journeys import wizard_steps as steps
from tests.journeys.conftest import OpenWindow
from ui.gallery.stage import Stage
from ui.widgets.link_button import LinkButton
from ui.wizard.calendar_page import CalendarPage
from ui.wizard.indicators_page import IndicatorsPage
from ui.wizard.people_page import PeoplePage
from ui.wizard.plans_page import PlansPage
from ui.wizard.premiums_page import PremiumsPage
from ui.wizard.publish_page import PublishPage
from ui.wizard.scoring_page import ScoringPage
from ui.wizard.script_page import ScriptPage
from ui.wizard.window import WizardWindow

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "crm_sales_opportunities"
TODAY = date(2017, 11, 20)
NOVEMBER = clock.fixed(datetime(2017, 11, 20, 15, tzinfo=UTC))
JANUARY = clock.fixed(datetime(2018, 1, 5, 15, tzinfo=UTC))
DECEMBER = Period.month(2017, 12)
LAST_SIX = [Period.month(2017, month) for month in range(5, 11)]
WITHOUT_DEALS = (
    "Carl Lin",
    "Carol Thompson",
    "Elizabeth Anderson",
    "Mei-Mei Johns",
    "Natalya Ivanova",
)
SALARY, HEADS_SALARY = Decimal(2500), Decimal(4000)
ANNA, DUSTIN = "Anna Snelling", "Dustin Brinkmann"


class Export:
    """What the files of the export say, added up here by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deals = list(_rows(folder / "sales_pipeline.csv"))
        self.manager = {
            row["sales_agent"]: row["manager"] for row in _rows(folder / "sales_teams.csv")
        }

    def sales(self, sellers: set[str], month: Period) -> Decimal:
        won = (deal for deal in self.deals if _is_won(deal) and _in(deal["close_date"], month))
        return sum((Decimal(each["close_value"]) for each in won if _of(each, sellers)), Decimal(0))

    def conversion(self, seller: str, month: Period) -> Decimal:
        """Return which share of the leads of ``month`` was won."""
        leads = [
            deal
            for deal in self.deals
            if _of(deal, {seller}) and deal["engage_date"] and _in(deal["engage_date"], month)
        ]
        return Decimal(sum(map(_is_won, leads))) / len(leads)

    def team_of(self, manager: str) -> set[str]:
        return {seller for seller, head in self.manager.items() if head == manager}

    def as_of(self, day: date, folder: Path) -> Path:
        """Write the deals as they were on ``day``: what was closed later is still under way."""
        with (folder / "sales_pipeline.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.deals[0])
            writer.writeheader()
            for deal in self.deals:
                if not deal["engage_date"] or _day(deal["engage_date"]) < day:
                    is_later = deal["close_date"] and _day(deal["close_date"]) >= day
                    writer.writerow(deal | _UNDER_WAY if is_later else deal)
        return folder


_UNDER_WAY = {"deal_stage": "Engaging", "close_date": "", "close_value": ""}


@pytest.fixture
def export(data_set: Path) -> Export:
    return Export(data_set)


@pytest.mark.timeout(240)
def test_a_sales_team_is_paid_by_what_was_designed_for_it(
    database: str, export: Export, tmp_path: Path, open_window: OpenWindow
) -> None:
    set_up(database, export, tmp_path)
    stage = open_window(database, NOVEMBER)

    window = steps.begin(stage, "Pay of hardware sellers")
    steps.set_goal(stage, window, Aim.MORE_SALES)
    steps.go_on(stage, window)
    make_teams(stage, window)
    steps.go_on(stage, window)
    choose_indicators(stage, window)
    steps.go_on(stage, window)
    plan(stage, window, export)
    steps.go_on(stage, window)
    adapt_newcomers(stage, window)
    steps.go_on(stage, window)
    score(stage, window)
    steps.go_on(stage, window)
    add_premiums(stage, window)
    steps.go_on(stage, window)
    steps.page(window, ScriptPage).skip_button.click()
    stage.settle()
    see_the_trial(window, export)
    steps.go_on(stage, window)
    save_documents(stage, window, tmp_path)
    steps.publish(stage, window, "Olivia Smith")

    [card] = steps.list_of_schemes(stage).cards
    assert (card.row.state, card.row.valid_from) == (WizardState.PUBLISHED, DECEMBER.start)
    december_is_paid_by_it(database, export)


def set_up(database: str, export: Export, folder: Path) -> None:
    with closing(open_services(database, NOVEMBER)) as services:
        services.firm.save_firm(Firm("Hardware", "USD", "America/New_York", "US"))
        for name in ("sales_teams", "products", "accounts"):
            take_in(services, name, export.folder)
        take_in(services, "sales_pipeline", export.as_of(TODAY, folder))


def take_in(services: Services, name: str, folder: Path) -> None:
    services.imports.run(folder / f"{name}.csv", read_mapping(EXAMPLES / f"{name}.toml"))


def make_teams(stage: Stage, window: WizardWindow) -> None:
    """Take the suggested sellers with those who have no deals yet, and make a team of the heads."""
    view = steps.page(window, PeoplePage)
    [sellers] = view.suggested
    view.take(sellers)
    stage.settle()
    steps.fill_team(stage, window, "Sellers", WITHOUT_DEALS)
    heads = [each.ref.code for each in window.viewmodel.firm.people if each.heads]
    managers = steps.make_team(stage, window, "Managers", heads)
    steps.choose(view.cards[managers].work, Role.HEAD_OF_SALES)
    steps.pay_salary(stage, window, "sellers", SALARY)
    steps.pay_salary(stage, window, managers, HEADS_SALARY)
    draft = steps.draft_of(window)
    assert [len(draft.members(team.code)) for team in draft.teams] == [35, 6]


def choose_indicators(stage: Stage, window: WizardWindow) -> None:
    """Keep what is suggested to sellers; let the heads have the mark of theirs alone."""
    view = steps.page(window, IndicatorsPage)
    sellers, managers = (team.code for team in steps.draft_of(window).teams)
    assert steps.measured(window, sellers) == ["sales_volume", "lead_conversion"]
    view.tabs.setCurrentIndex(1)
    stage.settle()
    steps.choose(view.shown_box, True)
    stage.settle()
    for code in [*steps.measured(window, managers), "heads_mark"]:
        view.list.go_to((code, False))
        steps.press_key(view.list, Qt.Key.Key_Space)
        stage.settle()
    assert steps.measured(window, managers) == ["heads_mark"]


def plan(stage: Stage, window: WizardWindow, export: Export) -> None:
    """Let sales weigh more; the plans are there, from what was usual in the last six months."""
    view = steps.page(window, PlansPage)
    view.tabs.setCurrentIndex(0)
    stage.settle()
    steps.type_in(view.weights.fields["sales_volume"], "60")
    stage.settle()
    draft = steps.draft_of(window)
    weights = {entry.indicator: entry.weight for entry in draft.profile("sellers").entries}
    assert weights == {"sales_volume": Decimal("0.6"), "lead_conversion": Decimal("0.4")}
    own = draft.plan("sellers", "sales_volume", steps.employee(ANNA))
    usual = median(export.sales({ANNA}, month) for month in LAST_SIX)
    assert own is not None
    assert own.value == round(usual, -3) == 26_000
    by_name = {line.name: line for line in view.plans.model.lines}
    assert by_name["Carl Lin"].median is None


def adapt_newcomers(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, CalendarPage)
    next(each for each in view.ramp.findChildren(LinkButton) if "50" in each.text()).click()
    stage.settle()
    shares = steps.draft_of(window).profile("sellers").ramp
    assert shares == (Decimal("0.5"), Decimal("0.75"), Decimal(1))


def score(stage: Stage, window: WizardWindow) -> None:
    """Let sales count for 120% at most and the score be the salary; marks are worth a scale."""
    view = steps.page(window, ScoringPage)
    assert "October 2017" in view.whose.text()
    steps.press_shape(view, "sales_volume", Shape.CAPPED)
    stage.settle()
    next(each for each in view.pays.cards if each.value is PayModel.SCORE_ONLY).radio.click()
    stage.settle()
    view.tabs.setCurrentIndex(1)
    stage.settle()
    steps.press_shape(view, "heads_mark", Shape.MARKS)
    stage.settle()


def add_premiums(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, PremiumsPage)
    view.tabs.setCurrentIndex(0)
    stage.settle()
    view.best_button.click()
    stage.settle()
    assert list(view.rows) == ["sellers-target_bonus"]
    steps.type_in(view.rows["sellers-target_bonus"].fields["amount"].edit, "300")
    stage.settle()
    view.tabs.setCurrentIndex(1)
    stage.settle()
    managers = view.team
    view.offers[f"{managers}-department_share"].add_button.click()
    stage.settle()
    assert list(view.rows) == [f"{managers}-department_share"]


def see_the_trial(window: WizardWindow, export: Export) -> None:
    assert window.step is WizardStep.TRIAL
    last = window.viewmodel.trials.last
    assert last is not None
    assert list(last.trial.months) == LAST_SIX
    assert len(last.trial.people) == 41
    revenue = sum(export.sales(set(export.manager), month) for month in LAST_SIX)
    share = last.trial.whole.whole.would_be.as_decimal() / revenue
    assert last.trial.share_would_be == pytest.approx(share)


def save_documents(stage: Stage, window: WizardWindow, folder: Path) -> None:
    """Save the regulation in both formats, and the scheme, which can be read back."""
    view = steps.page(window, PublishPage)
    documents = view.documents
    scheme = steps.save_as(stage, view.files, documents.scheme_button, folder / "pay.toml")
    draft = steps.draft_of(window)
    assert draft.valid_from is not None
    dated = draft.scheme.since(draft.valid_from)
    plans = (replace(plan, valid_from=draft.valid_from) for plan in dated.plans)
    assert read_scheme(scheme) == replace(dated, plans=tuple(plans))
    word = steps.save_as(stage, view.files, documents.word_button, folder / "pay.docx")
    assert "Anna Snelling" in steps.words_of_docx(word)
    pdf = steps.save_as(stage, view.files, documents.pdf_button, folder / "pay.pdf")
    assert "Anna Snelling" in steps.words_of_pdf(pdf)


def december_is_paid_by_it(database: str, export: Export) -> None:
    """Take December in and calculate it; the pay is what the export says by the new rules."""
    with closing(open_services(database, JANUARY)) as services:
        take_in(services, "sales_pipeline", export.folder)
        saved = services.payroll.calculate_and_save(DECEMBER)
        assert (saved.saved, saved.problems) == (41, 0)
        pay = {row.employee_code: row.total for row in services.payroll.list_statements(DECEMBER)}

    sales = export.sales({ANNA}, DECEMBER) / 26_000
    conversion = export.conversion(ANNA, DECEMBER) / Decimal("0.37")
    result = Decimal("0.6") * min(sales, Decimal("1.2")) + Decimal("0.4") * conversion
    bonus = 300 * (1 + (sales - 1) / Decimal("0.5"))  # twice the sum from half above the plan on
    assert 1 < sales < Decimal("1.5")
    assert pay[ANNA] == dollars(SALARY * result) + dollars(bonus)

    share = Decimal("0.005") * export.sales(export.team_of(DUSTIN), DECEMBER)
    assert pay[DUSTIN] == dollars(HEADS_SALARY) + dollars(share)
    assert pay["Carl Lin"] == dollars(Decimal(0))


def dollars(amount: Decimal) -> Money:
    return Money.of(amount, "USD")


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _of(deal: dict[str, str], sellers: set[str]) -> bool:
    return deal["sales_agent"] in sellers


def _is_won(deal: dict[str, str]) -> bool:
    return deal["deal_stage"] == "Won"


def _in(text: str, month: Period) -> bool:
    return month.start <= _day(text) < month.end


def _day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)
