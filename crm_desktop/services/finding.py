"""What an examination of the database found."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``doctor`` looked at; ``message`` says what was found."""

    code: str
    is_ok: bool
    message: Message
