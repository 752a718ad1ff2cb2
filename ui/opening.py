"""A database on its way into the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.composition import Services

Compose = Callable[[], "Services"]
"""Opens the database; called off the GUI thread, and again if the user tries again."""


@dataclass(slots=True, eq=False)
class Opening:
    """``services`` are there as soon as the database is open, whatever then comes of it."""

    compose: Compose
    services: Services | None

    def open(self) -> Services:
        """Return the services, of the database that is open already if there is one."""
        if self.services is None:
            self.services = self.compose()
        return self.services

    def close(self) -> None:
        if self.services is not None:
            self.services.close()
