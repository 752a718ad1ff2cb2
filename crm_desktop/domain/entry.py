"""Texts as users enter them: trimmed, and refused where they cannot be kept."""

from __future__ import annotations

import re

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

NAME_LENGTH = 250
CODE_LENGTH = 120
POSITION_LENGTH = 120
PHONE_LENGTH = 60
ADDRESS_LENGTH = 500
NOTE_LENGTH = 20_000

CANNOT_BE_KEPT = Message("The text has a character that cannot be kept.")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""No text on a server holds a zero character, no encoding half of a surrogate pair."""


def is_storable(text: str) -> bool:
    """Return whether every database keeps all characters of ``text``."""
    return not _UNSTORABLE.search(text)


def entered(field: str, text: str, longest: int, *, is_required: bool = False) -> str:
    """Return ``text`` without spaces around it.

    Raises:
        InvalidInputError: it is empty though required, has more than ``longest`` characters,
            or one that no database keeps.

    """
    trimmed = text.strip()
    if is_required and not trimmed:
        raise InvalidInputError(field, Message("Enter something here."))
    if len(trimmed) > longest:
        raise InvalidInputError(
            field,
            Message(
                "At most {longest} characters fit here, not {length}.",
                longest=longest,
                length=len(trimmed),
            ),
        )
    if not is_storable(trimmed):
        raise InvalidInputError(field, CANNOT_BE_KEPT)
    return trimmed


def entered_name(text: str, field: str = "name") -> str:
    return entered(field, text, NAME_LENGTH, is_required=True)


def entered_code(text: str, field: str = "code") -> str:
    return entered(field, text, CODE_LENGTH, is_required=True)


def entered_phone(text: str, field: str = "phone") -> str:
    return entered(field, text, PHONE_LENGTH)


def entered_email(text: str, field: str = "email") -> str:
    """Return the e-mail address, which may be empty.

    Raises:
        InvalidInputError: it has not the form of an address.

    """
    address = entered(field, text, NAME_LENGTH)
    if address and not _EMAIL.fullmatch(address):
        raise InvalidInputError(
            field, Message("“{address}” is no e-mail address.", address=address)
        )
    return address
