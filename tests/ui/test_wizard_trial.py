"""The trial of a draft in the wizard, on real services: nobody is paid by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import Subject
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.texts import Message
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import HeldTasks
from tests.ui.wizard_draft_room import PEOPLE, TEAM, DraftRoom, draft_room, hire, sellers
from ui.charts.pair_bars import Pair
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label
from ui.wizard.trial_page import TrialPage
from ui.wizard.trial_runs import Progress, TrialRuns, past_months

RUB = "RUB\N{NO-BREAK SPACE}"

Room = DraftRoom[TrialPage]


def sound(rate: str = "0.05") -> WizardDraft:
    share = BonusTemplate("share", "Share", PercentPremium(Decimal(rate)), "sales_volume")
    draft = editing.with_template(sellers(), TEAM, share)
    return replace(draft, goal=Goal((Aim.MORE_SALES,)))


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Room:
    """Return the page after a trial on November to April: sales of 1 700 in March and April."""
    return draft_room(qtbot, sqlite_database, TrialPage, sound())


def labels(page: TrialPage) -> list[str]:
    QApplication.sendPostedEvents()  # what was just laid out is shown
    return [label.text() for label in page.findChildren(Label) if label.isVisible()]


def test_entering_the_page_tries_the_draft_on_six_months(room: Room) -> None:
    last = room.viewmodel.trials.last
    assert last is not None
    assert [str(month.code()) for month in last.trial.months] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
    ]


def test_the_cards_say_what_it_costs(room: Room) -> None:
    result = room.page.result
    # 5 % of 1 700 twice; the salary of three people is 30 000 each in six months.
    assert result.fund.figure.text() == f"{RUB}170"
    assert result.fund.words.text() == f"{RUB}28 a month; 5% of the revenue, was 0%"
    assert result.pay.figure.text() == f"{RUB}540,170"
    assert result.pay.words.text() == f"{RUB}90,028 a month; 15,887.4% of the revenue, was 0%"
    assert result.against.words.text() == f"{RUB}540,170 more"
    assert result.of_salary.figure.text() == "0%"
    assert result.of_salary.words.text().startswith("Below 20% it rarely motivates")


def test_people_are_shown_with_their_average_bonus_the_highest_first(room: Room) -> None:
    pairs = room.page.result.people.bars.pairs
    # 1 200 and 500 in two of six months, of which 5 %: 120 / 6 and 50 / 6.
    assert [(pair.name, pair.would_be.minor) for pair in pairs] == [
        ("Employee 0", 20_00),
        ("Employee 1", 8_33),
        ("Employee 2", 0),
    ]


def test_the_bars_are_told_in_words(room: Room) -> None:
    bars = room.page.result.people.bars
    assert bars.accessibleDescription().startswith(f"Employee 0: {RUB}0.00 → {RUB}20.00; ")


def test_the_same_is_a_table_of_people_and_months(room: Room) -> None:
    people = room.page.result.people
    people.tabs.setCurrentIndex(1)

    assert people.table is not None
    model = people.table.model()
    assert model.rowCount() == 3
    assert model.headerData(model.columnCount() - 1, people.table.horizontalHeader().orientation())
    assert not people.bars.isVisible()


def test_many_people_are_shown_on_demand(room: Room) -> None:
    people, last = room.page.result.people, room.viewmodel.trials.last
    assert last is not None
    zero = last.trial.whole.whole.was
    people.show_trial(last.trial, [Pair(f"P{number}", zero, zero) for number in range(35)])
    assert len(people.bars.pairs) == 10

    people.more_button.click()
    assert len(people.bars.pairs) == 35


def test_less_and_more_sales_are_told(room: Room) -> None:
    # A tenth of 170 less, and more, than what is paid with the sales as they were.
    assert room.page.result.sensitivity.lines == (
        f"\N{MINUS SIGN}10% {RUB}540,153 {RUB}153 17,652.1% 1",
        f"as they were {RUB}540,170 {RUB}170 15,887.4% 1",
        f"+10% {RUB}540,187 {RUB}187 14,443.5% 1",
    )


def test_it_is_said_that_scripts_are_not_asked_with_other_sales(room: Room) -> None:
    sentence = "What scripts pay is left as it was: they are not asked with other sales."
    assert sentence not in labels(room.page)
    last = room.viewmodel.trials.last
    assert last is not None
    script = Script("tax", "", ScriptKind.REWARD, "")
    room.viewmodel.trials.ran.emit(replace(last, scheme=replace(last.scheme, scripts=(script,))))

    assert sentence in labels(room.page)


def test_where_nobody_had_a_plan_nothing_is_said_to_be_reached(room: Room) -> None:
    last = room.viewmodel.trials.last
    assert last is not None
    assert "No plan of two months or more was reached in all of them." in labels(room.page)
    room.page.result.show_trial(replace(last.trial, never=(), always=(), judged=0))

    told = labels(room.page)
    assert "Nobody had a plan in two of these months: there is nothing to compare." in told
    assert not any("No plan of two months" in text for text in told)


def test_why_nobody_could_be_paid_is_said(room: Room) -> None:
    last = room.viewmodel.trials.last
    assert last is not None
    broken = Message("the script ends with an error")
    one = Subject(PEOPLE[0], "Employee 0")
    problems = tuple((month, one, broken) for month in last.trial.months)
    room.viewmodel.trials.ran.emit(
        replace(last, trial=replace(last.trial, people=(), problems=problems))
    )

    told = labels(room.page)
    assert "Employee 0: the script ends with an error" in told
    assert (
        "What it costs is not known: nobody’s pay could be computed in the months that were tried."
    ) in told


def test_what_it_costs_is_not_known_where_nobody_worked_yet(room: Room) -> None:
    hire(room.services, date(2026, 5, 1))
    room.page.run_button.click()

    assert (
        "What it costs is not known: nobody of these teams worked in the months that were tried."
    ) in labels(room.page)
    assert not room.page.result.isVisible()


def test_pay_of_then_alone_is_no_cost_of_the_draft(room: Room) -> None:
    last = room.viewmodel.trials.last
    assert last is not None
    unpaid = tuple(replace(row, is_known=False) for row in last.trial.people)
    room.viewmodel.trials.last = tried = replace(last, trial=replace(last.trial, people=unpaid))
    room.viewmodel.trials.ran.emit(tried)

    assert any(text.startswith("What it costs is not known") for text in labels(room.page))
    assert not room.page.result.isVisible()


def test_who_would_get_no_bonus_is_named(room: Room) -> None:
    assert "No bonus in these months: Employee 2" in labels(room.page)


def test_a_finding_leads_to_the_page_that_mends_it(qtbot: QtBot, room: Room) -> None:
    finding = Finding(
        HealthCode.NEVER_REACHED,
        Severity.WARNING,
        "plans[1]",
        Message("nobody reached the plan"),
        Message("Set a plan that the best can reach."),
    )
    room.viewmodel.findings = (finding,)
    room.viewmodel.found.emit((finding,))

    assert "Nobody reached the plan" in labels(room.page)
    (way,) = (link for link in room.page.mending.findChildren(LinkButton) if link.isVisible())
    with qtbot.waitSignal(room.page.wanted) as wanted:
        way.click()
    assert wanted.args == [WizardStep.PLANS]


def test_what_could_not_be_looked_at_is_not_said_to_be_well(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_draft: WizardDraft) -> tuple[Finding, ...]:
        raise CrmError(Message("The script waits for approval."))

    monkeypatch.setattr(room.services.wizards, "findings", refuse)
    room.viewmodel.look()

    told = labels(room.page)
    assert "Nobody could look at this scheme yet: The script waits for approval." in told
    assert not any("Nothing was found" in text for text in told)


def test_a_change_of_the_draft_makes_the_figures_old(room: Room) -> None:
    assert not room.page.stale.isVisible()
    room.viewmodel.change(sound("0.1"))

    assert room.page.stale.isVisible()
    assert room.page.result.fund.figure.text() == f"{RUB}170"


def test_run_again_makes_them_new(room: Room) -> None:
    room.viewmodel.change(sound("0.1"))
    room.page.run_button.click()

    assert not room.page.stale.isVisible()
    assert room.page.result.fund.figure.text() == f"{RUB}340"


def test_what_is_known_is_not_computed_again(qtbot: QtBot, room: Room) -> None:
    with qtbot.assertNotEmitted(room.viewmodel.trials.started):
        room.page.initializePage()


def test_another_number_of_months_is_tried_at_once(room: Room) -> None:
    room.page.length.choose(8)
    room.page.length.activated.emit(0)

    last = room.viewmodel.trials.last
    assert last is not None
    assert len(last.trial.months) == 8
    assert [room.page.length.itemText(place) for place in (0, 9)] == ["3 months", "12 months"]


def test_an_unsound_draft_is_not_tried_and_says_what_to_mend(
    qtbot: QtBot, sqlite_database: str
) -> None:
    it = draft_room(qtbot, sqlite_database, TrialPage, replace(sound(), goal=Goal()))

    assert it.viewmodel.trials.last is None
    way = it.page.notice.findChild(LinkButton)
    assert isinstance(way, LinkButton)
    with qtbot.waitSignal(it.page.wanted) as wanted:
        way.click()
    assert wanted.args == [WizardStep.GOAL]


def test_while_it_runs_a_bar_shows_the_month_and_it_can_be_ended(
    qtbot: QtBot, room: Room, held_tasks: HeldTasks
) -> None:
    room.viewmodel.trials = TrialRuns(replace(room.viewmodel.context, tasks=held_tasks))
    page = TrialPage(room.viewmodel)
    qtbot.addWidget(page)
    page.show()
    page.run()
    assert page.progress.isVisible()
    assert not page.run_button.isVisible()

    page.runs.progressed.emit(Progress(past_months(room.viewmodel.firm, 6), done=2))
    assert page.progress.bar.value() == 33
    assert page.progress.words.text() == "January 2026…"

    page.progress.stop_button.click()
    with qtbot.waitSignal(page.runs.stopped):
        held_tasks.finish()
    assert not page.progress.isVisible()
    assert page.run_button.isVisible()


def test_an_expected_error_is_said_in_its_place(room: Room) -> None:
    room.viewmodel.trials.failed.emit(CrmError(Message("The currency is another one.")))

    assert "The currency is another one." in labels(room.page)
    assert room.errors == []


def test_an_unexpected_error_is_reported(room: Room) -> None:
    error = RuntimeError("broken")
    room.viewmodel.trials.failed.emit(error)

    assert "The trial could not be computed." in labels(room.page)
    assert room.errors == [error]


def test_nobody_is_paid_by_it(room: Room) -> None:
    assert room.services.schemes.scheme(room.viewmodel.firm.today).cards == ()
    assert any("Nobody is paid by this: it is a trial." in text for text in labels(room.page))


def test_a_reader_can_name_each_control(room: Room) -> None:
    assert nameless_controls(room.page) == []
