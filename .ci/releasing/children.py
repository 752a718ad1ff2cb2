"""Other Pythons that do a part of the work, alike on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def python(*arguments: str, folder: Path | None = None) -> None:
    """Run this very Python in ``folder``, deaf to what this machine tells each Python.

    What it hashes it walks in the same order each time.
    """
    surroundings = {name: text for name, text in os.environ.items() if name[:6] != "PYTHON"}
    surroundings["PYTHONHASHSEED"] = "0"
    command = [sys.executable, "-s", "-P", "-X", "utf8", *arguments]
    subprocess.run(command, cwd=folder, env=surroundings, check=True, stdout=subprocess.DEVNULL)
