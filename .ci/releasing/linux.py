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
    *("turtledemo", "venv", "crypt.py", "ssl.py", "turtle.py", "EXTERNALLY-MANAGED"),
    *("sitecustomize.py", "_crypt.*", "_curses*", "_dbm.*", "_hashlib.*", "_ssl.*", "_test*"),
    *("_ctypes_test.*", "_xx*", "nis.*", "ossaudiodev.*", "readline.*", "spwd.*", "xx*"),
)
"""Of the standard library: OpenSSL, terminals, and what is for developers."""


def make(folder: Path) -> None:
    """Fill ``folder`` with the program and all that it needs beside the system's Qt libraries."""
    _install_python(folder / "python")
    wheels.install(LINUX, folder / "Lib")
    program.install(folder / "app")
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


def _need_debian() -> None:
    """End with words where the system is not the one that the packages of Python are of."""
    system = platform.freedesktop_os_release() if sys.platform == "linux" else {}
    if (system.get("ID"), system.get("VERSION_ID")) != _SYSTEM or not shutil.which("apt-get"):
        sys.exit(
            "The folder for Linux carries the Python of Debian 12, as apt-get downloads it: make "
            "it on Debian 12, or in a bare room of it (docs/releasing.md)."
        )


def _download(place: Path) -> None:
    command = ["apt-get", "--quiet", "-o", "APT::Sandbox::User=root", "download", *_PACKAGES]
    done = subprocess.run(command, cwd=place, check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{done.stderr}Python could not be downloaded. Try: apt-get update")
