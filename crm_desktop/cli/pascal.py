"""The command that turns a script of Pascal into one of ours."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.upkeep import refuse_overwriting
from crm_desktop.errors import InvalidInputError, system_reason
from crm_desktop.scripting.pascal import MAX_BYTES, Note, convert_file
from crm_desktop.texts import Message


def convert(file: Path, output: Path | None) -> int:
    """Write the script that ``file`` becomes, and beside the output what to look at."""
    if output is not None:
        refuse_overwriting(output, file)
    made = convert_file(_content(file))
    console.write_text(made.python, output)
    for note in made.notes:
        console.note(_worded(note))
    return 0


def _worded(note: Note) -> Message:
    said = Message("Line {line}: {message}", line=note.line, message=note.message)
    if note.hint is None:
        return said
    return Message("{message} — {hint}", message=said, hint=note.hint)


def _content(file: Path) -> bytes:
    """Return what stands in ``file``, as far as a program may be long.

    Raises:
        InvalidInputError: it cannot be read, or is no file.

    """
    try:
        if not file.is_file():
            raise InvalidInputError("file", Message("“{path}” is no file.", path=str(file)))
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise InvalidInputError(
            "file", Message("“{path}” cannot be read: {reason}", path=str(file), reason=reason)
        ) from error
