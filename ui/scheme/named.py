"""Definitions as they are offered in lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from crm_desktop.domain.names import folded


class _Named(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


def by_name(definitions: Iterable[_Named]) -> tuple[tuple[str, str], ...]:
    """Return the name and the code of each, sorted as lists of names are."""
    ordered = sorted(definitions, key=lambda one: folded(one.name))
    return tuple((one.name, one.code) for one in ordered)
