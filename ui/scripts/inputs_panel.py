"""Which records a script reads: one input after the other, each with its filter and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain import fields
from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.kpi.script import ScriptInput
from crm_desktop.texts import _
from ui.brief import capital
from ui.context import Context
from ui.scheme.indicators.sketch import USUAL_DAY
from ui.scheme.indicators.where import WhereEditor
from ui.scheme.indicators.words import WINDOWS
from ui.scripts.lists import fit, short_list
from ui.scripts.sketch import ScriptSketch
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_MOST_SEEN = 4
_COLUMNS_HEIGHT = 20 * GRID


class InputsPanel(QWidget):
    """``edited`` is emitted at each entry."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._inputs: list[ScriptInput] = []
        self._is_showing = False
        self.list = short_list(_("Records that the script reads"))
        self.nothing = Label(
            _('It reads no records yet. Each input gives the script rows: kpi.rows("deals").'),
            Role.MUTED,
            wraps=True,
        )
        self.add_button = Button(_("Add records"), icon="add")
        self.remove_button = Button(_("Remove"), icon="minus")
        self.name = QLineEdit()
        self.entity_box, self.day_box, self.window_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.columns = QListWidget()
        self.columns.setAccessibleName(_("Columns that a row has"))
        self.columns.setFixedHeight(_COLUMNS_HEIGHT)
        self.where = WhereEditor(context, Entity.DEAL)
        self.fields = {
            field.code: field
            for field in (
                Field("name", _("Name in the script"), self.name),
                Field("entity", _("Records"), self.entity_box),
                Field("dated_by", _("Day that decides the period"), self.day_box),
                Field("window", _("Which days count"), self.window_box),
            )
        }
        self.entity_box.set_choices([(capital(one.shown()), one) for one in Entity])
        self.window_box.set_choices([(str(words), one) for one, words in WINDOWS.items()])
        self._lay_out()
        self._connect()

    @property
    def inputs(self) -> tuple[ScriptInput, ...]:
        return tuple(self._inputs)

    def show_sketch(self, sketch: ScriptSketch) -> None:
        self._inputs = list(sketch.inputs)
        self._show_list(0)

    def part(self, sketch: ScriptSketch) -> ScriptSketch:
        """Return ``sketch`` with what is entered here."""
        return replace(sketch, inputs=self.inputs)

    def open(self, number: int) -> None:
        """Show the input of this ``number``."""
        self.list.setCurrentRow(number)

    def _show_list(self, number: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_words(one) for one in self._inputs])
        self.list.blockSignals(False)
        self.list.setVisible(bool(self._inputs))
        fit(self.list, _MOST_SEEN)
        self.nothing.setVisible(not self._inputs)
        self.list.setCurrentRow(min(number, len(self._inputs) - 1))
        self._show_input()

    @Slot()
    def _show_input(self) -> None:
        number = self.list.currentRow()
        has_one = 0 <= number < len(self._inputs)
        self._body.setVisible(has_one)
        self.remove_button.setEnabled(has_one)
        if not has_one:
            return
        one = self._inputs[number]
        self._is_showing = True
        if self.name.text() != one.name:
            self.name.setText(one.name)
        self.entity_box.choose(one.entity)
        known = FIELDS[one.entity]
        self.day_box.set_choices([(str(known[c].label), c) for c in fields.days(one.entity)])
        self.day_box.choose(one.dated_by, one.dated_by)
        self.window_box.choose(one.window)
        self._show_columns(one)
        self.where.show_where(one.where, one.entity)
        words = _("Write letters, digits and _, a letter first.")
        self.fields["name"].show_error("" if one.name.isidentifier() else words)
        self._is_showing = False

    def _show_columns(self, one: ScriptInput) -> None:
        known = FIELDS[one.entity]
        codes = fields.columns(one.entity)
        self.columns.clear()
        for code in (*codes, *(c for c in one.columns if c not in codes)):
            label = known[code].label if code in known else code
            item = QListWidgetItem(f"{label} · {code}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_read = code in one.columns
            item.setCheckState(Qt.CheckState.Checked if is_read else Qt.CheckState.Unchecked)
            self.columns.addItem(item)

    def _change(self, one: ScriptInput) -> None:
        number = self.list.currentRow()
        if self._is_showing or not 0 <= number < len(self._inputs) or one == self._inputs[number]:
            return
        self._inputs[number] = one
        self.list.item(number).setText(_words(one))
        self._show_input()
        self.edited.emit()

    @property
    def _current(self) -> ScriptInput:
        return self._inputs[self.list.currentRow()]

    def _lay_out(self) -> None:
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GRID + GRID // 2)
        for field in self.fields.values():
            body.addWidget(field)
        body.addWidget(Label(_("Columns that a row has"), Role.MUTED))
        body.addWidget(self.columns)
        body.addWidget(Label(_("Which records"), Role.STRONG))
        body.addWidget(self.where)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self._body)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show_input)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.name.textEdited.connect(self._on_name)
        self.entity_box.activated.connect(self._on_entity)
        self.day_box.activated.connect(self._on_choice)
        self.window_box.activated.connect(self._on_choice)
        self.columns.itemChanged.connect(self._on_columns)
        self.where.entered.connect(self._on_where)

    @Slot()
    def _on_add(self) -> None:
        name = _free_name([one.name for one in self._inputs])
        self._inputs.append(ScriptInput(name, Entity.DEAL, USUAL_DAY[Entity.DEAL], ("amount",)))
        self._show_list(len(self._inputs) - 1)
        self.name.setFocus()
        self.name.selectAll()
        self.edited.emit()

    @Slot()
    def _on_remove(self) -> None:
        number = self.list.currentRow()
        del self._inputs[number]
        self._show_list(max(0, number - 1))
        self.edited.emit()

    @Slot(str)
    def _on_name(self, text: str) -> None:
        self._change(replace(self._current, name=text.strip()))

    @Slot()
    def _on_entity(self) -> None:
        entity = self.entity_box.choice()
        columns = tuple(c for c in self._current.columns if c in fields.columns(entity))
        self._change(
            replace(
                self._current,
                entity=entity,
                dated_by=USUAL_DAY[entity],
                columns=columns or fields.columns(entity)[:1],
                where=EVERYTHING,
            )
        )

    @Slot()
    def _on_choice(self) -> None:
        day, window = self.day_box.choice(), self.window_box.choice()
        self._change(replace(self._current, dated_by=day, window=window))

    @Slot()
    def _on_columns(self) -> None:
        if self._is_showing:
            return
        items = [self.columns.item(row) for row in range(self.columns.count())]
        columns = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )
        number = self.list.currentRow()
        self._inputs[number] = replace(self._inputs[number], columns=columns)
        self.edited.emit()

    @Slot(object)
    def _on_where(self, where: object) -> None:
        if self._inputs:
            self._change(replace(self._current, where=where))  # type: ignore[arg-type]


def _words(one: ScriptInput) -> str:
    return f"{one.name} · {one.entity.shown()}"


def _free_name(taken: Sequence[str]) -> str:
    names = ("deals", *(f"deals{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
