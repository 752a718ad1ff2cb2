"""A computed figure that may have no value, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Computed:
    """An unrounded figure; ``value`` None has its ``reason``."""

    value: Decimal | None
    reason: Message | None = None
