"""The libraries of a release: the locked wheels for its system, as pip unpacks them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

from releasing.checkout import ROOT
from releasing.children import python
from releasing.pruning import prune
from releasing.target import PYTHON, Target

LOCK = ROOT / "requirements.lock"
UNLIKE_ELSEWHERE = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
"""What a dist-info folder says of one installation, not of the library."""

_ABIS = ("cp{}{}".format(*PYTHON), "abi3", "none")
_EXACTLY = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"]


def install(target: Target, folder: Path) -> None:
    """Put into ``folder`` what the lock names for ``target``, without what is never read."""
    version = ".".join(map(str, PYTHON))
    tags = [f"--platform={platform}" for platform in target.platforms]
    tags += [f"--abi={abi}" for abi in _ABIS]
    with TemporaryDirectory(prefix="crm-release-") as place:
        wanted = Path(place, "requirements.txt")
        wanted.write_text("\n".join(lines(target)), encoding="utf-8")
        pip(
            *("install", f"--target={folder}", f"--requirement={wanted}", *_EXACTLY),
            *("--implementation=cp", f"--python-version={version}", *tags),
        )
    shutil.rmtree(folder / "bin")
    forget_installation(folder)
    prune(folder, target)


def pip(command: str, *arguments: str) -> None:
    """Run pip, which asks the package index that this machine is set up for."""
    options = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
    try:
        python("-m", "pip", command, *options, *arguments)
    except subprocess.CalledProcessError:
        sys.exit("pip did not get what a release is made of; it has said why.")


def lines(target: Target) -> Iterator[str]:
    """Return the lines of the lock that hold for ``target``, without their markers.

    pip would ask the markers of the system that it runs on itself.
    """
    for line in _joined(LOCK.read_text(encoding="utf-8").splitlines()):
        named, *hashes = line.split(" --hash=")
        wanted = Requirement(named)
        if wanted.marker is None or wanted.marker.evaluate(dict(target.markers)):
            wanted.marker = None
            yield " --hash=".join([str(wanted), *hashes])


def forget_installation(folder: Path) -> None:
    """Delete what tells one installation of the packages in ``folder`` from another."""
    for name in UNLIKE_ELSEWHERE:
        for path in folder.glob(f"*.dist-info/{name}"):
            path.unlink()


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Return the requirements, each on one line."""
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return filter(None, (line.strip() for line in text.replace("\\\n", " ").splitlines()))
