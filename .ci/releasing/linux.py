"""The folder of the program for Linux, with a Python of its own: that of Debian 12."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop import product
from releasing import icu, licences, manifest, program, wheels
from releasing.compiled import compile_folder
from releasing.elf import all_asked
from releasing.target import LINUX

FILES = Path(__file__).with_name("installed")
"""What a folder and a package hold that is written by hand."""

LAUNCHER = product.CODE
PYTHON = "python/bin/python3.11"
START = "python/start.py"

_SYSTEM = ("debian", "12", "x86_64")
_PACKAGES = ("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib")
_LIBRARY = "lib/python3.11"
_NEVER_READ = shutil.ignore_patterns(
    *("test", "curses", "dbm", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data"),
    *("turtledemo", "unittest", "venv", "antigravity.py", "crypt.py", "this.py", "turtle.py"),
    *("EXTERNALLY-MANAGED", "sitecustomize.py", "_crypt.*", "_ctypes_test.*", "_curses*"),
    *("_dbm.*", "_test*", "_xx*", "nis.*", "ossaudiodev.*", "readline.*", "spwd.*", "xx*"),
)
"""Of the standard library: terminals, and what is for developers."""

_WITH_SOURCES = frozenset({
    *("PySide6", "psycopg", "psycopg_binary", "shiboken6"),  # LGPL: for whoever wants to change it
    *("migrations", "start.py", "worker"),  # which are run by the names of their files
})  # fmt: skip

_NO_OPENGL = (
    '"""Nothing: pyqtgraph asks for it, and for what is in it where it draws by OpenGL."""\n'
)


def make(folder: Path) -> None:
    """Fill ``folder`` with the program and all that it needs beside the system's Qt libraries."""
    _install_python(folder / "python")
    wheels.install(LINUX, folder / "Lib")
    program.install(folder / "app")
    _shrink(folder / "Lib")
    shutil.copy(FILES / LAUNCHER, folder / LAUNCHER)
    shutil.copyfile(FILES / "start.py", folder / START)
    compile_folder(folder)
    replace_sources(folder)
    licences.write(folder)
    manifest.write(folder)


def _install_python(folder: Path) -> None:
    need_debian()
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


def _shrink(folder: Path) -> None:
    """Take out what debuggers alone read, and what the program does not ask of Qt.

    The libraries in ``….libs`` were rewritten after they were linked: strip would break them.
    """
    files = [path for path in all_asked(folder) if not path.parent.name.endswith(".libs")]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)
    qt = folder / "PySide6"
    for data in qt.glob("Qt/lib/libicudata.so.*"):
        icu.shrink(data)
    (qt / "QtOpenGL.abi3.so").unlink()
    (qt / "QtOpenGL.py").write_text(_NO_OPENGL, encoding="utf-8")


def replace_sources(folder: Path) -> None:
    """Put compiled files in the places of their sources: both would take a fourth of the disk."""
    for path in sorted(folder.glob("**/__pycache__/*.pyc")):
        source = path.parents[1] / f"{path.name.partition('.')[0]}.py"
        if _WITH_SOURCES.isdisjoint(source.relative_to(folder).parts):
            path.replace(source.with_suffix(".pyc"))
            source.unlink()
    for empty in folder.glob("**/__pycache__"):
        if not any(empty.iterdir()):
            empty.rmdir()


def need_debian() -> None:
    """End with words where the folder cannot be made on this system."""
    system = platform.freedesktop_os_release() if sys.platform == "linux" else {}
    if (system.get("ID"), system.get("VERSION_ID"), platform.machine()) != _SYSTEM:
        sys.exit(
            "The folder for Linux carries the Python of Debian 12, as apt-get downloads it: make "
            "it on Debian 12 on a 64-bit PC, or in a bare room of it (docs/releasing.md)."
        )
    if not all(map(shutil.which, ("as", "ld", "strip"))):
        sys.exit("The folder for Linux is made with binutils. Type: apt-get install binutils")


def _download(place: Path) -> None:
    command = ["apt-get", "--quiet", "-o", "APT::Sandbox::User=root", "download", *_PACKAGES]
    done = subprocess.run(command, cwd=place, check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"{done.stderr}Python could not be downloaded. Try: apt-get update")
