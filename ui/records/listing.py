"""A list that is read page by page, in the order and with the filter that the user wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.customers import CustomerQuery
from crm_desktop.domain.deals import DealQuery
from crm_desktop.domain.paging import Page
from crm_desktop.domain.people import EmployeeQuery
from ui.tasks import Latest, Tasks

Query = TypeVar("Query", CustomerQuery, DealQuery, EmployeeQuery)

PAGE_SIZE = 200
_MOST_AGAIN = 2_000
"""How many rows are read again at once; what was shown beyond them is read on demand."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The first page of a query, and what stands below the table for all its pages."""

    page: Page[Any]
    foot: Any


class ListViewModel(QObject, Generic[Query]):
    """Calls ``read`` for a page and ``sum_up`` for the foot, both off the GUI thread."""

    reading = Signal()
    loaded = Signal(object)  # Listed
    appended = Signal(object)  # Page
    failed = Signal(object)  # Exception
    more_failed = Signal(object)  # Exception

    def __init__(
        self,
        query: Query,
        read: Callable[[Query], Page[Any]],
        sum_up: Callable[[Query], Any],
        *,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read: Callable[[Query], Page[Any]] = read
        self._sum_up: Callable[[Query], Any] = sum_up
        self._first = Latest(tasks, self)
        self._more = Latest(tasks, self)
        self._is_loading = False
        self._plain: Query = query
        self._next: Page[Any] = Page(())
        self._count = 0
        self.query: Query = query

    @property
    def is_filtered(self) -> bool:
        """Whether less than everything is wanted."""
        return self._unfiltered() != self.query

    def want(self, **changes: Any) -> None:
        """Read with ``changes`` of the query, unless that is what was read last."""
        query = replace(self.query, **changes)
        if query != self.query:
            self.query = query
            self._count = 0
            self.load()

    def want_all(self) -> None:
        """Take every filter off."""
        self.query = self._unfiltered()
        self._count = 0
        self.load()

    def remember_order(self, code: str, *, is_descending: bool) -> bool:
        """Read in the order ``code`` from the next time on; return whether there is such one."""
        try:
            order = type(self.query.order)(code)
        except ValueError:
            return False
        self.query = replace(self.query, order=order, is_descending=is_descending)
        return True

    def load(self) -> None:
        """Read the first page, and the following ones again that were shown."""
        self._is_loading = True
        self._more.drop()
        self.reading.emit()
        query = replace(self.query, limit=min(max(PAGE_SIZE, self._count), _MOST_AGAIN))
        read, sum_up = self._read, self._sum_up
        self._first.run(
            lambda: Listed(read(query), sum_up(query)), self._on_loaded, self._on_failed
        )

    def load_more(self) -> None:
        """Read the page after the last one, unless all is being read anew."""
        if self._is_loading:
            return
        query = replace(self.query, after=self._next.next_cursor, limit=PAGE_SIZE)
        read = self._read
        self._more.run(lambda: read(query), self._on_more, self.more_failed.emit)

    def _unfiltered(self) -> Query:
        order, is_descending = self.query.order, self.query.is_descending
        return replace(self._plain, order=order, is_descending=is_descending)

    def _on_failed(self, error: Exception) -> None:
        self._is_loading = False
        self.failed.emit(error)

    def _on_loaded(self, listed: Listed) -> None:
        self._is_loading = False
        self._next = listed.page
        self._count = len(listed.page.rows)
        self.loaded.emit(listed)

    def _on_more(self, page: Page[Any]) -> None:
        self._next = page
        self._count += len(page.rows)
        self.appended.emit(page)
