"""The command that turns a script of Pascal into one of ours."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.reading import beginning_of
from crm_desktop.cli.upkeep import refuse_overwriting
from crm_desktop.scripting.pascal import MAX_BYTES, Note, convert_file
from crm_desktop.texts import Message


def convert(file: Path, output: Path | None) -> int:
    """Write the script that ``file`` becomes, and beside the output what to look at."""
    if output is not None:
        refuse_overwriting(output, file)
    made = convert_file(beginning_of(file, MAX_BYTES + 1))
    console.write_text(made.python, output)
    for note in made.notes:
        console.note(_worded(note))
    return 0


def _worded(note: Note) -> Message:
    said = Message("Line {line}: {message}", line=note.line, message=note.message)
    if note.hint is None:
        return said
    return Message("{message} — {hint}", message=said, hint=note.hint)
