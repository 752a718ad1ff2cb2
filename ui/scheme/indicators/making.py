"""The part of the editor that says how an indicator comes about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop.kpi.source import Aggregate
from crm_desktop.texts import _
from ui.brief import capital
from ui.context import Context
from ui.scheme.indicators.formula import FormulaEdit
from ui.scheme.indicators.pair import Pair
from ui.scheme.indicators.part import PartEditor
from ui.scheme.indicators.sketch import IndicatorSketch, SourceKind
from ui.scheme.indicators.words import KINDS, STAFF
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_OF_RECORDS = frozenset(
    {
        SourceKind.RECORDS,
        SourceKind.TIME,
        SourceKind.WEIGHTED,
        SourceKind.RATIO,
        SourceKind.CALM,
    }
)
_COMBINED = (Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MINIMUM, Aggregate.MAXIMUM)
_SHOWN_WITH = {
    SourceKind.STAFF: ("figure",),
    SourceKind.FORMULA: ("formula",),
    SourceKind.MARKS: ("lowest", "highest", "stale_after"),
    SourceKind.SERIES: ("combined",),
    SourceKind.SCRIPT: ("script",),
}


class MakingEditor(QWidget):
    """``edited`` carries the whole sketch, and a gesture that is one step to undo."""

    edited = Signal(object, object)  # IndicatorSketch, a gesture

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._sketch = IndicatorSketch()
        self._is_showing = False
        self.kind_box, self.figure_box, self.combined_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.script_box = ChoiceBox()
        self.explanation = Label(role=Role.MUTED, wraps=True)
        self.above_title = Label(_("What is divided"), Role.STRONG)
        self.below_title = Label(_("By what it is divided"), Role.STRONG)
        self.part, self.below = PartEditor(context), PartEditor(context)
        self.formula = FormulaEdit()
        self.lowest, self.highest, self.stale_after = QLineEdit(), QLineEdit(), QLineEdit()
        kind = Field("kind", _("Kind"), self.kind_box)
        formula_hint = _("Codes of indicators, + - * /, min, max, round; Ctrl+Space offers codes.")
        self._fields = {
            field.code: field
            for field in (
                Field("figure", _("Who is counted"), self.figure_box),
                Field("formula", _("Formula"), self.formula, hint=formula_hint),
                Field("lowest", _("Lowest mark"), self.lowest),
                Field("highest", _("Highest mark"), self.highest),
                Field(
                    "stale_after",
                    _("Asked for after, days"),
                    self.stale_after,
                    hint=_("After the end of the period; empty never asks."),
                ),
                Field("combined", _("Values of a period make"), self.combined_box),
                Field(
                    "script",
                    _("Script"),
                    self.script_box,
                    hint=_("Indicator scripts that are published; the page Scripts has them."),
                ),
            )
        }
        self.kind_box.set_choices([(str(words[0]), one) for one, words in KINDS.items()])
        self.figure_box.set_choices([(str(words), one) for one, words in STAFF.items()])
        self.combined_box.set_choices([(capital(one.shown()), one) for one in _COMBINED])
        self._lay_out(kind)
        self._connect()

    def set_codes(self, codes: list[tuple[str, str]]) -> None:
        self.formula.set_codes(codes)

    def set_scripts(self, scripts: Sequence[tuple[str, str]]) -> None:
        """Offer ``scripts`` (name, code) that work indicators out."""
        self.script_box.set_choices([(_("Choose a script"), ""), *scripts])

    def show_sketch(self, sketch: IndicatorSketch) -> None:
        self._sketch, self._is_showing = sketch, True
        kind = sketch.kind
        for box, value in (
            (self.kind_box, kind),
            (self.figure_box, sketch.figure),
            (self.combined_box, sketch.combined),
        ):
            box.choose(value)
        self.script_box.choose(sketch.script, sketch.script)
        self.explanation.setText(str(KINDS[kind][1]))
        for edit, text in (
            (self.lowest, sketch.lowest),
            (self.highest, sketch.highest),
            (self.stale_after, sketch.stale_after),
        ):
            if edit.text() != text:
                edit.setText(text)
        if self.formula.toPlainText() != sketch.formula:
            self.formula.setPlainText(sketch.formula)
        shown = _SHOWN_WITH.get(kind, ())
        for code, field in self._fields.items():
            field.setVisible(code in shown)
        self._marks.setVisible(kind is SourceKind.MARKS)
        is_ratio = kind is SourceKind.RATIO
        self.part.setVisible(kind in _OF_RECORDS)
        for widget in (self.above_title, self.below_title, self.below):
            widget.setVisible(is_ratio)
        if kind in _OF_RECORDS:
            self.part.show_sketch(sketch.part, kind)
        if is_ratio:
            self.below.show_sketch(sketch.below, kind)
        self._is_showing = False

    def check_filters(self) -> None:
        """Mark conditions that are not whole.

        Raises:
            InvalidInputError: there are such.

        """
        for part in self._shown_parts():
            part.check_filters()

    @property
    def is_half_entered(self) -> bool:
        return any(part.is_half_entered for part in self._shown_parts())

    def show_problem(self, path: str, words: str) -> bool:
        """Show what is wrong at the field that ``path`` names; return whether there is one."""
        within = path.removeprefix("source.")
        code = within.rpartition(".")[2]
        if code in self._fields and self._fields[code].isVisibleTo(self):
            self._fields[code].show_error(words)
            return True
        if self._sketch.kind is SourceKind.RATIO and within.startswith("denominator."):
            return self.below.show_problem(within.removeprefix("denominator."), words)
        return self.part.show_problem(within.removeprefix("numerator."), words)

    def clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_error("")
        self.formula.show_mistake(None)
        self.part.clear_problems()
        self.below.clear_problems()

    def _shown_parts(self) -> list[PartEditor]:
        match self._sketch.kind:
            case SourceKind.RATIO:
                return [self.part, self.below]
            case kind if kind in _OF_RECORDS:
                return [self.part]
            case _:
                return []

    def _lay_out(self, kind: Field) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(kind)
        layout.addWidget(self.explanation)
        self._marks = Pair(*(self._fields[code] for code in _SHOWN_WITH[SourceKind.MARKS]))
        for code in ("figure", "formula", "combined", "script"):
            layout.addWidget(self._fields[code])
        layout.addWidget(self._marks)
        for widget in (self.above_title, self.part, self.below_title, self.below):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.kind_box.activated.connect(self._on_kind)
        for box in (self.figure_box, self.combined_box, self.script_box):
            box.activated.connect(self._on_choice)
        for code, edit in (
            ("lowest", self.lowest),
            ("highest", self.highest),
            ("stale_after", self.stale_after),
        ):
            edit.setObjectName(code)
            edit.textEdited.connect(self._on_mark)
        self.formula.textChanged.connect(self._on_formula)
        self.part.edited.connect(self._on_part)
        self.below.edited.connect(self._on_below)

    @Slot()
    def _on_kind(self) -> None:
        self.edited.emit(self._sketch.with_kind(self.kind_box.choice()), None)

    @Slot()
    def _on_choice(self) -> None:
        chosen = replace(
            self._sketch,
            figure=self.figure_box.choice(),
            combined=self.combined_box.choice(),
            script=self.script_box.choice() or "",
        )
        self.edited.emit(chosen, None)

    @Slot()
    def _on_mark(self) -> None:
        changed = replace(
            self._sketch,
            lowest=self.lowest.text(),
            highest=self.highest.text(),
            stale_after=self.stale_after.text(),
        )
        self.edited.emit(changed, ("mark", self.sender().objectName()))

    @Slot()
    def _on_formula(self) -> None:
        if not self._is_showing:
            text = self.formula.toPlainText()
            self.edited.emit(replace(self._sketch, formula=text), "formula")

    @Slot(object, object)
    def _on_part(self, part: Any, gesture: object) -> None:
        gesture = None if gesture is None else ("part", gesture)
        self.edited.emit(replace(self._sketch, part=part), gesture)

    @Slot(object, object)
    def _on_below(self, part: Any, gesture: object) -> None:
        gesture = None if gesture is None else ("below", gesture)
        self.edited.emit(replace(self._sketch, below=part), gesture)
