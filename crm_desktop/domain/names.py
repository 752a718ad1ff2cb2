"""Names folded for search and sorting, the same on every database."""

from __future__ import annotations

import unicodedata

FOLDED_LENGTH = 250
"""How many characters of a folded name are kept; a few signs fold to many."""


def folded(name: str) -> str:
    """Return ``name`` without case, with ё as е and single spaces, cut at ``FOLDED_LENGTH``.

    SQLite's own ``lower`` and LIKE know only ASCII, and servers sort by their own rules, so
    names are stored in this form beside the shown one.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(plain.split())[:FOLDED_LENGTH]
