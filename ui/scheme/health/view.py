"""The health of the scheme: what may spoil it, the worst first, and SMART for each profile."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.kpi.health import Finding, Severity, SmartCheck
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, _, plural, shown
from ui.context import Context, PageView
from ui.scheme.health.places import where_of
from ui.scheme.health.viewmodel import HealthRead, HealthViewModel
from ui.scheme.keys import SchemeKey
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_LOOKS = {
    Severity.WARNING: ("warning", Tone.WARNING),
    Severity.ADVICE: ("information", Tone.MUTED),
}
_CONCERNED = (
    Changes.SCHEME
    | Changes.PEOPLE
    | Changes.DEALS
    | Changes.ACTIVITIES
    | Changes.DOCUMENTS
    | Changes.STATEMENTS
    | Changes.SETTINGS
)


class HealthView(PageView):
    """``counted`` carries how many findings there are; ``elsewhere`` what one leads to."""

    counted = Signal(int)
    elsewhere = Signal(object)  # SchemeKey
    shortcuts = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = HealthViewModel(context.services, context.tasks, self)
        self.read: HealthRead | None = None
        self._is_stale = True
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, GRID, 0)
        self._column.setSpacing(2 * GRID)
        self.well = Label(_("All is well: nothing here spoils the scheme."), Role.MUTED, wraps=True)
        self.cards = QVBoxLayout()
        self.cards.setSpacing(2 * GRID)
        self.smart = _SmartCard()
        self._column.addWidget(self.well)
        self._column.addLayout(self.cards)
        self._column.addWidget(self.smart)
        self._column.addStretch()
        self.states = States(Scroll(self._content))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.states)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.smart_read.connect(self.smart.show_checks)
        self.viewmodel.failed.connect(self._on_failed)
        self.smart.profiles.activated.connect(self._read_smart)
        context.changes.happened.connect(self._on_changes)

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def load_if_stale(self) -> None:
        """Read what may have changed since it was read."""
        if self._is_stale:
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()
        else:
            self._read_smart()

    @Slot(object)
    def _on_loaded(self, read: HealthRead) -> None:
        self.read = read
        clear(self.cards)
        self.well.setVisible(not read.findings)
        for severity in Severity:
            found = [one for one in read.findings if one.severity is severity]
            if found:
                self.cards.addWidget(self._card(severity, found, read.scheme))
        self.smart.setVisible(bool(read.scheme.profiles))
        self.smart.profiles.set_choices(
            [(profile.name, profile.code) for profile in read.scheme.profiles]
        )
        if not read.scheme.indicators:
            sentence = _("There is nothing to judge yet: the scheme has no indicators.")
            self.states.show_sentence("check", sentence)
        else:
            self.states.show_figures()
            self._read_smart()
        self.counted.emit(len(read.findings))

    @Slot()
    def _read_smart(self) -> None:
        code = self.smart.profiles.choice()
        if code is not None and self.isVisible():
            self.viewmodel.read_smart(code)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The health could not be judged.")
        self.states.show_sentence("warning", words, _("Try again")).accepted.connect(self.reload)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & _CONCERNED:
            self._is_stale = True
            if self.isVisible():
                self.reload()

    def _card(self, severity: Severity, found: list[Finding], scheme: Scheme) -> Card:
        title = (
            plural("{count} warning", "{count} warnings", count=len(found))
            if severity is Severity.WARNING
            else plural("{count} piece of advice", "{count} pieces of advice", count=len(found))
        )
        card = Card(str(title))
        card.body.setSpacing(GRID + GRID // 2)
        for number, finding in enumerate(found):
            if number:
                card.body.addWidget(line())
            card.body.addLayout(self._row(finding, scheme))
        return card

    def _row(self, finding: Finding, scheme: Scheme) -> QHBoxLayout:
        icon, tone = _LOOKS[finding.severity]
        row, words, head = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        row.setSpacing(GRID + GRID // 2)
        words.setSpacing(2)
        row.addWidget(Icon(icon, 18, tone), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(str(finding.message), Role.STRONG, wraps=True), 1)
        if finding.figure is not None:
            figure = Label(shown(finding.figure), Role.STRONG, tone=tone)
            head.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        words.addWidget(Label(str(finding.advice), Role.MUTED, wraps=True))
        where = where_of(finding.place, scheme)
        if where is not None:
            link = LinkButton(str(where.words))
            link.setToolTip(_("Open the editor"))
            link.clicked.connect(partial(self._open, where.key))
            words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        return row

    def _open(self, key: SchemeKey) -> None:
        self.elsewhere.emit(key)


class _SmartCard(Card):
    """The five letters for the profile that is chosen."""

    def __init__(self) -> None:
        super().__init__(_("SMART"))
        self.profiles = ChoiceBox(_("Profile"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID // 2)
        if self.head is not None:
            self.head.addWidget(self.profiles)
        self.body.addLayout(self._lines)

    @Slot(object)
    def show_checks(self, checks: tuple[SmartCheck, ...]) -> None:
        clear(self._lines)
        for check in checks:
            icon, tone = ("check", Tone.POSITIVE) if check.holds else ("close", Tone.WARNING)
            row = QHBoxLayout()
            row.setSpacing(GRID)
            row.addWidget(Icon(icon, 18, tone))
            meaning = Label(str(check.meaning), wraps=True)
            answer = _("holds") if check.holds else _("does not hold")
            meaning.setAccessibleName(
                str(Message("{meaning}: {answer}", meaning=check.meaning, answer=answer))
            )
            row.addWidget(meaning, 1)
            row.addWidget(Label(answer, Role.MUTED, tone=None if check.holds else tone))
            self._lines.addLayout(row)
