"""Everything from a checkout, with nothing but Python: prepares ``.venv``, then works in it.

python3 bootstrap.py run              the window, on the demonstration firm
python3 bootstrap.py run ARGUMENTS    crm-desktop with these arguments
python3 bootstrap.py test             the whole gate
python3 bootstrap.py test ARGUMENTS   pytest alone, with these arguments
python3 bootstrap.py python ARGUMENTS the interpreter of ``.venv``, with all tools
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-of.txt"
UNFINISHED = "unfinished"
PACKAGES = ("crm_desktop", "ui")
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt asks of the system, by file, with the Debian package that brings it."""

GATE = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "layers": ["-c", "from importlinter import cli; cli.lint_imports_command()"],
    "translations": [".ci/catalogue.py", "check"],
    "tests": ["-m", "pytest", "-q", "-n", "auto", "--maxprocesses=4"],
}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
        sys.exit("CRM Desktop needs Python 3.11 or newer.")
    command, *rest = arguments or [""]
    if command == "run":
        return run(rest or ["--demo"])
    if command == "test":
        prepare("test")
        return in_venv(["-m", "pytest", *rest], tests=True) if rest else gate()
    if command == "python":
        prepare("test")
        return in_venv(rest, tests=True)
    print(__doc__)
    return 2


def run(arguments: list[str]) -> int:
    """Start the program; the demonstration needs a screen, or a platform that needs none."""
    on_screen = "--demo" in arguments and "QT_QPA_PLATFORM" not in os.environ
    if on_screen and sys.platform == "linux":
        need_screen()
    prepare("run")
    return in_venv(["-m", "crm_desktop", *arguments], tests=False)


def gate() -> int:
    """Run the steps of the gate; stop at the first that fails."""
    for name, step in GATE.items():
        print(f"== {name}", flush=True)
        code = in_venv(step, tests=True)
        if code:
            print(f"== FAILED at {name}: python {shlex.join(step)}", flush=True)
            return code
    return 0


def in_venv(arguments: list[str], *, tests: bool) -> int:
    """Run the interpreter of ``.venv`` and return its exit code; tests run in the checkout."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    if tests:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        command = [str(PYTHON), *arguments]
        return subprocess.call(command, env=environment, cwd=ROOT if tests else None)
    except KeyboardInterrupt:
        return 130


def prepare(kind: str) -> None:
    """Make ``.venv`` hold what the lock of ``kind`` says; it costs nothing when it does."""
    if sys.platform == "linux":
        need_libraries(QT_LIBRARIES)
    made_of = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    wanted = {name: f"{name} {digest(lock)}" for name, lock in LOCKS.items()}
    if wanted[kind] not in made_of:
        print(f"Preparing {VENV}: once, a minute or two…", flush=True)
        make_environment(ROOT / LOCKS[kind], afresh=made_of == [UNFINISHED])
        # The lock of the tests holds the lock of the program.
        held = [wanted["run"]] if kind == "run" else list(wanted.values())
        STAMP.write_text("\n".join(held), encoding="utf-8")
    if sys.dont_write_bytecode:  # without compiled files the program starts three times as slow
        in_venv(["-m", "compileall", "-q", *(str(ROOT / name) for name in PACKAGES)], tests=False)


def digest(lock: str) -> str:
    content = (ROOT / lock).read_bytes() + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


def make_environment(lock: Path, *, afresh: bool) -> None:
    """Install ``lock`` into ``.venv``; one that was interrupted is made ``afresh``."""
    if importlib.util.find_spec("ensurepip") is None:
        install([f"python3.{sys.version_info.minor}-venv"])
    if afresh or not works(PYTHON):
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt").create(VENV)
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    pip = ["pip", "install", "--quiet", "--disable-pip-version-check", "--no-user", "--compile"]
    exactly = ["--no-deps", "--require-hashes", "--only-binary=:all:", f"--requirement={lock}"]
    for step in (["ensurepip", "--upgrade", "--default-pip"], [*pip, *exactly]):
        if in_venv(["-m", *step], tests=False):
            sys.exit(f"{VENV} could not be prepared: the lines above say why.")


def works(python: Path) -> bool:
    """Return whether ``python`` runs and is of the version that runs this."""
    ask = [str(python), "-c", "import sys; print(sys.version)"]
    if not python.exists():
        return False
    answer = subprocess.run(ask, check=False, capture_output=True, encoding="utf-8")
    return answer.stdout.strip() == sys.version


def need_screen() -> None:
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        sys.exit(
            "There is no screen to open the window on: DISPLAY is not set.\n"
            "On a machine without one, use a virtual screen:\n"
            "    apt-get install xvfb xauth\n"
            "    xvfb-run -a python3 bootstrap.py run"
        )
    need_libraries(QT_LIBRARIES | SCREEN_LIBRARIES)


def need_libraries(libraries: dict[str, str]) -> None:
    install([package for library, package in libraries.items() if not loads(library)])


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install(packages: list[str]) -> None:
    """Install Debian packages where that is allowed; else say what to type, and end."""
    if not packages:
        return
    options = ["install", "--yes", "--no-install-recommends"]
    commands = [["apt-get", "update"], ["apt-get", *options, *packages]]
    allowed = administrator()
    if shutil.which("apt-get") is None or allowed is None:
        typed = " && ".join(shlex.join(["sudo", *command]) for command in commands)
        sys.exit(f"CRM Desktop needs system packages. On Debian and Ubuntu, type:\n    {typed}")
    print(f"Installing {' '.join(packages)}…", flush=True)
    for command in commands:
        if subprocess.call([*allowed, "env", "DEBIAN_FRONTEND=noninteractive", *command]):
            sys.exit(f"This failed: {shlex.join(command)}")


def administrator() -> list[str] | None:
    """Return what lets a command run as root without a password, or None where nothing does."""
    if os.name == "posix" and os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo"):
        refused = subprocess.call([*sudo, "true"], stderr=subprocess.DEVNULL)
        return None if refused else sudo
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
