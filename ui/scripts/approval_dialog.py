"""A text that came from elsewhere: what it changes, and the word of who has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Access
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.texts import Message, _
from ui.author_field import AuthorField
from ui.scripts.diff import told
from ui.scripts.diff_view import DiffView
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.services.scripts import ArrivedText

_SIZE = (760, 620)


class ApprovalDialog(QDialog):
    """``approved`` carries the Script and the name of who approves it."""

    approved = Signal(object, str)

    def __init__(
        self,
        arrived: ArrivedText,
        *,
        access: Access,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        script, before = arrived.script, arrived.before
        title = str(Message("“{name}” waits for approval", name=script.name))
        self.setWindowTitle(title)
        self._script = script
        self.starts: date | None = arrived.starts
        self.first_day = Label(_first_day(arrived), wraps=True)
        self.diff = DiffView()
        self.diff.show_texts(told(before), told(script))
        self.has_read = QCheckBox(_("I have read this text and approve it"))
        self.author = AuthorField(access)
        self.author.show_name()
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.approve_button = Button(_("Approve"), Kind.PRIMARY, icon="check")
        self.approve_button.setEnabled(False)
        self.cancel_button = Button(_("Not now"))
        self._lay_out(title, is_new=before is None)
        self.has_read.toggled.connect(self.approve_button.setEnabled)
        self.approve_button.clicked.connect(self._on_approve)
        self.cancel_button.clicked.connect(self.reject)

    def show_error(self, error: Exception) -> None:
        """Say why it was not approved."""
        self.approve_button.setEnabled(self.has_read.isChecked())
        is_known = isinstance(error, CrmError)
        self.wrong.setText(str(error) if is_known else _("It could not be approved."))
        self.wrong.show()

    def _lay_out(self, title: str, *, is_new: bool) -> None:
        sentence = (
            _("It came with a file or a copy. Nobody has approved a text of it.")
            if is_new
            else _("It came with a file or a copy. Compared with the text approved last:")
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.approve_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(Label(title, Role.TITLE, wraps=True))
        layout.addWidget(Label(sentence, Role.MUTED, wraps=True))
        layout.addWidget(self.first_day)
        layout.addWidget(self.diff, 1)
        layout.addWidget(self.author)
        layout.addWidget(self.has_read)
        layout.addWidget(self.wrong)
        layout.addLayout(buttons)
        self.wrong.hide()
        self.resize(*_SIZE)

    @Slot()
    def _on_approve(self) -> None:
        self.approve_button.setEnabled(False)
        self.author.remember()
        self.approved.emit(self._script, self.author.name())


def _first_day(arrived: ArrivedText) -> str:
    """Return since when the text counts, and what happens while nobody has approved it."""
    day = arrived.script.version.valid_from
    if arrived.starts is not None:
        words = Message(
            "It holds from {day} on. Unless it is approved, it does not run then; what holds "
            "until then stays as it is.",
            day=day,
        )
        return str(words)
    if day == ALWAYS:
        return _("It holds from the beginning, and does not run until it is approved.")
    return str(Message("It has held since {day}, and does not run until it is approved.", day=day))
