"""The figure that the main aim is about: what it was in the last months, and what is wished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop import formats
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.catalogue import CatalogueEntry
from crm_desktop.rewards.wizard.past import PastRow
from crm_desktop.rewards.wizard.suggesting import bettered
from crm_desktop.texts import Message, _
from ui.charts.sparkline import Sparkline
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_LEAST, _LINE = (80, 56), (220, 56)
_LARGE = 10


class GoalFigure(Card):
    """Says what is lacking where there is nothing to show."""

    def __init__(self) -> None:
        super().__init__(_("What it is now"))
        self.subject = Label(role=Role.MUTED, wraps=True)
        self.usual = Label(role=Role.VALUE)
        self.line = Sparkline(_("The last months"))
        self.line.setMinimumSize(*_LEAST)
        self.line.setMaximumSize(*_LINE)
        self.wish = Label("\N{NO-BREAK SPACE}", Role.STRONG, wraps=True)
        room = self.wish.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # nothing moves while a wish is typed
        self.wish.setSizePolicy(room)
        self.months = Label(role=Role.TINY, wraps=True)
        self.records_link = LinkButton(_("Enter or import deals"))
        self.records_link.hide()
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.usual)
        row.addWidget(self.line, 1)
        self.body.addWidget(self.subject)
        self.body.addLayout(row)
        self.body.addWidget(self.wish)
        self.body.addWidget(self.months)
        self.body.addWidget(self.records_link, 0, Qt.AlignmentFlag.AlignLeft)

    def show_row(
        self,
        entry: CatalogueEntry | None,
        row: PastRow,
        periods: Sequence[Period],
        *,
        growth: Decimal | None,
        currency: str,
    ) -> None:
        """Show ``row`` of the whole firm, and what ``growth`` of its median would make of it."""
        usual = row.median if entry is not None else None
        for part in (self.usual, self.line, self.months):
            part.setVisible(usual is not None)
        self.wish.setVisible(usual is not None and growth is not None)
        self.records_link.setVisible(entry is not None and usual is None)
        if entry is None:
            self.subject.setText(_("Choose an aim to see its figure from your own records."))
        elif usual is None:
            words = Message("{name}: there are no records of it yet.", name=entry.name)
            self.subject.setText(str(words))
        else:
            said = Message("{name}, the whole firm, usual in a month", name=entry.name)
            self.subject.setText(str(said))
            in_words = partial(_words, unit=entry.unit, currency=currency)
            self.usual.setText(in_words(usual))
            self._show_months(row, periods, in_words)
            if growth is not None:
                wanted = in_words(bettered(usual, growth, entry.polarity))
                words = Message("From {usual} to {wish}", usual=in_words(usual), wish=wanted)
                self.wish.setText(str(words))

    def _show_months(
        self, row: PastRow, periods: Sequence[Period], in_words: Callable[[Decimal | None], str]
    ) -> None:
        fed = [v if is_fed else None for v, is_fed in zip(row.values, row.fed, strict=True)]
        self.line.show_values(fed)
        months = (
            str(Message("{month}: {value}", month=period, value=in_words(value)))
            for period, value in zip(periods, fed, strict=False)
        )
        self.months.setText(" · ".join(months))


def _words(value: Decimal | None, unit: Unit, currency: str) -> str:
    """Return ``value`` as one reads it at a glance: large figures without fractions."""
    if value is not None and abs(value) >= _LARGE and unit in {Unit.MONEY, Unit.NUMBER}:
        value = value.quantize(Decimal(1))
    if value is not None and unit is Unit.MONEY:
        return formats.money(value, currency, is_short=True)
    return Quantity(value, unit).shown()
