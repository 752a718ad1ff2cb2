"""Which share of the plan newcomers have in each month of service."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui.scheme.cells import CellError, number_of, number_text
from ui.theme import GRID, Tone
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card, clear
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_HUNDRED = Decimal(100)
_FIELD_WIDTH = 72
_MOST_MONTHS = 24
_READY = ((50, 75, 100), (25, 50, 75, 100), (30, 40, 50, 60, 80, 100))


class RampCard(Card):
    """``edited`` carries the shares as they are to be, 1 being the whole plan."""

    edited = Signal(object)  # tuple[Decimal, ...]

    def __init__(self) -> None:
        super().__init__(_("Newcomers"))
        self._shares: tuple[Decimal, ...] = ()
        self.fields: list[DecimalEdit] = []
        self.sentence = Label(
            _(
                "Whoever is new cannot do as much as others. Let the plan grow with the months "
                "of service, the month of hiring being the first."
            ),
            Role.MUTED,
            wraps=True,
        )
        self._months, self._ready = QWidget(), QWidget()
        self._flow = FlowLayout(self._months)
        self.add_button = IconButton("add", _("One month more"))
        self.remove_button = IconButton("minus", _("One month less"))
        self.none_button = LinkButton(_("The whole plan at once"))
        ready = FlowLayout(self._ready)
        ready.addWidget(Label(_("Often chosen:"), Role.MUTED))
        for shares in _READY:
            button = LinkButton(" · ".join(str(share) for share in shares) + " %")
            button.clicked.connect(partial(self._take, shares))
            ready.addWidget(button)
        ready.addWidget(self.none_button)
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.wrong.hide()
        self.preview = Label(wraps=True)
        for widget in (self.sentence, self._ready, self._months, self.wrong, self.preview):
            self.body.addWidget(widget)
        self.none_button.clicked.connect(partial(self._take, ()))
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)

    def show_shares(self, shares: Sequence[Decimal], preview: str) -> None:
        """Show ``shares`` by month of service; ``preview`` says what they mean to somebody."""
        if len(self.fields) != len(shares):
            self._lay_fields(len(shares))
        if tuple(shares) != self._shares or not self.wrong.text():
            self._shares = tuple(shares)
            for field, share in zip(self.fields, shares, strict=True):
                field.setText(number_text(share, _HUNDRED))
            self.say_wrong("")
        self._months.setVisible(bool(shares))
        self.none_button.setVisible(bool(shares))
        self.preview.setText(preview)
        self.preview.setVisible(bool(preview))

    def say_wrong(self, words: str) -> None:
        """Say which share cannot be read, nothing where all can."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def commit(self) -> None:
        """Take over what is still being typed."""
        if any(field.isModified() for field in self.fields):
            self._on_typed()

    def _lay_fields(self, count: int) -> None:
        for button in (self.add_button, self.remove_button):
            button.setParent(self)  # they stay when the fields go
        clear(self._flow)
        self.fields = []
        for month in range(1, count + 1):
            field = DecimalEdit("%")
            field.setFixedWidth(_FIELD_WIDTH)
            name = str(Message("Month {number}", number=month))
            field.setAccessibleName(name)
            field.editingFinished.connect(self._on_typed)
            self.fields.append(field)
            self._flow.addWidget(_named(name, field))
        for button in (self.remove_button, self.add_button):
            self._flow.addWidget(button)
            button.show()
        self.add_button.setEnabled(count < _MOST_MONTHS)

    @Slot()
    def _on_typed(self) -> None:
        for field in self.fields:
            field.setModified(False)
        try:
            shares = tuple(number_of(field.text(), _HUNDRED) or Decimal(0) for field in self.fields)
        except CellError as error:
            self.say_wrong(str(error.message))
            return
        self.say_wrong("")
        if shares != self._shares:
            self.edited.emit(shares)

    def _take(self, shares: Sequence[int]) -> None:
        self.say_wrong("")
        self.edited.emit(tuple(Decimal(share) / _HUNDRED for share in shares))

    @Slot()
    def _on_add(self) -> None:
        self.edited.emit((*self._shares, self._shares[-1] if self._shares else Decimal(1)))

    @Slot()
    def _on_remove(self) -> None:
        self.edited.emit(self._shares[:-1])


def _named(name: str, field: DecimalEdit) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, GRID, 0)
    row.setSpacing(GRID // 2)
    caption = Label(name, Role.MUTED)
    caption.setBuddy(field)
    row.addWidget(caption)
    row.addWidget(field)
    return box
