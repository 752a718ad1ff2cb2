"""What commands write: tables and lines on standard output, progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from crm_desktop.errors import CrmError, UnwritableFileError, system_reason
from crm_desktop.texts import Message

_UNLIMITED = 10_000
"""The width of what is no terminal: nothing is cut off in a file or a pipe."""


def say(message: Message | str) -> None:
    """Write a line for the user to standard output."""
    _put(f"{message}\n")


def note(message: Message) -> None:
    """Write a line for the user beside the output, to standard error."""
    sys.stderr.write(f"{message}\n")


def show_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, file: Path | None = None
) -> None:
    """Write a table to standard output or to a file; all columns but the first hold figures."""
    table = Table()
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    if file is None and sys.stdout.isatty():
        Console(markup=False, highlight=False, emoji=False).print(table)
        return
    written = StringIO()
    Console(file=written, width=_UNLIMITED, markup=False, highlight=False, emoji=False).print(table)
    write_text(written.getvalue(), file)


def write_text(text: str, file: Path | None) -> None:
    """Write ``text`` to the file, or to standard output where there is none.

    Raises:
        CrmError: the file cannot be written.

    """
    if file is None:
        _put(text)
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableFileError(file, error) from error


def _put(text: str) -> None:
    with written_out():
        sys.stdout.write(text)


@contextmanager
def written_out() -> Iterator[None]:
    """Write standard output out at once: at the end of the process it would be too late.

    Raises:
        CrmError: there is no room for it.

    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever reads has seen enough, and hears no complaint
    except OSError as error:
        raise CrmError(
            Message("Standard output cannot be written: {reason}", reason=system_reason(error))
        ) from error


@contextmanager
def progress(message: Message, *, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show on a terminal that work is under way; yield what is told how much of it is done."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *([MofNCompleteColumn()] if total else []),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(str(message), total=total)

        def advance(done: int) -> None:
            bar.update(task, completed=done)

        yield advance
