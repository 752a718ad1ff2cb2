"""Lets Tab go through a screen as it is laid out, whatever was added to it when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from ui.filters.editor import FilterEditor

_WHOLE = (QAbstractItemView, QComboBox, QLineEdit)
"""Controls whose insides Qt goes through by itself."""


def order_tabs(root: QWidget) -> None:
    """Let Tab go from control to control of ``root`` in the order of its layouts."""
    for before, after in pairwise(stops(root)):
        QWidget.setTabOrder(before, after)


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield the controls within ``widget``, those that are hidden too."""
    if isinstance(widget, FilterEditor):
        yield from widget.root.stops()
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, _WHOLE):
        return
    content = widget.widget() if isinstance(widget, QScrollArea) else None
    if content is not None:
        yield from stops(content)
    elif (layout := widget.layout()) is not None:
        yield from _stops_of(layout)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from stops(widget)
        elif (inner := item.layout()) is not None:
            yield from _stops_of(inner)
