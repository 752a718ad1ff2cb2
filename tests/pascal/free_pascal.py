"""Programs run by Free Pascal, in the Cyrillic code page, where a letter is one character."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_UNIT = Path(__file__).with_name("kpi.pp")
_OPTIONS = ("-Mdelphi", "-O1", "-CF64", "-v0", "-l-")


def version() -> str:
    """Return the version of the compiler and what it compiles for."""
    said = subprocess.run(
        [_compiler(), "-iVTPTO"], check=True, capture_output=True, encoding="ascii"
    )
    return " ".join(said.stdout.split())


def answers(programs: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return what each program of ``programs`` prints; ``folder`` is for what comes between."""
    shutil.copyfile(_UNIT, folder / "kpi.pp")
    return {name: _answer(name, source, folder) for name, source in programs.items()}


def _answer(name: str, source: str, folder: Path) -> str:
    path = folder / f"asked_{name}.pas"  # a name that no unit has
    path.write_text(source, encoding="cp1251", newline="\n")
    built = subprocess.run(
        [_compiler(), *_OPTIONS, path.name], cwd=folder, check=False, capture_output=True
    )
    if built.returncode:
        raise ValueError(f"{name}: {built.stdout.decode('cp1251')}")
    said = subprocess.run([path.with_suffix("")], check=True, capture_output=True, timeout=20)
    return said.stdout.decode("cp1251")


def _compiler() -> str:
    found = shutil.which("fpc")
    if found is None:
        raise FileNotFoundError("fpc: install fp-compiler and fp-units-base (Debian)")
    return found
