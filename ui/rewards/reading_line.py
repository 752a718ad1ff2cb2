"""A quiet line that asks an employee to confirm what rules they have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.domain.pay import EditionRow
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.kept import Announcement, Withdrawal
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.rewards.reading_dialog import ReadingDialog
from ui.rewards.viewmodel import RewardViewModel
from ui.rewards.words import edition_name
from ui.theme import GRID
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import ElidedLabel, Role


@dataclass(frozen=True, slots=True)
class Unread:
    """What the employee has not read, the newest first, and what was announced of it.

    ``withdrawn`` are schemes that they read of, and that do not begin.
    """

    employee_id: int
    editions: tuple[EditionRow, ...]
    announcements: tuple[Announcement, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()


class UnreadViewModel(RewardViewModel):
    """``loaded`` carries an ``Unread``; ``told`` one, and what its rules say, by their ids."""

    told = Signal(object, object)  # dict[int, Message]
    confirmed = Signal()

    def load(self, employee_id: int, period: Period) -> None:
        """Read what holds up to ``period``, or was announced, and was not yet read."""

        def work() -> Unread:
            rows = self.services.readings.of_employee(employee_id)
            editions = [row.edition for row in rows if row.read_at is None]
            announced = self.services.wizards.announcements(employee_id) if editions else []
            days = {one.valid_from for one in announced}
            asked = tuple(
                one for one in editions if one.valid_from < period.end or one.valid_from in days
            )
            begun = {one.valid_from for one in asked}
            news = tuple(one for one in announced if one.valid_from in begun)
            withdrawn = self.services.wizards.withdrawals(employee_id)
            return Unread(employee_id, asked, news, tuple(withdrawn))

        self._read(work)

    def tell(self, unread: Unread) -> None:
        """Say what the rules are to the employee, those that can be said in words."""
        work = partial(self.services.readings.words, unread.editions, unread.employee_id)
        self._tasks.run(self, work, partial(self.told.emit, unread), self.failed.emit)

    def confirm(self, employee_id: int, edition_ids: Sequence[int]) -> None:
        """Keep that the employee has read these editions."""
        work = partial(self.services.readings.confirm, employee_id, edition_ids)
        self._decide(work, self.confirmed.emit)


class ReadingLine(QWidget):
    """Hidden where all is read and nothing withdrawn; who it concerns confirms it, alone.

    That is who has signed in, or who is chosen in the window where nobody has to.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._unread: Unread | None = None
        self.dialog: ReadingDialog | None = None
        self.viewmodel = UnreadViewModel(context, self)
        self.words = ElidedLabel(role=Role.MUTED)
        self.button = LinkButton(_("Read and confirm…"), icon="check")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(Icon("note", 16))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()
        self.button.clicked.connect(self._on_clicked)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(context.report)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.told.connect(self._on_told)
        self.viewmodel.deciding.connect(self.button.setDisabled)
        self.viewmodel.confirmed.connect(self._on_confirmed)
        context.selection.employee_changed.connect(self._show_button)

    def ask(self, employee_id: int, period: Period) -> None:
        """Ask about the rules of the employee that hold up to ``period``."""
        if self._unread is not None and self._unread.employee_id != employee_id:
            self.hide()
        self.viewmodel.load(employee_id, period)

    @Slot(object)
    def _on_loaded(self, unread: Unread) -> None:
        self._unread = unread
        self.words.setText(str(_news(unread)))
        self._show_button()
        self.setVisible(bool(unread.editions or unread.withdrawn))

    @Slot()
    def _show_button(self) -> None:
        unread = self._unread
        access = self._context.access
        chosen = self._context.selection.employee_id if access.user is None else access.employee_id
        is_asked = unread is not None and unread.employee_id == chosen and bool(unread.editions)
        self.button.setVisible(is_asked)

    @Slot()
    def _on_clicked(self) -> None:
        if self._unread is not None and self.dialog is None:
            self.viewmodel.tell(self._unread)

    @Slot(object, object)
    def _on_told(self, unread: Unread, words: dict[int, Message]) -> None:
        if unread is not self._unread or self.dialog is not None:
            return
        dialog = self.dialog = ReadingDialog(unread.editions, words, unread.announcements, self)
        dialog.confirmed.connect(partial(self.viewmodel.confirm, unread.employee_id))
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        self.dialog = None  # Qt is about to delete it

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, CrmError):
            self.dialog.reject()
        self._context.report(error)

    @Slot()
    def _on_confirmed(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._unread = None if self._unread is None else replace(self._unread, editions=())
        self.button.hide()
        self.setVisible(self._unread is not None and bool(self._unread.withdrawn))
        self._context.say(_("It is kept that the rules were read."))


def _news(unread: Unread) -> Message:
    """Return what there is to read: by the announcement of all of it, where there is one.

    First of all what does not begin, though it was read.
    """
    if unread.withdrawn:
        gone = unread.withdrawn[0]
        return Message(
            "“{name}” does not begin on {day}: it was withdrawn, and the former rules stay.",
            name=gone.name,
            day=gone.valid_from,
        )
    if unread.announcements:
        news = max(unread.announcements, key=lambda each: each.valid_from)
        return Message("New rules from {day}: “{name}”.", day=news.valid_from, name=news.name)
    return plural(
        "{count} rule is new and has to be read: {names}",
        "{count} rules are new and have to be read: {names}",
        count=len(unread.editions),
        names=", ".join(map(edition_name, unread.editions)),
    )
