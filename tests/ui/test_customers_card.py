from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.customers import ContactDraft, CustomerDraft, CustomerKind
from crm_desktop.storage.models import ClassifierRecord
from tests.storage.crm_builders import sessions_on
from tests.ui.crm_pages import CrmRoom, answer, crm_room, focused_name, general_error, press
from tests.ui.inline_tasks import HeldTasks
from tests.ui.keys import type_text
from ui.customers.card import CustomerCardView
from ui.customers.viewmodel import draft_of
from ui.records.conflict_dialog import ConflictDialog

CHANGED_BY_OTHERS = "Customer “Берёза” was changed by someone else: look at it again, then decide."


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> CrmRoom:
    return crm_room(qtbot, sqlite_database)


def card_of(it: CrmRoom) -> CustomerCardView:
    card = it.customers.card
    assert isinstance(card, CustomerCardView)
    return card


def listed(it: CrmRoom) -> list[str]:
    return [row.name for row in it.customers.model.rows]


def change_elsewhere(it: CrmRoom, name: str, **entries: object) -> None:
    card = it.customer(name)
    draft: CustomerDraft = replace(draft_of(card), **entries)  # type: ignore[arg-type]
    it.services.customers.save(card.row.id, card.row.version, draft)


def conflict(it: CrmRoom) -> ConflictDialog:
    """Let the user and someone else change one customer, and return the question."""
    it.add_customer("Берёза", phone="1", address="A", note="N")
    it.show("customers", it.customer("Берёза").row.id)
    change_elsewhere(it, "Берёза", phone="2", note="theirs")
    card_of(it).address.setText("mine")
    card_of(it).note.setPlainText("mine too")
    card_of(it).submit()
    dialog = card_of(it).dialog
    assert dialog is not None
    return dialog


def test_a_new_customer_appears_in_the_list(it: CrmRoom) -> None:
    it.customers.new()
    card = card_of(it)
    card.name.setText("  Берёза ")
    card.kind.choose(CustomerKind.PERSON)
    card.phone.setText("+7 912")
    card.submit()

    assert listed(it) == ["Берёза"]
    stored = it.customer("Берёза")
    assert (stored.row.kind, stored.row.phone, stored.row.owner_id) == (
        CustomerKind.PERSON,
        "+7 912",
        it.anna,
    )
    assert card.title.text() == "Берёза"
    assert it.said[-1].sentence == "Customer “Берёза” is saved."


def test_a_created_customer_can_be_taken_back(it: CrmRoom) -> None:
    it.customers.new()
    card_of(it).name.setText("Берёза")
    card_of(it).submit()

    assert it.said[-1].undo is not None
    it.said[-1].undo()

    assert listed(it) == []
    assert not it.customers.beside.is_open


def test_what_is_wrong_stands_under_its_field_and_nothing_is_saved(it: CrmRoom) -> None:
    it.customers.new()
    card = card_of(it)
    card.name.setText("Берёза")
    card.email.setText("nobody")

    card.submit()

    assert card.form.field("email").error == "“nobody” is no e-mail address."
    assert card.email.hasFocus()
    assert listed(it) == []
    assert it.services.search.search("Берёза") == []


def test_what_is_wrong_with_a_contact_stands_under_it(it: CrmRoom) -> None:
    it.customers.new()
    card = card_of(it)
    card.name.setText("Берёза")
    card.contacts.show_contacts((ContactDraft("Вера"), ContactDraft("Глеб", email="nobody")))

    card.submit()

    assert card.contacts.rows[1].fields["email"].error == "“nobody” is no e-mail address."
    assert card.contacts.rows[1].fields["email"].editor.hasFocus()

    card.contacts.rows[1].remove_button.click()
    card.submit()
    assert [contact.name for contact in it.customer("Берёза").contacts] == ["Вера"]


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Return, False), (Qt.Key.Key_S, True)])
def test_enter_and_control_s_save(qtbot: QtBot, it: CrmRoom, keys: tuple[Qt.Key, bool]) -> None:
    it.customers.new()
    type_text(card_of(it).name, "Ёлка")

    press(qtbot, keys[0], control=keys[1])

    assert listed(it) == ["Ёлка"]


def test_a_save_can_be_undone(it: CrmRoom) -> None:
    it.add_customer("Берёза", contacts=(ContactDraft("Вера"),))
    it.show("customers", it.customer("Берёза").row.id)
    card = card_of(it)
    card.name.setText("Сосна")
    card.contacts.rows[0].remove_button.click()
    card.submit()
    assert listed(it) == ["Сосна"]

    assert it.said[-1].undo is not None
    it.said[-1].undo()

    assert listed(it) == ["Берёза"]
    assert card.name.text() == "Берёза"
    assert [contact.name for contact in it.customer("Берёза").contacts] == ["Вера"]


