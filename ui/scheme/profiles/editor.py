"""The editor of a profile: indicators with their weights, whom they concern, and the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Profile, Proration, ScoringModel
from crm_desktop.services.schemes import Definition, DefinitionKind
from crm_desktop.texts import Message, _, shown
from ui.brief import capital
from ui.context import Context
from ui.scheme.cells import number_text
from ui.scheme.editor import DefinitionEditor
from ui.scheme.named import by_name
from ui.scheme.places import Place
from ui.scheme.profiles.sketch import (
    INDICATOR,
    WEIGHT,
    ProfileReading,
    ProfileSketch,
    profile_of,
    read,
    sketch_of,
    wrong_fields,
)
from ui.scheme.profiles.weights import Judgement, judged, made_whole
from ui.scheme.sheet import SheetView
from ui.scheme.sheet_model import SheetColumn, mistakes_in_words
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role, set_tone

_MODELS: Mapping[ScoringModel, Message] = {
    ScoringModel.WEIGHTED_MEAN: Message("Weighted mean: Σ w·k ÷ Σ w"),
    ScoringModel.ADDITIVE: Message("Sum: Σ w·k"),
    ScoringModel.MULTIPLICATIVE: Message("Product: Π k"),
    ScoringModel.MINIMUM: Message("Gate: the smallest k"),
}
_PRORATIONS: Mapping[Proration, Message] = {
    Proration.NONE: Message("Stays whole"),
    Proration.WORKING_DAYS: Message("By working days"),
    Proration.CALENDAR_DAYS: Message("By calendar days"),
    Proration.WHOLE_MONTHS: Message("By whole months"),
}


class ProfileEditor(DefinitionEditor):
    def __init__(self, context: Context) -> None:
        self.level_box, self.period_box = ChoiceBox(), ChoiceBox()
        self.model_box, self.proration_box = ChoiceBox(), ChoiceBox()
        self.cap, self.ramp = QLineEdit(), QLineEdit()
        self.entries = SheetView(_("Indicators of the profile"), ())
        self.terms = SheetView(_("Whom the profile is for"), ())
        self.sum, self.judgement = Label(role=Role.STRONG), Label(wraps=True)
        self.whole_button = LinkButton(_("Make it 100%"))
        self.columns_button = LinkButton(_("Show empty columns"))
        self.elsewhere = Label(role=Role.MUTED, wraps=True)
        self.entry_mistakes = Label(tone=Tone.NEGATIVE, wraps=True)
        self.term_mistakes = Label(tone=Tone.NEGATIVE, wraps=True)
        self._reading = ProfileReading((), (), (), (), (), ())
        super().__init__(
            context,
            DefinitionKind.PROFILE,
            back=_("All profiles"),
            new_title=_("New profile"),
            first=ProfileSketch(),
        )
        self._fill_body()
        self._connect_profile()

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        return read.newest.profiles

    def sketch_for(self, definition: Definition | None) -> ProfileSketch:
        if not isinstance(definition, Profile):
            return ProfileSketch()
        return sketch_of(definition, self._units())

    def definition(self, code: str, name: str) -> Profile:
        try:
            return profile_of(self.sketch, self._reading, code, name)
        except InvalidInputError as error:
            wrong = wrong_fields(self.sketch)
            for field, message in wrong.items():
                self._fields[field].show_error(shown(message))
            if error.field not in wrong:
                raise
            name = self._fields[error.field].editor.accessibleName()
            words = Message("{field}: {message}", field=name, message=error.message)
            raise InvalidInputError(error.field, words) from error

    def show_problem(self, place: Place, words: str) -> bool:
        if place.part in self._fields:
            self._fields[place.part].show_error(words)
            return True
        rows = self._reading.entry_rows
        label = self.entry_mistakes
        if place.part in {"assigned_to", "terms"}:
            label, rows = self.term_mistakes, tuple(self._reading.subjects().values())
        elif place.part not in {"indicators", "entries"}:
            return False
        if place.row is not None and place.row < len(rows):
            words = str(Message("Row {row}: {message}", row=rows[place.row] + 1, message=words))
        label.setText("\n".join(filter(None, [label.text(), words])))
        label.show()
        return True

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """Say what is wrong, and show the first field that is, unless a table comes first."""
        super()._on_failed(error)
        wrong = next((field for field in self._fields.values() if field.error), None)
        if wrong is not None and self.entry_mistakes.isHidden() and self.term_mistakes.isHidden():
            wrong.editor.setFocus()
            self._scroll.bring_up(wrong)

    def clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_error("")
        self._show_mistakes()

    def show_sketch(self) -> None:
        sketch: ProfileSketch = self.sketch
        currency = "" if self.read is None else self.read.newest.currency
        self._reading = read(sketch, self._units(), self._scales(), currency)
        for box, value in (
            (self.level_box, sketch.level),
            (self.period_box, sketch.period_kind),
            (self.model_box, sketch.model),
            (self.proration_box, sketch.proration),
        ):
            box.choose(value)
        for edit, text in ((self.cap, sketch.cap), (self.ramp, sketch.ramp)):
            if edit.text() != text:
                edit.setText(text)
        self.entries.show_columns(self._entry_columns())
        self.terms.show_columns(self._term_columns())
        self.entries.sheet.show_rows(sketch.entries, self._reading.entry_mistakes)
        self.terms.sheet.show_rows(sketch.terms, self._reading.term_mistakes)
        self._show_mistakes()
        self._show_judgement()
        self._show_elsewhere()

    def judged(self) -> Judgement:
        """Return what the weights make for the chosen model."""
        return judged(self.sketch.model, [entry.weight for entry in self._reading.entries])

    def _show_mistakes(self) -> None:
        for label, columns, mistakes in (
            (self.entry_mistakes, self.entries.sheet.columns, self._reading.entry_mistakes),
            (self.term_mistakes, self.terms.sheet.columns, self._reading.term_mistakes),
        ):
            label.setText(mistakes_in_words(columns, mistakes))
            label.setVisible(bool(mistakes))

    def _show_judgement(self) -> None:
        judgement = self.judged()
        total = Quantity(judgement.total, Unit.PERCENT)
        self.sum.setText(str(Message("Sum of weights {total}", total=total)))
        self.judgement.setText(str(judgement.message))
        set_tone(self.judgement, judgement.tone)
        self.whole_button.setVisible(judgement.can_be_mended)

    @Slot()
    def _show_elsewhere(self) -> None:
        """Say in which other profiles the indicator of the current row is."""
        row = self.entries.currentIndex().row()
        self.elsewhere.hide()
        if self.read is None or not 0 <= row < len(self.sketch.entries):
            return
        code = self.sketch.entries[row][INDICATOR]
        own = self.code.text()
        others = [
            profile.name
            for profile in self.read.newest.profiles
            if profile.code != own and any(entry.indicator == code for entry in profile.entries)
        ]
        names = {indicator.code: indicator.name for indicator in self.read.newest.indicators}
        if code in names:
            words = Message("“{name}” is in no other profile.", name=names[code])
            if others:
                words = Message(
                    "“{name}” is also in: {profiles}.", name=names[code], profiles=", ".join(others)
                )
            self.elsewhere.setText(str(words))
            self.elsewhere.show()

    def _units(self) -> dict[str, Unit]:
        indicators = () if self.read is None else self.read.newest.indicators
        return {indicator.code: indicator.unit for indicator in indicators}

    def _scales(self) -> frozenset[str]:
        scales = () if self.read is None else self.read.newest.scales
        return frozenset(scale.code for scale in scales)

    def _entry_columns(self) -> tuple[SheetColumn, ...]:
        scheme = None if self.read is None else self.read.newest
        indicators = () if scheme is None else scheme.indicators
        scales = () if scheme is None else scheme.scales
        scaled = ((_("attainment itself"), ""), *by_name(scales))
        narrow = 9 * GRID
        return (
            SheetColumn(_("Indicator"), by_name(indicators)),
            SheetColumn(_("Weight, %"), blank="0", width=narrow, stretches=False),
            SheetColumn(_("Scale"), scaled),
            SheetColumn(_("Plan"), width=10 * GRID, stretches=False),
            SheetColumn(_("Base"), width=narrow, stretches=False, is_optional=True),
            SheetColumn(_("Cap"), width=narrow, stretches=False, is_optional=True),
            SheetColumn(_("Gate, %"), width=narrow, stretches=False, is_optional=True),
            SheetColumn(_("First months"), width=12 * GRID, stretches=False, is_optional=True),
        )

    def _term_columns(self) -> tuple[SheetColumn, ...]:
        subjects = () if self.read is None else self.read.subjects()
        choices = tuple((words, str(ref)) for words, ref in subjects)
        return (
            SheetColumn(_("Who"), choices),
            SheetColumn(_("First day"), width=15 * GRID, stretches=False),
            SheetColumn(_("First day without"), width=22 * GRID, stretches=False),
        )

    def _fill_body(self) -> None:
        self.level_box.set_choices([(capital(level), level) for level in SubjectLevel])
        self.period_box.set_choices([(capital(kind), kind) for kind in PeriodKind])
        self.model_box.set_choices([(str(words), one) for one, words in _MODELS.items()])
        self.proration_box.set_choices([(str(words), one) for one, words in _PRORATIONS.items()])
        self._fields: dict[str, Field] = {}
        first = self._line(
            Field("level", _("Whose figures"), self.level_box),
            Field("period_kind", _("Measured each"), self.period_box),
            Field("model", _("Score"), self.model_box),
        )
        second = self._line(
            Field("cap", _("Score at most"), self.cap),
            Field("proration", _("Plan of who was absent"), self.proration_box),
            Field(
                "ramp",
                _("Share of the plan in the first months"),
                self.ramp,
                hint=_("Such as 50; 75: half in the month of hiring, then three quarters."),
            ),
        )
        self.body.addLayout(first)
        self.body.addWidget(self._entries_card())
        self.body.addWidget(self._terms_card())
        self.body.addLayout(second)
        self.body.addStretch(1)

    def _line(self, *fields: Field) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for field in fields:
            self._fields[field.code] = field
            row.addWidget(field, 1)
        return row

    def _entries_card(self) -> Card:
        card = Card(_("Indicators"))
        card.body.addWidget(self.entries)
        card.body.addWidget(self.entry_mistakes)
        buttons = _row_buttons(self.entries)
        buttons.addWidget(self.columns_button)
        card.body.addLayout(buttons)
        summing = QHBoxLayout()
        summing.setSpacing(GRID)
        summing.addWidget(self.sum)
        summing.addWidget(self.judgement, 1)
        summing.addWidget(self.whole_button)
        card.body.addLayout(summing)
        card.body.addWidget(self.elsewhere)
        for widget in (self.entry_mistakes, self.elsewhere, self.columns_button):
            widget.hide()
        return card

    def _terms_card(self) -> Card:
        card = Card(_("Whom it is for"))
        card.body.addWidget(self.terms)
        card.body.addWidget(self.term_mistakes)
        card.body.addLayout(_row_buttons(self.terms))
        self.term_mistakes.hide()
        return card

    def _connect_profile(self) -> None:
        for box in (self.level_box, self.period_box, self.model_box, self.proration_box):
            box.activated.connect(self._on_choice)
        for edit in (self.cap, self.ramp):
            edit.textEdited.connect(self._on_text)
        self.entries.sheet.edited.connect(self._on_entries)
        self.terms.sheet.edited.connect(self._on_terms)
        self.entries.selectionModel().currentChanged.connect(self._show_elsewhere)
        self.entries.fitted.connect(self._on_fitted)
        self.columns_button.clicked.connect(self._on_columns)
        self.whole_button.clicked.connect(self._on_whole)

    @Slot()
    def _on_choice(self) -> None:
        self.change(
            replace(
                self.sketch,
                level=self.level_box.choice(),
                period_kind=self.period_box.choice(),
                model=self.model_box.choice(),
                proration=self.proration_box.choice(),
            )
        )

    @Slot()
    def _on_text(self) -> None:
        changed = replace(self.sketch, cap=self.cap.text(), ramp=self.ramp.text())
        self.change(changed, ("text", self.sender().objectName()))

    @Slot(object)
    def _on_entries(self, sheet: Any) -> None:
        self.change(replace(self.sketch, entries=sheet))

    @Slot(object)
    def _on_terms(self, sheet: Any) -> None:
        self.change(replace(self.sketch, terms=sheet))

    @Slot(bool)
    def _on_fitted(self, are_spare: bool) -> None:
        is_open = self.entries.are_all_shown
        self.columns_button.setText(_("Hide empty columns") if is_open else _("Show empty columns"))
        self.columns_button.setVisible(are_spare)

    @Slot()
    def _on_columns(self) -> None:
        self.entries.set_all_shown(not self.entries.are_all_shown)

    @Slot()
    def _on_whole(self) -> None:
        """Keep the proportions of the weights and let them make 100 %."""
        parts = made_whole([entry.weight for entry in self._reading.entries])
        rows = list(self.sketch.entries)
        for row, part in zip(self._reading.entry_rows, parts, strict=True):
            line = list(rows[row])
            line[WEIGHT] = number_text(part * 100)
            rows[row] = tuple(line)
        self.change(replace(self.sketch, entries=tuple(rows)))
        self.entries.setFocus()


def _row_buttons(table: SheetView) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    add, remove = Button(_("Add row"), icon="add"), Button(_("Remove row"), icon="minus")
    add.clicked.connect(table.begin_row)
    remove.clicked.connect(table.remove_rows)
    row.addWidget(add)
    row.addWidget(remove)
    row.addStretch()
    return row
