"""A page whose figures follow the period, and whatever is written anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.widgets.states import States

if TYPE_CHECKING:
    from ui.beginning import Beginning


class KpiPage(PageView):
    """Calls ``load`` when shown for the first time and whenever the figures may be others.

    A page that no one sees waits until it is seen.
    """

    states: States
    """The figures, or what stands in their place; each page builds it."""
    unread: Message = Message("The figures could not be read.")
    """What is said where a bug keeps it from being read."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._is_stale = True
        self._beginning: Beginning | None = None
        context.selection.period_changed.connect(self._on_period)
        context.selection.employee_changed.connect(self._on_employee)
        context.changes.happened.connect(self._on_concerned)

    @property
    def beginning(self) -> Beginning:
        if self._beginning is None:
            from ui.beginning import Beginning  # noqa: PLC0415 - most firms have begun

            self._beginning = Beginning(self.context, self)
        return self._beginning

    def load(self) -> None:
        """Ask the view-model for the figures."""
        raise NotImplementedError

    def reload(self) -> None:
        self._is_stale = False
        if self._beginning is not None:
            self._beginning.drop()
        self.load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def explain_nothing(self, states: States, otherwise: Callable[[], None]) -> None:
        """Say why there are no figures: what the firm lacks, else what ``otherwise`` shows."""
        self.beginning.explain(states, self.context.selection.period, otherwise)

    def words_of(self, error: Exception) -> str:
        """Return what stands in place of the figures; a bug is reported besides."""
        if isinstance(error, CrmError):
            return str(error)
        self.context.report(error)
        return str(self.unread)

    @Slot(object)
    def _on_employee(self, employee_id: int | None) -> None:
        # Qt forgets a page that is gone only if the slot is of the class that connects it.
        self.take_employee(employee_id)

    def take_employee(self, employee_id: int | None) -> None:
        """Read for another person; a page of everybody overrides it."""
        self.states.forget()
        self._on_concerned(employee_id)

    @Slot(object)
    def _on_period(self, period: object) -> None:
        self.states.forget()
        self._on_concerned(period)

    @Slot(object)
    def _on_concerned(self, _what: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.reload()
