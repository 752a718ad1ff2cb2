"""The last look before a script holds: what changes, whether its tests pass, when, why, who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Access
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.script import Script
from crm_desktop.texts import Message, _
from ui.author_field import AuthorField
from ui.scripts.diff import told
from ui.scripts.diff_view import DiffView
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.script_tests import TestResult

_SIZE = (760, 640)


class PublishDialog(QDialog):
    """``wanted`` carries the day, the reason and the author; ``accept`` it when it is done."""

    wanted = Signal(object, str, str)

    def __init__(
        self,
        script: Script,
        published: Script | None,
        day: date,
        *,
        access: Access,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = str(Message("Publish “{name}”", name=script.name))
        self.setWindowTitle(title)
        self.tests = Label(_("The tests run…"), Role.STRONG, wraps=True)
        self.diff = DiffView()
        self.diff.show_texts(told(published), told(script))
        self.day = DayEdit()
        self.day.show_day(day)
        self.reason = QLineEdit()
        self.author = AuthorField(access)
        self.author.show_name()
        self.fields = {
            field.code: field
            for field in (
                Field("valid_from", _("In force from"), self.day),
                Field("reason", _("Why is it changed?"), self.reason),
                self.author,
            )
        }
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.publish_button = Button(_("Publish"), Kind.PRIMARY, icon="check")
        self.cancel_button = Button(_("Cancel"))
        self._lay_out(title)
        self.publish_button.setDefault(True)
        self.publish_button.setEnabled(False)
        self.publish_button.clicked.connect(self._on_publish)
        self.cancel_button.clicked.connect(self.reject)

    def show_tests(self, results: Sequence[TestResult]) -> None:
        """Say how the tests ended; only where all pass it can be published."""
        failed = [result.name for result in results if not result.has_passed]
        if not results:
            words = _("There are no tests: write one that shows what the script is for.")
        elif failed:
            words = str(Message("Tests that fail: {names}", names=", ".join(failed)))
        else:
            words = _("All tests pass.")
        has_passed = bool(results) and not failed
        self.tests.setText(words)
        set_tone(self.tests, Tone.POSITIVE if has_passed else Tone.NEGATIVE)
        self.publish_button.setEnabled(has_passed)
        if has_passed:
            self.reason.setFocus()

    def show_error(self, error: Exception) -> None:
        """Say why it was not published, at its field where it has one."""
        self.publish_button.setEnabled(True)
        field = self.fields.get(error.field) if isinstance(error, InvalidInputError) else None
        if field is not None:
            field.show_error(str(error))
            field.editor.setFocus()
            return
        is_known = isinstance(error, CrmError)
        self.wrong.setText(str(error) if is_known else _("It could not be published."))
        self.wrong.show()

    def _lay_out(self, title: str) -> None:
        fields, buttons = QHBoxLayout(), QHBoxLayout()
        fields.setSpacing(2 * GRID)
        for number, field in enumerate(self.fields.values()):
            fields.addWidget(field, 2 if number == 1 else 1)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.publish_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(Label(title, Role.TITLE, wraps=True))
        layout.addWidget(self.tests)
        layout.addWidget(self.diff, 1)
        layout.addLayout(fields)
        layout.addWidget(self.wrong)
        layout.addLayout(buttons)
        self.wrong.hide()
        self.resize(*_SIZE)

    @Slot()
    def _on_publish(self) -> None:
        self.wrong.hide()
        for field in self.fields.values():
            field.show_error("")
        try:
            day = self._first_day()
        except InvalidInputError as error:
            self.show_error(error)
            return
        self.publish_button.setEnabled(False)
        self.author.remember()
        self.wanted.emit(day, self.reason.text(), self.author.name())

    def _first_day(self) -> date:
        day = self.day.day("valid_from")
        if day is None:
            raise InvalidInputError("valid_from", Message("Enter a day."))
        return day
