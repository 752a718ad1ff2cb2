"""The way to a database on the firm's server, and what its administrator makes there first."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.address import PREFER, REQUIRE, ServerAddress
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import _
from ui.database_choice.entries import Entries
from ui.database_choice.password_box import KeepPassword
from ui.login.password_edit import PasswordField, ShowPassword
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field, Form
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

COMMANDS = "createuser --pwprompt crm\ncreatedb --owner=crm --encoding=UTF8 crm"
"""What makes, in a shell of the server, all that the program needs there."""

_HOST, _NAME = "db.firm.local", "crm"
"""How addresses and names look, in any language."""


class ServerForm(Form):
    def __init__(self, entries: Entries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begun = entries.server
        self.host, self.port = QLineEdit(entries.server.host), QLineEdit(entries.port)
        self.database = QLineEdit(entries.server.database)
        self.user = QLineEdit(entries.server.user)
        self.password_field = PasswordField("password", _("Password"))
        self.password = self.password_field.edit
        self.password.setText(entries.server.password)
        self.keep_password = KeepPassword(is_wanted=entries.keeps_password)
        self.security = ChoiceBox()
        self.more = LinkButton(_("More"))
        self.explain = LinkButton(_("How?"))
        self.commands = QPlainTextEdit(COMMANDS)
        self._lay_out(entries.server.sslmode)
        self.more.clicked.connect(self._on_more)
        self.explain.clicked.connect(self._on_explain)

    def address(self) -> ServerAddress:
        """Return what is entered, not yet judged."""
        return replace(
            self._begun,
            host=self.host.text(),
            database=self.database.text(),
            user=self.user.text(),
            password=self.password.text(),
            sslmode=self.security.choice(),
        )

    def show_error(self, error: Exception) -> None:
        if isinstance(error, InvalidInputError) and error.field == "sslmode":
            self._show_security()
        super().show_error(error)

    def _lay_out(self, sslmode: str) -> None:
        self.body.addLayout(self._explanation())
        self.body.addWidget(self._box)
        self.host.setPlaceholderText(_HOST)
        for edit in (self.database, self.user):
            edit.setPlaceholderText(_NAME)
        self.add(
            Field("host", _("Server"), self.host),
            Field("port", _("Port"), self.port),
        )
        self.add(
            Field("database", _("Database"), self.database),
            Field("user", _("User of the server"), self.user),
        )
        self.add(self.password_field)
        line = QHBoxLayout()
        line.addWidget(ShowPassword(self.password))
        line.addStretch()
        line.addWidget(self.more)
        self.body.addLayout(line)
        self.body.addWidget(self.keep_password)
        self.security.set_choices([(_("if the server offers it"), PREFER), (_("always"), REQUIRE)])
        self.security.choose(sslmode, sslmode)
        self._security_field = Field("sslmode", _("Encrypted connection"), self.security)
        self.add(self._security_field)
        self._security_field.setVisible(False)
        if sslmode != PREFER:
            self._show_security()

    def _explanation(self) -> QVBoxLayout:
        words = _(
            "PostgreSQL 15 or newer. Its administrator makes a user and an empty database for "
            "the program; the program makes the rest."
        )
        self._box = self._commands_box()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(words, Role.MUTED, wraps=True))
        line = QHBoxLayout()
        line.addWidget(self.explain)
        line.addStretch()
        column.addLayout(line)
        return column

    def _commands_box(self) -> QWidget:
        self.commands.setReadOnly(True)
        self.commands.setTabChangesFocus(True)
        self.commands.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.commands.setAccessibleName(_("What is run on the server"))
        self.commands.setFixedHeight(7 * GRID)
        copy = IconButton("copy", _("Copy"))
        copy.clicked.connect(self._on_copy)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.commands, 1)
        row.addWidget(copy)
        box.hide()
        return box

    @Slot()
    def _on_more(self) -> None:
        self._show_security()
        self.security.setFocus()

    def _show_security(self) -> None:
        self._security_field.show()
        self.more.hide()

    @Slot()
    def _on_explain(self) -> None:
        self._box.setVisible(self._box.isHidden())

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(COMMANDS)
