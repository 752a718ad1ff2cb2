"""All about one indicator of the list: what it is, what it asks for, and figures per person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.kpi.catalogue import Parameter
from crm_desktop.kpi.definition import Indicator
from crm_desktop.rewards.wizard.choosing import needed_records
from crm_desktop.rewards.wizard.offers import Offer
from crm_desktop.texts import Message, _, shown
from ui import icons
from ui.brief import capital
from ui.charts.sparkline import Sparkline
from ui.models.rows import Column, RowsModel
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.scheme.indicators.words import POLARITIES
from ui.theme import GRID, ROW_HEIGHT, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card, clear
from ui.widgets.code_box import CodeBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_WIDTH = 300
_MOST_ROWS = 8
_HEAD_HEIGHT = 40


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What an indicator was for one person; texts are empty where there was nothing."""

    name: str
    last: str
    usual: str
    value: Decimal | None
    last_value: Decimal | None


_COLUMNS: tuple[Column[FigureRow], ...] = (
    Column("name", Message("Who"), lambda r: r.name, width=90, stretch=1, tip=lambda r: r.name),
    Column(
        "last",
        Message("Last"),
        lambda r: r.last,
        lambda r: r.last_value,
        is_number=True,
        width=70,
    ),
    Column(
        "usual", Message("Usual"), lambda r: r.usual, lambda r: r.value, is_number=True, width=70
    ),
)


class OfferCard(Card):
    """``toggled`` carries the offer, ``answered`` what was chosen for it as well."""

    toggled = Signal(object)  # Offer
    answered = Signal(object, object)  # Offer, Mapping[str, str]
    edit_wanted = Signal(object)  # Offer

    def __init__(self) -> None:
        super().__init__()
        self.offer: Offer | None = None
        self.read = CatalogueRead()
        self.fields: dict[str, Field] = {}
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(_("About the indicator"))
        self.body.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        self.name = Label(role=Role.TITLE, wraps=True)
        self.reason = Label(wraps=True)
        self.description = Label(role=Role.MUTED, wraps=True)
        self.better = Label(role=Role.TINY, wraps=True)
        self.lacking = Label(tone=Tone.WARNING, wraps=True)
        self.trend = Sparkline(_("Usual for one person, by periods"))
        self.trend_words = Label(role=Role.TINY, wraps=True)
        self.model = RowsModel[FigureRow](_COLUMNS)
        self.table = TableView("wizard-indicator", self.model, title=_("Figures per person"))
        self._fit = ColumnFit(self.table, self.model, "wizard-indicator")
        self.asked = QVBoxLayout()
        self.take_button = Button(_("Take it"), icon="add")
        self.edit_button = LinkButton(_("Edit…"), icon="edit")
        self._lay_out()
        self.take_button.clicked.connect(self._on_take)
        self.edit_button.clicked.connect(self._on_edit)

    def show_read(self, read: CatalogueRead) -> None:
        """Show what there is to choose from."""
        self.read = read
        self._show_asked()

    def show_offer(
        self,
        offer: Offer | None,
        *,
        rows: Sequence[FigureRow] = (),
        trend: Sequence[Decimal | None] = (),
        trend_words: str = "",
    ) -> None:
        """Show ``offer`` with figures per person, the best known first."""
        is_other = (offer and offer.key) != (self.offer and self.offer.key)
        self.offer = offer
        self._content.setVisible(offer is not None)
        self.take_button.setVisible(offer is not None)
        if offer is None:
            return
        self.name.setText(offer.name)
        self.reason.setText(shown(offer.reason))
        self._show_description(offer)
        self._show_button(offer)
        if is_other:
            self._show_asked()
        lacks = offer.indicator is not None and not offer.has_data
        self.lacking.setVisible(lacks)
        if lacks:
            words = None if offer.entry is None else needed_records(offer.entry)
            nothing = _("Nobody in the team has records of it yet.")
            both = Message("{lacking} {needed}", lacking=nothing, needed=words)
            self.lacking.setText(nothing if words is None else str(both))
        self._show_figures(rows, trend, trend_words)

    def show_problem(self, parameter: str, words: str) -> None:
        """Say what is wrong with a choice."""
        field = self.fields.get(parameter)
        if field is not None:
            field.show_error(words)
            field.editor.setFocus()

    def _show_description(self, offer: Offer) -> None:
        what: Indicator | None = offer.indicator
        entry = offer.entry
        text = what.description if what is not None else ""
        if entry is not None and not text:
            text = str(entry.description)
        self.description.setText(text)
        self.description.setVisible(bool(text))
        measured = what or entry
        if measured is not None:
            unit, better = capital(measured.unit), POLARITIES[measured.polarity]
            self.better.setText(str(Message("{unit} · {better}", unit=unit, better=better)))

    def _show_button(self, offer: Offer) -> None:
        self.take_button.setText(_("Do not take") if offer.is_taken else _("Take it"))
        self.take_button.setIcon(icons.icon("minus" if offer.is_taken else "add"))
        self.edit_button.setVisible(offer.is_taken)

    def _show_asked(self) -> None:
        clear(self.asked)
        self.fields = {}
        offer = self.offer
        if offer is None or offer.indicator is not None or offer.entry is None:
            return
        for parameter in offer.entry.parameters:
            self.fields[parameter.code] = self._field(parameter)
            self.asked.addWidget(self.fields[parameter.code])

    def _field(self, parameter: Parameter) -> Field:
        box = CodeBox()
        box.set_choices(self.read.choices(parameter.choice))
        return Field(parameter.code, str(parameter.label), box)

    def _show_figures(
        self, rows: Sequence[FigureRow], trend: Sequence[Decimal | None], words: str
    ) -> None:
        has_trend = sum(value is not None for value in trend) > 1
        self.trend.setVisible(has_trend)
        self.trend_words.setVisible(has_trend)
        if has_trend:
            self.trend.show_values(trend)
            self.trend_words.setText(words)
        self.table.setVisible(bool(rows))
        self.model.set_rows(rows)
        self._fit.fit()
        self.table.setFixedHeight(_HEAD_HEIGHT + min(len(rows), _MOST_ROWS) * ROW_HEIGHT)

    def _lay_out(self) -> None:
        self._content = QWidget()
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.trend)
        line.addWidget(self.trend_words, 1)
        for widget in (self.name, self.reason, self.description, self.better, self.lacking):
            inside.addWidget(widget)
        inside.addLayout(self.asked)
        inside.addLayout(line)
        inside.addWidget(self.table)
        inside.addStretch()
        foot = QHBoxLayout()
        foot.addWidget(self.take_button, 1)
        foot.addWidget(self.edit_button)
        self.body.addWidget(Scroll(self._content), 1)
        self.body.addLayout(foot)

    def _values(self) -> Mapping[str, str]:
        return {
            code: field.editor.code()
            for code, field in self.fields.items()
            if isinstance(field.editor, CodeBox)
        }

    @Slot()
    def _on_take(self) -> None:
        if self.offer is None:
            return
        if self.offer.indicator is None:
            self.answered.emit(self.offer, self._values())
        else:
            self.toggled.emit(self.offer)

    @Slot()
    def _on_edit(self) -> None:
        if self.offer is not None:
            self.edit_wanted.emit(self.offer)
