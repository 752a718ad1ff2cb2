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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where all of it is put")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="make this part, of what was made before"
    )
    chosen = parser.parse_args()
    compiled.need_python()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PARTS.items():
        if name in (chosen.only or PARTS):
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
    file = pack(folder, out)
    print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


PARTS: dict[str, Part] = {
    "windows": partial(_fill, "windows", windows.make),
    "setup": partial(_pack, "windows", windows_setup.pack),
    "linux": partial(_fill, "linux", linux.make),
    "deb": partial(_pack, "linux", debian.pack),
}

if __name__ == "__main__":
    main()
