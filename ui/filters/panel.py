"""The filter beside a list: its editor, and the name under which it is kept as a view."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.views import Screen, ViewRow
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import _
from ui.context import Context
from ui.filters.editor import FilterEditor
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.card import line
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

_WIDTH = 340


class FilterPanel(QFrame):
    """``create_wanted`` and ``save_wanted`` carry the name and the filter of a view."""

    closed = Signal()
    filtered = Signal(object)  # Filter
    create_wanted = Signal(str, object)
    save_wanted = Signal(str, object)
    delete_wanted = Signal()

    def __init__(self, context: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(_("Filter"))
        self.editor = FilterEditor(context, screen.entity)
        self.clear_button = LinkButton(_("Take all conditions off"))
        self.close_button = IconButton("close", _("Close"))
        self._edit = QLineEdit()
        self.name = Field("name", _("Name of the view"), self._edit)
        self.delete_button = Button(_("Delete view"), Kind.DANGER)
        self.create_button = Button(_("Save as new"))
        self.save_button = Button(_("Save view"))
        self._view: ViewRow | None = None
        self._lay_out()
        self._connect()

    def show_tree(self, tree: Filter) -> None:
        """Show the filter that the list has."""
        self.editor.show_tree(tree)
        self.clear_button.setVisible(tree != EVERYTHING)

    def show_view(self, view: ViewRow | None) -> None:
        """Show the name of the chosen view, to be saved, renamed or deleted."""
        if view == self._view:
            return  # a name that is being entered stays
        self._view = view
        self._edit.setText("" if view is None else view.name)
        self.delete_button.setVisible(view is not None)
        self.create_button.setVisible(view is not None)
        self.name.show_error("")

    def show_error(self, error: Exception) -> None:
        """Say what is wrong where the view is named; a bug goes its own way."""
        if isinstance(error, CrmError):
            self.name.show_error(str(error))
            self._edit.setFocus()
        else:
            self._context.report(error)

    def _lay_out(self) -> None:
        head, content, foot = QHBoxLayout(), QWidget(), QVBoxLayout()
        head.setContentsMargins(3 * GRID, 2 * GRID, 2 * GRID, GRID)
        head.addWidget(Label(_("Filter"), Role.PAGE), 1)
        head.addWidget(self.close_button)
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, GRID, 3 * GRID, 2 * GRID)
        body.addWidget(self.editor)
        body.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch()
        foot.setContentsMargins(3 * GRID, GRID, 3 * GRID, 12)
        foot.setSpacing(GRID)
        buttons = FlowLayout()
        for button in (self.save_button, self.create_button, self.delete_button):
            buttons.addWidget(button)
        self.create_button.hide()
        self.delete_button.hide()
        foot.addWidget(self.name)
        foot.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Scroll(content), 1)
        layout.addWidget(line())
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.editor.settled.connect(self._on_settled)
        self.clear_button.clicked.connect(self._on_clear)
        self.close_button.clicked.connect(self.closed)
        self.save_button.clicked.connect(self._on_save)
        self.create_button.clicked.connect(self._on_create)
        self.delete_button.clicked.connect(self.delete_wanted)
        self._edit.returnPressed.connect(self._on_save)
        for keys, signal in (("Esc", self.closed.emit), ("Ctrl+S", self._on_save)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(signal)

    @Slot(object)
    def _on_settled(self, tree: Filter) -> None:
        self.clear_button.setVisible(tree != EVERYTHING)
        self.filtered.emit(tree)

    def _on_clear(self) -> None:
        self.show_tree(EVERYTHING)
        self.editor.focus()
        self.filtered.emit(EVERYTHING)

    def _on_save(self) -> None:
        self._send(self.create_wanted if self._view is None else self.save_wanted)

    def _on_create(self) -> None:
        self._send(self.create_wanted)

    def _send(self, wanted: SignalInstance) -> None:
        """Hand the name and the filter over, unless some of the filter cannot be used."""
        self.name.show_error("")
        try:
            tree = self.editor.tree()
        except InvalidInputError:
            self.editor.focus_wrong()
        else:
            wanted.emit(self._edit.text(), tree)
