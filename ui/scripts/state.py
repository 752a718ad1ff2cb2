"""How the state of a script looks; the word always stands beside the colour."""

from __future__ import annotations

from collections.abc import Mapping

from ui.theme import Tone

_LOOKS: Mapping[str, tuple[Tone, str]] = {
    "draft": (Tone.MUTED, "edit"),
    "published": (Tone.POSITIVE, "check"),
    "waiting": (Tone.WARNING, "warning"),
    "ended": (Tone.MUTED, "close"),
}


def state_tone(state: str) -> Tone:
    """Return the colour of a ``ScriptState``."""
    return _LOOKS[str(state)][0]


def state_icon(state: str) -> str:
    """Return the sign of a ``ScriptState``."""
    return _LOOKS[str(state)][1]
