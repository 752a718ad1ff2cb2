"""One entry of the catalogue: what it measures, of which records, and what it asks."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.kpi.basket import Basket
from crm_desktop.kpi.catalogue import CatalogueEntry, Parameter
from crm_desktop.kpi.catalogue_needs import need_words, needs_of
from crm_desktop.kpi.source import ExternalSource, ManualSource, RecordSource
from crm_desktop.texts import Message, _
from ui import icons
from ui.brief import capital
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.scheme.indicators.words import POLARITIES
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.code_box import CodeBox
from ui.widgets.form import Field
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

_WIDTH = 250


class EntryCard(Card):
    """``toggled`` carries the code of the entry, ``answered`` also the values that it asks for."""

    toggled = Signal(str)
    answered = Signal(str, object)  # Mapping[str, str]

    def __init__(self) -> None:
        super().__init__()
        self._entry: CatalogueEntry | None = None
        self.read = CatalogueRead()
        self._basket = Basket()
        self.fields: dict[str, Field] = {}
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(_("About the indicator"))
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.name = Label(role=Role.TITLE, wraps=True)
        self.description = Label(wraps=True)
        self.better = Label(role=Role.MUTED, wraps=True)
        self.asked, self.data = QVBoxLayout(), QVBoxLayout()
        self.button = Button(_("Choose"), icon="add")
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        for widget in (self.name, self.description, self.better):
            inside.addWidget(widget)
        inside.addLayout(self.asked)
        inside.addLayout(self.data)
        inside.addStretch()
        self.body.addWidget(Scroll(content), 1)
        self.body.addWidget(self.button)
        self.button.clicked.connect(self._on_clicked)

    def show_read(self, read: CatalogueRead) -> None:
        """Show what there is to choose from, and which records there are."""
        self.read = read
        self._show_asked()
        self._show_data()

    def show_entry(self, entry: CatalogueEntry | None, basket: Basket) -> None:
        is_other = entry is not self._entry
        self._entry, self._basket = entry, basket
        self.button.setVisible(entry is not None)
        if entry is None:
            self.name.setText(_("Choose an indicator in the list."))
            for label in (self.description, self.better):
                label.setText("")
        else:
            self.name.setText(str(entry.name))
            self.description.setText(str(entry.description))
            self.better.setText(f"{capital(entry.unit)} · {POLARITIES[entry.polarity]}")
            is_chosen = entry.code in basket.chosen
            self.button.setText(_("Do not take") if is_chosen else _("Choose"))
            self.button.setIcon(icons.icon("minus" if is_chosen else "add"))
            self.button.setEnabled(is_chosen or basket.can_choose(entry.code))
        if is_other:
            self._show_asked()
        self._show_data()

    def show_problem(self, parameter: str, words: str) -> None:
        if parameter in self.fields:
            self.fields[parameter].show_error(words)
            self.fields[parameter].editor.setFocus()

    def _show_asked(self) -> None:
        clear(self.asked)
        self.fields = {}
        entry = self._entry
        for parameter in () if entry is None else entry.parameters:
            field = self._field(parameter)
            self.fields[parameter.code] = field
            self.asked.addWidget(field)

    def _field(self, parameter: Parameter) -> Field:
        box = CodeBox()
        box.set_choices(self.read.choices(parameter.choice))
        code = "" if self._entry is None else self._entry.code
        box.choose(self._basket.answers.get(code, {}).get(parameter.code, ""))
        box.currentTextChanged.connect(self._on_answer)
        return Field(parameter.code, str(parameter.label), box)

    def _show_data(self) -> None:
        clear(self.data)
        entry = self._entry
        if entry is None:
            return
        self.data.setSpacing(GRID // 2)
        self.data.addWidget(Label(_("What it needs"), Role.STRONG))
        source = entry.make({parameter.code: "" for parameter in entry.parameters})
        if isinstance(source, ManualSource):
            self._say(_("Somebody gives a mark in each period."))
        if isinstance(source, ExternalSource):
            self._say(_("A series of figures that is imported from a file."))
        for need in needs_of(entry):
            self._say_need(need)
        if along := self._basket.needed_by(entry.code):
            names = "; ".join(str(each.name) for each in along)
            self._say(str(Message("Comes with: {names}.", names=names)))

    def _say_need(self, need: RecordSource) -> None:
        found, what = self.read.counts.get(need), need_words(need)
        if found is None:
            self._say(str(what))
        elif found:
            self._say(str(Message("{what} in the last 12 months: {count}", what=what, count=found)))
        else:
            words = Message("{what} in the last 12 months: none yet", what=what)
            self._say(str(words), Tone.WARNING)

    def _say(self, words: str, tone: Tone | None = None) -> None:
        self.data.addWidget(Label(words, Role.MUTED, tone=tone, wraps=True))

    @Slot()
    def _on_answer(self) -> None:
        if self._entry is not None:
            values = {
                code: field.editor.code()
                for code, field in self.fields.items()
                if isinstance(field.editor, CodeBox)
            }
            self.answered.emit(self._entry.code, values)

    @Slot()
    def _on_clicked(self) -> None:
        if self._entry is not None:
            self.toggled.emit(self._entry.code)
