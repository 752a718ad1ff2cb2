"""What a screen reader would hear, asked of Qt's own accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


def name_of(widget: QWidget) -> str:
    return _interface(widget).text(QAccessible.Text.Name)


def description_of(widget: QWidget) -> str:
    return _interface(widget).text(QAccessible.Text.Description)


def nameless_controls(root: QWidget) -> list[QWidget]:
    """Return the controls in ``root`` that a user meets but a reader cannot name."""
    return [control for control in _controls(root) if not name_of(control).strip()]


def _controls(root: QWidget) -> Iterator[QWidget]:
    for control in root.findChildren(QWidget):
        is_met = control.focusPolicy() and not _is_inside_combo_box(control)
        if isinstance(control, CONTROLS) and is_met:
            yield control


def _is_inside_combo_box(control: QWidget) -> bool:
    around = control.parentWidget()
    while around is not None and not isinstance(around, QComboBox):
        around = around.parentWidget()
    return around is not None


def _interface(widget: QWidget) -> QAccessibleInterface:
    QAccessible.setActive(True)
    return QAccessible.queryAccessibleInterface(widget)
