"""The list of designed schemes: drafts to go on with, and what became of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.kept import WizardRow, WizardState
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import clear
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role
from ui.wizard.draft_files import DraftFiles
from ui.wizard.listing_card import Act, RegulationAct, ReviewCard, SchemeCard
from ui.wizard.listing_dialogs import CopyDialog, DayDialog, WithdrawDialog
from ui.wizard.listing_viewmodel import WizardsRead, WizardsViewModel
from ui.wizard.opening import WizardOpening
from ui.wizard.starting import StartingDialog, Way

_CONCERNED = Changes.SCHEME | Changes.PEOPLE | Changes.SETTINGS


class WizardsView(PageView):
    """``start`` begins a new scheme; the windows of the wizard belong to ``opening``."""

    counted = Signal(int)  # the schemes that somebody has to look at again

    shortcuts = (("Ctrl+N", Message("New scheme")),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = WizardsViewModel(context, self)
        self.opening = WizardOpening(context, self)
        self.files = DraftFiles(context, self)
        self.read: WizardsRead | None = None
        self.cards: list[SchemeCard] = []
        self.reviews: list[ReviewCard] = []
        self.starting: StartingDialog | None = None
        self.asking: DayDialog | CopyDialog | WithdrawDialog | None = None
        self._is_stale = True
        self.new_button = Button(_("New scheme"), Kind.PRIMARY, icon="add")
        self.new_button.setShortcut("Ctrl+N")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.addLayout(self._lines)
        column.addStretch()
        self.states = States(Scroll(content))
        head = QHBoxLayout()
        explained = _("Schemes of indicators and pay that were designed step by step.")
        head.addWidget(Label(explained, Role.MUTED, wraps=True), 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addLayout(head)
        layout.addWidget(self.states, 1)
        self.new_button.clicked.connect(self._on_new)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.opening.closed.connect(self.reload)
        context.changes.happened.connect(self._on_changes)

    def start(self, file: Path | None = None) -> None:
        """Ask how a new scheme is to begin; ``file`` is suggested."""
        self.starting = StartingDialog(self._context, self)
        if file is not None:
            self.starting.take_file(file)
            self.starting.choose(Way.FILE)
        self.starting.chosen.connect(self.opening.begin)
        self.starting.open()

    @Slot()
    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.opening.may_leave(then)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load_if_stale()

    def load_if_stale(self) -> None:
        """Read the list, unless what was read still holds."""
        if self._is_stale:
            self.reload()

    @Slot(object)
    def _on_loaded(self, read: WizardsRead) -> None:
        self.read = read
        clear(self._lines)
        self.cards, self.reviews = [], []
        for due in read.reviews:
            card = ReviewCard(due)
            card.asked.connect(partial(self._on_asked, due.row))
            self.reviews.append(card)
            self._lines.addWidget(card)
        for row in read.rows:
            line = SchemeCard(row, read.today)
            line.asked.connect(partial(self._on_asked, row))
            self.cards.append(line)
            self._lines.addWidget(line)
        self.new_button.setVisible(bool(read.rows))
        self.counted.emit(len(read.reviews))
        if read.rows:
            self.states.show_figures()
            return
        sentence = _(
            "The wizard leads you step by step to a fair pay system, and shows on your own "
            "figures what it will cost before anybody is paid by it."
        )
        self.states.show_sentence("target", sentence, _("New scheme")).accepted.connect(
            self._on_new
        )

    @Slot()
    def _on_new(self) -> None:
        self.start()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        self.new_button.hide()
        self.states.show_sentence("warning", words, _("Try again")).accepted.connect(self.reload)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & _CONCERNED:
            self._is_stale = True
            if self.isVisible():
                self.reload()

    def _on_asked(self, row: WizardRow, act: Act | RegulationAct) -> None:
        wizards = self._context.services.wizards
        match act:
            case Act.CONTINUE:
                self.opening.open(row.id)
            case Act.REVISE:
                self.opening.begin_stored(partial(wizards.revise, row.id))
            case Act.COPY | Act.WITHDRAW | Act.UNDO | Act.DELETE:
                {
                    Act.COPY: self._ask_copy,
                    Act.WITHDRAW: self._ask_withdrawal,
                    Act.UNDO: self.viewmodel.undo_planned,
                    Act.DELETE: self.viewmodel.delete,
                }[act](row)
            case Act.PAUSE | Act.RESUME | Act.END:
                ask_day = partial(self._ask_day, row, act)
                is_later = act is not Act.END or row.is_withdrawable
                self.viewmodel.read_days(row, ask_day, is_later=is_later)
            case RegulationAct(kind, language):
                ask = partial(
                    self.files.ask_for_regulation,
                    kind=kind,
                    language=language,
                    is_published=row.state is WizardState.PUBLISHED,
                )
                self.viewmodel.read_draft(row, ask)
            case Act.EXPORT:
                self.viewmodel.read_draft(row, self.files.ask_for_scheme)
            case Act.LATER if self.read is not None:
                self.viewmodel.remind_later(row, self.read.today)

    def _ask_copy(self, row: WizardRow) -> None:
        units = () if self.read is None else self.read.units
        name = str(Message("{name} (copy)", name=row.name))
        self.asking = CopyDialog(name, units, self)
        self.asking.wanted.connect(partial(self._copy, row))
        self.asking.open()

    def _copy(self, row: WizardRow, name: str, unit: SubjectRef | None) -> None:
        members = () if unit is None else (unit,)
        wizards = self._context.services.wizards
        self.opening.begin_stored(partial(wizards.copy, row.id, name, members))

    def _ask_withdrawal(self, row: WizardRow) -> None:
        self.asking = WithdrawDialog(row, self)
        self.asking.wanted.connect(partial(self.viewmodel.withdraw, row))
        self.asking.open()

    def _ask_day(self, row: WizardRow, act: Act, days: tuple[date, ...]) -> None:
        viewmodel = self.viewmodel
        title, words, button, call = {
            Act.PAUSE: (
                Message("Pause “{name}”", name=row.name),
                _("Until it is taken up again, its people have their salaries alone."),
                _("Pause"),
                viewmodel.pause,
            ),
            Act.RESUME: (
                Message("Take “{name}” up again", name=row.name),
                _("What was published holds again."),
                _("Take up again"),
                viewmodel.resume,
            ),
            Act.END: (
                Message("End “{name}”", name=row.name),
                _("Its people have their salaries alone, for good. What was paid stays as it is."),
                _("End"),
                viewmodel.end,
            ),
        }[act]
        is_end = act is Act.END and row.is_withdrawable
        instead = _("Withdraw it instead…") if is_end else ""
        self.asking = DayDialog(
            str(title), words, days=days, act=button, instead=instead, parent=self
        )
        self.asking.chosen.connect(partial(call, row))
        self.asking.left_for.connect(partial(self._ask_withdrawal, row))
        viewmodel.settled.connect(self.asking.accept)
        viewmodel.refused.connect(self.asking.show_error)
        self.asking.open()
