"""How other pages name what the scheme page is to show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SchemeKey:
    """A definition by its section, such as ``scales``; without ``code`` a new one."""

    section: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueKey:
    """The catalogue of ready indicators."""


@dataclass(frozen=True, slots=True)
class NewScheme:
    """A scheme that is to be designed step by step, from the one in ``file`` if it is named."""

    file: Path | None = None


@dataclass(frozen=True, slots=True)
class OpenWizards:
    """Drafts that are designed in windows of their own."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A file whose scheme is offered for import."""

    path: Path
