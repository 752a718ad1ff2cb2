"""Where the program's own data stand: beside the packages in a checkout, or inside them."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder of ``resources/``."""
    return _folder("resources").joinpath(*parts)


def script_library() -> Path:
    """Return the folder of the user scripts that the product ships."""
    return _folder("scripts")


def installed_file(name: str) -> Path | None:
    """Return a file of the folder that was installed; a checkout or a wheel has no such folder."""
    file = _PACKAGE.parents[1] / name
    return file if _PACKAGE.parent.name == "app" and file.is_file() else None


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
