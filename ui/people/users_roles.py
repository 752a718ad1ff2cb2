"""Which role may what, and the card of the role that is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Right, RoleRow
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.people.directory import DirectoryView
from ui.people.sections import ROLES
from ui.people.users_role_card import RoleCard
from ui.people.users_viewmodel import AccessViewModel, NewRole, RolesKey, RolesViewModel
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_ROLE_WIDTH, _DEED_WIDTH = 112, 216


class RolesView(DirectoryView):
    """``open_key`` takes the id of a role, a ``NewRole``, or a ``RolesKey`` for the table."""

    shortcuts = (("Ctrl+N", Message("Add role")), *DirectoryView.shortcuts)
    emptiness = Message("There are no roles.")
    card: RoleCard

    def __init__(self, context: Context) -> None:
        self.grid = QGridLayout()
        self.buttons: dict[int, LinkButton] = {}
        super().__init__(
            context,
            RolesViewModel(context.services, context.tasks),
            RoleCard(context),
            self._table(),
            place=ROLES,
            new=_("Add role"),
            back=_("All roles"),
        )
        self._access = AccessViewModel(
            context.services,
            context.tasks,
            built_for=context.access,
            report=context.report,
            parent=self,
        )
        self.card.cards.saved.connect(self._access.ask)
        self.card.copy_wanted.connect(self.open_key)
        self._access.changed.connect(self._on_access)

    def new(self) -> None:
        self.open_key(NewRole())

    def open_key(self, key: object) -> None:
        if not isinstance(key, RolesKey):
            super().open_key(key)

    def show_list(self, read: tuple[RoleRow, ...]) -> bool:
        clear(self.grid)
        self.buttons = {}
        self._add_head(read)
        for place, right in enumerate(Right, start=2):
            self._add_words(place, capital(right.deed()))
            for column, one in enumerate(read, start=1):
                self._add(place, column, _mark(one, right))
        last = len(Right) + 2
        self._add_words(last, _("Sees the pay and figures of"))
        for column, one in enumerate(read, start=1):
            label = _wrapped(capital(one.role.scope), _ROLE_WIDTH)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._add(last, column, label)
        return bool(read)

    def select(self, key: object) -> None:
        """There is nothing to mark: the card names its role."""

    def _table(self) -> QWidget:
        self.grid.setHorizontalSpacing(2 * GRID)
        self.grid.setVerticalSpacing(GRID + 4)
        card = Card()
        card.body.addLayout(self.grid)
        card.body.addStretch()
        content = QWidget()
        content.setProperty("surface", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setMinimumWidth(40 * GRID)
        area.setWidget(content)
        area.setAccessibleName(_("Roles"))
        return area

    def _add_head(self, read: tuple[RoleRow, ...]) -> None:
        for column, one in enumerate(read, start=1):
            button = LinkButton(one.role.shown())
            button.setToolTip(_("Built in") if one.role.built_in else _("Made here"))
            button.clicked.connect(partial(self.open_key, one.id))
            self.buttons[one.id] = button
            self._add(0, column, button)
            count = Message("Users: {count}", count=shows.number(one.users))
            self._add(1, column, Label(str(count), Role.TINY))

    def _add_words(self, place: int, words: str) -> None:
        self.grid.addWidget(_wrapped(words, _DEED_WIDTH), place, 0)

    def _add(self, place: int, column: int, widget: QWidget) -> None:
        self.grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignCenter)

    def _on_access(self) -> None:
        self.context.entered(RolesKey())


def _wrapped(words: str, width: int) -> Label:
    """Return ``words`` in lines of ``width``, as high as they are: a grid does not ask for that."""
    label = Label(words, wraps=True)
    label.ensurePolished()
    label.setFixedSize(width, label.heightForWidth(width))
    return label


def _mark(one: RoleRow, right: Right) -> QWidget:
    """Return a tick or a dash, which a reader speaks as a sentence."""
    may = right in one.role.rights
    mark = Icon("check", 16, Tone.POSITIVE) if may else Label(shows.DASH, Role.MUTED)
    words = Message("{role}: {deed}", role=one.role.shown(), deed=right.deed())
    if not may:
        words = Message("{role}: no right to {deed}", role=one.role.shown(), deed=right.deed())
    mark.setAccessibleName(shown(words))
    mark.setToolTip(shown(words))
    return mark
