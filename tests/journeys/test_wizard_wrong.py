"""Wrong input on every page of the wizard is stopped in place, in words."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from crm_desktop import clock
from crm_desktop.composition import open_services
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.rewards.wizard.draft import Aim, WizardStep
from crm_desktop.rewards.wizard.kept import WizardState
from tests.journeys import wizard_steps as steps
from tests.journeys.conftest import OpenWindow
from tests.storage.crm_builders import FIRM
from ui.gallery.stage import Stage
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.wizard.calendar_page import CalendarPage
from ui.wizard.goal_page import GoalPage
from ui.wizard.indicators_page import IndicatorsPage
from ui.wizard.people_page import PeoplePage
from ui.wizard.plans_model import PLAN
from ui.wizard.plans_page import PlansPage
from ui.wizard.premiums_page import PremiumsPage
from ui.wizard.publish_page import PublishPage
from ui.wizard.scoring_page import ScoringPage
from ui.wizard.script_page import ScriptPage
from ui.wizard.window import WizardWindow

NOW = clock.fixed(datetime(2026, 3, 10, 9, tzinfo=UTC))
NEXT_YEAR = date(2027, 1, 1)
NO_PLAN = (
    "“Sellers”: 2 people have no plan of “Sales volume”: Anna, Boris. Set it for each, or one for "
    "the whole team."
)
WRONG_SHARE = (
    "“Sellers”: a newcomer’s share of the plan is above 0 and at most 100 %: correct month 1."
)


@pytest.fixture
def stage(sqlite_database: str, open_window: OpenWindow) -> Stage:
    with closing(open_services(sqlite_database, NOW)) as services:
        services.firm.save_firm(FIRM)
        for name in ("Anna", "Boris"):
            services.people.create_employee(EmployeeDraft(name.lower(), name))
    return open_window(sqlite_database, NOW)


def test_every_page_stops_what_is_wrong_and_nothing_is_published(stage: Stage) -> None:
    window = steps.begin(stage, "Pay")
    for mistakes in (
        of_goal,
        of_people,
        of_indicators,
        of_plans,
        of_calendar,
        of_scoring,
        of_premiums,
        of_script,
    ):
        mistakes(stage, window)
        steps.go_on(stage, window)
    steps.go_on(stage, window)  # nothing is entered where it is tried
    of_publication(stage, window)

    [row] = stage.services.wizards.list_wizards()
    assert row.state is WizardState.DRAFT
    scheme = stage.services.schemes.scheme(NEXT_YEAR)
    assert (scheme.profiles, scheme.cards) == ((), ())


def held(stage: Stage, window: WizardWindow) -> set[str]:
    """Press Next: the page stays; return what it says at its fields and below."""
    assert steps.is_held(stage, window)
    return said(window)


def said(window: WizardWindow) -> set[str]:
    view = window.page_now()
    below = view.strip.problems.findChildren(QLabel)
    words = {field.error for field in view.findChildren(Field) if field.isVisible()}
    return {*words, *(each.text() for each in below if each.isVisible())} - {""}


def of_goal(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, GoalPage)
    assert held(stage, window) == {"Choose what you want, or say it in your own words."}

    steps.set_goal(stage, window, Aim.MORE_SALES)
    steps.type_in(view.name, " ")
    steps.type_in(view.growth, "a fifth")
    steps.type_in(view.until, "soon")
    assert held(stage, window) == {
        "Give the scheme a name, such as “Pay of sellers”.",
        "“a fifth” is no number: write 1,234.5.",
        "There is no such day; days are written like 31/03/2026.",
    }

    steps.type_in(view.name, "Pay")
    steps.type_in(view.growth, "0")
    steps.type_in(view.until, "01/03/2026")
    assert held(stage, window) == {
        "A change of nothing is no goal: say by how much, or leave it empty.",
        "Choose a day after today by which you want it.",
    }

    steps.type_in(view.growth, "10")
    steps.type_in(view.until, "01/03/2027")


def of_people(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, PeoplePage)
    assert held(stage, window) == {"Choose at least one team of people, or one person."}

    team = view.cards[steps.make_team(stage, window, " ", ["anna", "boris"])]
    steps.type_in(team.salary, "much")
    assert held(stage, window) == {
        "Give the team a name.",
        "“much” is no number: write 1,234.5.",
    }

    steps.type_in(team.name, "Sellers")
    steps.type_in(team.salary, "-5")
    assert held(stage, window) == {"“Sellers”: A salary is not below zero."}

    steps.type_in(team.salary, "30000")


def of_indicators(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, IndicatorsPage)
    [team] = steps.draft_of(window).teams

    def toggle(code: str) -> None:
        view.list.go_to((code, False))
        steps.press_key(view.list, Qt.Key.Key_Space)
        stage.settle()

    for code in steps.measured(window, team.code):
        toggle(code)
    assert held(stage, window) == {"Choose at least one indicator for “Sellers”."}

    toggle("sales_volume")


def of_plans(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, PlansPage)

    def plan(text: str) -> None:
        model = view.plans.model
        model.setData(model.index(0, PLAN), text)
        stage.settle()

    assert held(stage, window) == {NO_PLAN}
    plan("lots")
    assert held(stage, window) == {NO_PLAN, "“Sales volume”: “lots” is no number: write 12.5."}
    plan("-7")
    assert held(stage, window) == {NO_PLAN, "“Sales volume”: A plan here is not below zero."}
    plan("0")
    assert held(stage, window) == {
        "A plan of “Sales volume” is above zero: there is no part of nothing to reach."
    }
    plan("100000")


def of_calendar(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, CalendarPage)
    next(each for each in view.ramp.findChildren(LinkButton) if "50" in each.text()).click()
    stage.settle()

    steps.type_in(view.ramp.fields[0], "half")
    assert held(stage, window) == {"Newcomers: “half” is no number: write 12.5."}
    for share in ("0", "150"):
        steps.type_in(view.ramp.fields[0], share)
        assert held(stage, window) == {WRONG_SHARE}
    steps.type_in(view.ramp.fields[0], "50")


def of_scoring(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, ScoringPage)
    gate = view.entries["sales_volume"].gate.edit

    steps.type_in(view.cap.edit, "x")
    steps.type_in(gate, "-1")
    assert held(stage, window) == {
        "“x” is no number: write 1,234.5.",
        "Write a number above zero.",
    }
    steps.type_in(view.cap.edit, "150")
    steps.type_in(gate, "50")


def of_premiums(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, PremiumsPage)
    view.best_button.click()
    stage.settle()
    [figure, *_] = (field for row in view.rows.values() for field in row.fields.values())

    steps.type_in(view.salary.edit, "-1")
    steps.type_in(figure.edit, "lots")
    assert held(stage, window) == {
        "A salary is not below zero.",
        "“lots” is no number: write 1,234.5.",
    }
    steps.type_in(view.salary.edit, "30000")
    steps.type_in(figure.edit, "-5")
    assert held(stage, window) == {"Write a number that is not below zero."}
    steps.type_in(figure.edit, "5000")


def of_script(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, ScriptPage)
    view.write_button.click()
    stage.settle()

    view.workshop.edit.setPlainText("begin\n  x :=\nend.")
    assert held(stage, window) == {
        "“Script of “Sellers””: Line 2: The line is indented without need."
    }
    view.workshop.edit.setPlainText("def reward():\n    pass\n")
    assert held(stage, window) == {
        "“Script of “Sellers””: Write at least one test: it shows what the script is for."
    }
    view.remove_button.click()
    stage.settle()


def of_publication(stage: Stage, window: WizardWindow) -> None:
    view = steps.page(window, PublishPage)

    def press_publish() -> set[str]:
        window.finish_button.click()
        stage.settle()
        return said(window)

    steps.type_in(view.start.looks, "never")
    assert press_publish() == {"There is no such day; days are written like 31/03/2026."}
    steps.type_in(view.start.looks, "01/03/2026")
    assert press_publish() == {"Choose a day of the review after the scheme begins."}
    assert not view.confirm.isVisible()

    steps.type_in(view.start.looks, "01/04/2027")
    assert press_publish() == set()
    view.confirm.author.setText(" ")
    view.confirm.yes_button.click()
    stage.settle()
    assert window.step is WizardStep.PUBLISH
    assert view.confirm.author_field.error == "Enter something here."
