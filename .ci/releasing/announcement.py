"""The notice of a release: what the update check of an installed program reads."""

from __future__ import annotations

import json
from pathlib import Path

from crm_desktop import product
from crm_desktop.domain.updates import System
from crm_desktop.exchange.release_notice import NOTICE
from releasing.manifest import sha256


def file_name(system: System, version: str) -> str:
    """Return what the file is called that ``version`` is installed from."""
    if system is System.WINDOWS:
        return f"{product.CODE}-setup-{version}.exe"
    return f"{product.CODE}_{version}_amd64.deb"


def write(folder: Path, version: str) -> None:
    """Write the notice beside those files of ``version`` in ``folder`` that are installed from.

    Where there are none there is no notice either: an older one would speak of other files.
    """
    names = {system: file_name(system, version) for system in System}
    files = [
        {
            "system": str(system),
            "name": name,
            "size": (folder / name).stat().st_size,
            "sha256": sha256(folder / name),
        }
        for system, name in names.items()
        if (folder / name).is_file()
    ]
    if not files:
        (folder / NOTICE).unlink(missing_ok=True)
        return
    content = {"product": product.CODE, "version": version, "files": files}
    text = json.dumps(content, indent=2) + "\n"
    (folder / NOTICE).write_text(text, encoding="utf-8", newline="\n")
