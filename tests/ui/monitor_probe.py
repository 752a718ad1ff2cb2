"""Run in a process of its own: whether the program ends with its last window alone.

Opens the monitor and from it the whole window, closes the one named and then the other, and
prints what happens in its order.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from crm_desktop.texts import Message
from tests.ui.window import SERVICES, furniture
from ui.app import application
from ui.monitoring import Monitoring
from ui.program import Furniture, Program


def furnished(_services: object) -> Furniture:
    return replace(furniture(), monitor=(Message("KPI monitor"), lambda _: QLabel("Bars")))


def main(first: str) -> None:
    program = Program(application(), lambda: SERVICES, furnished, language="en")
    monitoring = Monitoring(program)
    windows = [monitoring.window, program.window]
    if first == "whole":
        windows.reverse()

    def close_second() -> None:
        print("second")
        windows[1].close()

    def close_first() -> None:
        print("first")
        windows[0].close()
        QTimer.singleShot(100, close_second)

    def open_whole() -> None:
        monitoring.window.whole_wanted.emit()
        QTimer.singleShot(0, close_first)

    program.opened.connect(open_whole)
    monitoring.window.show()
    QApplication.exec()
    print("ended")


if __name__ == "__main__":
    main(sys.argv[1])
