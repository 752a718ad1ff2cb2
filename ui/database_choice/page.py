"""The page that asks where the firm's records are: on this computer, or on a server."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import _
from ui.database_choice.entries import Entries
from ui.database_choice.file_form import FileForm
from ui.database_choice.server_form import ServerForm
from ui.database_choice.viewmodel import DatabaseChoiceViewModel
from ui.look_buttons import LookButtons
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.card import line
from ui.widgets.centred import centred, step_card
from ui.widgets.form import Form
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_WIDTH = 600
_INDENT = 26


class DatabaseChoice(QWidget):
    """``left`` is emitted where ``can_leave`` lets the user go back to what was open before.

    ``bug_met`` carries an error that no user can mend.
    """

    demonstration_wanted = Signal()
    left = Signal()
    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    bug_met = Signal(object)  # Exception

    def __init__(
        self,
        viewmodel: DatabaseChoiceViewModel,
        entries: Entries,
        *,
        can_leave: bool = False,
        has_demonstration: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        self.destroyed.connect(viewmodel.leave)
        self.looks = LookButtons()
        self.here = QRadioButton(_("On this computer"))
        self.there = QRadioButton(_("On our server"))
        self.file_form, self.server_form = FileForm(entries.path), ServerForm(entries)
        self._submits = (
            self._finish(self.file_form, _("Continue"), can_leave, has_demonstration),
            self._finish(self.server_form, _("Connect"), can_leave, has_demonstration),
        )
        self.there.setChecked(entries.is_on_server)
        self.here.setChecked(not entries.is_on_server)
        self._lay_out()
        self._connect()
        self._show_way()
        viewmodel.look_for_safe()

    @property
    def form(self) -> Form:
        """The form of the way that is chosen."""
        return self.server_form if self.there.isChecked() else self.file_form

    def entries(self) -> Entries:
        return Entries(
            path=self.file_form.path.text(),
            server=self.server_form.address(),
            port=self.server_form.port.text(),
            is_on_server=self.there.isChecked(),
            keeps_password=self.server_form.keep_password.box.isChecked(),
        )

    def _finish(self, form: Form, submit: str, can_leave: bool, has_demonstration: bool) -> Button:
        demonstration = LinkButton(_("Look around first"))
        demonstration.setToolTip(_("Opens a firm that we made up; nothing is chosen by it."))
        if not has_demonstration:
            demonstration.hide()
        demonstration.clicked.connect(self._on_demonstration)
        return form.add_buttons(submit, demonstration, can_leave=can_leave)

    def _lay_out(self) -> None:
        card = step_card(_WIDTH)
        card.body.setSpacing(GRID)
        card.body.addWidget(Label(_("Where will the firm's records be?"), Role.PAGE, wraps=True))
        card.body.addSpacing(GRID)
        for button, words in (
            (self.here, _("A file. For one person, or for several who take turns.")),
            (self.there, _("PostgreSQL. For several people at once.")),
        ):
            card.body.addLayout(_explained(button, words))
        card.body.addSpacing(GRID)
        card.body.addWidget(line())
        card.body.addSpacing(GRID)
        card.body.addWidget(self.file_form)
        card.body.addWidget(self.server_form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, GRID, 0)
        layout.addWidget(self.looks, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(centred(card), 1)

    def _connect(self) -> None:
        self.here.toggled.connect(self._show_way)
        self.file_form.submitted.connect(self._on_file)
        self.server_form.submitted.connect(self._on_server)
        for form in (self.file_form, self.server_form):
            form.left.connect(self.left)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.safe_looked_for.connect(self.server_form.keep_password.show_possible)
        self.looks.theme_chosen.connect(self.theme_chosen)
        self.looks.language_chosen.connect(self.language_chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.form.keyPressEvent(event)  # also where a way is chosen: Enter goes on, Esc back

    @Slot()
    def _show_way(self) -> None:
        """Show the form of the way that is chosen; what is entered in the other stays there."""
        is_there = self.there.isChecked()
        self.file_form.setVisible(not is_there)
        self.server_form.setVisible(is_there)
        self.setFocusProxy(self.there if is_there else self.here)

    @Slot()
    def _on_file(self) -> None:
        self._wait()
        self.viewmodel.open_file(self.file_form.path.text())

    @Slot()
    def _on_server(self) -> None:
        self._wait()
        self.viewmodel.open_server(
            self.server_form.address(),
            self.server_form.port.text(),
            keeps_password=self.server_form.keep_password.is_wanted,
        )

    def _wait(self) -> None:
        self.setEnabled(False)
        for button in self._submits:
            button.setText(_("One moment…"))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        file, server = self._submits
        file.setText(_("Continue"))
        server.setText(_("Connect"))
        if isinstance(error, CrmError):
            self.form.show_error(error)
        else:
            self.bug_met.emit(error)

    @Slot()
    def _on_demonstration(self) -> None:
        self.setEnabled(False)
        self.demonstration_wanted.emit()


def _explained(button: QRadioButton, words: str) -> QVBoxLayout:
    button.setAccessibleDescription(words)
    sentence = Label(words, Role.MUTED, wraps=True)
    sentence.setIndent(_INDENT)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(sentence)
    return column
