"""The picture of the firm that stands on what is printed."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

LARGEST_LOGO = 1 << 20
"""Bytes of a picture that is kept."""

_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD = 24


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as PNG; ``width`` and ``height`` in pixels, both above zero."""

    png: bytes
    width: int
    height: int

    @classmethod
    def of(cls, png: bytes) -> Logo:
        """Return the picture.

        Raises:
            InvalidInputError: it is no PNG, or bigger than ``LARGEST_LOGO``.

        """
        if len(png) > LARGEST_LOGO:
            raise InvalidInputError(
                "logo", Message("The picture is bigger than {limit} MB.", limit=LARGEST_LOGO >> 20)
            )
        sizes = struct.unpack(">II", png[16:_HEAD]) if len(png) >= _HEAD else (0, 0)
        if not png.startswith(_PNG) or 0 in sizes:
            raise InvalidInputError("logo", Message("The picture is no PNG or JPEG."))
        return cls(png, *sizes)
