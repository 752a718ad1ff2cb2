"""The dialog in which users change their own password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import _
from ui.login.password_edit import PasswordField, ShowPassword
from ui.login.viewmodel import PasswordViewModel
from ui.theme import GRID
from ui.widgets.form import Form
from ui.widgets.text import Label, Role

_WIDTH = 400


class PasswordDialog(QDialog):
    """``bug_met`` carries an error that no user can mend."""

    bug_met = Signal(object)  # Exception

    def __init__(self, viewmodel: PasswordViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        title = _("Change my password")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        fields = (
            PasswordField("current", _("Password until now")),
            PasswordField("password", _("New password")),
            PasswordField("again", _("New password once more")),
        )
        self.current, self.password, self.again = (field.edit for field in fields)
        self.show_box = ShowPassword(self.current, self.password, self.again)
        self.form = Form()
        for field in fields:
            self.form.add(field)
        self.form.body.addWidget(self.show_box)
        self.submit_button = self.form.add_buttons(_("Change"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(Label(title, Role.TITLE, wraps=True))
        column.addWidget(self.form)
        self.current.setFocus()
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.reject)
        viewmodel.changed.connect(self.accept)
        viewmodel.failed.connect(self._on_failed)

    @Slot()
    def _on_submitted(self) -> None:
        self.form.setEnabled(False)
        self.viewmodel.change(self.current.text(), self.password.text(), self.again.text())

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.form.setEnabled(True)
        if isinstance(error, CrmError):
            self.form.show_error(error)
            self.adjustSize()  # the words need their lines
        else:
            self.bug_met.emit(error)
