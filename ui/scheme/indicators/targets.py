"""The targets of a weighted count: a name, a weight and which records each."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.scheme.indicators.sketch import TargetSketch
from ui.scheme.indicators.where import WhereEditor
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton
from ui.widgets.form import Field

_WEIGHT_WIDTH = 12 * GRID


class TargetEditor(QFrame):
    """``edited`` carries the target; ``removed`` asks to take it out."""

    edited = Signal(object, str)  # TargetSketch, which of its fields
    removed = Signal()

    def __init__(self, context: Context, entity: Entity, number: int) -> None:
        super().__init__()
        self.setProperty("surface", "group")
        self._sketch = TargetSketch()
        self.name, self.weight = QLineEdit(), QLineEdit()
        self.name_field = Field("name", _("Target"), self.name)
        self.weight_field = Field("weight", _("Weight"), self.weight)
        self.weight_field.setFixedWidth(_WEIGHT_WIDTH)
        title = Message("Target {number}: remove", number=number)
        self.remove_button = IconButton("delete", str(title))
        self.where = WhereEditor(context, entity)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.name_field, 1)
        head.addWidget(self.weight_field)
        head.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + GRID // 2, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.where)
        self.name.textEdited.connect(self._on_name)
        self.weight.textEdited.connect(self._on_weight)
        self.where.entered.connect(self._on_where)
        self.remove_button.clicked.connect(self.removed)

    def show_sketch(self, sketch: TargetSketch, entity: Entity) -> None:
        self._sketch = sketch
        for edit, text in ((self.name, sketch.name), (self.weight, sketch.weight)):
            if edit.text() != text:
                edit.setText(text)
        self.where.show_where(sketch.where, entity)

    def show_problem(self, field: str, words: str) -> None:
        known = {"name": self.name_field, "weight": self.weight_field}
        known.get(field.partition(".")[0], self.name_field).show_error(words)

    def clear_problems(self) -> None:
        for field in (self.name_field, self.weight_field):
            field.show_error("")

    def _on_name(self, text: str) -> None:
        self.edited.emit(replace(self._sketch, name=text), "name")

    def _on_weight(self, text: str) -> None:
        self.edited.emit(replace(self._sketch, weight=text), "weight")

    def _on_where(self, where: Filter) -> None:
        self.edited.emit(replace(self._sketch, where=where), "where")


class TargetsEditor(QWidget):
    """``edited`` carries all targets and what was changed in which."""

    edited = Signal(object, object)  # tuple[TargetSketch, ...], a gesture

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._targets: tuple[TargetSketch, ...] = ()
        self._entity = Entity.DEAL
        self.editors: list[TargetEditor] = []
        self.add_button = Button(_("Add target"), icon="add")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._rows)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(self._on_add)

    def show_targets(self, targets: tuple[TargetSketch, ...], entity: Entity) -> None:
        self._targets, self._entity = targets, entity
        while len(self.editors) > len(targets):
            editor = self.editors.pop()
            editor.hide()
            editor.deleteLater()
        while len(self.editors) < len(targets):
            self._add_editor()
        for editor, target in zip(self.editors, targets, strict=True):
            editor.show_sketch(target, entity)

    def _add_editor(self) -> None:
        number = len(self.editors)
        editor = TargetEditor(self._context, self._entity, number + 1)
        editor.edited.connect(lambda target, field: self._on_edited(number, target, field))
        editor.removed.connect(lambda: self._on_removed(number))
        self.editors.append(editor)
        self._rows.addWidget(editor)

    def _on_edited(self, number: int, target: TargetSketch, field: str) -> None:
        targets = (*self._targets[:number], target, *self._targets[number + 1 :])
        self.edited.emit(targets, (number, field))

    def _on_removed(self, number: int) -> None:
        self.edited.emit((*self._targets[:number], *self._targets[number + 1 :]), None)
        self.add_button.setFocus()

    def _on_add(self) -> None:
        self.edited.emit((*self._targets, TargetSketch()), None)
        self.editors[-1].name.setFocus()
