"""How one indicator counts: the shape of its scale, its ceiling, and what closes everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, ProfileEntry, Scale
from crm_desktop.rewards.wizard.shapes import Shape, shapes_for
from crm_desktop.rewards.wizard.standing import Stand, measure_of
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.scale_sketch import ScaleSketch, ShapeButton, in_words

_HUNDRED = Decimal(100)
_FIELD_WIDTH = 48 * GRID
_DRAWING_WIDTH = 26 * GRID


class ShareField(Field):
    """A share that may be left out; ``entered`` carries it as a ratio, None where it is empty."""

    entered = Signal(object)  # Decimal | None

    def __init__(self, code: str, label: str, *, hint: str) -> None:
        self.edit = DecimalEdit("%")
        super().__init__(code, label, self.edit, hint=hint)
        self.setMaximumWidth(_FIELD_WIDTH)
        self._kept: Decimal | None = None
        self.edit.editingFinished.connect(self.take)

    def show_share(self, share: Decimal | None) -> None:
        """Show ``share``, unless something else is being typed."""
        self._kept = share
        if not self.edit.hasFocus() or not self.edit.isModified():
            self.edit.show_number(None if share is None else share * _HUNDRED)

    @Slot()
    def take(self) -> bool:
        """Take over what is typed; return whether it is a number at all."""
        try:
            share = self.share()
        except InvalidInputError as error:
            self.show_error(str(error))
            return False
        self.edit.setModified(False)
        if share != self._kept:
            self._kept = share
            self.entered.emit(share)
        return True

    def share(self) -> Decimal | None:
        """Return what is typed.

        Raises:
            InvalidInputError: it is no number, or not above zero.

        """
        number = self.edit.number(self.code)
        if number is not None and number <= 0:
            raise InvalidInputError(self.code, Message("Write a number above zero."))
        return None if number is None else number / _HUNDRED


class EntryCard(Card):
    """``shape_wanted`` carries a Shape, ``edit_wanted`` asks for the editor of the scale."""

    shape_wanted = Signal(object, object)  # ProfileEntry, Shape
    edit_wanted = Signal(object)  # ProfileEntry
    changed = Signal(object)  # ProfileEntry

    def __init__(self, indicator: Indicator) -> None:
        name = indicator.name
        super().__init__()
        self.setAccessibleName(name)
        self.entry = ProfileEntry("")
        self.weight = Label(role=Role.MUTED)
        self.edit_link = LinkButton(_("Edit the scale…"))
        self.edit_link.setAccessibleDescription(name)
        self.sentence = Label(role=Role.MUTED, wraps=True)
        self.sketch = ScaleSketch()
        self.sketch.setAccessibleName(str(Message("Scale of “{name}”", name=name)))
        self.dots = Label(role=Role.TINY, wraps=True)
        self.buttons = [ShapeButton(shape, shape.shown()) for shape in shapes_for(indicator)]
        self.own_button = ShapeButton(None, _("Own"))
        self.gate = ShareField(
            "gate",
            _("Least attainment, or the whole score is 0"),
            hint=_("Empty: nothing is needed. With 50 %, less than half of the plan pays nothing."),
        )
        self.cap = ShareField(
            "cap",
            _("Counts at most as"),
            hint=_("Empty: no ceiling. With 120 %, more than that brings nothing more."),
        )
        self._group = QButtonGroup(self)
        self._lay_out()
        self._connect()

    def show_entry(
        self, entry: ProfileEntry, scale: Scale | None, shape: Shape | None, people: Sequence[Stand]
    ) -> None:
        self.entry = entry
        weight = Quantity(entry.weight, Unit.PERCENT)
        self.weight.setText(str(Message("weight {weight}", weight=weight)))
        for button in (*self.buttons, self.own_button):
            button.setChecked(button.shape_code is shape)
        self.own_button.setVisible(shape is None)
        own = Message("The firm's own scale “{name}”.", name="" if scale is None else scale.name)
        self.sentence.setText(str(own if shape is None else shape.sentence))
        self.edit_link.setVisible(scale is not None)
        self.sketch.show_scale(entry, scale, people)
        words = str(in_words(people, measure_of(scale)))
        self.sketch.setAccessibleDescription(words)
        self.dots.setText(words)
        self.gate.show_share(entry.gate)
        self.cap.show_share(entry.cap)

    def take(self) -> bool:
        """Take over what is being typed; return whether all of it can be read."""
        is_gate, is_cap = self.gate.take(), self.cap.take()
        return is_gate and is_cap

    def show_problem(self, part: str, words: str) -> bool:
        """Say at the field of ``part`` what is wrong; return whether there is one."""
        for field in (self.gate, self.cap):
            if field.code == part:
                field.show_error(words)
                return True
        return False

    def clear_problems(self) -> None:
        for field in (self.gate, self.cap):
            field.show_error("")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.accessibleName(), Role.TITLE, wraps=True), 1)
        head.addWidget(self.weight)
        self.body.addLayout(head)
        shapes = QWidget()
        flow = FlowLayout(shapes)
        flow.setSpacing(GRID // 2)
        for number, button in enumerate((*self.buttons, self.own_button)):
            self._group.addButton(button, number)
            flow.addWidget(button)
        drawn = QWidget()
        drawn.setFixedWidth(_DRAWING_WIDTH)
        left, right, fields = QVBoxLayout(), QVBoxLayout(drawn), QHBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(Label(_("How the plan's attainment counts"), Role.STRONG, wraps=True))
        left.addWidget(shapes)
        left.addWidget(self.sentence)
        left.addWidget(self.edit_link, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GRID // 2)
        right.addWidget(self.sketch)
        right.addWidget(self.dots)
        right.addStretch()
        fields.setSpacing(2 * GRID)
        fields.addWidget(self.gate, 1)
        fields.addWidget(self.cap, 1)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addLayout(left, 1)
        row.addWidget(drawn)
        self.body.addLayout(row)
        self.body.addLayout(fields)

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_shape)
        self.edit_link.clicked.connect(self._on_edit)
        self.gate.entered.connect(self._on_gate)
        self.cap.entered.connect(self._on_cap)

    @Slot(int)
    def _on_shape(self, number: int) -> None:
        if number < len(self.buttons):
            self.shape_wanted.emit(self.entry, self.buttons[number].shape_code)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_wanted.emit(self.entry)

    @Slot(object)
    def _on_gate(self, share: Decimal | None) -> None:
        self.changed.emit(replace(self.entry, gate=share))

    @Slot(object)
    def _on_cap(self, share: Decimal | None) -> None:
        self.changed.emit(replace(self.entry, cap=share))
