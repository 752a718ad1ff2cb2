"""The scheme file: a whole KPI scheme as one TOML document that a person can read and edit."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.errors import UnwritableFileError
from crm_desktop.exchange.scheme_reading import scheme_of
from crm_desktop.exchange.scheme_writing import written
from crm_desktop.exchange.toml_reading import DocumentError, Problem, Section, parsed, read_text
from crm_desktop.rewards import check
from crm_desktop.rewards.scheme import Scheme


def read_scheme(path: Path) -> Scheme:
    """Return the scheme in the file, which is sound: it can be calculated.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    scheme = parse_scheme(read_text(path))
    mistakes = check.problems(scheme)
    if mistakes:
        raise DocumentError(Problem(mistake.place, mistake.message) for mistake in mistakes)
    return scheme


def parse_scheme(text: str) -> Scheme:
    """Return the scheme that ``text``, a TOML document, describes, be it sound or not.

    Raises:
        DocumentError: ``text`` has problems; all of them are named.

    """
    problems: list[Problem] = []
    scheme = scheme_of(Section(parsed(text), "", problems))
    if problems:
        raise DocumentError(problems)
    return scheme


def write_scheme(path: Path, scheme: Scheme) -> None:
    """Write ``scheme`` to the file; ``read_scheme`` gives it back unchanged.

    Raises:
        CrmError: the file cannot be written.

    """
    try:
        path.write_text(written(scheme), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableFileError(path, error) from error


__all__ = ["parse_scheme", "read_scheme", "write_scheme", "written"]
