"""What is entered about a new type of activities; its name suggests what it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.activities import OTHER, ActivityTypeDraft, kind_of
from crm_desktop.errors import CrmError
from crm_desktop.texts import _
from ui.people.type_line import kinds
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field, Form


class NewType(Card):
    """``entered`` carries a draft; ``closed`` is emitted when nothing more is to be entered."""

    entered = Signal(object)  # ActivityTypeDraft
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("New type of activities"), parent)
        self.name, self.kind = QLineEdit(), ChoiceBox()
        self.kind.set_choices(kinds())
        self._is_following = True
        self.form = Form()
        self.form.add(
            Field("name", _("Name"), self.name), Field("kind", _("What it is"), self.kind)
        )
        self.save_button = self.form.add_buttons(_("Add"))
        self.body.addWidget(self.form)
        self.name.textChanged.connect(self._on_name)
        self.kind.activated.connect(self._on_kind)
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.end)

    def begin(self) -> None:
        """Let a type be entered, or go on with the one that is being entered."""
        if self.isHidden():
            self._clear()
            self.show()
        self.name.setFocus()

    @Slot()
    def end(self) -> None:
        """Close: what was entered is saved."""
        if not self.isHidden():
            self._clear()
            self.hide()
            self.closed.emit()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` on a yes."""
        return self.isHidden() or self.form.may_leave(then)

    def show_error(self, error: CrmError) -> None:
        self.form.show_error(error)

    def _clear(self) -> None:
        self._is_following = True
        self.name.clear()
        self.kind.choose(OTHER)
        self.form.clear_errors()
        self.form.keep()

    @Slot(str)
    def _on_name(self, name: str) -> None:
        if self._is_following:
            self.kind.choose(kind_of(name))

    @Slot()
    def _on_kind(self) -> None:
        self._is_following = False

    @Slot()
    def _on_submitted(self) -> None:
        self.entered.emit(ActivityTypeDraft(self.name.text(), self.kind.choice()))
