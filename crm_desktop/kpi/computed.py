"""A computed figure that may have no value, with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from crm_desktop.texts import Message


class Computed(NamedTuple):
    """An unrounded figure; ``value`` None has its ``reason``, a clause that follows “because”."""

    value: Decimal | None
    reason: Message | None = None


LARGEST_EXPONENT = 200
"""Arithmetic stays exact and cheap with figures of up to so many digits either side."""


def is_computable(value: Decimal) -> bool:
    """Return whether ``value`` is a number with which arithmetic stays exact and cheap."""
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    return abs(value.adjusted()) <= LARGEST_EXPONENT and int(exponent) >= -2 * LARGEST_EXPONENT
