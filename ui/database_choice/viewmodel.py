"""Opening a database that was chosen, and remembering the choice; knows no widget."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from crm_desktop import config, credentials
from crm_desktop.address import ServerAddress, checked
from crm_desktop.errors import CrmError, DatabaseError, InvalidInputError
from crm_desktop.texts import Message
from ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


class OpenAt(Protocol):
    """Opens the database at a path or an address; a missing file is made unless it must exist."""

    def __call__(self, location: str, *, must_exist: bool = False) -> Services: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A database that was opened; its ``location`` may hold a password.

    ``unremembered`` tells why the next start will not know of the choice.
    """

    services: Services
    location: str = field(repr=False)
    unremembered: CrmError | None = None


class DatabaseChoiceViewModel(QObject):
    """Where it is no choice, but what was named anyway, nothing is remembered.

    It outlives its page as long as a database opens, to close what nobody waits for any more.
    """

    opened = Signal(object)  # Chosen
    failed = Signal(object)  # Exception
    safe_looked_for = Signal(bool)  # whether passwords can be kept

    def __init__(
        self,
        open_at: OpenAt,
        tasks: Tasks,
        *,
        is_choice: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_at = open_at
        self._tasks = tasks
        self._is_choice = is_choice
        self._is_left = False

    @Slot()
    def leave(self) -> None:
        """Remember and hand out nothing any more: the page is gone."""
        self._is_left = True

    def look_for_safe(self) -> None:
        self._tasks.run(self, credentials.can_keep, self.safe_looked_for.emit, self.failed.emit)

    def open_file(self, path: str) -> None:
        """Open the file at ``path``, or make it."""
        self._tasks.run(self, partial(self._file, path), self._on_opened, self.failed.emit)

    def open_server(self, address: ServerAddress, port: str, *, keeps_password: bool) -> None:
        """Open the database at ``address``; without a password in it the kept one is tried."""
        work = partial(self._server, address, port, keeps_password=keeps_password)
        self._tasks.run(self, work, self._on_opened, self.failed.emit)

    def _file(self, path: str) -> Chosen:
        if not path.strip():
            raise InvalidInputError("path", Message("Name a file."))
        named = Path(path.strip())
        with suppress(RuntimeError):  # ~ of nobody is a name like any other
            named = named.expanduser()
        location = str(named.absolute())
        try:
            return Chosen(self._open_at(location), location)
        except DatabaseError as error:
            raise InvalidInputError("path", error.message) from error

    def _server(self, typed: ServerAddress, port: str, *, keeps_password: bool) -> Chosen:
        location = checked(typed, port).location()
        whole = credentials.completed(location)
        services = self._open_at(whole)
        if not keeps_password:
            credentials.forget(location)
        elif typed.password:
            credentials.keep(location, typed.password)
        return Chosen(services, whole)

    def _on_opened(self, chosen: Chosen) -> None:
        if self._is_left:
            chosen.services.close()
            return
        if self._is_choice:
            try:
                config.save(replace(config.load(), database=chosen.location))
            except CrmError as error:  # the database itself is good
                chosen = replace(chosen, unremembered=error)
        self.opened.emit(chosen)
