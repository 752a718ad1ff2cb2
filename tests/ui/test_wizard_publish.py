"""The last page of the wizard, on real services: nothing holds before it was published there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.kpi.definition import ALWAYS, Plan
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.rewards.regulation import Regulation
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import OvertakenWizardError, WizardState
from crm_desktop.texts import LANGUAGES, Message
from tests.ui.accessibility import nameless_controls
from tests.ui.wizard_draft_room import CODES, TEAM, DraftRoom, draft_room, hire, sellers
from tests.ui.wizard_room import ANNA, BORIS, wizard_room
from ui.rewards.reading_line import ReadingLine
from ui.theme import Tone
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label
from ui.wizard.publish_cards import LeftCard
from ui.wizard.publish_page import PublishPage

FILLED_IN = "Everything is filled in: it can be published."
NO_BONUS = "In the trial nobody would have got a bonus."
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)

Room = DraftRoom[PublishPage]


def share(rate: str) -> BonusTemplate:
    return BonusTemplate("share", "Share", PercentPremium(Decimal(rate)), "sales_volume")


def sound() -> WizardDraft:
    draft = editing.with_template(sellers(), TEAM, share("0.05"))
    return replace(draft, goal=Goal((Aim.MORE_SALES,)))


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Room:
    return draft_room(qtbot, sqlite_database, PublishPage, sound())


def labels(page: PublishPage) -> list[str]:
    QApplication.sendPostedEvents()  # what was just laid out is shown
    return [label.text() for label in page.findChildren(Label) if label.isVisible()]


def labels_of(card: LeftCard) -> list[str]:
    """Return what ``card`` says below its title."""
    QApplication.sendPostedEvents()
    return [label.text() for label in card.findChildren(Label) if label.isVisible()][1:]


def signs(card: LeftCard) -> list[Tone | None]:
    return [icon.tone for icon in card.findChildren(Icon) if icon.isVisible()]


def find(room: Room, *severities: Severity) -> None:
    """Let findings of these severities be what may spoil the draft."""
    found = [
        Finding(HealthCode.WEIGHTS, one, "profiles.sellers", Message("Odd"), Message("Mend it"))
        for one in severities
    ]
    room.viewmodel.findings = tuple(found)
    room.viewmodel.found.emit(room.viewmodel.findings)


def publish(room: Room, author: str = "Olga") -> None:
    room.page.publish()
    room.page.confirm.author.setText(author)
    room.page.confirm.yes_button.click()


def state(room: Room) -> WizardState:
    return room.services.wizards.list_wizards()[0].state


def test_nobody_is_taken_for_who_publishes_before_somebody_gave_a_name(room: Room) -> None:
    room.page.publish()

    assert room.page.confirm.author.text() == ""


def test_it_suggests_the_next_month_and_a_review_a_year_later(room: Room) -> None:
    assert (room.draft.valid_from, room.draft.review_on) == (JUNE, date(2027, 6, 1))


def test_it_writes_the_announcement_from_the_rules(room: Room) -> None:
    told = room.page.start.text.toPlainText()
    assert told.startswith("From 01/06/2026 on new rules hold: “Sales”.")
    assert "“Share”: 5% of “Sales volume”." in told


def test_what_employees_read_follows_rules_that_changed_after_it_was_written(room: Room) -> None:
    room.viewmodel.save()
    stored = room.services.wizards.wizard(room.viewmodel.row.id).draft
    changed = replace(stored, scheme=replace(stored.scheme, templates=(share("0.07"),)))
    room.viewmodel.change(changed)  # the page is not seen meanwhile
    publish(room)

    (announced,) = room.services.wizards.announcements(1)
    assert "“Share”: 7% of “Sales volume”." in announced.text
    assert announced.text.startswith("From 01/06/2026")


def test_an_emptied_announcement_may_be_written_anew(qtbot: QtBot, room: Room) -> None:
    text = room.page.start.text
    text.setFocus()
    qtbot.waitUntil(text.hasFocus)
    text.setPlainText("")

    assert text.toPlainText() == ""
    text.setPlainText("From summer on.")
    assert room.draft.announcement == "From summer on."


def test_who_has_to_read_it_is_named(room: Room) -> None:
    readers = room.page.start.readers
    assert readers.words.text() == (
        "3 employees read it on the page “Progress” and confirm it there: "
        "Employee 0; Employee 1; Employee 2"
    )
    readers.show_people([f"P{number}" for number in range(10)])
    assert "P7" in readers.words.text()
    assert "P8" not in readers.words.text()

    readers.more_button.click()
    assert "P9" in readers.words.text()
    assert not readers.more_button.isVisible()


def test_another_first_day_moves_the_review_and_the_announcement(room: Room) -> None:
    start = room.page.start
    start.begins.choose(JULY)
    start.begins.activated.emit(start.begins.currentIndex())

    assert (room.draft.valid_from, room.draft.review_on) == (JULY, date(2027, 7, 1))
    assert start.text.toPlainText().startswith("From 01/07/2026")


def test_words_of_ones_own_stay_when_the_day_changes(room: Room) -> None:
    start = room.page.start
    start.text.setPlainText("From summer on.")
    start.begins.choose(JULY)
    start.begins.activated.emit(start.begins.currentIndex())

    assert room.draft.announcement == "From summer on."
    start.anew_button.click()
    assert start.text.toPlainText().startswith("From 01/07/2026")


def test_a_review_that_is_no_day_is_said_at_its_field(room: Room) -> None:
    room.page.start.looks.setText("32.13.2026")
    room.page.publish()

    assert "There is no such day" in room.page.start.fields["review_on"].error
    assert not room.page.confirm.isVisible()


def test_a_review_before_the_beginning_is_said_at_its_field(room: Room) -> None:
    room.page.start.looks.setText("01.05.2026")
    room.page.publish()

    assert room.page.start.fields["review_on"].error


def test_a_sound_draft_has_nothing_left_to_do(room: Room) -> None:
    find(room)

    assert labels_of(room.page.left) == [FILLED_IN]
    assert signs(room.page.left) == [Tone.POSITIVE]


def test_open_warnings_take_the_green_away_and_lead_to_the_trial(qtbot: QtBot, room: Room) -> None:
    find(room, Severity.WARNING, Severity.ADVICE, Severity.WARNING)

    left = room.page.left
    told = "2 warnings are still open: look at the trial."
    assert labels_of(left) == [FILLED_IN, told]
    assert signs(left) == [Tone.MUTED, Tone.WARNING]
    (way,) = (link for link in left.findChildren(LinkButton) if link.isVisible())
    with qtbot.waitSignal(room.page.wanted) as wanted:
        way.click()
    assert wanted.args == [WizardStep.TRIAL]

    find(room, Severity.WARNING)
    assert labels_of(left) == [FILLED_IN, "1 warning is still open: look at the trial."]


def test_mere_advice_is_no_open_warning(room: Room) -> None:
    find(room, Severity.ADVICE)

    assert labels_of(room.page.left) == [FILLED_IN]


def test_a_trial_in_which_nobody_got_a_bonus_is_told_as_long_as_it_is_of_the_draft(
    qtbot: QtBot, sqlite_database: str
) -> None:
    it = draft_room(qtbot, sqlite_database, PublishPage, replace(sellers(), goal=sound().goal))
    find(it)
    it.viewmodel.trials.run(it.draft, it.viewmodel.firm, 3)

    assert labels_of(it.page.left)[-1] == NO_BONUS
    assert signs(it.page.left)[-1] is Tone.WARNING

    it.viewmodel.change(editing.with_template(it.draft, TEAM, share("0.05")))
    assert NO_BONUS not in labels_of(it.page.left)


def test_a_trial_in_which_somebody_got_a_bonus_leaves_nothing_to_doubt(room: Room) -> None:
    find(room)
    room.viewmodel.trials.run(room.draft, room.viewmodel.firm, 3)

    assert labels_of(room.page.left) == [FILLED_IN]


def test_what_is_left_to_do_leads_to_its_page(qtbot: QtBot, sqlite_database: str) -> None:
    draft = replace(sound(), goal=Goal())
    it = draft_room(qtbot, sqlite_database, PublishPage, draft)
    it.page.publish()

    assert not it.page.confirm.isVisible()
    way = it.page.left.findChild(LinkButton)
    assert isinstance(way, LinkButton)
    with qtbot.waitSignal(it.page.wanted) as wanted:
        way.click()
    assert wanted.args == [WizardStep.GOAL]


def test_publishing_asks_first_and_says_from_when_and_for_how_many(room: Room) -> None:
    room.page.publish()

    assert room.page.confirm.words.text() == (
        "From 01/06/2026 on 3 people are paid by it. "
        "What it costs is not known: it was not tried as it is now."
    )
    assert state(room) is WizardState.DRAFT


def test_not_yet_publishes_nothing(room: Room) -> None:
    room.page.publish()
    room.page.confirm.no_button.click()

    assert not room.page.confirm.isVisible()
    assert state(room) is WizardState.DRAFT


def test_a_change_takes_the_question_back(room: Room) -> None:
    room.page.publish()
    room.page.start.text.setPlainText("Something else")

    assert not room.page.confirm.isVisible()


def test_after_a_yes_people_are_paid_by_it(qtbot: QtBot, room: Room) -> None:
    with qtbot.waitSignal(room.page.published):
        publish(room)

    assert room.errors == []
    assert state(room) is WizardState.PUBLISHED
    cards = room.services.schemes.scheme(JUNE).cards
    assert [card.name for card in cards] == ["Sellers"]


def test_without_a_name_nothing_is_published(room: Room) -> None:
    room.page.publish()
    asked = room.page.confirm.words.text()
    room.page.confirm.yes_button.setFocus()
    room.page.confirm.yes_button.click()

    assert room.page.confirm.author_field.error
    assert room.page.confirm.author.hasFocus()
    assert room.page.confirm.words.text() == asked
    assert state(room) is WizardState.DRAFT


def test_after_it_the_page_says_what_to_do_next(room: Room) -> None:
    publish(room)

    assert room.page.done.words.text() == "From 01/06/2026 on 3 people are paid by it."
    assert not room.page.review.isVisible()
    assert room.page.documents.isVisible()


def test_what_was_just_typed_is_published_too(room: Room) -> None:
    room.page.start.text.setPlainText("Read this")
    publish(room)

    announced = room.services.wizards.announcements(1)
    assert [one.text for one in announced] == ["Read this"]


def test_employees_are_told_before_it_begins(qtbot: QtBot, room: Room) -> None:
    publish(room)
    context = room.page.context
    context.selection.choose_employee(1)
    line = ReadingLine(context)
    qtbot.addWidget(line)
    line.ask(1, Period.month(2026, 5))  # it begins in June

    assert line.words.text() == "New rules from 01/06/2026: “Sales”."
    line.button.click()
    assert line.dialog is not None
    told = [label.text() for label in line.dialog.findChildren(Label)]
    assert told.index(room.page.start.text.toPlainText()) < told.index("since 01/06/2026")
    line.dialog.close()


def test_who_has_read_of_it_is_told_that_it_was_withdrawn(qtbot: QtBot, room: Room) -> None:
    publish(room)
    services, context = room.services, room.page.context
    context.selection.choose_employee(1)
    line = ReadingLine(context)
    qtbot.addWidget(line)
    line.ask(1, Period.month(2026, 5))
    line.button.click()
    assert line.dialog is not None
    line.dialog.all_button.click()
    line.dialog.confirm_button.click()
    assert line.isHidden()
    [row] = [row for row in services.wizards.list_wizards() if row.is_withdrawable]
    services.wizards.withdraw(row.id, row.version)

    line.ask(1, Period.month(2026, 5))

    assert line.words.text() == (
        "“Sales” does not begin on 01/06/2026: it was withdrawn, and the former rules stay."
    )
    assert not line.isHidden()
    assert line.button.isHidden()


def test_the_last_button_of_the_wizard_publishes_and_then_closes(
    qtbot: QtBot, sqlite_database: str
) -> None:
    it = wizard_room(sqlite_database)
    team = editing.with_members(sound(), TEAM, (ANNA, BORIS))
    plans = [Plan(code, ref, Decimal(1000)) for code in CODES for ref in (ANNA, BORIS)]
    draft = replace(team, scheme=replace(team.scheme, plans=tuple(plans)))
    window = it.open(qtbot, draft.at(WizardStep.PUBLISH))
    page = window.pages[WizardStep.PUBLISH]
    assert isinstance(page, PublishPage)

    window.finish_button.click()
    page.confirm.author.setText("Olga")
    page.confirm.yes_button.click()
    assert page.done.isVisible()
    assert it.services.wizards.list_wizards()[0].state is WizardState.PUBLISHED

    with qtbot.waitSignal(window.closed):
        page.done.list_button.click()
    assert it.errors == []


def test_a_failure_says_that_nothing_was_changed(room: Room) -> None:
    room.viewmodel.save()
    room.page.publish()
    row = room.services.wizards.list_wizards()[0]
    room.services.wizards.save(row.id, row.version, replace(room.draft, announcement="Theirs"))
    room.page.confirm.author.setText("Olga")
    room.page.confirm.yes_button.click()

    assert room.page.confirm.words.text().startswith("Nothing was changed.")
    assert room.services.schemes.scheme(JUNE).cards == ()
    assert room.page.confirm.yes_button.isEnabled()


@pytest.mark.parametrize("error", [RuntimeError("broken"), CrmError(Message("Not now."))])
@pytest.mark.parametrize("name", ["publish", "save"])
def test_whatever_goes_wrong_the_page_stays_usable_and_says_that_nothing_changed(
    room: Room, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    room.viewmodel.save()
    with monkeypatch.context() as patched:
        patched.setattr(room.services.wizards, name, fail)
        if name == "save":
            room.page.start.text.setPlainText("Not kept yet")
        publish(room)
    confirm = room.page.confirm
    assert confirm.words.text().startswith("Nothing was changed.")
    assert confirm.isVisible()
    assert state(room) is WizardState.DRAFT

    confirm.yes_button.click()
    assert state(room) is WizardState.PUBLISHED


def test_the_regulation_after_publishing_is_of_what_was_published(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[WizardDraft] = []
    regulations = room.services.regulations
    published = regulations.of_published

    def of_published(draft: WizardDraft) -> Regulation:
        told.append(draft)
        return published(draft)

    monkeypatch.setattr(regulations, "of_published", of_published)
    publish(room)
    room.page.documents.word_button.click()
    chooser = room.page.files.chooser
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "r.docx"))
    chooser.close()

    stored = room.services.wizards.wizard(room.viewmodel.row.id).draft
    assert (room.errors, told) == ([], [stored])


def test_rules_that_changed_meanwhile_are_named_and_replaced_only_by_a_second_yes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizards = room.services.wizards
    publish_it = wizards.publish

    def overtaken(
        wizard_id: int, version: int, author: str = "", *, anyway: bool = False
    ) -> Changes:
        if not anyway:
            raise OvertakenWizardError("Sales", ("Sellers",))
        return publish_it(wizard_id, version, author, anyway=anyway)

    monkeypatch.setattr(wizards, "publish", overtaken)
    publish(room)

    confirm = room.page.confirm
    assert "somebody changed Sellers" in confirm.words.text()
    assert confirm.yes_button.text() == "Publish all the same"
    assert state(room) is WizardState.DRAFT
    confirm.yes_button.click()
    assert state(room) is WizardState.PUBLISHED


def test_publishing_anew_after_a_warning_asks_the_first_question_again(room: Room) -> None:
    room.page.confirm.ask_anyway(OvertakenWizardError("Sales", ("Sellers",)))
    room.page.publish()

    assert room.page.confirm.yes_button.text() == "Yes, publish"
    assert room.page.confirm.words.text().startswith("From 01/06/2026")


def test_the_cost_of_the_last_trial_is_told(room: Room) -> None:
    trials = room.viewmodel.trials
    trials.run(room.draft, room.viewmodel.firm, 3)
    room.page.show_draft(room.draft)

    # Three salaries of 30 000, and 5 % of 1 700 in March and April.
    # In a month; of the revenue of 1 700 in each of two months. The bonus fund is 5 % of that.
    rub = "RUB\N{NO-BREAK SPACE}"
    assert (
        f"By the trial on past months it costs {rub}90,057 a month with the salaries, 7,946.2% of "
        f"the revenue; the bonus fund is {rub}57 of it, 5% of the revenue."
    ) in labels(room.page)


def test_a_trial_of_months_before_anybody_was_hired_tells_no_cost(room: Room) -> None:
    find(room)
    hire(room.services, date(2026, 5, 16))
    room.viewmodel.trials.run(room.draft, room.viewmodel.firm, 3)
    room.page.publish()

    unknown = (
        "What it costs is not known: nobody of these teams worked in the months that were tried."
    )
    assert unknown in labels(room.page)
    assert (
        room.page.confirm.words.text() == f"From 01/06/2026 on 3 people are paid by it. {unknown}"
    )
    assert labels_of(room.page.left) == [FILLED_IN]


def test_the_scheme_is_exported_as_a_file(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "sales.toml"
    room.page.documents.scheme_button.click()
    chooser = room.page.files.chooser
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(file))

    found = read_scheme(file)
    assert [card.name for card in found.cards] == ["Sellers"]
    assert found.first_day == room.page.draft.valid_from
    assert found.first_day > ALWAYS
    chooser.close()


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_regulation_is_saved_as_a_document(
    room: Room, tmp_path: Path, kind: str, begins: bytes, language: str
) -> None:
    documents, file = room.page.documents, tmp_path / f"regulation.{kind}"
    documents.language.choose(language)
    button = documents.word_button if kind == "docx" else documents.pdf_button
    button.click()
    chooser = room.page.files.chooser
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit(str(file))

    assert room.errors == []
    assert file.read_bytes().startswith(begins)
    chooser.close()


def test_a_reader_can_name_each_control(room: Room) -> None:
    assert nameless_controls(room.page) == []
