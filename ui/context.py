"""What every page is given, and what a page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from crm_desktop.domain.permissions import EVERYBODY, Access, Right, Scope
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.selection import Selection
from ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


class Say(Protocol):
    """Shows a quiet line of success, with a button that calls ``undo`` if one is given."""

    def __call__(self, sentence: str, undo: Callable[[], None] | None = None, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a page.

    ``navigate`` opens the page of a code, at a record if a key is given; ``report`` shows
    an error: an expected one quietly, any other as the bug that it is. ``access`` is what the
    user may; ``entered`` builds the window anew after that has changed, at the same page and the
    key that it is called with.
    """

    services: Services
    tasks: Tasks
    changes: ChangesBus
    selection: Selection
    navigate: Callable[[str, object], None]
    say: Say
    report: Callable[[Exception], None]
    access: Access = EVERYBODY
    entered: Callable[[object], object] = bool


class PageView(QWidget):
    """A page of the window; each overrides what concerns it."""

    shortcuts: tuple[tuple[str, Message], ...] = ()
    """Keys and what they do here, for the keyboard help."""

    def open_key(self, key: object) -> None:
        """Show the record that ``key`` names."""

    def show_start(self) -> None:
        """Show what the page begins with: its line of the navigation was pressed."""

    def reload(self) -> None:
        """Read everything again."""

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing is lost without the page; else ask, and call ``then`` on a yes."""
        return True

    def own_windows(self) -> object | None:
        """Return the key that opens the windows which the page has besides again."""
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """A line of the navigation; ``factory`` is called at the first visit.

    A page that shows figures itself takes the room of the KPI monitor: it has none beside it.
    ``needs`` are rights any of which opens the page; an empty set opens it to all. A page that
    ``compares`` people is for those who see others than themselves.
    """

    code: str
    title: Message
    icon: str
    factory: Callable[[Context], PageView]
    has_monitor: bool = True
    needs: frozenset[Right] = frozenset()
    compares: bool = False

    def is_open_to(self, access: Access) -> bool:
        if self.compares and access.scope is Scope.OWN:
            return False
        return not self.needs or access.may_any(self.needs)
