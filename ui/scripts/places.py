"""Places in a text: Qt counts units of UTF-16, the sandbox counts characters."""

from __future__ import annotations


def to_qt(line: str, characters: int) -> int:
    """Return how many units the first ``characters`` of ``line`` take in a widget."""
    return len(line[: max(0, characters)].encode("utf-16-le", "surrogatepass")) // 2


def to_characters(line: str, units: int) -> int:
    """Return how many characters the first ``units`` of ``line`` are."""
    data = line.encode("utf-16-le", "surrogatepass")[: 2 * max(0, units)]
    return len(data.decode("utf-16-le", "ignore"))
