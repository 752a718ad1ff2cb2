"""Saves a picture of the whole screen, once a window has painted on it and stands still."""

from __future__ import annotations

import sys
import time

from PySide6.QtGui import QGuiApplication, QImage

PATIENCE_S = 180
PAUSE_S = 8


def main(path: str) -> int:
    application = QGuiApplication([])
    end = time.monotonic() + PATIENCE_S
    before = QImage()
    while time.monotonic() < end:
        picture = application.primaryScreen().grabWindow(0).toImage()
        if picture == before and is_painted(picture):
            picture.save(path)
            return 0
        before = picture
        time.sleep(PAUSE_S)
    before.save(path)
    print(f"No window stood still within {PATIENCE_S} s; {path} shows the last moment.")
    return 1


def is_painted(picture: QImage) -> bool:
    """Return whether more is to be seen than an empty screen or a bare window."""
    small = picture.scaled(160, 100)
    return len({small.pixel(x, y) for x in range(160) for y in range(100)}) > 24


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
