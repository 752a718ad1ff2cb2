"""The step before the pages of a database that has users: it asks who is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import _
from ui.login.password_edit import PasswordField, ShowPassword
from ui.login.viewmodel import SignInViewModel
from ui.look_buttons import LookButtons
from ui.theme import GRID
from ui.widgets.centred import centred, step_card
from ui.widgets.form import Field, Form
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_WIDTH = 400


class SignIn(QWidget):
    """``database`` says in words which one it is; ``login`` is suggested, else the last one.

    ``another_wanted`` asks for another database, where there ``has_choice``.
    ``bug_met`` carries an error that no user can mend.
    """

    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    another_wanted = Signal()
    bug_met = Signal(object)  # Exception

    def __init__(
        self,
        viewmodel: SignInViewModel,
        database: str,
        login: str = "",
        *,
        has_choice: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self.login = QLineEdit(login or viewmodel.login)
        self._password_field = PasswordField("password", _("Password"))
        self.password = self._password_field.edit
        self.show_box = ShowPassword(self.password)
        self.looks = LookButtons()
        self.form = Form()
        self.form.add(Field("login", _("Login"), self.login))
        self.form.add(self._password_field)
        self.form.body.addWidget(self.show_box)
        self.another_link = LinkButton(_("Another database…"))
        if not has_choice:
            self.another_link.hide()
        self.submit_button = self.form.add_buttons(_("Sign in"), self.another_link, can_leave=False)
        self._lay_out(database)
        self.setFocusProxy(self.password if self.login.text() else self.login)
        self.form.submitted.connect(self._on_submitted)
        viewmodel.failed.connect(self._on_failed)
        self.looks.theme_chosen.connect(self.theme_chosen)
        self.looks.language_chosen.connect(self.language_chosen)
        self.another_link.clicked.connect(self.another_wanted)

    def _lay_out(self, database: str) -> None:
        card = self._card = step_card(_WIDTH)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Icon("lock", 20))
        head.addWidget(Label(_("Sign in"), Role.PAGE), 1)
        card.body.addLayout(head)
        card.body.addWidget(Label(database, Role.MUTED, wraps=True))
        card.body.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, GRID, 0)
        layout.addWidget(self.looks, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(centred(card), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._card.setFixedWidth(min(_WIDTH, self.width() - 3 * GRID))

    @Slot()
    def _on_submitted(self) -> None:
        self.form.setEnabled(False)
        self.viewmodel.sign_in(self.login.text(), self.password.text())

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.form.setEnabled(True)
        if not isinstance(error, CrmError):
            self.bug_met.emit(error)
            return
        self.form.show_error(error)
        self.password.selectAll()
        self.password.setFocus()
