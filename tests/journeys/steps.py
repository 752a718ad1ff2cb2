"""What a user does in the window, in words that the journeys share."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView

from crm_desktop.domain.period import Period
from ui.gallery.stage import Stage

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(stage: Stage, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    QTest.keyClick(stage.window, key, modifier)
    stage.settle()


def take_row(stage: Stage, table: QTableView, row: int = 0) -> None:
    """Choose the row and press Enter on it."""
    table.setCurrentIndex(table.model().index(row, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    stage.settle()


def words(stage: Stage) -> set[str]:
    """Return all labels that a user sees."""
    return {label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()}


def person(stage: Stage, code: str) -> int:
    return next(row.id for row in stage.services.people.list_employees() if row.code == code)


def fact(stage: Stage, code: str, indicator: str, period: Period) -> Decimal:
    """Return what the core says of a figure, to compare what the window shows with."""
    results = stage.services.calculation.progress(code, period).result.indicators
    value = next(result.fact.value for result in results if result.code == indicator)
    assert value is not None
    return value
