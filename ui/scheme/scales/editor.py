"""The editor of a scale: its figures on the left, its living curve on the right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Measure, Scale
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.schemes import Definition, DefinitionKind
from crm_desktop.texts import Message, _
from ui.charts.scale_curve import ScaleCurve
from ui.charts.scale_drawing import Picture
from ui.context import Context
from ui.scheme.cells import CellError, number_of, number_text
from ui.scheme.editor import DefinitionEditor
from ui.scheme.indicators.pair import Pair
from ui.scheme.places import Place
from ui.scheme.scales.findings import FindingsCard
from ui.scheme.scales.handles import snapped
from ui.scheme.scales.kinds import BOUNDS, KINDS, MEASURES
from ui.scheme.scales.parameters import Parameters
from ui.scheme.scales.reading import read
from ui.scheme.scales.sketch import (
    APPLIES,
    SLICE,
    WHOLE,
    ScaleKind,
    Sketch,
    new_sketch,
    sketch_of,
)
from ui.scheme.scales.viewmodel import Drawn, drawn
from ui.scheme.sheet import SheetView
from ui.scheme.sheet_model import SheetColumn, mistakes_in_words
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_PROBE_WIDTH = 14 * GRID
_CHOICE_LETTERS = 14


class ScaleEditor(DefinitionEditor):
    def __init__(self, context: Context) -> None:
        self.kind_box, self.measure_box, self.bound_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.sentence = Label(role=Role.MUTED, wraps=True)
        self.formula = Label(role=Role.STRONG, wraps=True)
        self.table = SheetView(_("Scale"), ())
        self.parameters = Parameters()
        self.curve = ScaleCurve(_("Curve of the scale"))
        self.findings = FindingsCard()
        self.mistakes = Label(role=Role.BODY, tone=Tone.NEGATIVE, wraps=True)
        self.probe = DecimalEdit()
        self.answer = Label(role=Role.STRONG, wraps=True)
        self.add_button = Button(_("Add row"), icon="add")
        self.remove_button = Button(_("Remove row"), icon="minus")
        self.drawn: Drawn = drawn(new_sketch())
        self._dragging: Drawn | None = None
        self._people: tuple[Measure, tuple[Decimal, ...]] = (Measure.ATTAINMENT, ())
        super().__init__(
            context,
            DefinitionKind.SCALE,
            back=_("All scales"),
            new_title=_("New scale"),
            first=new_sketch(),
        )
        self._fill_body()
        self._connect_scale()

    def show_people(self, measure: Measure, values: Iterable[Decimal]) -> None:
        """Draw where people stood who had ``values`` of ``measure``, on any scale that reads it."""
        self._people = (measure, tuple(values))

    def _picture(self) -> Picture | None:
        measure, people = self._people
        picture = self.drawn.picture
        if picture is None or measure is not self.sketch.measure:
            return picture
        return replace(picture, people=self.drawn.stands(people))

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        return read.newest.scales

    def sketch_for(self, definition: Definition | None) -> Sketch:
        if definition is None or isinstance(definition, Indicator):
            return new_sketch()
        scheme = None if self.read is None else self.read.newest
        return sketch_of(definition, _unit(definition.code, scheme))  # type: ignore[arg-type]

    def definition(self, code: str, name: str) -> Scale:
        reading = read(self.sketch, code, name)
        if reading.mistakes or reading.scale is None:
            raise InvalidInputError("scale", Message("Mend what is marked in the scale first."))
        for one in self.drawn.found:
            if one.is_unsound:
                raise InvalidInputError("scale", one.finding.message)
        return reading.scale

    def show_problem(self, place: Place, words: str) -> bool:
        is_row = place.part in {"steps", "points", "cells"}
        if is_row and place.row is not None:
            self.mistakes.setText(words)
            self.mistakes.show()
        return is_row

    def clear_problems(self) -> None:
        self.mistakes.hide()

    def show_sketch(self) -> None:
        sketch: Sketch = self.sketch
        frame = None if self._dragging is None else self._dragging.frame
        self.drawn = drawn(sketch, frame)
        for box, value in (
            (self.kind_box, sketch.kind),
            (self.measure_box, sketch.measure),
            (self.bound_box, sketch.bound),
        ):
            box.choose(value)
        words = KINDS[sketch.kind]
        self.sentence.setText(str(words.sentence))
        self.formula.setText(str(words.formula))
        self.bound_field.setVisible(sketch.kind is ScaleKind.STEPS)
        self._rows.setVisible(words.has_rows)
        self.parameters.setVisible(not words.has_rows)
        if words.has_rows:
            self._show_table(sketch)
        else:
            self._show_parameters(sketch)
        self.findings.show_found(self.drawn.found)
        self.curve.show_picture(self._picture())
        self._show_answer()

    def _show_table(self, sketch: Sketch) -> None:
        columns = _columns(sketch)
        self.table.show_columns(columns)
        reading = self.drawn.reading
        self.table.sheet.show_rows(sketch.sheet, reading.mistakes, self.drawn.notes())
        if sketch.kind is ScaleKind.STEPS:
            has_slices = any(line[APPLIES] == SLICE for line in sketch.sheet)
            is_rate = has_slices or sketch.measure is Measure.FACT
            self.table.setColumnHidden(APPLIES, not is_rate)
        self.mistakes.setText(mistakes_in_words(columns, reading.mistakes))
        self.mistakes.setVisible(bool(reading.mistakes))

    def _show_parameters(self, sketch: Sketch) -> None:
        words = KINDS[sketch.kind]
        sign = "%" if sketch.is_percent else ""
        titles = [
            (str(title), sign if place in words.measured else "")
            for place, title in enumerate(words.entries)
        ]
        self.parameters.show_fields(titles)
        self.parameters.show_texts(sketch.sheet[0], self.drawn.reading.mistakes)

    def _fill_body(self) -> None:
        self.kind_box.set_choices([(str(words.name), kind) for kind, words in KINDS.items()])
        self.measure_box.set_choices([(str(words), one) for one, words in MEASURES.items()])
        self.bound_box.set_choices([(str(words), one) for one, words in BOUNDS.items()])
        self.bound_field = Field("bound", _("A value at a bound belongs"), self.bound_box)
        for box in (self.kind_box, self.measure_box):
            box.setMinimumContentsLength(_CHOICE_LETTERS)
        choices = Pair(
            Field("kind", _("Kind"), self.kind_box),
            Field("measure", _("Measured by"), self.measure_box),
        )
        explained = QVBoxLayout()
        explained.setSpacing(GRID // 2)
        explained.addWidget(self.sentence)
        explained.addWidget(self.formula)
        self.body.addWidget(choices)
        for layout in (explained, self._entered()):
            self.body.addLayout(layout)
        self.body.addStretch(1)
        self.beside.addWidget(self._drawn(), 1)

    def _entered(self) -> QVBoxLayout:
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.table)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        column.addLayout(buttons)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        for widget in (self._rows, self.parameters, self.mistakes, self.findings, self.bound_field):
            left.addWidget(widget)
        self.mistakes.hide()
        return left

    def _drawn(self) -> Card:
        card = Card()
        card.body.setContentsMargins(GRID, GRID, GRID, GRID)
        card.body.addWidget(self.curve, 1)
        probing = QHBoxLayout()
        probing.setSpacing(GRID)
        caption = Label(_("Try a value"), Role.MUTED)
        caption.setBuddy(self.probe)
        self.probe.setAccessibleName(_("Try a value"))
        self.probe.setFixedWidth(_PROBE_WIDTH)
        probing.addWidget(caption)
        probing.addWidget(self.probe)
        probing.addWidget(self.answer, 1)
        card.body.addLayout(probing)
        hint = _("Drag a point, or move it with the arrow keys; Page Down goes to the next one.")
        card.body.addWidget(Label(hint, Role.TINY, wraps=True))
        return card

    def _connect_scale(self) -> None:
        self.kind_box.activated.connect(self._on_choice)
        self.measure_box.activated.connect(self._on_choice)
        self.bound_box.activated.connect(self._on_choice)
        self.table.sheet.edited.connect(self._on_sheet)
        self.parameters.edited.connect(self._on_parameter)
        self.findings.mended.connect(self._on_mended)
        self.add_button.clicked.connect(self.table.begin_row)
        self.remove_button.clicked.connect(self.table.remove_rows)
        self.curve.dragged.connect(self._on_dragged)
        self.curve.dropped.connect(self._on_dropped)
        self.curve.nudged.connect(self._on_nudged)
        self.curve.hovered.connect(self._on_hovered)
        self.probe.textChanged.connect(self._show_answer)

    @Slot()
    def _on_choice(self) -> None:
        kind, measure = self.kind_box.choice(), self.measure_box.choice()
        if kind is not self.sketch.kind and ScaleKind.MATRIX in {kind, self.sketch.kind}:
            measure = Measure.FACT if kind is ScaleKind.MATRIX else Measure.ATTAINMENT
        bound = self.bound_box.choice()
        self.change(replace(self.sketch, kind=kind, measure=measure, bound=bound))

    @Slot(object)
    def _on_sheet(self, sheet: object) -> None:
        self.change(self.sketch.with_sheet(sheet))

    @Slot(int, str)
    def _on_parameter(self, place: int, text: str) -> None:
        self.change(self.sketch.with_cell(0, place, text), ("parameter", place))

    @Slot(object)
    def _on_mended(self, sketch: Sketch) -> None:
        self.change(sketch)
        (self.table if self.table.isVisible() else self.curve).setFocus()

    @Slot(int, float, float)
    def _on_dragged(self, number: int, x: float, y: float) -> None:
        if self._dragging is None:
            self._dragging = self.drawn
            self.history.end_gesture()
        if number < len(self.drawn.holds()):
            self.change(self.drawn.dragged(number, x, y), ("drag", number))

    @Slot()
    def _on_dropped(self) -> None:
        self._dragging = None
        self.history.end_gesture()
        self.show_sketch()

    @Slot(int, int, int)
    def _on_nudged(self, number: int, across: int, up: int) -> None:
        if number < len(self.drawn.holds()):
            self.change(self.drawn.nudged(number, across, up), ("nudge", number))

    @Slot(float)
    def _on_hovered(self, x: float) -> None:
        frame = self.drawn.frame
        if frame is not None and not self.probe.hasFocus():
            self.probe.setText(_typed(x, self.drawn))

    @Slot()
    def _show_answer(self) -> None:
        self.probe.set_unit("%" if self.sketch.is_percent else "")
        typed = _number(self.probe.text(), self.sketch.factor)
        if typed is None or self.drawn.frame is None:
            self.answer.setText("")
            self.curve.show_probe(None)
            return
        value = self.drawn.given(typed)
        self.answer.setText(self.drawn.given_in_words(typed))
        self.curve.show_probe(None if value is None else (float(typed), float(value)))


def _columns(sketch: Sketch) -> tuple[SheetColumn, ...]:
    words = KINDS[sketch.kind]
    columns = [
        SheetColumn(_header(title, is_percent=sketch.is_percent and place in words.measured))
        for place, title in enumerate(words.entries)
    ]
    if sketch.kind is ScaleKind.STEPS:
        choices = ((_("to everything"), WHOLE), (_("to its slice"), SLICE))
        columns[APPLIES] = SheetColumn(
            str(words.entries[APPLIES]), choices, WHOLE, width=15 * GRID, stretches=False
        )
    return tuple(columns)


def _header(title: Message, *, is_percent: bool) -> str:
    return str(Message("{title}, %", title=title)) if is_percent else str(title)


def _number(text: str, factor: Decimal) -> Decimal | None:
    """Return what is typed in the probe; None for what is no number."""
    try:
        value = number_of(text, factor)
    except CellError:
        return None
    return None if value is None else value * factor


def _typed(x: float, shown: Drawn) -> str:
    """Return the round value next to ``x``, as it is typed."""
    if shown.frame is None:
        return ""
    return number_text(snapped(Decimal(repr(x)), shown.frame.across))


def _unit(code: str, scheme: Scheme | None) -> Unit:
    """Return the unit of what the scale is used for; a plain number where that is mixed."""
    if scheme is None:
        return Unit.NUMBER
    users = {
        entry.indicator
        for profile in scheme.profiles
        for entry in profile.entries
        if entry.scale == code
    }
    units = {indicator.unit for indicator in scheme.indicators if indicator.code in users}
    return units.pop() if len(units) == 1 else Unit.NUMBER
