"""The list of designed schemes: what can be done with each, and how a new one begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop import formats
from crm_desktop.domain.permissions import NOBODY
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import ReviewDue, WizardState
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.wizard_insights import WizardInsightService
from crm_desktop.texts import Message
from tests.ui import accessibility
from tests.ui.wizard_room import ANNA, BORIS, SALES, WizardRoom, with_goal, wizard_room
from ui.scheme.keys import NewScheme
from ui.scheme.page import SchemePage
from ui.widgets.text import Label
from ui.wizard.listing import WizardsView
from ui.wizard.listing_card import Act, SchemeCard
from ui.wizard.listing_dialogs import CopyDialog, DayDialog, WithdrawDialog
from ui.wizard.starting import Way


@pytest.fixture
def room(sqlite_database: str) -> WizardRoom:
    return wizard_room(sqlite_database)


def whole(room: WizardRoom, name: str = "Pay of sellers") -> WizardDraft:
    """Return a draft that can be published: Anna and Boris get 60 000 and are measured by deals."""
    draft = editing.with_team(with_goal(room.empty(name)), "Sellers", [ANNA, BORIS])
    draft = editing.with_salary(draft, "sellers", Decimal(60_000))
    deals = CATALOGUE["won_deals"].indicator()
    draft = editing.with_indicators(draft, "sellers", [deals.code], [deals])
    draft = editing.with_plans(draft, [Plan(deals.code, ref, Decimal(5)) for ref in (ANNA, BORIS)])
    return replace(
        draft.at(WizardStep.PUBLISH),
        valid_from=date(2026, 4, 1),
        review_on=date(2027, 4, 1),
    )


def publish(room: WizardRoom, draft: WizardDraft) -> int:
    kept = room.services.wizards.create(draft)
    room.services.wizards.publish(kept.row.id, kept.row.version, "Olga")
    return kept.row.id


def show(qtbot: QtBot, room: WizardRoom) -> WizardsView:
    view = WizardsView(room.context)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


def act(view: WizardsView, act: Act, card: int = 0) -> None:
    view.cards[card].asked.emit(act)


def offered(view: WizardsView, asked: Act) -> list[str]:
    """Return the first two days on which that can be done, and the one that is chosen at once."""
    act(view, asked)
    assert isinstance(view.asking, DayDialog)
    box = view.asking.day
    days = [box.itemText(0), box.itemText(1), formats.long_day(box.choice())]
    view.asking.reject()
    return days


def state(room: WizardRoom, wizard_id: int) -> WizardState:
    return room.services.wizards.wizard(wizard_id).row.state


def test_an_empty_list_says_what_the_wizard_does_and_begins(qtbot: QtBot, room: WizardRoom) -> None:
    view = show(qtbot, room)
    assert view.states.sentence.startswith("The wizard leads you step by step")
    assert view.states.button is not None

    view.states.button.click()

    assert view.starting is not None
    assert view.starting.isVisible()


def test_a_blank_scheme_gets_its_name_and_opens_at_the_goal(qtbot: QtBot, room: WizardRoom) -> None:
    view = show(qtbot, room)
    view.start()
    assert view.starting is not None
    view.starting.name.setText("Окна")

    qtbot.keyClick(view.starting.name, Qt.Key.Key_Return)

    (window,) = view.opening.windows
    assert (window.step, window.viewmodel.draft.name) == (WizardStep.GOAL, "Окна")
    window.leave()
    assert [card.row.name for card in view.cards] == ["Окна"]

    view.new_button.click()

    assert view.starting.isVisible()
    assert view.starting.name.text() != "Окна"


def test_a_change_is_told_in_the_time_of_the_firm(qtbot: QtBot, room: WizardRoom) -> None:
    room.services.firm.save_firm(replace(room.services.firm.firm(), zone="Asia/Vladivostok"))
    room.services.wizards.create(room.empty(), "Olga")

    view = show(qtbot, room)

    words = [label.text() for label in view.cards[0].findChildren(QLabel)]
    assert any("changed by Olga" in one and "19:00" in one for one in words)


def test_a_scheme_needs_a_name(qtbot: QtBot, room: WizardRoom) -> None:
    view = show(qtbot, room)
    view.start()
    assert view.starting is not None
    view.starting.name.setText("  ")

    view.starting.start_button.click()

    assert view.starting.isVisible()
    assert view.opening.windows == []


def test_a_ready_scheme_brings_its_indicators_and_its_name(qtbot: QtBot, room: WizardRoom) -> None:
    view = show(qtbot, room)
    view.start()
    starting = view.starting
    assert starting is not None
    starting.ways[Way.READY].click()
    starting.start_button.click()
    assert starting.wrong.text() == "Choose one of the ready schemes."
    code, card = next(iter(starting.ready.items()))
    card.click()

    starting.start_button.click()

    draft = view.opening.windows[0].viewmodel.draft
    assert draft.name == card.accessibleName()
    assert draft.scheme.templates == room.services.ready_schemes.scheme(code).templates


def test_the_sums_of_a_ready_scheme_follow_what_people_sell_for(
    qtbot: QtBot, room: WizardRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    typical = Decimal(100_000)
    monkeypatch.setattr(WizardInsightService, "typical_sales", lambda _: typical)
    view = show(qtbot, room)
    view.start()
    assert view.starting is not None
    view.starting.ways[Way.READY].click()
    view.starting.ready["contest"].click()

    view.starting.start_button.click()

    ready = room.services.ready_schemes
    draft = view.opening.windows[0].viewmodel.draft
    assert draft.scheme.templates == ready.scheme("contest", typical).templates
    assert draft.scheme.templates != ready.scheme("contest").templates


def test_rules_in_force_are_taken_by_their_profiles(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    view = show(qtbot, room)
    view.start()
    starting = view.starting
    assert starting is not None
    starting.ways[Way.PRESENT].click()
    starting.start_button.click()
    assert starting.wrong.text() == "Tick the profiles that you want to improve."
    starting.profiles["sellers"].click()

    starting.start_button.click()

    draft = view.opening.windows[0].viewmodel.draft
    assert draft.members("sellers") == (ANNA, BORIS)


def test_a_scheme_file_is_taken(qtbot: QtBot, room: WizardRoom, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    room.services.scheme_files.write(file, whole(room).scheme)
    view = show(qtbot, room)
    view.start()
    starting = view.starting
    assert starting is not None
    starting.ways[Way.FILE].click()
    assert starting.chooser is not None
    starting.chooser.fileSelected.emit(str(file))
    starting.chooser.reject()

    starting.start_button.click()

    draft = view.opening.windows[0].viewmodel.draft
    assert [one.code for one in draft.scheme.indicators] == ["won_deals"]


def test_a_draft_goes_on_where_it_was_left_and_has_one_window(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.services.wizards.create(with_goal(room.empty()).at(WizardStep.PEOPLE))
    view = show(qtbot, room)

    view.cards[0].first_button.click()
    view.cards[0].first_button.click()

    (window,) = view.opening.windows
    assert window.step is WizardStep.PEOPLE


def test_the_card_tells_state_people_and_days(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    view = show(qtbot, room)
    row = view.cards[0].row

    card = SchemeCard(row, date(2026, 4, 1))
    qtbot.addWidget(card)

    words = {label.text() for label in card.findChildren(Label)}
    assert {"Pay of sellers", "in force"} <= words
    facts = next(text for text in words if "2 people" in text)
    assert "since 01/04/2026" in facts
    assert "review on 01/04/2027" in facts


def test_a_scheme_whose_first_day_is_to_come_is_not_in_force_yet(
    qtbot: QtBot, room: WizardRoom
) -> None:
    publish(room, whole(room))
    card = show(qtbot, room).cards[0]
    begun = SchemeCard(card.row, date(2026, 4, 1))
    eve = SchemeCard(card.row, date(2026, 3, 31))
    qtbot.addWidget(begun)
    qtbot.addWidget(eve)

    assert card.state.text() == eve.state.text() == "begins on 01/04/2026"
    assert "since" not in " ".join(label.text() for label in card.findChildren(Label))
    assert begun.state.text() == "in force"
    looks = [one.icon.grab().toImage() for one in (card, eve, begun)]
    assert looks[0] == looks[1] != looks[2]


def test_what_has_not_begun_is_paused_or_ended_after_its_first_day(
    qtbot: QtBot, room: WizardRoom
) -> None:
    publish(room, replace(whole(room), valid_from=date(2026, 6, 1)))
    view = show(qtbot, room)

    assert offered(view, Act.PAUSE) == ["1 July 2026", "1 August 2026", "1 July 2026"]
    assert offered(view, Act.END) == ["1 July 2026", "1 August 2026", "1 July 2026"]


def acts(card: SchemeCard) -> list[str]:
    """Return what the menu of a card offers."""
    return [action.text() for action in card.menu.actions()]


def test_what_has_not_begun_can_be_withdrawn(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    view = show(qtbot, room)
    assert "Withdraw…" in acts(view.cards[0])

    act(view, Act.WITHDRAW)
    assert isinstance(view.asking, WithdrawDialog)
    words = " ".join(label.text() for label in view.asking.findChildren(Label))
    assert "It does not begin on 01/04/2026" in words
    with qtbot.waitSignal(room.context.changes.happened):
        view.asking.submit_button.click()

    assert state(room, wizard_id) is WizardState.DRAFT
    assert room.said[-1].sentence == "“Pay of sellers” is withdrawn: it is a draft again."
    [card] = view.cards
    assert card.first_button.text() == "Continue"
    assert "Withdraw…" not in acts(card)
    assert room.errors == []


def test_a_withdrawal_can_be_given_up(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    view = show(qtbot, room)
    act(view, Act.WITHDRAW)
    assert isinstance(view.asking, WithdrawDialog)

    view.asking.reject()

    assert state(room, wizard_id) is WizardState.PUBLISHED


def test_who_would_end_what_has_not_begun_is_offered_to_withdraw_it(
    qtbot: QtBot, room: WizardRoom
) -> None:
    wizard_id = publish(room, whole(room))
    view = show(qtbot, room)
    act(view, Act.END)
    assert isinstance(view.asking, DayDialog)
    assert view.asking.instead_button.text() == "Withdraw it instead…"

    view.asking.instead_button.click()

    assert isinstance(view.asking, WithdrawDialog)
    view.asking.submit_button.click()
    assert state(room, wizard_id) is WizardState.DRAFT


def test_what_is_planned_is_taken_back_before_it_is_withdrawn(
    qtbot: QtBot, room: WizardRoom
) -> None:
    wizard_id = publish(room, whole(room))
    row = room.services.wizards.wizard(wizard_id).row
    room.services.wizards.pause(wizard_id, row.version, date(2026, 5, 1))
    view = show(qtbot, room)
    assert "Withdraw…" not in acts(view.cards[0])
    act(view, Act.END)
    assert isinstance(view.asking, DayDialog)
    assert not view.asking.instead_button.isVisible()
    view.asking.reject()

    view.cards[0].first_button.click()

    assert "Withdraw…" in acts(view.cards[0])


def test_what_cannot_be_withdrawn_is_told_in_words(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    view = show(qtbot, room)
    card = room.services.schemes.scheme(date(2026, 4, 1)).cards[0]
    room.services.schemes.save(replace(card, salary=Decimal(70_000)), date(2026, 4, 1))
    act(view, Act.WITHDRAW)
    assert isinstance(view.asking, WithdrawDialog)

    view.asking.submit_button.click()

    [error] = room.errors
    assert str(error).startswith("Since “Pay of sellers” was published somebody changed Sellers.")
    assert state(room, wizard_id) is WizardState.PUBLISHED


def test_a_resumption_is_offered_after_the_pause(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    row = room.services.wizards.wizard(wizard_id).row
    room.services.wizards.pause(wizard_id, row.version, date(2026, 9, 1))
    view = show(qtbot, room)

    assert offered(view, Act.RESUME) == ["1 October 2026", "1 November 2026", "1 October 2026"]


def test_the_button_names_what_it_takes_back(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    wizards = room.services.wizards
    view = show(qtbot, room)
    for change, day, words in (
        (wizards.pause, date(2026, 5, 1), "Take the pause back"),
        (wizards.resume, date(2026, 6, 1), "Take the resumption back"),
        (wizards.end, date(2026, 7, 1), "Take the end back"),
    ):
        change(wizard_id, wizards.wizard(wizard_id).row.version, day)
        view.reload()
        button = view.cards[0].first_button
        assert button.text() == words
        assert button.accessibleName() == f"{words}: Pay of sellers"


def test_a_published_scheme_is_paused_taken_up_and_ended(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    view = show(qtbot, room)
    for asked, day, wanted in (
        (Act.PAUSE, date(2026, 5, 1), WizardState.PAUSED),
        (Act.RESUME, date(2026, 6, 1), WizardState.PUBLISHED),
        (Act.END, date(2026, 7, 1), WizardState.ENDED),
    ):
        act(view, asked)
        assert isinstance(view.asking, DayDialog)
        view.asking.day.choose(day)
        view.asking.submit_button.click()
        assert room.services.wizards.wizard(wizard_id).row.last_state is wanted
    assert room.errors == []
    assert room.said[-1].sentence == "“Pay of sellers” ends on 01/07/2026."


def test_a_settled_month_is_offered_to_nobody(
    qtbot: QtBot, room: WizardRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, whole(room))
    monkeypatch.setattr(SchemeService, "settled_until", lambda _: date(2026, 6, 1))
    view = show(qtbot, room)

    act(view, Act.PAUSE)

    assert isinstance(view.asking, DayDialog)
    assert view.asking.day.choice() == date(2026, 6, 1)


def test_a_day_that_cannot_be_is_refused_in_words(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, replace(whole(room), valid_from=date(2026, 6, 1)))
    view = show(qtbot, room)
    act(view, Act.PAUSE)
    assert isinstance(view.asking, DayDialog)
    view.asking.day.choose(date(2026, 6, 1), "1 June 2026")

    view.asking.submit_button.click()

    assert "2026" in view.asking.form.field("day").error
    assert view.asking.isVisible()
    assert view.asking.submit_button.isEnabled()
    assert room.errors == []
    assert state(room, wizard_id) is WizardState.PUBLISHED


def test_what_is_planned_is_told_and_taken_back(qtbot: QtBot, room: WizardRoom) -> None:
    wizard_id = publish(room, whole(room))
    row = room.services.wizards.wizard(wizard_id).row
    room.services.wizards.pause(wizard_id, row.version, date(2026, 5, 1))
    row = room.services.wizards.wizard(wizard_id).row
    room.services.wizards.end(wizard_id, row.version, date(2026, 6, 1))
    view = show(qtbot, room)
    words = " ".join(label.text() for label in view.cards[0].findChildren(Label))
    assert "begins on 01/04/2026" in words
    assert "pauses from 01/05/2026 on · ends on 01/06/2026" in words
    assert "End…" not in [action.text() for action in view.cards[0].menu.actions()]

    view.cards[0].first_button.click()

    assert room.errors == []
    [card] = view.cards
    assert [turn.state for turn in card.row.coming] == [WizardState.PAUSED]


def test_a_published_scheme_is_changed_in_a_draft_of_it(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    view = show(qtbot, room)

    view.cards[0].first_button.click()

    (window,) = view.opening.windows
    assert window.viewmodel.row.state is WizardState.DRAFT
    assert window.viewmodel.draft.members("sellers") == (ANNA, BORIS)


def test_a_copy_is_for_another_department(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    view = show(qtbot, room)
    act(view, Act.COPY)
    assert isinstance(view.asking, CopyDialog)
    assert view.asking.name.text() == "Pay of sellers (copy)"
    view.asking.unit.choose(SALES)

    view.asking.submit_button.click()

    draft = view.opening.windows[0].viewmodel.draft
    assert draft.members(draft.teams[0].code) == (SALES,)


def test_a_draft_that_is_deleted_comes_back_by_undo(qtbot: QtBot, room: WizardRoom) -> None:
    room.services.wizards.create(whole(room))
    view = show(qtbot, room)

    act(view, Act.DELETE)
    assert view.cards == []
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    kept = room.services.wizards.wizard(view.cards[0].row.id)
    assert kept.draft == whole(room)


def test_a_review_that_is_due_stands_first_and_can_wait(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    due = ReviewDue(
        room.services.wizards.list_wizards()[0], (Message("The day of the review has come."),)
    )
    view = show(qtbot, room)
    assert view.read is not None
    view.viewmodel.loaded.emit(replace(view.read, reviews=(due,)))
    assert view.reviews[0].accessibleName() == "Time to look at “Pay of sellers” again"

    view.reviews[0].later_button.click()

    assert room.services.wizards.list_wizards()[0].review_on == date(2026, 6, 10)


def test_the_tab_of_the_list_counts_what_waits_for_a_review_wherever_one_is(
    qtbot: QtBot, room: WizardRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, whole(room))
    due = ReviewDue(room.services.wizards.list_wizards()[0], (Message("It is time."),))
    monkeypatch.setattr(room.services.wizards, "reviews", lambda: [due])
    page = SchemePage(room.context)
    qtbot.addWidget(page)
    page.show_section("indicators")
    with qtbot.waitExposed(page):
        page.show()

    assert page.tabs.tabText(0) == "Schemes · 1"
    assert page.wizards is not None
    page.wizards.counted.emit(0)
    assert page.tabs.tabText(0) == "Schemes"


def test_every_control_of_the_list_has_a_name(qtbot: QtBot, room: WizardRoom) -> None:
    publish(room, whole(room))
    view = show(qtbot, room)
    assert accessibility.nameless_controls(view) == []


def test_leaving_the_program_keeps_what_is_open_in_the_wizard(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.services.wizards.create(with_goal(room.empty()))
    view = show(qtbot, room)
    view.cards[0].first_button.click()
    viewmodel = view.opening.windows[0].viewmodel
    row = viewmodel.row.id
    viewmodel.change(viewmodel.draft.called("Окна"))
    gone: list[bool] = []

    assert not view.may_leave(lambda: gone.append(True))

    assert gone == [True]
    assert room.services.wizards.wizard(row).row.name == "Окна"


def test_the_scheme_page_begins_with_the_list_and_starts_a_scheme_when_asked(
    qtbot: QtBot, room: WizardRoom
) -> None:
    page = SchemePage(room.context)
    qtbot.addWidget(page)
    assert page.tabs.tabText(0) == "Schemes"
    page.open_key(NewScheme())
    assert page.wizards is not None
    assert page.shown is page.wizards
    assert page.wizards.starting is not None


def test_who_may_not_change_the_scheme_has_no_list(qtbot: QtBot, room: WizardRoom) -> None:
    page = SchemePage(replace(room.context, access=NOBODY))
    qtbot.addWidget(page)
    assert page.wizards is None
    assert page.tabs.tabText(0) == "Indicators"
