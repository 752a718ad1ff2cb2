"""The folder of the program for Linux, with a Python of its own: that of Debian 12."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from releasing import licences, manifest, program, wheels
from releasing.compiled import compile_folder
from releasing.elf import all_asked
from releasing.target import LINUX

FILES = Path(__file__).with_name("installed")
"""What a folder and a package hold that is written by hand."""

LAUNCHER = "crm-desktop"
PYTHON = "python/bin/python3.11"
START = "python/start.py"

_SYSTEM = ("debian", "12")
_PACKAGES = ("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib")
_LIBRARY = "lib/python3.11"
_NEVER_READ = shutil.ignore_patterns(
    *("test", "curses", "dbm", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data"),
    *("turtledemo", "unittest", "venv", "antigravity.py", "crypt.py", "this.py", "turtle.py"),
    *("EXTERNALLY-MANAGED", "sitecustomize.py", "_crypt.*", "_ctypes_test.*", "_curses*"),
    *("_dbm.*", "_test*", "_xx*", "nis.*", "ossaudiodev.*", "readline.*", "spwd.*", "xx*"),
)
"""Of the standard library: terminals, and what is for developers."""


def make(folder: Path) -> None:
    """Fill ``folder`` with the program and all that it needs beside the system's Qt libraries."""
    _install_python(folder / "python")
    wheels.install(LINUX, folder / "Lib")
    program.install(folder / "app")
    _strip(folder / "Lib")
    shutil.copy(FILES / LAUNCHER, folder / LAUNCHER)
    shutil.copyfile(FILES / "start.py", folder / START)
    compile_folder(folder)
    licences.write(folder)
    manifest.write(folder)


def _install_python(folder: Path) -> None:
    _need_debian()
    with TemporaryDirectory(prefix="crm-release-") as place:
        _download(Path(place))
        system = Path(place, "system")
        for package in Path(place).glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", package, system], check=True)
        shutil.copytree(system / "usr" / _LIBRARY, folder / _LIBRARY, ignore=_NEVER_READ)
        (folder / "bin").mkdir()
        shutil.copy(system / "usr/bin/python3.11", folder / "bin")
        said = system / "usr/share/doc/python3.11-minimal/copyright"
        shutil.copyfile(said, folder / "copyright")


def _strip(folder: Path) -> None:
    """Take out of the libraries what debuggers alone read.

    Those in ``….libs`` stay as they are: they were moved about after linking, and one library more
    that is changed is one more that could break.
    """
    files = [path for path in all_asked(folder) if not path.parent.name.endswith(".libs")]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)


def _need_debian() -> None:
    """End with words where the folder cannot be made on this system."""
    system = platform.freedesktop_os_release() if sys.platform == "linux" else {}
    if (system.get("ID"), system.get("VERSION_ID")) != _SYSTEM:
        sys.exit(
            "The folder for Linux carries the Python of Debian 12, as apt-get downloads it: make "
            "it on Debian 12, or in a bare room of it (docs/releasing.md)."
        )
    if not shutil.which("strip"):
        sys.exit("The folder for Linux is made with strip. Type: apt-get install binutils")


def _download(place: Path) -> None:
    command = ["apt-get", "--quiet", "-o", "APT::Sandbox::User=root", "download", *_PACKAGES]
    done = subprocess.run(command, cwd=place, check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{done.stderr}Python could not be downloaded. Try: apt-get update")
