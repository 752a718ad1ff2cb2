"""One condition of a filter: field, operator and value, and what is wrong with them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.fields import Field, checked
from crm_desktop.domain.filters import UNARY, Condition, Filter, Operator, Scalar
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.filters.part import PartEditor
from ui.filters.trees import SETS
from ui.filters.values import PLACE, ValueEditor, value_editor
from ui.filters.viewmodel import FilterEditorViewModel
from ui.filters.words import OPERATORS
from ui.theme import GRID, Tone
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label, Role, set_look

_IN_LINE, _NARROWEST = 672, 272
_FIELD_LETTERS, _OPERATOR_LETTERS = 12, 8
_OF_ONE = {Operator.EQUAL: Operator.ONE_OF, Operator.NOT_EQUAL: Operator.NONE_OF}
_OF_MANY = {many: one for one, many in _OF_ONE.items()}


class ConditionEditor(PartEditor):
    """Field, operator and value stand in one line where there is room, else in two."""

    def __init__(self, condition: Condition, viewmodel: FilterEditorViewModel) -> None:
        super().__init__()
        self._viewmodel = viewmodel
        self._fields = viewmodel.fields()
        self._is_touched = False
        self.field = ChoiceBox(_("Field"))
        self.field.setMinimumContentsLength(_FIELD_LETTERS)
        self.operator = ChoiceBox(_("Comparison"))
        self.operator.setMinimumContentsLength(_OPERATOR_LETTERS)
        self.value: ValueEditor | None = None
        self._wrong = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self._wrong.hide()
        self._lay_out()
        self.field.set_choices((str(field.label), code) for code, field in self._fields.items())
        self._show(condition)
        self.field.currentIndexChanged.connect(self._on_field)
        self.operator.currentIndexChanged.connect(self._on_operator)

    def tree(self) -> Filter:
        self._is_touched = True
        try:
            tree = self._entered()
        except InvalidInputError as error:
            self._mark(str(error))
            raise
        self._mark("")
        return tree

    def sound_tree(self) -> Filter | None:
        try:
            return self._entered()
        except InvalidInputError:
            return None

    def shape(self) -> Condition:
        tree = self.sound_tree()
        if isinstance(tree, Condition):
            return tree
        return Condition(self.field.choice(), self.operator.choice())

    def first_field(self) -> QWidget:
        return self.field

    def stops(self) -> list[QWidget]:
        values = () if self.value is None else self.value.fields
        return [self.field, self.operator, *values, self.menu_button, self.remove_button]

    def wrong_field(self) -> QWidget | None:
        if not self.error:
            return None
        return self.field if self.value is None else self.value.main

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is marked."""
        return self._wrong.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= _IN_LINE
        wanted = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._parts.direction() is not wanted:
            self._parts.setDirection(wanted)
            self._parts.setSpacing(GRID if is_wide else GRID // 2)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return what two lines need: what stands in one line now can be narrower."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Mark what is wrong once the keyboard leaves the value."""
        if event.type() is QEvent.Type.FocusOut and self._is_touched:
            self._judge()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        heads, self._parts = QHBoxLayout(), QBoxLayout(QBoxLayout.Direction.TopToBottom)
        heads.setSpacing(GRID)
        heads.addWidget(self.field, 5)
        heads.addWidget(self.operator, 4)
        self._parts.setSpacing(GRID // 2)
        self._parts.addLayout(heads, 4)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addLayout(self._parts, 1)
        line.addSpacing(GRID // 2)
        for button in (self.menu_button, self.remove_button):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(line)
        layout.addWidget(self._wrong)

    def _show(self, condition: Condition) -> None:
        field = self._fields.get(condition.field)
        if field is None:  # of an older or newer program: it stays until it is replaced
            self.field.choose(condition.field, condition.field)
            self._offer_operators(None, condition.operator)
            self._mark(self._unknown(condition.field))
            return
        self.field.choose(field.code)
        listed = _OF_ONE.get(condition.operator) if field.type in SETS else None
        self._offer_operators(field, listed or condition.operator)
        self._show_value(condition.values)

    def _offer_operators(self, field: Field | None, wanted: Operator | None) -> None:
        words = {} if field is None else OPERATORS[field.type]
        self.operator.blockSignals(True)
        self.operator.set_choices((str(text), operator) for operator, text in words.items())
        if wanted in words or field is None:
            self.operator.choose(wanted, str(wanted))
        elif wanted is not None:
            self.operator.choose(wanted, wanted.value)
        self.operator.blockSignals(False)
        self.operator.setVisible(len(words) != 1)

    def _show_value(self, values: tuple[Scalar, ...]) -> None:
        old, field = self.value, self._fields[self.field.choice()]
        self.value = value_editor(field, self.operator.choice(), self._viewmodel)
        if old is not None:
            self._parts.removeWidget(old)
            old.hide()
            old.deleteLater()
        if self.value is not None:
            self._parts.addWidget(self.value, 5)
            self.value.show_values(values)
            self.value.changed.connect(self._on_value)
            for inner in self.value.findChildren(QWidget):
                inner.installEventFilter(self)
        self._mark("")

    def _entered(self) -> Filter:
        field = self._fields.get(self.field.choice())
        if field is None:
            raise InvalidInputError("field", self._unknown(self.field.choice()))
        operator: Operator = self.operator.choice()
        values = () if self.value is None else self.value.values()
        if operator not in UNARY and not values:
            raise InvalidInputError(PLACE, Message("Enter what to compare with."))
        if len(values) == 1:
            operator = _OF_MANY.get(operator, operator)
        return checked(Condition(field.code, operator, values), self._viewmodel.entity)

    def _unknown(self, code: str) -> Message:
        return Message("There is no field “{field}”: choose another.", field=code)

    def _judge(self) -> None:
        try:
            self._entered()
        except InvalidInputError as error:
            self._mark(str(error))
        else:
            self._mark("")

    def _mark(self, words: str | Message) -> None:
        text = str(words)
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        main = self.field if self.value is None else self.value.main
        set_look(main, "wrong", "true" if text else None)
        main.setAccessibleDescription(text)

    def _on_field(self) -> None:
        field = self._fields.get(self.field.choice())
        if field is None:
            return
        words, operator = OPERATORS[field.type], self.operator.choice()
        self._offer_operators(field, operator if operator in words else next(iter(words)))
        self._is_touched = False
        self._show_value(())
        self.changed.emit()

    def _on_operator(self) -> None:
        if self.field.choice() in self._fields:
            self._show_value(self._readable())
        self.changed.emit()

    def _readable(self) -> tuple[Scalar, ...]:
        """Return the values that are entered, none where they cannot be read."""
        try:
            return () if self.value is None else self.value.values()
        except InvalidInputError:
            return ()

    def _on_value(self) -> None:
        self._is_touched = True
        self._mark("")
        self.changed.emit()
