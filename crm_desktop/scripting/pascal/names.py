"""Names of a script for names of Pascal, where capitals make no difference."""

from __future__ import annotations

import builtins
import keyword
import re

PYTHON = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
"""What Python itself calls something."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """Return ``name`` as Python writes it: TotalSum as total_sum; other letters stay."""
    if not name.isascii():
        return name.strip("_") or "x"
    plain = _WORD.sub("_", name) if not name.isupper() else name
    return plain.lower().strip("_") or "x"


class Names:
    """Gives each name of the program one of the script, the same wherever it is meant."""

    def __init__(self, reserved: frozenset[str], written: frozenset[str] = frozenset()) -> None:
        """Take the names that mean something else, and those that the program has."""
        self._reserved = reserved
        self._spellings: dict[str, str] = {}
        self._taken: set[str] = set()
        self._avoided = {snake_case(name) for name in written}

    def of(self, name: str) -> str:
        """Return the script's name for ``name``."""
        key = name.casefold()
        if key not in self._spellings:
            self._spellings[key] = self._free(snake_case(name))
        return self._spellings[key]

    def temporary(self, name: str) -> str:
        """Return a name that the program does not have, beginning with ``name``."""
        found, number = name, 1
        while found in self._taken or found in self._avoided or found in self._reserved:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found

    def _free(self, wanted: str) -> str:
        found, number = wanted, 1
        if found in self._reserved:
            found = f"{wanted}_"
        while found in self._taken:
            number += 1
            found = f"{wanted}_{number}"
        self._taken.add(found)
        return found
