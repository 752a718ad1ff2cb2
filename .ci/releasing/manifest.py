"""The list of all files of a folder that is handed out, with what is in them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

NAME = "manifest.json"


def write(folder: Path) -> None:
    """Write the list beside the files; itself it does not name."""
    files = [
        {"path": name, "size": path.stat().st_size, "sha256": sha256(path)}
        for name, path in sorted(_files(folder).items())
    ]
    text = json.dumps({"files": files}, ensure_ascii=False, indent=0) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def size(folder: Path) -> int:
    """Return how many bytes all files of ``folder`` take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sha256(path: Path) -> str:
    """Return the digest of what is in the file, in hexadecimal digits."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _files(folder: Path) -> dict[str, Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in found}
    names.pop(NAME, None)
    return names
