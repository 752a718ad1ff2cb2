"""The start of the installed program for Linux in processor time, with that of a checkout.

Run as ``python -m benchmarks.installed_start FOLDER [ROUNDS]``; FOLDER is what ``.ci/release.py``
made, or /opt/crm-desktop. Both open the usable window on the demonstration firm (see start.py),
each time in a process of its own and by turns, so that only their ratio counts: the installed one
may cost 1.2 times the checkout with its compiled files. It may take 200 MB, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import start

MOST_TIMES, MOST_MB = 1.2, 200
_INSTALLED = """\
import runpy, sys
folder, script, database = sys.argv[1:]
sys.path += [f"{folder}/Lib", f"{folder}/app"]
sys.argv[:] = [script, "ours", database]
runpy.run_path(script, run_name="__main__")
"""
"""What stands in for ``python/start.py`` of the folder: the same places, the measured start."""


def main(folder: Path, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as place:
        firm = str(start.demonstration(Path(place)))
        starts = [(usable_installed(folder, firm), usable(firm)) for _ in range(rounds + 1)]
    starts.pop(0)  # it wrote the compiled files of the checkout, and warmed both
    installed, checkout = (median(seconds) for seconds in zip(*starts, strict=True))
    ratio = median(one / other for one, other in starts)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    print(f"usable window: installed {installed * 1000:.0f} ms, checkout {checkout * 1000:.0f} ms")
    print(f"installed ÷ checkout: {ratio:.2f} ×; size: {size:.0f} MB")
    return 0 if ratio <= MOST_TIMES and size <= MOST_MB else 1


def usable(firm: str) -> float:
    return float(start.start("ours", firm)["opened"])


def usable_installed(folder: Path, firm: str) -> float:
    """Start as the launcher of ``folder`` does, and return the processor seconds."""
    python = str(folder / "python/bin/python3.11")
    command = [python, "-I", "-S", "-B", "-X", "utf8", "-c", _INSTALLED, str(folder)]
    with tempfile.TemporaryDirectory() as settings:
        outcome = subprocess.run(  # noqa: S603 - the folder that is measured
            [*command, start.__file__, firm],
            cwd=settings,
            env={"QT_QPA_PLATFORM": "offscreen", **os.environ, "CRM_CONFIG_DIR": settings},
            stdout=subprocess.PIPE,
            check=True,
        )
    return float(json.loads(outcome.stdout)["opened"])


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            sys.exit(main(Path(folder).resolve(), 9))
        case [folder, rounds]:
            sys.exit(main(Path(folder).resolve(), int(rounds)))
        case _:
            sys.exit(__doc__)
