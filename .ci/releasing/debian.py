"""The package for Debian and its relatives, around the folder for Linux."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import bootstrap
from crm_desktop import product
from crm_desktop.domain.updates import System
from releasing import pictures, program
from releasing.announcement import file_name
from releasing.checkout import ROOT, date_of_commit
from releasing.elf import Asked, all_asked
from releasing.linux import FILES, LAUNCHER, PYTHON

HOME = f"/opt/{product.CODE}"

LIBRARIES = {
    **dict.fromkeys(("ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6"), "libc6"),
    **dict.fromkeys(("libdl.so.2", "libpthread.so.0", "libresolv.so.2", "librt.so.1"), "libc6"),
    **bootstrap.QT_LIBRARIES,
    **bootstrap.SCREEN_LIBRARIES,
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbz2.so.1.0": "libbz2-1.0",
    "libcrypto.so.3": "libssl3",
    "libexpat.so.1": "libexpat1",
    "libffi.so.8": "libffi8",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "liblzma.so.5": "liblzma5",
    "libsqlite3.so.0": "libsqlite3-0",
    "libssl.so.3": "libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""The system's libraries that a release may ask for, with the package that brings each."""

_ALSO = {
    *bootstrap.QT_LIBRARIES.values(),
    *bootstrap.SCREEN_LIBRARIES.values(),
    "tzdata",  # Python's names of time zones
}
_RENAMED = {name: f"{name}t64 | {name}" for name in ("libglib2.0-0", "libssl3")}
"""What later releases call a package; the first name is theirs."""

_CONTROL = """\
Package: {name}
Version: {version}
Section: misc
Priority: optional
Architecture: amd64
Maintainer: CRM Desktop contributors
Installed-Size: {size}
Depends: {depends}
Recommends: desktop-file-utils, fonts-dejavu-core, shared-mime-info, xdg-utils
Suggests: gnome-keyring | kwalletmanager | keepassxc
Description: customers, deals, KPI and pay of a firm
 Keeps the customers and deals of a firm of 3 to 200 people, calculates the
 indicators and bonuses of its employees, and shows how each sum came about.
 Data stay on this computer or on the firm's own PostgreSQL server.
"""


def pack(folder: Path, out: Path) -> Path:
    """Make the package of ``folder`` in ``out`` and return its path.

    The same folder at the same commit makes the same bytes.
    """
    version = program.version_in(folder)
    date = date_of_commit()
    package = out / file_name(System.LINUX, version)
    unfinished = package.with_suffix(".unfinished")
    with TemporaryDirectory(prefix="crm-release-") as place:
        tree = Path(place, "tree")
        _fill(tree, folder)
        _describe(tree, version)
        _make_alike(tree, date)
        command = ["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "--build"]
        surroundings = {**os.environ, "SOURCE_DATE_EPOCH": str(date)}
        subprocess.run([*command, tree, unfinished], env=surroundings, check=True)
    unfinished.replace(package)
    return package


def control(version: str, size: int, depends: Iterable[str]) -> str:
    """Return what the package says of itself; ``size`` is what it takes, in KiB."""
    return _CONTROL.format(
        name=product.CODE, version=version, size=size, depends=", ".join(sorted(depends))
    )


def depends(folder: Path) -> set[str]:
    """Return the packages that bring what the files below ``folder`` ask of the system.

    Ends with the names of those libraries that none is known to bring.
    """
    wants = all_asked(folder)
    inside = {path.name for path in wants}
    outside = {name for want in wants.values() for name in want.libraries} - inside
    unknown = outside - LIBRARIES.keys()
    if unknown:
        who = {path.name for path, want in wants.items() if want.libraries & unknown}
        sys.exit(f"No package is known to bring {_listed(unknown)} to {_listed(who)}.")
    packages = _ALSO | {LIBRARIES[name] for name in outside} - {"libc6"}
    newest = ".".join(map(str, max(_versions_of_c(wants.values()))))
    return {_RENAMED.get(name, name) for name in packages} | {f"libc6 (>= {newest})"}


def _versions_of_c(wants: Iterable[Asked]) -> Iterator[tuple[int, ...]]:
    for name in {name for want in wants for name in want.versions}:
        if found := re.fullmatch(r"GLIBC_([0-9.]+)", name):
            yield tuple(map(int, found[1].split(".")))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _fill(tree: Path, folder: Path) -> None:
    shutil.copytree(folder, tree / HOME[1:])
    share = tree / "usr/share"
    for place, name in (("applications", ".desktop"), ("mime/packages", ".xml")):
        (share / place).mkdir(parents=True)
        shutil.copy(FILES / f"{product.CODE}{name}", share / place)
    pictures.png_icons(share / "icons")
    documents = share / "doc" / product.CODE
    documents.mkdir(parents=True)
    shutil.copy(FILES / "copyright", documents)
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin" / product.CODE).symlink_to(f"{HOME}/{LAUNCHER}")


def _describe(tree: Path, version: str) -> None:
    """Write what dpkg reads: the package's own words, and a digest of each file."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{_digest(path)}  {path.relative_to(tree)}" for path in files]
    size = sum(_size(path) for path in tree.rglob("*"))
    told = tree / "DEBIAN"
    told.mkdir()
    words = control(version, size, depends(tree / HOME[1:]))
    (told / "control").write_text(words, encoding="utf-8")
    (told / "md5sums").write_text("\n".join(sums) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _size(path: Path) -> int:
    """Return what Debian counts for ``path``: its KiB, and one for anything else than a file."""
    return -(-path.stat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1


def _make_alike(tree: Path, date: int) -> None:
    """Give all files the rights and the date that they have on each machine."""
    programs = {tree / HOME[1:] / name for name in (LAUNCHER, PYTHON)}
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
        os.utime(path, (date, date), follow_symlinks=False)
