"""The editor of a reward card: salary, templates, whom it pays, and what it pays them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout

from crm_desktop import formats
from crm_desktop.domain.names import folded
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import ALWAYS, Proration
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.template import PayModel, RewardCard
from crm_desktop.rewards.template_words import in_words
from crm_desktop.services.schemes import Definition, DefinitionKind, VersionRow
from crm_desktop.texts import Message, _, shown
from ui.brief import capital
from ui.context import Context
from ui.scheme.amount_edit import AmountEdit
from ui.scheme.cards.chosen import ChosenTemplates
from ui.scheme.cards.panel import CardPanel
from ui.scheme.cards.rivals import Rival, freed, rivals
from ui.scheme.cards.salaries import SalaryLine, salaries_of
from ui.scheme.cards.sketch import TEXTS, CardReading, CardSketch, card_of, read, sketch_of
from ui.scheme.editor import DefinitionEditor
from ui.scheme.indicators.pair import Pair
from ui.scheme.named import by_name
from ui.scheme.places import Place, place_of
from ui.scheme.sheet_box import SheetBox
from ui.scheme.sheet_model import SheetColumn
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID
from ui.widgets.card import Card, clear
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import ElidedLabel, Label, Role

_UNNAMED = "new-card"
_PRORATIONS: Mapping[Proration, Message] = {
    Proration.NONE: Message("Stays whole"),
    Proration.WORKING_DAYS: Message("By working days"),
    Proration.CALENDAR_DAYS: Message("By calendar days"),
    Proration.WHOLE_MONTHS: Message("By whole months"),
}


class CardEditor(DefinitionEditor):
    def __init__(self, context: Context) -> None:
        self.texts = {code: AmountEdit() for code in TEXTS}
        self.model_box, self.proration_box = ChoiceBox(), ChoiceBox()
        self.script_box = ChoiceBox()
        self.templates = ChosenTemplates()
        self.people = SheetBox(_("Whom it pays"), is_titled=False)
        self.are_moved = QCheckBox(_("Take them off their other cards from the same day"))
        self.is_recoverable = QCheckBox(_("What was lacking is kept back from later premiums"))
        self.salaries = QGridLayout()
        self.salaries_card = Card(_("History of the salary"))
        self.panel = CardPanel(context)
        self._reading = CardReading()
        self._rivals: tuple[Rival, ...] = ()
        super().__init__(
            context,
            DefinitionKind.CARD,
            back=_("All reward cards"),
            new_title=_("New reward card"),
            first=CardSketch(),
        )
        self.fields = self._made_fields()
        self._fill_body()
        self._connect_card()

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        return read.newest.cards

    def sketch_for(self, definition: Definition | None) -> CardSketch:
        return sketch_of(definition) if isinstance(definition, RewardCard) else CardSketch()

    def open(self, definition: Definition | None, read: SchemeRead) -> None:
        self.read = read
        self.salaries_card.hide()
        for code, edit in self.texts.items():
            sign = formats.currency_sign(read.newest.currency)
            edit.set_unit(_("salaries") if code == "total_cap" else sign)
        scripts = (one for one in read.newest.scripts if one.kind is ScriptKind.REWARD)
        self.script_box.set_choices([(_("No script"), ""), *by_name(scripts)])
        super().open(definition, read)
        self.panel.compute()

    def refresh(self, read: SchemeRead) -> None:
        super().refresh(read)
        self._find_rivals()

    def others(self) -> tuple[Definition, ...]:
        return freed(self._rivals) if self.are_moved.isChecked() else ()

    def definition(self, code: str, name: str) -> RewardCard:
        if self._unmoved():
            message = Message("Mend what is marked in the table first.")
            raise InvalidInputError("assignments", message)
        try:
            return card_of(self.sketch, self._reading, code, name)
        except InvalidInputError as error:
            if error.field not in self.fields:
                raise
            label = self.fields[error.field].editor.accessibleName()
            words = Message("{field}: {message}", field=label, message=error.message)
            raise InvalidInputError(error.field, words) from error

    def show_sketch(self) -> None:
        if self.read is None:
            return
        sketch: CardSketch = self.sketch
        self._reading = read(sketch)
        for code, edit in self.texts.items():
            edit.show_text(getattr(sketch, code))
        self.model_box.choose(sketch.pay_model)
        self.proration_box.choose(sketch.proration)
        self.script_box.choose(sketch.script, sketch.script)
        self.is_recoverable.setChecked(sketch.is_recoverable)
        self.is_recoverable.setEnabled(bool(sketch.advance.strip()))
        self.templates.show_codes(sketch.templates, self._offered())
        rows, mistakes = sketch.assignments, self._reading.mistakes
        self.people.show_rows(self._columns(self.read), rows, mistakes)
        self._find_rivals()
        self.clear_problems()
        self._try_out()

    def show_problem(self, place: Place, words: str) -> bool:
        if place.part in self.fields:
            self.fields[place.part].show_error(words)
        elif place.part == "templates":
            self.templates.show_problem(words)
        elif place.part == "assignments":
            rows = self._reading.rows
            known = place.row is not None and place.row < len(rows)
            self.people.show_problem(
                rows[place.row] if known and place.row is not None else None, words
            )
        else:
            return False
        return True

    def clear_problems(self) -> None:
        """Leave only what cannot be read."""
        for code, field in self.fields.items():
            message = self._reading.wrong.get(code)
            field.show_error("" if message is None else shown(message))
        self.templates.clear_problems()
        self.people.clear_problems()
        for rival in self._unmoved():
            self.people.show_problem(rival.row, self._rival_words(rival))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """Say what is wrong, and show the first field that is."""
        super()._on_failed(error)
        if isinstance(error, InvalidInputError):
            for place, message in self._reading.missing.items():
                self.fields[place].show_error(shown(message))
        wrong = next((field for field in self.fields.values() if field.error), None)
        if wrong is not None and not (self.name_field.error or self.code_field.error):
            wrong.editor.setFocus()
            self._scroll.bring_up(wrong)

    @Slot(object)
    def _on_versions(self, rows: list[VersionRow]) -> None:
        super()._on_versions(rows)
        lines = salaries_of(rows)
        clear(self.salaries)
        for line in lines:
            self._add_salary(line)
        self.salaries_card.setVisible(bool(lines))

    def _add_salary(self, line: SalaryLine) -> None:
        since = _("from the beginning") if line.since == ALWAYS else formats.day(line.since)
        whose = _("The salary of the card")
        if line.whose is not None and self.read is not None:
            names = {ref: words for words, ref in self.read.subjects()}
            whose = names.get(line.whose, str(line.whose))
        currency = "" if self.read is None else self.read.newest.currency
        salary = _("no longer their own")
        if line.salary is not None:
            salary = formats.money(line.salary, currency, is_short=True)
        row = self.salaries.rowCount()
        self.salaries.addWidget(Label(since, Role.MUTED), row, 0)
        self.salaries.addWidget(ElidedLabel(whose), row, 1)
        amount = Label(salary, Role.STRONG if line.salary is not None else Role.MUTED)
        self.salaries.addWidget(amount, row, 2, Qt.AlignmentFlag.AlignRight)

    def _find_rivals(self) -> None:
        """Offer to move those whom other cards pay."""
        if self.read is None:
            return
        code = self.code.text().strip() if self.kept is None else self.kept.code
        self._rivals = rivals(self._reading, self.read.newest, code)
        self.are_moved.setVisible(bool(self._rivals))
        if not self._rivals:
            self.are_moved.setChecked(False)

    def _unmoved(self) -> tuple[Rival, ...]:
        return () if self.are_moved.isChecked() else self._rivals

    def _rival_words(self, rival: Rival) -> str:
        names = {} if self.read is None else {ref: words for words, ref in self.read.subjects()}
        return str(
            Message(
                "“{subject}” is paid by the reward card “{card}” already.",
                subject=names.get(rival.subject, str(rival.subject)),
                card=rival.card.name,
            )
        )

    def _try_out(self) -> None:
        """Ask what the card would have paid, if what is entered is sound."""
        if self.read is None:
            return
        if not self._reading.is_sound:
            self.panel.say(_("Fill in what is missing to see what it pays."))
            return
        if not self._reading.assignments:
            self.panel.say(_("Say who is paid by it to see what it pays."))
            return
        for rival in self._unmoved():
            self.panel.say(self._rival_words(rival))
            return
        code = self.code.text().strip() or _UNNAMED
        name = self.name.text().strip() or _("New reward card")
        draft = card_of(self.sketch, self._reading, code, name)
        moved = {card.code: card for card in freed(self._rivals)}
        cards = tuple(moved.get(each.code, each) for each in self.read.newest.cards)
        scheme = replace(self.read.newest, cards=cards)
        others = tuple(each for each in cards if each.code != code)
        wrong = [
            problem.message
            for problem in problems(replace(scheme, cards=(*others, draft)))
            if problem.place.startswith("cards.") and place_of(problem.place, code) is not None
        ]
        if wrong:
            self.panel.say(str(wrong[0]))
        else:
            self.panel.ask(draft, scheme, self.read.last_full())

    def _offered(self) -> list[tuple[str, str, str]]:
        if self.read is None:
            return []
        scheme = self.read.newest
        indicators = {indicator.code: indicator for indicator in scheme.indicators}
        scales = {scale.code: scale for scale in scheme.scales}
        return [
            (each.code, each.name, capital(in_words(each, indicators, scales, scheme.currency)))
            for each in sorted(scheme.templates, key=lambda each: folded(each.name))
        ]

    def _columns(self, read: SchemeRead) -> tuple[SheetColumn, ...]:
        choices = tuple((words, str(ref)) for words, ref in read.subjects())
        return (
            SheetColumn(_("Who"), choices),
            SheetColumn(_("Salary of their own"), width=22 * GRID, stretches=False),
        )

    def _made_fields(self) -> dict[str, Field]:
        self.model_box.set_choices([(capital(model), model) for model in PayModel])
        self.proration_box.set_choices([(str(words), one) for one, words in _PRORATIONS.items()])
        return {
            field.code: field
            for field in (
                Field("salary", _("Salary a month"), self.texts["salary"]),
                Field("pay_model", _("What the score does"), self.model_box),
                Field("proration", _("Salary of who was absent"), self.proration_box),
                Field(
                    "advance",
                    _("Premiums paid in advance"),
                    self.texts["advance"],
                    hint=_("At least this much is paid as premiums each month."),
                ),
                Field("guarantee", _("Total pay at least"), self.texts["guarantee"]),
                Field("total_cap", _("Total pay at most"), self.texts["total_cap"]),
                Field(
                    "script",
                    _("Script that ends the calculation"),
                    self.script_box,
                    hint=_("It may change what was worked out; each change has a reason."),
                ),
            )
        }

    def _fill_body(self) -> None:
        fields = self.fields
        self.body.addWidget(Pair(fields["salary"], fields["proration"]))
        self.body.addWidget(fields["pay_model"])
        chosen = Card(_("Bonus templates"))
        chosen.body.addWidget(self.templates)
        people = Card(_("Whom it pays"))
        people.body.addWidget(self.people)
        people.body.addWidget(self.are_moved)
        self.are_moved.hide()
        limits = Card(_("Limits and the last step"))
        limits.body.setSpacing(GRID + GRID // 2)
        limits.body.addWidget(Pair(fields["guarantee"], fields["total_cap"]))
        limits.body.addWidget(fields["advance"])
        limits.body.addWidget(self.is_recoverable)
        self.salaries.setHorizontalSpacing(2 * GRID)
        self.salaries.setColumnStretch(1, 1)
        self.salaries_card.body.addLayout(self.salaries)
        limits.body.addWidget(fields["script"])
        for card in (chosen, people, limits, self.salaries_card):
            self.body.addWidget(card)
        self.salaries_card.hide()
        self.body.addStretch(1)
        self.beside.setStretch(0, 2)
        self.beside.addWidget(self.panel, 1)

    def _connect_card(self) -> None:
        for code, edit in self.texts.items():
            edit.textEdited.connect(partial(self._on_text, code))
        for box in (self.model_box, self.proration_box, self.script_box):
            box.activated.connect(self._on_choice)
        self.is_recoverable.clicked.connect(self._on_choice)
        self.templates.edited.connect(self._on_templates)
        self.people.edited.connect(self._on_people)
        self.are_moved.clicked.connect(self._on_moved)

    def _on_text(self, code: str, text: str) -> None:
        self.change(replace(self.sketch, **{code: text}), code)

    @Slot()
    def _on_choice(self) -> None:
        self.change(
            replace(
                self.sketch,
                pay_model=self.model_box.choice(),
                proration=self.proration_box.choice(),
                is_recoverable=self.is_recoverable.isChecked(),
                script=self.script_box.choice() or "",
            )
        )

    @Slot(object)
    def _on_templates(self, codes: Any) -> None:
        self.change(replace(self.sketch, templates=codes))

    @Slot()
    def _on_moved(self) -> None:
        self.clear_problems()
        self._try_out()

    @Slot(object)
    def _on_people(self, rows: Any) -> None:
        self.change(replace(self.sketch, assignments=rows))
