"""Who decides: asked for by name where nobody signs in, else the one who has signed in."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.permissions import Access
from crm_desktop.texts import _
from ui.settings import remember_author, remembered_author
from ui.widgets.form import Field
from ui.widgets.text import Label


class AuthorField(Field):
    """``edit`` is what a name is typed into; it is shown only where nobody has signed in."""

    def __init__(
        self, access: Access, label: str | None = None, *, parent: QWidget | None = None
    ) -> None:
        self.edit = QLineEdit()
        self._name = "" if access.user is None else access.user.name
        editor = Label(self._name, wraps=True) if self._name else self.edit
        super().__init__("author", label or _("Your name"), editor, parent=parent)

    def show_name(self, name: str = "") -> None:
        """Suggest ``name``, else that of who decided last."""
        self.edit.setText(name or remembered_author())

    def name(self) -> str:
        return self._name or self.edit.text()

    def remember(self) -> None:
        """Suggest what was typed the next time too."""
        if not self._name:
            remember_author(self.edit.text())
