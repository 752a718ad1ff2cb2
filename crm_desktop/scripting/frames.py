"""What goes through the pipes: length and JSON, numbers as they are written, nothing evaluated.

What is sent is made in few calls, since a batch has hundreds of thousands of numbers; what is
received is read as if somebody hostile had written it.
"""

from __future__ import annotations

import json
import secrets
import struct
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

MAX_FRAME = 8 << 20
_HEAD = struct.Struct(">I")
HEAD_SIZE = _HEAD.size
_MARK = secrets.token_hex(6)
"""Surrounds numbers until they lose their quotation marks; no text can guess it."""


class BadFrameError(Exception):
    """What was received is no frame, or too long for one."""


def encode(command: Mapping[str, Any]) -> bytes:
    """Return ``command`` as a frame; a Decimal keeps all its digits and stays a Decimal.

    Raises:
        ValueError, TypeError: it holds something that is no plain value.

    """
    text = json.dumps(command, default=_plain, allow_nan=False, separators=(",", ":"))
    body = text.replace(f'"{_MARK}', "").replace(f'{_MARK}"', "").encode()
    return _HEAD.pack(len(body)) + body


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return f"{_MARK}{_written(value)}{_MARK}"
        case datetime():
            return {"$m": value.isoformat()}
        case date():
            return {"$t": value.isoformat()}
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(type(value).__name__)


def _written(number: Decimal) -> str:
    """Return ``number`` so that it is read as a Decimal again, even where it is whole."""
    if not number.is_finite():
        raise ValueError(str(number))
    text = str(number)
    return text if "." in text or "E" in text else f"{text}E0"


def size_in(head: bytes) -> int:
    """Return how many bytes follow the head of a frame.

    Raises:
        BadFrameError: more than anybody needs.

    """
    size: int = _HEAD.unpack(head)[0]
    if size > MAX_FRAME:
        raise BadFrameError
    return size


def decode(body: bytes) -> dict[str, Any]:
    """Return what a frame holds.

    Raises:
        BadFrameError: it is no JSON object, or JSON that only looks so.

    """
    try:
        found = json.loads(body, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadFrameError from error
    if type(found) is not dict:
        raise BadFrameError
    return found


def _refuse(text: str) -> NoReturn:
    raise BadFrameError(text)
