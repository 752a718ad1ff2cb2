"""How much each indicator of a team counts: a bar to drag, and a field for each."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.kpi.definition import ProfileEntry
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import with_entry, with_weight
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.decimal_edit import DecimalEdit, parsed
from ui.widgets.flow import FlowLayout
from ui.widgets.text import ElidedLabel, Label, Role
from ui.wizard.weights_bar import Part, WeightsBar, swatch

_HUNDRED = Decimal(100)
_LEAST = Decimal("0.01")
_NAME_WIDTH, _FIELD_WIDTH, _SWATCH = 300, 76, 12


class WeightsCard(Card):
    """``edited`` carries the draft with other weights, and the gesture that it is part of."""

    edited = Signal(object, object)  # WizardDraft, a gesture

    def __init__(self) -> None:
        super().__init__(_("How much each figure counts"))
        self._draft: WizardDraft | None = None
        self._team = ""
        self._shown: tuple[object, ...] = ()
        self._drags = 0
        self.bar = WeightsBar()
        self.fields: dict[str, DecimalEdit] = {}
        self._wrong: dict[str, Message] = {}
        self.sentence = Label(role=Role.MUTED, wraps=True)
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.wrong.hide()
        self._legend = QWidget()
        self._flow = FlowLayout(self._legend)
        for widget in (self.sentence, self.bar, self._legend, self.wrong):
            self.body.addWidget(widget)
        self.bar.moved.connect(self._on_moved)
        self.bar.released.connect(self._on_released)

    def show_draft(self, draft: WizardDraft, team: str) -> None:
        self._draft, self._team = draft, team
        entries = list(draft.entries(team))
        self.bar.show_parts([Part(found.name, entry.weight) for entry, found in entries])
        self.sentence.setText(
            _(
                "The whole bar is the whole score: whoever meets every plan has 100%. Drag a "
                "border or type a share; the others make room."
            )
            if len(entries) > 1
            else _("One figure alone makes the whole score.")
        )
        codes = tuple(entry.indicator for entry, _found in entries)
        names = [found.name for _entry, found in entries]
        if (team, codes, names) != self._shown:
            self._shown = (team, codes, names)
            self._lay_fields(codes, names)
            self.forget()
        for entry, _found in entries:
            field = self.fields[entry.indicator]
            field.setReadOnly(len(entries) == 1)
            if entry.indicator in self._wrong:
                continue
            text = shows.number(entry.weight * _HUNDRED)
            if parsed(field.text()) != entry.weight * _HUNDRED or not field.hasFocus():
                field.setText(text)

    def commit(self) -> None:
        """Take over what is still being typed."""
        for code, edit in list(self.fields.items()):
            if edit.isModified():
                self._on_typed(code)

    def mistakes(self) -> list[Message]:
        """Return what is wrong with what was typed."""
        return list(self._wrong.values())

    def forget(self) -> None:
        """Forget what was typed and cannot be used."""
        self._wrong = {}
        self._show_wrong()

    def _show_wrong(self) -> None:
        self.wrong.setText("\n".join(map(str, self._wrong.values())))
        self.wrong.setVisible(bool(self._wrong))

    def _lay_fields(self, codes: tuple[str, ...], names: list[str]) -> None:
        clear(self._flow)
        self.fields = {}
        for place, (code, name) in enumerate(zip(codes, names, strict=True)):
            field = DecimalEdit("%")
            field.setFixedWidth(_FIELD_WIDTH)
            field.setAccessibleName(name)
            field.editingFinished.connect(partial(self._on_typed, code))
            self.fields[code] = field
            self._flow.addWidget(_line(place, name, field))

    @Slot()
    def _on_typed(self, code: str) -> None:
        draft = self._draft
        if draft is None or code not in self.fields:
            return
        held = next(one for one in draft.profile(self._team).entries if one.indicator == code)
        field = self.fields[code]
        field.setModified(False)
        typed = parsed(field.text().rstrip("% "))
        if typed is None or not 0 <= typed <= _HUNDRED:
            self._wrong[code] = Message(
                "“{name}”: “{text}” is no share: write a number from 0 to 100.",
                name=field.accessibleName(),
                text=field.text(),
            )
            self._show_wrong()
            return
        self._wrong.pop(code, None)
        self._show_wrong()
        weight = (typed / _HUNDRED).quantize(_LEAST)
        if weight == held.weight:
            field.show_number(held.weight * _HUNDRED)
        else:
            self.edited.emit(with_weight(draft, self._team, code, weight), None)

    @Slot(int, object)
    def _on_moved(self, border: int, place: Decimal) -> None:
        """Let the two beside the border share what they have together."""
        if self._draft is None:
            return
        self.forget()
        entries = self._draft.profile(self._team).entries
        before = sum((entry.weight for entry in entries[:border]), Decimal(0))
        pair = entries[border : border + 2]
        together = pair[0].weight + pair[1].weight
        left = min(max(place - before, _LEAST), together - _LEAST).quantize(_LEAST)
        if 0 < left < together:
            draft = _weighed(self._draft, self._team, pair[0], left)
            draft = _weighed(draft, self._team, pair[1], together - left)
            self.edited.emit(draft, ("weights", self._team, self._drags))

    @Slot()
    def _on_released(self) -> None:
        self._drags += 1


def _weighed(draft: WizardDraft, team: str, entry: ProfileEntry, weight: Decimal) -> WizardDraft:
    return with_entry(draft, team, replace(entry, weight=weight))


def _line(place: int, name: str, field: DecimalEdit) -> QWidget:
    """Return the field of a part with its colour and its name."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, GRID, 0)
    row.setSpacing(GRID)
    label = ElidedLabel(name)
    label.setFixedWidth(min(_NAME_WIDTH, label.fontMetrics().horizontalAdvance(name) + 4))
    label.setBuddy(field)
    for widget in (_Swatch(place), label, field):
        row.addWidget(widget)
    return box


class _Swatch(QWidget):
    """The colour of a part of the bar."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setFixedSize(_SWATCH, _SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(swatch(self._place))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
