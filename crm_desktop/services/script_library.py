"""The scripts that come with the program, to be tried, changed and published."""

from __future__ import annotations

from pathlib import Path

from crm_desktop import paths, texts
from crm_desktop.exchange.script_file import LibraryScript, read_library_file, read_scripts
from crm_desktop.kpi.script import Script


def library() -> tuple[LibraryScript, ...]:
    """Return the scripts of the library in the language in force, by name."""
    files = paths.script_library().glob("*.toml")
    found = (read_library_file(file).in_language(texts.language()) for file in files)
    return tuple(sorted(found, key=lambda one: one.script.name.casefold()))


def scripts_in(file: Path) -> tuple[Script, ...]:
    """Return the scripts of a scheme file, or that of a file of the library.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    return read_scripts(file, texts.language())


__all__ = ["LibraryScript", "library", "scripts_in"]
