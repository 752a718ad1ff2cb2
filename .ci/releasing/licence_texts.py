"""Where the texts of licences come from, and where they stand in what is handed out."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from releasing.packages import Package

FOLDER = "licences"
OF_CRATES = {
    "Apache-2.0": "Apache-2.0",
    "BSD-2-Clause": "BSD-2-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "LLVM-exception": "LLVM-exception",
    "MIT": "MIT",
    "Unicode-3.0": "ICU",
    "Unicode-DFS-2016": "Unicode-DFS-2016",
    "Unlicense": "Unlicense",
    "Zlib": "zlib",
}
"""The text of each licence that crates in a package use; the archives of Rust hold no texts."""

_KEPT = Path(__file__).with_name("texts")
_IN_PLACE = ("Lib/", "python/")


def place(text: str) -> str:
    """Return where the text stands that the reviewed table names, as a path in the folder."""
    if text.startswith(_IN_PLACE):
        return text
    return f"{FOLDER}/{text}" if "/" in text else f"{FOLDER}/texts/{text}.txt"


def places(package: Package) -> dict[str, Path]:
    """Return where the texts that came with ``package`` stand, and where they come from."""
    names = (path.relative_to(package.info).as_posix() for path in package.texts)
    return {
        f"{FOLDER}/{package.key}/{name.removeprefix('licenses/')}": path
        for name, path in zip(names, package.texts, strict=True)
    }


def is_there(text: str, folder: Path, known: Iterable[Package]) -> bool:
    """Tell whether there is such a text to hand out with ``folder``."""
    if text.startswith(_IN_PLACE):
        return (folder / text).is_file()
    if "/" in text:
        return any(place(text) in places(package) for package in known)
    return (_KEPT / f"{text}.txt").is_file()


def copy(folder: Path, known: Collection[Package], named: Iterable[str]) -> None:
    """Put the texts into ``folder``: those of the packages, and the ``named`` of our own."""
    sources = {goal: path for package in known for goal, path in places(package).items()}
    for text in named:
        if "/" not in text:
            sources[place(text)] = _KEPT / f"{text}.txt"
    for goal, path in sources.items():
        (folder / goal).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / goal)
