"""The editor of a bonus template: its fields, its sentence, and what it would have paid."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import parse
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.template import BonusTemplate
from crm_desktop.rewards.template_words import in_words
from crm_desktop.services.schemes import Definition, DefinitionKind
from crm_desktop.texts import Message, _, shown
from ui.context import Context
from ui.scheme.editor import DefinitionEditor
from ui.scheme.places import Place, place_of
from ui.scheme.templates.form import TemplateForm
from ui.scheme.templates.panel import TemplatePanel
from ui.scheme.templates.reading import Reading, read
from ui.scheme.templates.sketch import TemplateSketch, of_entity, of_kind, sketch_of
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_DESCRIPTION_HEIGHT = 7 * GRID
_UNNAMED = "new-template"
_HEAD = re.compile(r"(?P<code>\w+)(\[(?P<row>\d+)\])?")
_FIELDS = {"clawback": "clawback_months", "premium": "kind"}


class TemplateEditor(DefinitionEditor):
    """``card_wanted`` asks for a new reward card."""

    card_wanted = Signal()

    def __init__(self, context: Context) -> None:
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self.form = TemplateForm(context)
        self.used = Label(role=Role.MUTED, wraps=True)
        self.panel = TemplatePanel(context)
        self._reading = Reading()
        self._is_showing = False
        super().__init__(
            context,
            DefinitionKind.TEMPLATE,
            back=_("All bonus templates"),
            new_title=_("New bonus template"),
            first=TemplateSketch(),
        )
        self.description_field = Field(
            "description", _("What it is for, for employees"), self.description
        )
        self._fill_body()
        self._connect_template()

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        return read.newest.templates

    def sketch_for(self, definition: Definition | None) -> TemplateSketch:
        if not isinstance(definition, BonusTemplate):
            return TemplateSketch()
        return sketch_of(definition, self._indicators())

    def open(self, definition: Definition | None, read: SchemeRead) -> None:
        self.read = read
        self.form.set_codes(read.newest.indicators)
        super().open(definition, read)
        users = self.users()
        words = Message("On the reward cards: {names}.", names="; ".join(users))
        self.used.setText(str(words) if users else "")
        self.used.setVisible(bool(users))
        self.panel.compute()

    def users(self) -> tuple[str, ...]:
        if self.kept is None or self.read is None:
            return ()
        code, cards = self.kept.code, self.read.newest.cards
        return tuple(card.name for card in cards if code in card.templates)

    def definition(self, code: str, name: str) -> BonusTemplate:
        if self.form.is_half_entered:
            self.form.where.tree()
        try:
            return self._reading.template(code, name)
        except InvalidInputError as error:
            field = self.form.fields.get(error.field)
            if field is None:
                raise
            words = Message(
                "{field}: {message}", field=field.editor.accessibleName(), message=error.message
            )
            raise InvalidInputError(error.field, words) from error

    def is_changed(self) -> bool:
        return super().is_changed() or self.form.is_half_entered

    def show_sketch(self) -> None:
        if self.read is None:
            return
        self._is_showing = True
        sketch: TemplateSketch = self.sketch
        if self.description.toPlainText() != sketch.description:
            self.description.setPlainText(sketch.description)
        self._reading = read(sketch, self._indicators())
        self.form.show_sketch(sketch, self._reading, self.read)
        self._is_showing = False
        self.clear_problems()
        self._try_out()

    def show_problem(self, place: Place, words: str) -> bool:
        code, row = place.part, place.row
        inner = _HEAD.match(place.field) if place.part == "premium" else None
        if inner is not None:
            code, row = inner["code"], int(inner["row"]) - 1 if inner["row"] else None
        if code == "description":
            self.description_field.show_error(words)
            return True
        return self.form.show_error(_FIELDS.get(code, code), row, words)

    def clear_problems(self) -> None:
        """Leave only what cannot be read."""
        self.description_field.show_error("")
        self.form.clear_problems()
        for code, message in self._reading.wrong.items():
            self.form.show_error(code, None, shown(message))
        self.form.formula.show_mistake(self._mistake())

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """Say what is wrong, and show the first field that is."""
        super()._on_failed(error)
        if isinstance(error, InvalidInputError):
            for place, message in self._reading.missing.items():
                self.form.show_error(place, None, shown(message))
        wrong = self.form.first_wrong()
        if wrong is not None and not (self.name_field.error or self.code_field.error):
            wrong.editor.setFocus()
            self._scroll.bring_up(wrong)

    def _try_out(self) -> None:
        """Say in words what is entered and ask for an example, if it is sound."""
        if self.read is None:
            return
        if not self._reading.is_sound:
            self.panel.no_words()
            self.panel.say(_("Fill in what is missing to see an example."))
            return
        code = self.code.text().strip() or _UNNAMED
        draft = self._reading.template(code, self.name.text().strip() or self._new_title)
        scheme = self.read.newest
        scales = {scale.code: scale for scale in scheme.scales}
        self.panel.show_words(in_words(draft, self._indicators(), scales, scheme.currency))
        others = tuple(each for each in scheme.templates if each.code != code)
        wrong = next(
            (
                problem.message
                for problem in problems(replace(scheme, templates=(*others, draft)))
                if place_of(problem.place, code) is not None
                and problem.place.startswith("templates.")
            ),
            None,
        )
        if wrong is not None:
            self.panel.say(str(wrong))
        elif not scheme.cards:
            self.panel.say_no_cards()
        else:
            self.panel.ask(draft, scheme, self.read.last_full(draft.period_kind))

    def _mistake(self) -> InvalidInputError | None:
        """Return why the formula cannot be read, None where it can or none is typed."""
        if "formula" not in self._reading.wrong:
            return None
        try:
            parse(self.sketch.formula)
        except InvalidInputError as error:
            return error
        return None

    def _indicators(self) -> dict[str, Indicator]:
        indicators = () if self.read is None else self.read.newest.indicators
        return {indicator.code: indicator for indicator in indicators}

    def _fill_body(self) -> None:
        self.body.addWidget(self.description_field)
        self.body.addWidget(self.form)
        self.body.addWidget(self.used)
        self.body.addStretch(1)
        self.used.hide()
        self.beside.setStretch(0, 2)
        self.beside.addWidget(self.panel, 1)

    def _connect_template(self) -> None:
        self.description.textChanged.connect(self._on_description)
        self.form.edited.connect(self._on_edited)
        self.panel.card_wanted.connect(self.card_wanted)

    @Slot()
    def _on_description(self) -> None:
        if not self._is_showing:
            text = self.description.toPlainText()
            self.change(replace(self.sketch, description=text), "description")

    @Slot(str, object, object)
    def _on_edited(self, code: str, value: Any, gesture: object) -> None:
        sketch: TemplateSketch = self.sketch
        match code:
            case "entity":
                changed = of_entity(sketch, value)
            case "kind":
                changed = of_kind(sketch, value)
            case _:
                changed = replace(sketch, **{code: value})
        self.change(changed, gesture)
