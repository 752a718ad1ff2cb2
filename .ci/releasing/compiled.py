"""Compiled files beside the sources: the same bytes on each machine, true whatever the dates."""

from __future__ import annotations

import sys
from pathlib import Path

from releasing.children import python
from releasing.target import PYTHON

_HOW = ["--invalidation-mode=unchecked-hash", "-f", "-q", "-q"]


def compile_folder(folder: Path) -> None:
    """Compile every source below ``folder``; no path of this machine gets into the files.

    The order of a constant set is not left to chance, and one process makes all the files: what it
    remembers of one shows in the next. Of a line in a traceback they keep the number, not the
    columns.
    """
    need_python()
    python("-S", "-X", "no_debug_ranges", "-m", "compileall", *_HOW, "-s", str(folder), str(folder))


def need_python() -> None:
    """End with words where this Python cannot make the files that a release carries."""
    if sys.version_info[:2] != PYTHON:
        release, own = (".".join(map(str, version[:2])) for version in (PYTHON, sys.version_info))
        sys.exit(f"A release is made with the Python that it carries, {release}; this is {own}.")
