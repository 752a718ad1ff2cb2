"""Columns as wide as their words need, which share the room that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontMetrics

from ui import theme
from ui.models.rows import Column, RowsModel
from ui.settings import window_settings
from ui.widgets.table_view import TableView

_MEASURED_ROWS = 100
_PADDING = 2 * theme.GRID + 6
"""The margins of a cell, and the frame of the current one."""
_ICON = 24
"""An icon before the words, with the gap between them."""
_ARROW = 14
"""Room for the sign of the order that rows are sorted in."""


class ColumnFit(QObject):
    """Fits the columns of ``table`` until the user drags one, which is remembered as ``name``.

    Numbers are never cut. A column of words with ``stretch`` may be as narrow as its ``width``;
    room that is left goes to such words first, then to all that stretch.
    """

    def __init__(self, table: TableView, model: RowsModel[Any], name: str) -> None:
        super().__init__(table)
        self._table, self._columns, self._model = table, model.columns, model
        self._key = f"tables/{name}/own-widths"
        self._is_the_users = window_settings().value(self._key) is not None
        self._is_fitting = False
        self._needed: list[int] = []
        table.horizontalHeader().setStretchLastSection(self._is_the_users)
        table.horizontalHeader().sectionResized.connect(self._on_resized)
        table.viewport().installEventFilter(self)

    def fit(self, more: Iterable[Any] = ()) -> None:
        """Make room for the rows of the model and ``more`` that stand under the same columns."""
        rows = [*self._model.rows, *more]
        arrow = _ARROW if self._table.isSortingEnabled() else 0
        self._needed = [
            max(_header(column) + arrow, _widest(column, rows)) for column in self._columns
        ]
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _on_resized(self, _place: int, old: int, new: int) -> None:
        if self._is_fitting:
            return
        if not old or not new:  # a column was hidden or came back
            self._share()
        elif self._needed and not self._is_the_users:
            self._is_the_users = True
            window_settings().setValue(self._key, 1)

    def _share(self) -> None:
        if not self._needed or self._is_the_users:
            return
        header = self._table.horizontalHeader()
        places = [n for n in range(header.count()) if header.sectionSize(n)]  # hidden ones have 0
        columns = [self._columns[place] for place in places]
        widths = shared_widths(
            columns, [self._needed[place] for place in places], self._table.viewport().width()
        )
        self._is_fitting = True
        for place, width in zip(places, widths, strict=True):
            self._table.setColumnWidth(place, width)
        self._is_fitting = False


def shared_widths(columns: Sequence[Column[Any]], needed: Sequence[int], room: int) -> list[int]:
    """Return a width for each of ``columns``, which together fill ``room`` if it is enough.

    ``needed`` are the widths of their words.
    """
    widths = [
        min(need, column.width or need) if column.stretch and not column.is_number else need
        for column, need in zip(columns, needed, strict=True)
    ]
    lacks = [need - width for need, width in zip(needed, widths, strict=True)]
    spare = max(0, room - sum(widths))
    to_words = min(spare, sum(lacks))
    stretches = [column.stretch for column in columns]
    gains = zip(_filled(to_words, lacks), _shared(spare - to_words, stretches), strict=True)
    return [width + words + rest for width, (words, rest) in zip(widths, gains, strict=True)]


def _filled(total: int, lacks: Sequence[int]) -> list[int]:
    """Split ``total`` evenly, the least lack first, so that short words are whole."""
    parts = [0] * len(lacks)
    in_turn = sorted(range(len(lacks)), key=lambda place: lacks[place])
    for served, place in enumerate(in_turn):
        parts[place] = min(lacks[place], total // (len(lacks) - served))
        total -= parts[place]
    return parts


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` without losing a pixel; nobody's is lost."""
    whole, seen, done = sum(weights), 0, 0
    parts = []
    for weight in weights:
        seen += weight
        parts.append(total * seen // whole - done if whole else 0)
        done += parts[-1]
    return parts


def _header(column: Column[Any]) -> int:
    metrics = QFontMetrics(theme.font(theme.TINY))
    return metrics.horizontalAdvance(str(column.header)) + _PADDING


def _widest(column: Column[Any], rows: Sequence[Any]) -> int:
    font = theme.font(is_bold=column.is_strong, is_tabular=column.is_number)
    metrics = QFontMetrics(font)
    texts = map(column.text, _samples(column, rows))
    beside = _PADDING if column.icon is None else _PADDING + _ICON
    return max((metrics.horizontalAdvance(text) for text in texts), default=0) + beside


def _samples(column: Column[Any], rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows whose words may be the widest: the first ones, the least and the most."""
    valued = [row for row in rows if column.sort_key is not None and column.raw(row) is not None]
    if not valued:
        return rows[:_MEASURED_ROWS]
    ends = (min(valued, key=column.raw), max(valued, key=column.raw))
    return [*rows[:_MEASURED_ROWS], *ends]
