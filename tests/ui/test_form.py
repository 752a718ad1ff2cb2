from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message
from tests.ui import accessibility
from tests.ui.keys import type_text
from ui.widgets.form import Field, Form


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    stage = QComboBox()
    stage.addItems(["New", "Offer"])
    form.add(
        Field("title", "Title", QLineEdit("Windows")),
        Field("amount", "Amount", QLineEdit("100"), unit="€"),
    )
    form.add(Field("stage", "Stage", stage), Field("note", "Note", QPlainTextEdit()))
    form.add_buttons("Save")
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    return form


@pytest.mark.parametrize("code", ["title", "amount", "stage"])
def test_enter_in_a_field_saves(qtbot: QtBot, form: Form, code: str) -> None:
    with qtbot.waitSignal(form.submitted):
        qtbot.keyClick(form.field(code).editor, Qt.Key.Key_Return)


def test_enter_on_a_button_presses_it_and_does_not_save(qtbot: QtBot, form: Form) -> None:
    cancel = next(b for b in form.findChildren(QAbstractButton) if b.text() == "Cancel")

    with qtbot.assertNotEmitted(form.submitted), qtbot.waitSignal(form.left):
        qtbot.keyClick(cancel, Qt.Key.Key_Return)


def test_enter_in_a_note_is_a_new_line(qtbot: QtBot, form: Form) -> None:
    note = form.field("note").editor
    with qtbot.assertNotEmitted(form.submitted):
        qtbot.keyClick(note, Qt.Key.Key_Return)

    assert form.is_changed()


def test_esc_leaves_at_once_when_nothing_would_be_lost(qtbot: QtBot, form: Form) -> None:
    with qtbot.waitSignal(form.left):
        qtbot.keyClick(form.field("title").editor, Qt.Key.Key_Escape)


def test_esc_does_nothing_where_there_is_nowhere_to_leave_for(qtbot: QtBot) -> None:
    form = Form()
    form.add(Field("name", "Name of the firm", QLineEdit()))
    form.add_buttons("Begin", can_leave=False)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    name = form.field("name").editor
    type_text(name, "Ёлка")

    with qtbot.assertNotEmitted(form.left):
        qtbot.keyClick(name, Qt.Key.Key_Escape)

    assert form.question is None


def test_esc_asks_when_something_would_be_lost(qtbot: QtBot, form: Form) -> None:
    title = form.field("title").editor
    type_text(title, "Ёлка")

    with qtbot.assertNotEmitted(form.left):
        qtbot.keyClick(title, Qt.Key.Key_Escape)

    assert form.question is not None
    with qtbot.waitSignal(form.left):
        answer(form.question, "Leave").click()


def test_staying_keeps_what_was_typed(qtbot: QtBot, form: Form) -> None:
    type_text(form.field("title").editor, "!")
    form.leave()

    assert form.question is not None
    with qtbot.assertNotEmitted(form.left):
        answer(form.question, "Stay").click()

    assert form.field("title").value() == "Windows!"


def test_an_answered_question_is_forgotten_and_asked_anew(form: Form) -> None:
    type_text(form.field("title").editor, "!")
    form.leave()
    first = form.question
    assert first is not None
    answer(first, "Stay").click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert form.question is None

    form.leave()

    second: QMessageBox | None = form.question
    assert second is not None
    assert second.isVisible()
    answer(second, "Stay").click()


def test_who_wants_to_go_on_does_so_once_what_was_entered_is_left(form: Form) -> None:
    done: list[str] = []
    form.left.connect(lambda: done.append("left"))
    assert form.may_leave(lambda: done.append("never"))
    type_text(form.field("title").editor, "!")

    assert not form.may_leave(lambda: done.append("stayed"))
    assert form.question is not None
    answer(form.question, "Stay").click()
    form.leave()
    assert form.question is not None
    answer(form.question, "Leave").click()
    assert done == ["left"]

    assert not form.may_leave(lambda: done.append("went on"))
    assert form.question is not None
    answer(form.question, "Leave").click()
    assert done == ["left", "left", "went on"]


def test_what_was_saved_is_no_change(form: Form) -> None:
    type_text(form.field("title").editor, "!")
    assert form.is_changed()

    form.keep()

    assert not form.is_changed()


def test_an_error_stands_under_its_field_in_words(form: Form) -> None:
    error = InvalidInputError("amount", Message("Write a number above zero."))

    form.show_error(error)

    amount = form.field("amount")
    assert amount.error == "Write a number above zero."
    assert accessibility.description_of(amount.editor) == "Write a number above zero."
    assert amount.editor.hasFocus()


@pytest.mark.parametrize("code", ["amount", "stage", "note"])
def test_an_error_goes_once_its_field_is_filled(form: Form, code: str) -> None:
    form.show_error(InvalidInputError(code, Message("This is wrong.")))
    field = form.field(code)
    assert field.error == "This is wrong."

    if isinstance(field.editor, QComboBox):
        field.editor.setCurrentText("Offer")
    else:
        type_text(field.editor, "1")

    assert field.error == ""


def test_an_error_without_a_field_stands_above_all(form: Form) -> None:
    form.show_error(CrmError(Message("Deal “Windows” was changed by someone else.")))

    assert any(
        label.isVisible() and label.text().startswith("Deal “Windows”")
        for label in form.findChildren(type(form._other))
    )


def test_the_next_try_clears_the_errors(form: Form) -> None:
    form.show_error(InvalidInputError("amount", Message("Write a number above zero.")))

    form.submit()

    assert form.field("amount").error == ""


def test_a_unit_leaves_room_for_the_figure(form: Form) -> None:
    editor = form.field("amount").editor
    assert isinstance(editor, QLineEdit)

    assert editor.textMargins().right() > 10


def test_a_reader_hears_every_control(form: Form) -> None:
    assert accessibility.nameless_controls(form) == []
    assert accessibility.name_of(form.field("title").editor) == "Title"


def answer(question: QMessageBox, text: str) -> QAbstractButton:
    return next(button for button in question.buttons() if button.text() == text)
