"""A group of conditions of which all, any or none must hold; groups stand within groups."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.fields import FIELDS
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.filters.condition import ConditionEditor
from ui.filters.part import PartEditor
from ui.filters.trees import negated
from ui.filters.viewmodel import FilterEditorViewModel
from ui.filters.words import MATCHES, OPERATORS
from ui.theme import GRID, Tone
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_DEEPEST = 4
"""How many groups within each other are offered; deeper ones are shown all the same."""


class GroupEditor(PartEditor):
    def __init__(self, group: Group, viewmodel: FilterEditorViewModel, depth: int = 0) -> None:
        super().__init__(is_movable=depth > 0)
        self._viewmodel = viewmodel
        self._depth = depth
        self.parts: list[PartEditor] = []
        self.match = ChoiceBox(_("How the conditions count together"))
        self.match.set_choices((str(words), match) for match, words in MATCHES.items())
        self.match.choose(group.match)
        self.add_button = LinkButton(_("Condition"), icon="add")
        self.add_button.setAccessibleName(_("Add a condition"))
        self.group_button = LinkButton(_("Group"), icon="add")
        self.group_button.setAccessibleName(_("Add a group of conditions"))
        if depth >= _DEEPEST:  # shown before it has a parent, it would be a window of its own
            self.group_button.hide()
        self._body = QVBoxLayout()
        self._wrong = Label(
            _("Add a condition, or remove the group."), Role.TINY, tone=Tone.NEGATIVE, wraps=True
        )
        self._wrong.hide()
        self._lay_out()
        for part in group.parts:
            self._insert(part, len(self.parts))
        self._show_match()
        self.match.currentIndexChanged.connect(self.changed)
        self.add_button.clicked.connect(self.add_condition)
        self.group_button.clicked.connect(self.add_group)

    def tree(self) -> Group:
        """Return what is entered, checked; mark everything that is wrong."""
        if self._is_hollow():
            self._wrong.show()
            raise InvalidInputError("filter", Message("Add a condition, or remove the group."))
        trees: list[Filter] = []
        wrong: InvalidInputError | None = None
        for part in self.parts:
            try:
                trees.append(part.tree())
            except InvalidInputError as error:
                wrong = wrong or error
        if wrong is not None:
            raise wrong
        return self._of(tuple(trees))

    def sound_tree(self) -> Group | None:
        trees = [part.sound_tree() for part in self.parts]
        sound = tuple(tree for tree in trees if tree is not None)
        is_sound = len(sound) == len(trees) and not self._is_hollow()
        return self._of(sound) if is_sound else None

    def shape(self) -> Group:
        return self._of(tuple(part.shape() for part in self.parts))

    def first_field(self) -> QWidget:
        return self.parts[0].first_field() if self.parts else self.add_button

    def stops(self) -> list[QWidget]:
        inner = [stop for part in self.parts for stop in part.stops()]
        heads = [self.match, self.menu_button, self.remove_button]
        return [*heads, *inner, self.add_button, self.group_button]

    def wrong_field(self) -> QWidget | None:
        if not self._wrong.isHidden():
            return self.add_button
        fields = (part.wrong_field() for part in self.parts)
        return next((field for field in fields if field is not None), None)

    @Slot()
    def add_condition(self) -> None:
        """Add a condition of the field that is asked for first."""
        self._insert(self._new_condition(), len(self.parts))
        self._on_added(self.parts[-1])

    @Slot()
    def add_group(self) -> None:
        """Add a group of alternatives with one condition to begin with."""
        self._insert(Group(Match.ANY, (self._new_condition(),)), len(self.parts))
        self._on_added(self.parts[-1])

    def _new_condition(self) -> Condition:
        field = next(iter(FIELDS[self._viewmodel.entity].values()))
        return Condition(field.code, next(iter(OPERATORS[field.type])))

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), FlowLayout()
        head.setSpacing(0)
        head.addWidget(self.match, 1)
        head.addSpacing(GRID // 2)
        head.addWidget(self.menu_button)
        head.addWidget(self.remove_button)
        foot.addWidget(self.add_button)
        foot.addWidget(self.group_button)
        self._body.setSpacing(GRID + GRID // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + GRID // 2 if self._depth else 0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addLayout(self._body)
        layout.addWidget(self._wrong)
        layout.addLayout(foot)
        if self._depth:
            self.setProperty("surface", "group")

    def _insert(self, tree: Filter, place: int) -> None:
        part: PartEditor
        if isinstance(tree, Group):
            part = GroupEditor(tree, self._viewmodel, self._depth + 1)
        else:
            part = ConditionEditor(tree, self._viewmodel)
        part.changed.connect(self.changed)
        part.duplicate_wanted.connect(self._on_duplicate)
        part.negate_wanted.connect(self._on_negate)
        part.remove_wanted.connect(self._on_remove)
        self.parts.insert(place, part)
        self._body.insertWidget(place, part)

    def _take(self, part: PartEditor) -> int:
        """Remove ``part`` and return where it stood."""
        place = self.parts.index(part)
        self.parts.remove(part)
        self._body.removeWidget(part)
        part.hide()
        part.deleteLater()
        return place

    def _on_added(self, part: PartEditor) -> None:
        self._show_match()
        part.show()  # the layout would only do it later, and what is hidden takes no keyboard
        part.first_field().setFocus()
        self.changed.emit()

    @Slot(QWidget)
    def _on_duplicate(self, part: PartEditor) -> None:
        place = self.parts.index(part) + 1
        self._insert(part.shape(), place)
        self._on_added(self.parts[place])

    @Slot(QWidget)
    def _on_negate(self, part: PartEditor) -> None:
        tree = negated(part.shape(), self._viewmodel.entity)
        place = self._take(part)
        self._insert(tree, place)
        self._on_added(self.parts[place])

    @Slot(QWidget)
    def _on_remove(self, part: PartEditor) -> None:
        place = self._take(part)
        self._show_match()
        following = self.parts[min(place, len(self.parts) - 1)] if self.parts else None
        (self.add_button if following is None else following.first_field()).setFocus()
        self.changed.emit()

    def _show_match(self) -> None:
        """Ask how conditions count together where there are any."""
        self.match.setVisible(bool(self.parts) or self._depth > 0)

        if self.parts:
            self._wrong.hide()

    def _of(self, trees: tuple[Filter, ...]) -> Group:
        """Return the group of ``trees``; nothing at all lets everything through."""
        return Group(self.match.choice(), trees) if trees or self._depth else EVERYTHING

    def _is_hollow(self) -> bool:
        """Return whether this is a group within another that says nothing."""
        return self._depth > 0 and not self.parts