def test_an_undo_never_wipes_away_what_someone_saved_since(it: CrmRoom) -> None:
    it.add_customer("Берёза")
    it.show("customers", it.customer("Берёза").row.id)
    card_of(it).phone.setText("1")
    card_of(it).submit()
    change_elsewhere(it, "Берёза", phone="2")

    assert it.said[-1].undo is not None
    it.said[-1].undo()

    assert it.customer("Берёза").row.phone == "2"
    assert [str(error) for error in it.errors] == [CHANGED_BY_OTHERS]


def test_esc_asks_only_when_something_would_be_lost(qtbot: QtBot, it: CrmRoom) -> None:
    it.add_customer("Берёза")
    it.show("customers", it.customer("Берёза").row.id)
    card = card_of(it)
    type_text(card.name, "!")

    press(qtbot, Qt.Key.Key_Escape)
    assert it.customers.beside.is_open
    answer(card.form.question, "Stay")
    assert card.name.text() == "Берёза!"
    card.name.setFocus()
    press(qtbot, Qt.Key.Key_Escape)
    answer(card.form.question, "Leave")

    assert not it.customers.beside.is_open
    assert it.customer("Берёза").row.version == 1


def test_another_record_is_opened_only_after_the_question(it: CrmRoom) -> None:
    first, second = it.add_customer("Берёза"), it.add_customer("Сосна")
    it.show("customers", first)
    card = card_of(it)
    card.name.setText("Ель")

    it.customers.open_key(second)
    assert card.title.text() == "Берёза"
    answer(card.form.question, "Leave")

    assert card.name.text() == "Сосна"


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card.contacts.add_button.click(),
        lambda card: card.tags.menu().actions()[0].trigger(),
        lambda card: card.note.setPlainText("later"),
        lambda card: card.owner.choose(None),
    ],
)
def test_every_part_of_the_card_counts_as_entered(
    it: CrmRoom, sqlite_database: str, change: Callable[[CustomerCardView], None]
) -> None:
    with sessions_on(sqlite_database).begin() as session:
        session.add(ClassifierRecord(name="Retail", name_folded="retail"))
    it.show("customers", it.add_customer("Берёза", owner_id=it.anna))
    assert not card_of(it).form.is_changed()

    change(card_of(it))

    assert card_of(it).form.is_changed()


def test_tags_are_added_from_the_menu_and_taken_off_by_their_button(
    it: CrmRoom, sqlite_database: str
) -> None:
    with sessions_on(sqlite_database).begin() as session:
        session.add(ClassifierRecord(name="Retail", name_folded="retail"))
    it.show("customers", it.add_customer("Берёза"))
    card = card_of(it)

    card.tags.menu().actions()[0].trigger()
    card.submit()
    assert it.customer("Берёза").row.tags == ("Retail",)
    assert not card.tags.add_button.isVisible()

    card.tags.chips[0].click()
    card.submit()
    assert it.customer("Берёза").row.tags == ()


def test_deleting_asks_first(it: CrmRoom) -> None:
    it.show("customers", it.add_customer("Берёза"))
    card = card_of(it)
    card.delete_button.click()
    answer(card.question, "Keep")
    assert it.customer("Берёза").row.name == "Берёза"

    card.delete_button.click()
    answer(card.question, "Delete")

    assert listed(it) == []
    assert not it.customers.beside.is_open
    assert it.said[-1].sentence == "“Берёза” is deleted."


def test_a_customer_with_deals_is_kept_with_the_reason_in_words(it: CrmRoom) -> None:
    customer_id = it.add_customer("Берёза")
    it.add_deal("Окна", customer_id)
    it.show("customers", customer_id)

    card_of(it).delete_button.click()
    answer(card_of(it).question, "Delete")

    assert general_error(card_of(it).form) == "“Берёза” cannot be deleted: there is 1 deal."
    assert it.customers.beside.is_open


def test_a_customer_whom_someone_changed_is_not_deleted_but_shown_as_it_is(it: CrmRoom) -> None:
    it.show("customers", it.add_customer("Берёза"))
    change_elsewhere(it, "Берёза", phone="2")

    card_of(it).delete_button.click()
    answer(card_of(it).question, "Delete")

    assert general_error(card_of(it).form) == CHANGED_BY_OTHERS
    assert card_of(it).phone.text() == "2"


