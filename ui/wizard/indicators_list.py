"""The list of indicators to take: each with why it is there and what it was lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.rewards.wizard.offers import Offer
from crm_desktop.texts import _, shown
from ui import icons, theme
from ui.theme import GRID, Tone

Index = QModelIndex | QPersistentModelIndex

_Role = Qt.ItemDataRole
LineRole = _Role.UserRole + 1
WidthRole = _Role.UserRole + 2
"""The room that the widest figure of all takes, so that they stand in a column."""

_LEAST_WIDTH, _HEIGHT, _BOX, _BOX_ROOM = 240, 58, 18, 44
_TREND_WIDTH, _FIGURE_WIDTH, _TRENDS_FROM = 44, 110, 400


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer with what is ``usual`` for one person, and that of each period, oldest first."""

    offer: Offer
    usual: str
    trend: tuple[Decimal | None, ...]


class OffersModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[OfferLine, ...] = ()
        self._width = 0

    def show_lines(self, lines: Sequence[OfferLine]) -> None:
        """Show ``lines``; where they are of the same offers the view stays where it is."""
        self._width = max((_width(line.usual) for line in lines), default=0)
        is_same = [one.offer.key for one in lines] == [one.offer.key for one in self.lines]
        if is_same:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        match role:
            case _Role.DisplayRole:
                return line.offer.name
            case _Role.CheckStateRole:
                states = Qt.CheckState
                return states.Checked if line.offer.is_taken else states.Unchecked
            case _Role.ToolTipRole:
                return f"{line.offer.name}\n{shown(line.offer.reason)}"
            case _Role.AccessibleTextRole:
                state = _("chosen") if line.offer.is_taken else ""
                words = (line.offer.name, state, shown(line.offer.reason), line.usual)
                return "; ".join(filter(None, words))
            case _ if role == LineRole:
                return line
            case _ if role == WidthRole:
                return self._width
        return None


class OffersView(QListView):
    """``toggled`` carries the offer that is to be taken, or no longer; Space and Enter do it."""

    toggled = Signal(object)  # Offer
    selected = Signal(object)  # Offer, None where there is none

    def __init__(self, offers: OffersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers = offers
        offers.setParent(self)
        self.setModel(offers)
        self.setAccessibleName(_("Indicators"))
        self.setItemDelegate(_OfferDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def current_offer(self) -> Offer | None:
        index = self.currentIndex()
        return self.offers.lines[index.row()].offer if index.isValid() else None

    def go_to(self, key: tuple[str, bool] | None) -> None:
        """Select the offer of ``key``, the first where it is not there."""
        keys = [line.offer.key for line in self.offers.lines]
        if keys:
            place = keys.index(key) if key in keys else 0
            self.setCurrentIndex(self.offers.index(place, 0))
        self.selected.emit(self.current_offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() in keys and self.current_offer is not None:
            self.toggled.emit(self.current_offer)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offer = self._offer_under(event)  # before the list scrolls to what is selected
        super().mousePressEvent(event)
        if offer is not None and event.position().x() < _BOX_ROOM:
            self.toggled.emit(offer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take what is under the pointer, which the second click may have come to alone."""
        if (offer := self._offer_under(event)) is not None:
            self.go_to(offer.key)
            self.toggled.emit(offer)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.viewport().update()

    def _offer_under(self, event: QMouseEvent) -> Offer | None:
        index = self.indexAt(event.position().toPoint())
        return self.offers.lines[index.row()].offer if index.isValid() else None

    def _on_current(self) -> None:
        self.selected.emit(self.current_offer)


class _OfferDelegate(QStyledItemDelegate):
    """Paints a box to tick, the name over the reason, the line of the last periods, the figure."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_LEAST_WIDTH, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LineRole)
        self._paint_ground(painter, option)
        room = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter, room, is_taken=line.offer.is_taken)
        right = room.right() - GRID
        if line.usual:
            width = index.data(WidthRole)
            figure = QRectF(right - width, room.top(), width, room.height())
            self._write(painter, figure, line.usual, is_right=True)
            right = figure.left() - 2 * GRID
        if room.width() > _TRENDS_FROM and any(value is not None for value in line.trend):
            trend = QRectF(right - _TREND_WIDTH, room.top() + 18, _TREND_WIDTH, room.height() - 36)
            _paint_trend(painter, trend, line.trend)
            right = trend.left() - GRID
        left = room.left() + _BOX_ROOM
        upper = QRectF(left, room.top() + 8, right - left, 22)
        lower = QRectF(left, room.top() + 30, right - left, 20)
        self._write(painter, upper, line.offer.name, is_bold=True)
        reason = shown(line.offer.reason)
        self._write(painter, lower, reason, size=theme.TINY, tone=Tone.MUTED)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        tokens, states = theme.current(), QStyle.StateFlag
        if option.state & states.State_Selected:
            painter.fillRect(option.rect, QColor(tokens.accent_soft))
        elif option.state & states.State_MouseOver:
            painter.fillRect(option.rect, QColor(tokens.background))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _paint_box(self, painter: QPainter, room: QRectF, *, is_taken: bool) -> None:
        tokens = theme.current()
        box = QRectF(0, 0, _BOX, _BOX)
        box.moveCenter(QPointF(room.left() + _BOX_ROOM / 2, room.center().y()))
        painter.setPen(QPen(QColor(tokens.accent if is_taken else tokens.muted), 1.4))
        painter.setBrush(QColor(tokens.accent if is_taken else tokens.surface))
        painter.drawRoundedRect(box, 4, 4)
        if is_taken:
            icons.paint(painter, box.adjusted(1, 1, -1, -1), "check", QColor(tokens.on_accent))

    def _write(
        self,
        painter: QPainter,
        room: QRectF,
        words: str,
        *,
        size: int = theme.BODY,
        tone: Tone = Tone.TEXT,
        is_bold: bool = False,
        is_right: bool = False,
    ) -> None:
        painter.setFont(theme.font(size, is_bold=is_bold, is_tabular=is_right))
        painter.setPen(theme.colour(tone))
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        elide = Qt.TextElideMode.ElideRight
        cut = painter.fontMetrics().elidedText(words, elide, round(room.width()))
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, cut)


def _paint_trend(painter: QPainter, room: QRectF, values: Sequence[Decimal | None]) -> None:
    """Draw ``values`` from left to right, broken where there is none, the last one dotted."""
    known = [value for value in values if value is not None]
    least, most = min(known), max(known)
    step = room.width() / max(1, len(values) - 1)
    points = [
        None
        if value is None
        else QPointF(
            room.left() + place * step, room.bottom() - _share(value, least, most) * room.height()
        )
        for place, value in enumerate(values)
    ]
    painter.setPen(QPen(theme.colour(Tone.ACCENT), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    run: list[QPointF] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            painter.drawPolyline(QPolygonF(run))
            run = []
    last = next(point for point in reversed(points) if point is not None)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(Tone.ACCENT))
    painter.drawEllipse(last, 3, 3)


def _width(words: str) -> int:
    """Return the room that a figure takes, of which there is an end."""
    metrics = QFontMetrics(theme.font(is_tabular=True))
    return min(metrics.horizontalAdvance(words) + 2, _FIGURE_WIDTH)


def _share(value: Decimal, least: Decimal, most: Decimal) -> float:
    """Return how high ``value`` stands between the two, in the middle where they are one."""
    return float((value - least) / (most - least)) if most > least else 0.5
