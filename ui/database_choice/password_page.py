"""The step that asks for the password of a server where none is kept, or another one is needed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.address import ServerAddress
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.database_choice.password_box import KeepPassword
from ui.database_choice.viewmodel import DatabaseChoiceViewModel
from ui.login.password_edit import PasswordField, ShowPassword
from ui.theme import GRID
from ui.widgets.centred import centred, step_card
from ui.widgets.form import Form
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_WIDTH = 440


class ServerPassword(QWidget):
    """``words`` say why it is asked for.

    ``another_wanted`` asks for another database; ``bug_met`` carries what no user can mend.
    """

    another_wanted = Signal()
    bug_met = Signal(object)  # Exception

    def __init__(
        self,
        viewmodel: DatabaseChoiceViewModel,
        address: ServerAddress,
        words: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        self.destroyed.connect(viewmodel.leave)
        self._address = address
        self.field = PasswordField("password", _("Password"))
        self.keep_password = KeepPassword(is_wanted=True)
        self.another_link = LinkButton(_("Another database…"))
        self.form = Form()
        self.form.add(self.field)
        self.form.body.addWidget(ShowPassword(self.field.edit))
        self.form.body.addWidget(self.keep_password)
        self.submit_button = self.form.add_buttons(_("Connect"), self.another_link, can_leave=False)
        self._lay_out(words)
        self.setFocusProxy(self.field.edit)
        self.form.submitted.connect(self._on_submitted)
        self.another_link.clicked.connect(self._on_another)
        viewmodel.failed.connect(self._on_failed)
        viewmodel.safe_looked_for.connect(self.keep_password.show_possible)
        viewmodel.look_for_safe()

    def _lay_out(self, words: str) -> None:
        card = self._card = step_card(_WIDTH)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Icon("lock", 20))
        head.addWidget(Label(_("Password of the server"), Role.PAGE, wraps=True), 1)
        card.body.addLayout(head)
        place = Message(
            "Server database · {name}", name=f"{self._address.host}/{self._address.database}"
        )
        card.body.addWidget(Label(str(place), Role.MUTED, wraps=True))
        card.body.addWidget(Label(words, wraps=True))
        card.body.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(centred(card))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._card.setFixedWidth(min(_WIDTH, self.width() - 3 * GRID))

    @Slot()
    def _on_submitted(self) -> None:
        self.form.setEnabled(False)
        address = replace(self._address, password=self.field.edit.text())
        self.viewmodel.open_server(
            address, str(address.port), keeps_password=self.keep_password.is_wanted
        )

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.form.setEnabled(True)
        if not isinstance(error, CrmError):
            self.bug_met.emit(error)
            return
        self.form.show_error(error)
        self.field.edit.selectAll()
        self.field.edit.setFocus()

    @Slot()
    def _on_another(self) -> None:
        self.another_wanted.emit()
