"""The programs that Windows starts: a stub, the interpreter beside it, and what that is to run."""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from pathlib import Path

from crm_desktop import product

STUBS = {
    f"{product.CODE}.exe": ("w64.exe", "pythonw.exe"),
    f"{product.CODE}-cli.exe": ("t64.exe", "python.exe"),
}
"""The stub and the interpreter of each launcher: one without a console, and its twin with one."""

START = "import sys\n\nfrom crm_desktop.cli import main\n\nsys.exit(main())\n"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write(folder: Path) -> None:
    """Write the launchers into ``folder``; they work wherever it is moved to."""
    for name, (stub, interpreter) in STUBS.items():
        parts = (_stub(stub), _interpreter(interpreter), _archive())
        (folder / name).write_bytes(b"".join(parts))


def _stub(name: str) -> bytes:
    return resources.files("distlib").joinpath(name).read_bytes()


def _interpreter(name: str) -> bytes:
    """Return the line that tells the stub what to start, with its own file as the script."""
    return f'#!"<launcher_dir>\\python\\{name}"\r\n'.encode()


def _archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", _EARLIEST), START)
    return content.getvalue()
