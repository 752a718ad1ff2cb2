"""The program of a release: what its own wheel would install."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop import product
from releasing import checkout
from releasing.children import python
from releasing.wheels import forget_installation

FOLDERS = ("crm_desktop", "ui", "resources", "scripts")
_FILES = ("pyproject.toml", "setup.py", "README.md", "LICENSE")
_BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def install(folder: Path) -> None:
    """Unpack the program's wheel into ``folder``; of translations the compiled ones are read."""
    with TemporaryDirectory(prefix="crm-release-") as place:
        shutil.unpack_archive(wheel(Path(place)), folder, "zip")
    for catalogue in folder.rglob("*.po"):
        catalogue.unlink()
    forget_installation(folder)


def version_in(folder: Path) -> str:
    """Return the version of the program in ``folder``, which is all that is handed out."""
    (own,) = metadata.distributions(name=product.CODE, path=[str(folder / "app")])
    return own.version


def wheel(place: Path) -> Path:
    """Build the program's wheel in ``place``, from a copy that holds nothing else."""
    copy = place / "checkout"
    for name in checkout.files((*FOLDERS, *_FILES)):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(checkout.ROOT / name, copy / name)
    python("-W", "ignore", "-c", _BUILD, str(place), folder=copy)
    return next(place.glob("*.whl"))
