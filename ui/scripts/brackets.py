"""Which brackets of a text belong together."""

from __future__ import annotations

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}


def matching(text: str, place: int) -> int | None:
    """Return where the bracket stands that belongs to the one at ``place``; None for none."""
    if not 0 <= place < len(text):
        return None
    sign = text[place]
    other, step = _PAIRS.get(sign), 1
    if other is None:
        other, step = _OPENING.get(sign), -1
    if other is None:
        return None
    depth, at = 0, place
    while 0 <= at < len(text):
        depth += (text[at] == sign) - (text[at] == other)
        if not depth:
            return at
        at += step
    return None
