"""What runs here and on what: known before anything is loaded that might fail."""

from __future__ import annotations

import locale
import platform
import sys
from importlib import metadata
from pathlib import Path

from crm_desktop import config, product
from ui.selftest.report import Found

_OURS = ("crm_desktop", "ui")
_LIBRARIES = {
    "pyside": "PySide6-Essentials",
    "sqlalchemy": "SQLAlchemy",
    "restricted_python": "RestrictedPython",
    "numpy": "numpy",
    "pyqtgraph": "pyqtgraph",
    "psycopg": "psycopg",
}


def versions() -> Found:
    """Return the versions of Python and of what is installed; None is said by nobody."""
    found = {name: _version(distribution) for name, distribution in _LIBRARIES.items()}
    return {"program": product.version(), "python": platform.python_version(), **found}


def system() -> Found:
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "locale": ".".join(part or "" for part in locale.getlocale()),
        "encodings": {
            "locale": locale.getencoding(),
            "files": sys.getfilesystemencoding(),
            "output": getattr(sys.stdout, "encoding", None),
        },
    }


def places() -> Found:
    """Return where the program stands, and where it keeps what this user has."""
    return {
        "executable": sys.executable,
        "program": str(Path(config.__file__).parent),
        "settings": str(config.folder()),
        "machine": str(config.machine_folder()),
        "data": str(config.data_folder()),
        "log": str(config.log_file()),
    }


def compiled(since: float) -> Found:
    """Return how many of our modules are loaded, and how many were compiled before ``since``.

    ``since`` is a moment as files have them, in seconds.
    """
    ours = [
        module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in _OURS and getattr(module, "__file__", None)
    ]
    files = [Path(cached) for module in ours if (cached := getattr(module, "__cached__", None))]
    kept = sum(file.is_file() and file.stat().st_mtime < since for file in files)
    return {"loaded": len(ours), "compiled": kept}


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
