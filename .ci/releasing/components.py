"""What stands inside the packages and beside them: the reviewed table, components.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("components.toml")


@dataclass(frozen=True, slots=True)
class Component:
    """``files`` matches the paths that hold it, ``texts`` names the texts of its licence."""

    name: str
    licence: str
    copyright: str
    home: str
    files: re.Pattern[str]
    texts: tuple[str, ...]

    def among(self, names: Collection[str]) -> list[str]:
        """Return those of ``names`` that hold it."""
        return [name for name in names if self.files.fullmatch(name)]


@dataclass(frozen=True, slots=True)
class Review:
    """What was found out of a package: its licence where its metadata are vague, and more texts.

    ``files`` matches its native files that are its own code.
    """

    licence: str | None
    files: re.Pattern[str]
    texts: tuple[str, ...]


def _files(entry: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile("|".join(entry.get("files", ["(?!)"])))


_REVIEWED = tomllib.loads(_TABLE.read_text(encoding="utf-8"))

COMPONENTS = tuple(
    Component(**{**entry, "files": _files(entry), "texts": tuple(entry["texts"])})
    for entry in _REVIEWED["component"]
)
REVIEWS = {
    entry["name"]: Review(entry.get("licence"), _files(entry), tuple(entry.get("texts", ())))
    for entry in _REVIEWED["package"]
}
"""By the normalised name of the package."""

UNREVIEWED = Review(None, _files({}), ())
