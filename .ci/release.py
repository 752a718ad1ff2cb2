"""Makes all that is handed out of this checkout: the folders, the setup program, the package.

python3 bootstrap.py python .ci/release.py DIR
python3 bootstrap.py python .ci/release.py DIR --only windows --only setup
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from crm_desktop import product
from releasing import announcement, compiled, debian, linux, manifest, windows, windows_setup

Part = Callable[[Path], object]

FILE_SIZE = 60_000_000
FOLDER_SIZE = 200_000_000
"""What a file to install from and an installed program take at most."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where all of it is put")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="make this part, of what was made before"
    )
    chosen = parser.parse_args()
    parts = chosen.only or PARTS
    compiled.need_python()
    for name, need in NEEDED.items():
        if name in parts:
            need()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PARTS.items():
        if name in parts:
            began = time.monotonic()
            make(folder)
            print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    announcement.write(folder, product.version())


def _fill(name: str, make: Part, out: Path) -> None:
    """Make the folder ``name`` anew; one that a release made is replaced once that is done."""
    folder, unfinished = out / name, out / f"{name}.unfinished"
    if folder.exists() and not (folder / manifest.NAME).is_file():
        sys.exit(f"{folder} was not made by a release: delete it, or name another folder.")
    shutil.rmtree(unfinished, ignore_errors=True)
    make(unfinished)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def _pack(name: str, pack: Callable[[Path, Path], Path], out: Path) -> None:
    """Pack the folder ``name`` into one file."""
    folder = out / name
    if not (folder / manifest.NAME).is_file():
        sys.exit(f"{folder} has to be made first: --only {name}.")
    _refuse_larger(manifest.size(folder), FOLDER_SIZE, f"{folder} takes")
    file = pack(folder, out)
    size = file.stat().st_size
    print(f"{file.name}: {size / 1e6:.1f} MB")
    if size > FILE_SIZE:
        file.unlink()
    _refuse_larger(size, FILE_SIZE, f"{file.name} took")


def _refuse_larger(size: int, most: int, words: str) -> None:
    if size > most:
        sys.exit(f"{words} {size / 1e6:.1f} MB; a release allows {most / 1e6:.0f} MB.")


PARTS: dict[str, Part] = {
    "windows": partial(_fill, "windows", windows.make),
    "setup": partial(_pack, "windows", windows_setup.pack),
    "linux": partial(_fill, "linux", linux.make),
    "deb": partial(_pack, "linux", debian.pack),
}
"""The parts of a release in the order in which they are made."""

NEEDED: dict[str, Callable[[], None]] = {
    "setup": windows_setup.need_root,
    "linux": linux.need_debian,
}
"""What is asked before the first part is made: it would be of no use to end after a minute."""

if __name__ == "__main__":
    main()
