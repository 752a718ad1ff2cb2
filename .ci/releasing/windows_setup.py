"""The setup program for Windows: installer.iss over the program's folder, compiled under wine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crm_desktop.domain.updates import System
from releasing import program
from releasing.announcement import file_name

COMPILE = Path(__file__).resolve().parents[1] / "setup_program.sh"


def pack(folder: Path, out: Path) -> Path:
    """Make the setup program of ``folder`` in ``out`` and return its path.

    The room that it is compiled in stays in ``out`` for the next time.
    """
    need_root()
    out.mkdir(parents=True, exist_ok=True)
    version = program.version_in(folder)
    if subprocess.run([COMPILE, folder, out, version], check=False).returncode:
        sys.exit("The setup program was not made, for the reason that is given above.")
    return out / file_name(System.WINDOWS, version)


def need_root() -> None:
    """End with words where the setup program cannot be made."""
    if os.geteuid() != 0:
        sys.exit(
            "The setup program is compiled in a room that only root can make: run this as root, or "
            "name the other parts with --only."
        )
