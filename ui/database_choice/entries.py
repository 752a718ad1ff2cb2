"""What is entered where a database is chosen, kept over a change of the language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_desktop import config
from crm_desktop.address import PORT, ServerAddress


@dataclass(frozen=True, slots=True)
class Entries:
    """Not yet judged; ``port`` is as it was typed."""

    path: str
    server: ServerAddress = ServerAddress("", "", "")
    port: str = str(PORT)
    is_on_server: bool = False
    keeps_password: bool = True

    @classmethod
    def of(cls, location: str | None) -> Entries:
        """Return what leads to ``location``; None is the usual place on this computer."""
        own = config.own_database()
        server = None if location is None else ServerAddress.of(location)
        if server is None:  # an address that nobody can read may hold a password: it is not shown
            return cls(own if location is None or "://" in location else location)
        return cls(own, replace(server, password=""), str(server.port), is_on_server=True)
