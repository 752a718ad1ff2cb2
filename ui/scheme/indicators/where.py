"""Which records count: the filter editor, told only what the user has not just entered."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Filter, Group, Match
from ui.context import Context
from ui.filters.editor import FilterEditor


class WhereEditor(FilterEditor):
    """``entered`` carries a sound filter once typing pauses."""

    entered = Signal(object)  # Filter

    def __init__(self, context: Context, entity: Entity) -> None:
        super().__init__(context, entity, has_period=True)
        self._known: tuple[Filter, Entity] = (EVERYTHING, entity)
        self.settled.connect(self._on_settled)

    def show_where(self, where: Filter, entity: Entity) -> None:
        """Show ``where``, unless it is what stands there; half a condition stays then."""
        if (where, entity) != self._known:
            self._known = (where, entity)
            self.show_tree(where, entity)

    @property
    def is_half_entered(self) -> bool:
        """Whether a condition is not whole yet."""
        return self.sound_tree() is None

    @Slot(object)
    def _on_settled(self, tree: Filter) -> None:
        where = _plain(tree)
        if where != self._known[0]:
            self._known = (where, self.entity)
            self.entered.emit(where)


def _plain(tree: Filter) -> Filter:
    """Return ``tree`` without a group around a single condition."""
    if isinstance(tree, Group) and tree.match is Match.ALL and len(tree.parts) == 1:
        return tree.parts[0]
    return tree