def test_a_stale_save_shows_both_versions_field_by_field(it: CrmRoom) -> None:
    dialog = conflict(it)

    assert [(d.label, d.mine, d.theirs) for d in dialog.differences] == [
        ("Phone", "1", "2"),
        ("Address", "mine", "A"),
        ("Note", "mine too", "theirs"),
    ]
    assert dialog.chosen == {"address", "note"}
    assert it.customer("Берёза").row.phone == "2"


def test_keeping_mine_saves_over_the_new_version(it: CrmRoom) -> None:
    conflict(it).mine_button.click()

    stored = it.customer("Берёза")
    assert (stored.row.phone, stored.address, stored.note) == ("1", "mine", "mine too")


def test_taking_theirs_drops_what_was_entered(it: CrmRoom) -> None:
    conflict(it).theirs_button.click()

    stored = it.customer("Берёза")
    assert (stored.row.phone, stored.address, stored.note) == ("2", "A", "theirs")
    assert card_of(it).note.toPlainText() == "theirs"
    assert not card_of(it).form.is_changed()


def test_merging_takes_each_field_from_the_side_that_was_chosen(it: CrmRoom) -> None:
    dialog = conflict(it)
    dialog.choose("note", is_mine=False)

    dialog.merge_button.click()

    stored = it.customer("Берёза")
    assert (stored.row.phone, stored.address, stored.note) == ("2", "mine", "theirs")


def test_a_hasty_enter_keeps_what_only_they_changed(qtbot: QtBot, it: CrmRoom) -> None:
    dialog = conflict(it)

    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)

    stored = it.customer("Берёза")
    assert (stored.row.phone, stored.address, stored.note) == ("2", "mine", "mine too")


def test_leaving_the_question_keeps_what_was_entered(qtbot: QtBot, it: CrmRoom) -> None:
    conflict(it).reject()

    assert card_of(it).address.text() == "mine"
    assert it.customer("Берёза").address == "A"


def test_a_deleted_contact_that_is_kept_comes_back(it: CrmRoom) -> None:
    it.add_customer("Берёза", contacts=(ContactDraft("Вера"),))
    it.show("customers", it.customer("Берёза").row.id)
    change_elsewhere(it, "Берёза", contacts=())
    card_of(it).phone.setText("1")
    card_of(it).submit()
    dialog = card_of(it).dialog
    assert dialog is not None

    dialog.mine_button.click()

    assert [contact.name for contact in it.customer("Берёза").contacts] == ["Вера"]


def test_a_customer_who_is_gone_is_said_and_the_card_closes(it: CrmRoom) -> None:
    it.show("customers", 77)

    assert [str(error) for error in it.errors] == ["Customer 77 does not exist."]
    assert not it.customers.beside.is_open


def test_the_deals_of_the_customer_stand_below_and_lead_to_their_cards(it: CrmRoom) -> None:
    customer_id = it.add_customer("Берёза")
    it.add_deal("Окна", customer_id)
    it.add_deal("Чужая")
    it.show("customers", customer_id)
    deals = card_of(it).deals
    assert [row.title for row in deals.model.rows] == ["Окна"]
    assert deals.totals.text() == "1\xa0open\xa0deal,\xa0RUB\xa0100.00"

    deals.table.row_activated.emit(deals.model.rows[0])

    assert it.window.currentWidget() is it.deals
    assert it.deals.card.title.text() == "Окна"


def test_nothing_can_be_entered_while_a_save_is_under_way(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    it = crm_room(qtbot, sqlite_database, tasks=held_tasks)
    it.customers.new()
    while held_tasks.waiting:
        held_tasks.finish()
    card = card_of(it)
    card.name.setText("Берёза")
    card.name.setFocus()

    card.submit()
    card.submit()
    assert not card.name.isEnabled()
    assert len(held_tasks.waiting) == 1
    held_tasks.finish()

    assert card.name.isEnabled()
    assert focused_name() == "Name"


def test_a_save_that_ends_after_another_card_was_opened_does_not_replace_it(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    it = crm_room(qtbot, sqlite_database, tasks=held_tasks)
    first, second = it.add_customer("Берёза"), it.add_customer("Сосна")
    it.customers.open_key(first)
    while held_tasks.waiting:
        held_tasks.finish()
    card_of(it).cards.save(replace(draft_of(it.customer("Берёза")), phone="1"))
    it.customers.open_key(second)

    while held_tasks.waiting:
        held_tasks.finish()

    assert card_of(it).title.text() == "Сосна"
    assert it.customer("Берёза").row.phone == "1"
