"""A folder with a release as an administrator copies it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

SETUP = b"The setup program of a test."


def entry(system: str, name: str, content: bytes = SETUP, **instead: object) -> dict[str, object]:
    whole = {
        "system": system,
        "name": name,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
    }
    return whole | instead


def notice(version: str, *files: dict[str, object]) -> dict[str, Any]:
    return {"product": "crm-desktop", "version": version, "files": [*files]}


def write_notice(folder: Path, document: object) -> Path:
    path = folder / "crm-desktop-release.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def file_name(system: str, version: str) -> str:
    """Return what the file of ``release`` for ``system`` is called."""
    if system == "windows":
        return f"crm-desktop-setup-{version}.exe"
    return f"crm-desktop_{version}_amd64.deb"


def release(folder: Path, version: str, *systems: str) -> Path:
    """Lay a whole release for ``systems``, all of them if none is named; return ``folder``."""
    names = {system: file_name(system, version) for system in systems or ("windows", "linux")}
    for name in names.values():
        (folder / name).write_bytes(SETUP)
    write_notice(folder, notice(version, *(entry(*named) for named in names.items())))
    return folder
