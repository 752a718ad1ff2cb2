from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("crm_desktop", "ui", "resources", "scripts")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
WHERE = "from crm_desktop import paths; print(paths.resource()); print(paths.script_library())"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what installing the wheel would put there."""
    checkout = tmp_path_factory.mktemp("checkout")
    for folder in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, checkout / folder, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, checkout / name)
    run(checkout, BUILD, str(checkout))
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(next(checkout.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


def run(folder: Path, code: str, *arguments: str) -> list[str]:
    """Return the lines that ``code`` prints in a fresh interpreter in ``folder``."""
    command = [sys.executable, "-X", "utf8", "-c", code, *arguments]
    outcome = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.splitlines()


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_carries_every_file(installed: Path, folder: str) -> None:
    place = folder if folder in {"crm_desktop", "ui"} else f"crm_desktop/{folder}"
    assert files(ROOT / folder) <= files(installed / place)


def test_the_installed_program_finds_its_resources_and_scripts(installed: Path) -> None:
    inside = installed / "crm_desktop"
    assert run(installed, WHERE) == [str(inside / "resources"), str(inside / "scripts")]


def test_the_wheel_puts_nothing_else_among_other_packages(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert names == {"crm_desktop", "ui"}
