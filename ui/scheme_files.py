"""What scheme files are called, wherever one is chosen, saved or dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from crm_desktop.product import SCHEME_SUFFIX
from crm_desktop.texts import Message

KIND = SCHEME_SUFFIX.removeprefix(".")
"""How a saved one's name ends."""

_READ = (SCHEME_SUFFIX, ".toml")


def kinds_to_read() -> str:
    """Return the filter of a dialog in which one is chosen."""
    return str(Message("Scheme files ({pattern})", pattern=" ".join(f"*{end}" for end in _READ)))


def dropped(content: QMimeData) -> Path | None:
    """Return the scheme file that is dragged, None where it is anything else or several."""
    files = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
    if len(files) == 1 and files[0].suffix.casefold() in _READ:
        return files[0]
    return None
