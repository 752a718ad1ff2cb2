"""The plans of a team's indicators: a tab for each, its table, and what is done to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTabBar, QWidget

from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.health import named
from crm_desktop.rewards.wizard.planned import Planned
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.brief import Brief
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Label, Role, set_tone
from ui.wizard.plans_model import PlansModel
from ui.wizard.plans_table import PlansTable

_GROWTH_WIDTH, _WHOLE_WIDTH = 84, 150
_GROWTH, _WHOLE = "growth", "whole"
"""The fields above the table."""
_HUNDRED, _LEAST_GROWTH, _MOST_GROWTH = Decimal(100), Decimal(-1), Decimal(10)


class PlansCard(Card):
    """Tells what is wanted; ``show_planned`` shows what came of it."""

    chosen = Signal(str)  # the code of an indicator
    entered = Signal(object)  # Edits
    growth_entered = Signal(object)  # Decimal, 0.1 for a tenth more
    season_wanted = Signal(bool)
    suggestion_wanted = Signal()
    whole_entered = Signal(object)  # Decimal, None where it is emptied
    division_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("What is to be reached"))
        self._codes: tuple[str, ...] = ()
        self._is_showing = False
        self._unread: dict[str, Message] = {}
        self._cells = ""
        self._subject: tuple[str, str] = ("", "")
        self.indicators = QTabBar()
        self.indicators.setAccessibleName(_("Indicators"))
        self.indicators.setDrawBase(False)
        self.indicators.setExpanding(False)
        self.indicators.setUsesScrollButtons(True)
        self.indicators.setElideMode(Qt.TextElideMode.ElideRight)
        self.growth = DecimalEdit("%")
        self.growth.setAccessibleName(_("Growth, per cent"))
        self.growth.setFixedWidth(_GROWTH_WIDTH)
        self.season = QCheckBox(_("Leave the season out"))
        self.season_words = Label(role=Role.MUTED, wraps=True)
        self.suggest_button = Button(_("Suggest from history"), icon="rising")
        self.whole = DecimalEdit()
        self.whole.setAccessibleName(_("Together"))
        self.whole.setFixedWidth(_WHOLE_WIDTH)
        self.divide_button = Button(_("Divide"), icon="team")
        self.divide_button.setToolTip(_("Each one's part is by what is usual for them."))
        self.model = PlansModel()
        self.table = PlansTable(_("Plans"), self.model)
        self.attainable = Label(wraps=True)
        self.control = Label(role=Role.MUTED, wraps=True)
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self._lay_out()
        self._connect()

    def show_indicators(self, found: Sequence[Indicator], chosen: str) -> None:
        """Offer ``found``; ``chosen`` is the code of the one to be shown."""
        self._is_showing = True
        self._codes = tuple(each.code for each in found)
        while self.indicators.count() > len(found):
            self.indicators.removeTab(self.indicators.count() - 1)
        while self.indicators.count() < len(found):
            self.indicators.addTab("")
        for place, each in enumerate(found):
            self.indicators.setTabText(place, each.name.replace("&", "&&"))
            self.indicators.setTabToolTip(place, each.name)
        if chosen in self._codes:
            self.indicators.setCurrentIndex(self._codes.index(chosen))
        self._is_showing = False

    def show_planned(self, planned: Planned, whole: Decimal | None) -> None:
        """Show the plans of one indicator, compared with ``whole`` where one is given."""
        unit, subject = planned.indicator.unit, (planned.team, planned.indicator.code)
        if subject != self._subject:
            self._subject = subject
            self.forget()
        self.model.show_lines(planned.lines(), unit, planned.currency)
        if not self.growth.hasFocus() and _GROWTH not in self._unread:
            self.growth.show_number(planned.growth * _HUNDRED)
        if unit is Unit.MONEY:
            self.whole.set_currency(planned.currency)
        else:
            self.whole.set_unit("")
        is_divided = planned.is_added and len(planned.subjects) > 1
        self._whole_box.setVisible(is_divided)
        if is_divided and not self.whole.hasFocus() and _WHOLE not in self._unread:
            self.whole.show_number(planned.together() if whole is None else whole)
        self.control.setVisible(is_divided and whole is not None)
        if whole is not None:
            self.control.setText(str(_compared(planned, whole)))
        self._say_attainable(planned.attainable())

    def show_season(self, words: str, *, is_wanted: bool) -> None:
        """Show whether the season is left out, and in ``words`` what that means."""
        self.season.setChecked(is_wanted)
        self.season_words.setText(words)
        self.season_words.setVisible(bool(words))

    def show_wrong(self, words: str) -> None:
        """Say what cannot be read in cells, nothing where all can."""
        self._cells = words
        self._show_unread()

    def mistakes(self) -> list[Message]:
        """Return what is wrong with what was typed above the table."""
        return list(self._unread.values())

    def forget(self) -> None:
        """Forget what was typed above the table and cannot be used."""
        self._unread = {}
        self._show_unread()

    def commit(self) -> None:
        """Take over what is still being typed in the fields and in the table."""
        self.table.commit()
        for edit, take in ((self.growth, self._on_growth), (self.whole, self._on_whole)):
            if edit.isModified():
                take()

    def _show_unread(self) -> None:
        words = "\n".join(filter(None, (*map(str, self._unread.values()), self._cells)))
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def _say_attainable(self, found: Message | None) -> None:
        never = [line.name for line in self.model.lines if line.is_never]
        people = [line for line in self.model.lines if line.subject and not line.is_sum]
        words = None if found is None else Message("{reached}.", reached=found)
        if words is not None and never and len(never) < len(people):
            words = Message(
                "{reached}. Never reached by: {names}.", reached=found, names=named(never)
            )
        self.attainable.setText("" if words is None else str(words))
        set_tone(self.attainable, Tone.WARNING if never else None)
        self.attainable.setVisible(words is not None)

    def _lay_out(self) -> None:
        tools = QWidget()
        flow = FlowLayout(tools)
        flow.setSpacing(GRID)
        self._whole_box = _named(_("Together"), self.whole, self.divide_button)
        for widget in (
            _named(_("Growth"), self.growth, self.suggest_button),
            self.season,
            self._whole_box,
        ):
            flow.addWidget(widget)
        for part in (
            self.indicators,
            tools,
            self.season_words,
            self.table,
            self.wrong,
            self.control,
            self.attainable,
        ):
            self.body.addWidget(part)
        self.wrong.hide()
        self.season_words.hide()

    def _connect(self) -> None:
        self.indicators.currentChanged.connect(self._on_indicator)
        self.model.entered.connect(self.entered)
        self.growth.editingFinished.connect(self._on_growth)
        self.season.clicked.connect(self.season_wanted)
        self.suggest_button.clicked.connect(self._on_suggest)
        self.whole.editingFinished.connect(self._on_whole)
        self.divide_button.clicked.connect(self._on_divide)

    @Slot(int)
    def _on_indicator(self, place: int) -> None:
        if not self._is_showing and 0 <= place < len(self._codes):
            self.chosen.emit(self._codes[place])

    @Slot()
    def _on_growth(self) -> bool:
        """Return whether the growth can be used."""
        self.growth.setModified(False)
        try:
            typed = self.growth.number("growth") or Decimal(0)
        except InvalidInputError as error:
            return self._say_unread(_GROWTH, error.message)
        growth = typed / _HUNDRED
        if not _LEAST_GROWTH < growth <= _MOST_GROWTH:
            least, most = (shows.percent(end) for end in (_LEAST_GROWTH, _MOST_GROWTH))
            words = Message("Growth is above {least} and at most {most}.", least=least, most=most)
            return self._say_unread(_GROWTH, words)
        self._say_unread(_GROWTH, None)
        self.growth_entered.emit(growth)
        return True

    def _say_unread(self, field: str, words: Message | None) -> bool:
        """Say what is wrong with ``field``, None where nothing is; it cannot be used then."""
        self._unread.pop(field, None)
        if words is not None:
            self._unread[field] = words
        self._show_unread()
        return False

    @Slot()
    def _on_suggest(self) -> None:
        if self._on_growth():
            self.suggestion_wanted.emit()

    @Slot()
    def _on_whole(self) -> bool:
        """Return whether there is a whole that can be divided."""
        self.whole.setModified(False)
        try:
            whole = self.whole.number("whole")
        except InvalidInputError as error:
            return self._say_unread(_WHOLE, error.message)
        self._say_unread(_WHOLE, None)
        self.whole_entered.emit(whole)
        return whole is not None

    @Slot()
    def _on_divide(self) -> None:
        if self._on_whole():
            self.division_wanted.emit()


def _compared(planned: Planned, whole: Decimal) -> Message:
    """Return in words how the plans compare with ``whole``."""
    control = planned.control(whole)
    parts, all_of_it, rest = (
        Brief(planned.quantity(value)) for value in (control.parts, whole, abs(control.difference))
    )
    if control.difference > 0:
        return Message(
            "The parts make {parts} of {whole}: {rest} is missing.",
            parts=parts,
            whole=all_of_it,
            rest=rest,
        )
    if control.difference < 0:
        return Message(
            "The parts make {parts} of {whole}: {rest} too much.",
            parts=parts,
            whole=all_of_it,
            rest=rest,
        )
    return Message("The parts make {whole}, exactly the whole.", whole=all_of_it)


def _named(name: str, edit: QWidget, button: Button) -> QWidget:
    """Return a field with its name before it and what is done with it after it."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, GRID, 0)
    row.setSpacing(GRID)
    caption = Label(name, Role.MUTED)
    caption.setBuddy(edit)
    for widget in (caption, edit, button):
        row.addWidget(widget)
    return box
