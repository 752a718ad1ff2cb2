"""The editor of a filter: its conditions, what they say in words, and how much they find."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.filters.group import GroupEditor
from ui.filters.trees import as_group, editable, words_of
from ui.filters.viewmodel import Count, FilterEditorViewModel
from ui.theme import GRID
from ui.widgets.text import Label, Role

_PAUSE_MS = 250
_NOT_OFFERED = Changes.SCHEME | Changes.STATEMENTS | Changes.VIEWS


class FilterEditor(QWidget):
    """Conditions on records of one kind.

    ``changed`` is emitted at each entry; ``settled`` carries the filter once typing pauses and
    all of it is sound. ``has_period`` allows days of the period that is computed. With
    ``count`` the line below says how many records pass; it is called off the GUI thread.
    """

    changed = Signal()
    settled = Signal(object)  # Filter
    offers_loaded = Signal()

    def __init__(
        self,
        context: Context,
        entity: Entity,
        tree: Filter = EVERYTHING,
        *,
        has_period: bool = False,
        count: Count | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._viewmodel = FilterEditorViewModel(
            context.services,
            context.tasks,
            entity,
            has_period=has_period,
            count=count,
            parent=self,
        )
        self.words = Label(role=Role.MUTED, wraps=True)
        self.found = Label(role=Role.STRONG, wraps=True)
        self.found.hide()
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(GRID + GRID // 2)
        self._body.addWidget(self.words)
        self._body.addWidget(self.found)
        self._body.addStretch()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self._viewmodel.offers_loaded.connect(self._on_offers)
        self._viewmodel.counted.connect(self._on_counted)
        self._viewmodel.failed.connect(context.report)
        context.changes.happened.connect(self._on_changes)
        self._is_stale = False
        self.root = self._shown(tree)
        self._show_words()
        self._ask_for_count()
        self._viewmodel.load_offers()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def reload(self) -> None:
        """Offer what there is now, and count anew; what is entered stays."""
        self._is_stale = False
        self._viewmodel.load_offers()
        self._ask_for_count()

    @property
    def offers(self) -> FilterOffers:
        """What there is to choose from, as it was read last."""
        return self._viewmodel.offers

    @property
    def entity(self) -> Entity:
        return self._viewmodel.entity

    def tree(self) -> Filter:
        """Return what is entered, checked; mark what is wrong where it stands.

        Raises:
            InvalidInputError: a condition is not whole, or its value does not fit.

        """
        return self.root.tree()

    def sound_tree(self) -> Filter | None:
        """Return what is entered, None while some of it cannot be used; mark nothing."""
        return self.root.sound_tree()

    def show_tree(self, tree: Filter, entity: Entity | None = None) -> None:
        """Show another filter, of records of ``entity`` if it is given; nothing is emitted."""
        self._pause.stop()
        if entity is not None:
            self._viewmodel.entity = entity
        self.root.hide()
        self.root.deleteLater()
        self.root = self._shown(tree)
        self._show_words()
        self._ask_for_count()

    def focus(self) -> None:
        """Let the keyboard begin at the first condition."""
        self.root.first_field().setFocus()

    def focus_wrong(self) -> None:
        """Let the keyboard go on where ``tree`` has marked something."""
        if (field := self.root.wrong_field()) is not None:
            field.setFocus()

    def settle(self) -> None:
        """Emit ``settled`` at once, if what is entered is sound."""
        self._pause.stop()
        self._ask_for_count()
        tree = self.sound_tree()
        if tree is not None:
            self.settled.emit(tree)

    def _shown(self, tree: Filter) -> GroupEditor:
        root = GroupEditor(as_group(editable(tree, self.entity)), self._viewmodel)
        self._body.insertWidget(0, root)
        self.setFocusProxy(root.match)
        root.changed.connect(self._on_changed)
        _order_tabs(root)
        return root

    def _on_changed(self) -> None:
        _order_tabs(self.root)
        self._show_words()
        self._viewmodel.count(None)
        self._pause.start()
        self.changed.emit()

    def _show_words(self) -> None:
        """Say what passes; a filter that is not whole says nothing yet."""
        tree = self.sound_tree()
        if tree is None:
            self.words.setText(_("A condition is not whole yet."))
            return
        said = words_of(tree, self.entity, self._viewmodel.offers)
        everything = Message("All {entity}", entity=self.entity)
        self.words.setText(str(everything if said is None else said))

    def _ask_for_count(self) -> None:
        tree = self.sound_tree()
        if not self._viewmodel.can_count:
            return
        self.found.setVisible(tree is not None)
        self.found.setText("…")
        self._viewmodel.count(tree)

    def _on_offers(self) -> None:
        self._show_words()
        self.offers_loaded.emit()

    def show_found(self, count: int) -> None:
        """Say how many records pass, where the screen knows it already."""
        self.found.show()
        self._on_counted(count)

    def _on_counted(self, count: int) -> None:
        self.found.setText(
            str(plural("Finds {count} record", "Finds {count} records", count=count))
        )

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        """Offer what there is now and count anew, at once or when it is seen."""
        if not changes & ~_NOT_OFFERED:
            return
        self._is_stale = True
        if self.isVisible():
            self.reload()


def _order_tabs(root: GroupEditor) -> None:
    for before, after in pairwise(root.stops()):
        QWidget.setTabOrder(before, after)
