"""What is raised where a text cannot be converted."""

from __future__ import annotations

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


class NotPascalError(InvalidInputError):
    """The text cannot be converted; ``line`` and ``column``, from 1, say where it stops."""

    def __init__(self, line: int, column: int, reason: Message) -> None:
        super().__init__(
            f"{line}:{column}",
            Message(
                "Line {line}, column {column}: {reason}", line=line, column=column, reason=reason
            ),
        )
        self.line = line
        self.column = column
        self.reason = reason
