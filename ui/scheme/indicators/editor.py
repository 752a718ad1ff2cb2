"""The editor of an indicator: what it counts, its words, and what it would have been."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from crm_desktop.domain.codes import identifier_of
from crm_desktop.domain.quantity import Unit
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.check_sources import formula_problems, source_problems
from crm_desktop.kpi.definition import Indicator, LessRule, Polarity
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.services.schemes import Definition, DefinitionKind
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.scheme.editor import DefinitionEditor
from ui.scheme.indicators.making import MakingEditor
from ui.scheme.indicators.pair import Pair
from ui.scheme.indicators.preview import PreviewPanel
from ui.scheme.indicators.sketch import IndicatorSketch, SourceKind, indicator_of, sketch_of
from ui.scheme.indicators.use import users_of
from ui.scheme.indicators.words import LESS_RULES, POLARITIES, attainment_words, sentence
from ui.scheme.named import by_name
from ui.scheme.places import Place, place_of
from ui.scheme.tab_order import order_tabs, stops
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_PAUSE_MS = 400
_DESCRIPTION_HEIGHT = 7 * GRID
_UNNAMED = "new_indicator"


class IndicatorEditor(DefinitionEditor):
    def __init__(self, context: Context) -> None:
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self.unit_box, self.polarity_box, self.less_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.tolerance = QLineEdit()
        self.attainment = Label(role=Role.MUTED, wraps=True)
        self.making = MakingEditor(context)
        self.words = Label(wraps=True)
        self.used = Label(role=Role.MUTED, wraps=True)
        self.panel = PreviewPanel(context)
        self._is_showing = False
        super().__init__(
            context,
            DefinitionKind.INDICATOR,
            back=_("All indicators"),
            new_title=_("New indicator"),
            first=IndicatorSketch(),
        )
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._fill_body()
        self._connect_indicator()

    def code_for(self, name: str, taken: Collection[str]) -> str:
        return identifier_of(name, taken)

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        return read.newest.indicators

    def sketch_for(self, definition: Definition | None) -> IndicatorSketch:
        return sketch_of(definition) if isinstance(definition, Indicator) else IndicatorSketch()

    def open(self, definition: Definition | None, read: SchemeRead) -> None:
        self.making.set_codes(
            [
                (each.code, each.name)
                for each in read.newest.indicators
                if definition is None or each.code != definition.code
            ]
        )
        self.making.set_scripts(
            by_name(one for one in read.newest.scripts if one.kind is ScriptKind.INDICATOR)
        )
        super().open(definition, read)
        users = self.users()
        self.used.setText(
            str(Message("Used by: {names}.", names="; ".join(users))) if users else ""
        )
        self.used.setVisible(bool(users))
        self.try_out()

    def refresh(self, read: SchemeRead) -> None:
        super().refresh(read)
        self.try_out()

    def users(self) -> tuple[str, ...]:
        if self.kept is None or self.read is None:
            return ()
        return users_of(self.kept.code, self.read.newest)

    def definition(self, code: str, name: str) -> Indicator:
        self.making.check_filters()
        try:
            return indicator_of(self.sketch, code, name)
        except InvalidInputError as error:
            self._show_at_field(error.field, str(error))
            raise

    def show_problem(self, place: Place, words: str) -> bool:
        row = "" if place.row is None else f"[{place.row + 1}]"
        path = ".".join(filter(None, [f"{place.part}{row}", place.field]))
        return self._show_at_field(path, words)

    def clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_error("")
        self.making.clear_problems()

    def is_changed(self) -> bool:
        return super().is_changed() or self.making.is_half_entered

    def show_sketch(self) -> None:
        sketch: IndicatorSketch = self.sketch
        self._is_showing = True
        for box, value in (
            (self.unit_box, sketch.unit),
            (self.polarity_box, sketch.polarity),
            (self.less_box, sketch.less_rule),
        ):
            box.choose(value)
        if self.description.toPlainText() != sketch.description:
            self.description.setPlainText(sketch.description)
        if self.tolerance.text() != sketch.tolerance:
            self.tolerance.setText(sketch.tolerance)
        self._fields["less_rule"].setVisible(sketch.polarity is Polarity.LESS)
        self._fields["tolerance"].setVisible(sketch.polarity is Polarity.CORRIDOR)
        self.attainment.setText(str(attainment_words(sketch.polarity, sketch.less_rule)))
        self.making.show_sketch(sketch)
        self._is_showing = False
        self._show_words()
        self._pause.start()

    @Slot()
    def try_out(self) -> None:
        """Judge what is entered, and show what it would have been if it is sound."""
        self._pause.stop()
        self.clear_problems()
        if self.read is None or self.isHidden():
            return
        code = self.code.text().strip()
        code = code if code.isidentifier() else _UNNAMED
        try:
            draft = indicator_of(self.sketch, code, self.name.text().strip() or _("New indicator"))
        except InvalidInputError as error:
            self._show_at_field(error.field, str(error))
            self._say_what_is_missing()
            return
        if self.sketch.kind is SourceKind.FORMULA and not self.sketch.formula.strip():
            self.panel.say(_("Write a formula to see figures."))
        elif self.sketch.kind is SourceKind.SCRIPT and not self.sketch.script:
            self.panel.say(_("Choose a script to see figures."))
        elif problems := self._problems(draft):
            self._show_problems(problems, code)
            self._say_what_is_missing()
        else:
            self.panel.ask(draft, self.read.newest)

    def _say_what_is_missing(self) -> None:
        lacks_targets = self.sketch.lacks_targets
        target, mark = _("Add a target to see figures."), _("Mend what is marked to see figures.")
        self.panel.say(target if lacks_targets else mark, is_marked=True)
        order_tabs(self)

    @Slot()
    def _on_mending_wanted(self) -> None:
        """Scroll to the first place that is marked, and let the keyboard go on there."""
        shown = [widget for widget in stops(self._scroll) if widget.isVisible()]
        targets = self.making.part.targets.add_button
        for widget in shown:
            if widget.property("wrong") or (self.sketch.lacks_targets and widget is targets):
                self._scroll.ensureWidgetVisible(widget)
                widget.setFocus()
                return

    def _problems(self, draft: Indicator) -> list[SchemeProblem]:
        """Return what is wrong with ``draft`` itself or because of it."""
        read = self.read
        others = () if read is None else read.newest.indicators
        known = (*(each for each in others if each.code != draft.code), draft)
        return [
            *source_problems(draft),
            *(
                problem
                for problem in formula_problems(known)
                if place_of(problem.place, draft.code) is not None
            ),
        ]

    def _show_problems(self, problems: Collection[SchemeProblem], code: str) -> None:
        for problem in problems:
            place = place_of(problem.place, code)
            if place is None or not self.show_problem(place, str(problem.message)):
                self.say_problem(str(problem.message))
        if self.sketch.kind is SourceKind.FORMULA:
            self.making.formula.show_mistake(_mistake(self.sketch.formula))

    def _show_words(self) -> None:
        try:
            draft = indicator_of(self.sketch, _UNNAMED, "")
        except InvalidInputError:
            return  # the field says what is wrong; the words of before stay until it is mended
        indicators = () if self.read is None else self.read.newest.indicators
        names = {each.code: each.name for each in indicators}
        lines = [capital(str(words)) for words in sentence(draft, names)]
        self.words.setText("\n".join(lines))

    def _show_at_field(self, path: str, words: str) -> bool:
        path = path.removeprefix(f"indicators.{self.code.text().strip()}.")
        if path in self._fields:
            self._fields[path].show_error(words)
            return True
        return self.making.show_problem(path, words)

    def _fill_body(self) -> None:
        self.unit_box.set_choices([(capital(unit.shown()), unit) for unit in Unit])
        self.polarity_box.set_choices([(str(words), one) for one, words in POLARITIES.items()])
        self.less_box.set_choices([(str(words), one) for one, words in LESS_RULES.items()])
        self._fields = {
            field.code: field
            for field in (
                Field("description", _("What it measures, for employees"), self.description),
                Field("unit", _("Unit"), self.unit_box),
                Field("polarity", _("Which way is better"), self.polarity_box),
                Field("less_rule", _("How a plan is reached"), self.less_box),
                Field("tolerance", _("Tolerance"), self.tolerance, unit="%"),
            )
        }
        made = Card(_("Where its figures come from"))
        made.body.addWidget(self.making)
        told = Card(_("In words"))
        told.body.addWidget(self.words)
        told.body.addWidget(self.used)
        self.used.hide()
        self.body.addWidget(self._fields["description"])
        self.body.addWidget(Pair(self._fields["unit"], self._fields["polarity"]))
        self.body.addWidget(self._fields["less_rule"])
        self.body.addWidget(self._fields["tolerance"])
        self.body.addWidget(self.attainment)
        self.body.addWidget(made)
        self.body.addWidget(told)
        self.body.addStretch(1)
        self.beside.setStretch(0, 2)
        self.beside.addWidget(self.panel, 1)

    def _connect_indicator(self) -> None:
        for box in (self.unit_box, self.polarity_box, self.less_box):
            box.activated.connect(self._on_choice)
        self.description.textChanged.connect(self._on_description)
        self.tolerance.textEdited.connect(self._on_tolerance)
        self.making.edited.connect(self._on_making)
        self.panel.wrong.connect(self._on_wrong)
        self.panel.mending_wanted.connect(self._on_mending_wanted)
        self.panel.figures_changed.connect(self._on_figures)
        self.context.selection.period_changed.connect(self.try_out)
        self._pause.timeout.connect(self.try_out)

    @Slot()
    def _on_choice(self) -> None:
        polarity: Polarity = self.polarity_box.choice()
        rule: LessRule = self.less_box.choice()
        unit: Unit = self.unit_box.choice()
        self.change(replace(self.sketch, unit=unit, polarity=polarity, less_rule=rule))

    @Slot()
    def _on_description(self) -> None:
        if not self._is_showing:
            text = self.description.toPlainText()
            self.change(replace(self.sketch, description=text), "description")

    @Slot(str)
    def _on_tolerance(self, text: str) -> None:
        self.change(replace(self.sketch, tolerance=text), "tolerance")

    @Slot(object, object)
    def _on_making(self, sketch: Any, gesture: object) -> None:
        self.change(self.sketch.with_unit(sketch), gesture)

    @Slot()
    def _on_figures(self) -> None:
        order_tabs(self)

    @Slot(object)
    def _on_wrong(self, error: CrmError) -> None:
        """Show at its field what kept the figures from being computed."""
        code = self.code.text().strip() or _UNNAMED
        if isinstance(error, UnsoundSchemeError):
            self._show_problems(error.problems, code)
        elif isinstance(error, InvalidInputError):
            place = place_of(error.field, code)
            if place is not None:
                self.show_problem(place, str(error))


def _mistake(formula: str) -> InvalidInputError | None:
    """Return why ``formula`` cannot be read, None where it can."""
    try:
        parse(formula)
    except InvalidInputError as error:
        return error
    return None
