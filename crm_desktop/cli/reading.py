"""What commands read from files that anybody may name."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.errors import InvalidInputError, system_reason
from crm_desktop.texts import Message


def beginning_of(file: Path, most: int) -> bytes:
    """Return at most so many bytes of ``file``.

    Raises:
        InvalidInputError: it cannot be read, or is no file with an end.

    """
    try:
        if not file.is_file():
            raise InvalidInputError("file", Message("“{path}” is no file.", path=str(file)))
        with file.open("rb") as stream:
            return stream.read(most)
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise InvalidInputError(
            "file", Message("“{path}” cannot be read: {reason}", path=str(file), reason=reason)
        ) from error
