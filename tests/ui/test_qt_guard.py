"""PySide6 6.12 under Python 3.11 loses a reference on each signal and void call, then aborts."""

from __future__ import annotations

import subprocess
import sys

from ui.changes_bus import ChangesBus

_EMISSIONS = """
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    flag = Signal(bool)
    thing = Signal(object)

source, heard = Source(), []
source.flag.connect(heard.append)
source.thing.connect(heard.append)
for _ in range(5_000):
    source.flag.emit(True)
    source.thing.emit(None)
    source.setObjectName("x")
print(len(heard))
"""


def test_thousands_of_signals_and_void_calls_survive() -> None:
    outcome = subprocess.run(
        [sys.executable, "-c", _EMISSIONS], capture_output=True, text=True, check=False
    )

    assert (outcome.returncode, outcome.stdout.strip()) == (0, "10000")


def test_none_keeps_its_references_over_signals() -> None:
    bus, before = ChangesBus(), sys.getrefcount(None)

    for _ in range(5_000):
        bus.happened.emit(None)

    assert sys.getrefcount(None) > before - 1_000
