"""The checkout that a release is made of, as git knows it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def date_of_commit() -> int:
    """Return when the checkout was committed, in seconds since 1970."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    return int(told or _git(ROOT, "log", "-1", "--format=%ct"))


def files(names: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the files that ``names`` are or hold, from ``root``.

    They are those that git tracks; where there is no git to ask, all but what Python compiled.
    """
    if shutil.which("git") and (root / ".git").exists():
        tracked = _git(root, "ls-files", "-z", "--", *names).split("\0")
        return [name for name in tracked if (root / name).is_file()]
    found = (path for name in names for path in (root / name, *(root / name).rglob("*")))
    inside = (path.relative_to(root) for path in found if path.is_file())
    return [path.as_posix() for path in inside if "__pycache__" not in path.parts]


def _git(root: Path, *arguments: str) -> str:
    # Root makes releases in checkouts of others, which git would not read unasked.
    command = ["git", "-c", f"safe.directory={root}", *arguments]
    return subprocess.check_output(command, cwd=root, encoding="utf-8")
