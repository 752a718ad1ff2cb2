"""◂ March 2026 ▸ : which period the screens show."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget, QWidgetAction

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _, shown
from ui.brief import capital
from ui.widgets.buttons import IconButton
from ui.widgets.range_dialog import RangeDialog, is_within_calendar, refuse_beyond
from ui.widgets.text import set_look

_LISTED = 6


class PeriodSelector(QWidget):
    """Emits ``changed`` with the Period that the user chose; left and right keys step."""

    changed = Signal(object)

    def __init__(
        self,
        period: Period,
        today: date,
        *,
        kinds: tuple[PeriodKind, ...] = tuple(PeriodKind),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._period = period
        self._today = today
        self._kinds = kinds
        self.dialog: RangeDialog | None = None
        self._name = QPushButton()
        self._name.setProperty("kind", "period")
        self._name.setMinimumWidth(136)
        self._name.clicked.connect(self._on_clicked)
        previous = IconButton("previous", _("Previous period"))
        previous.clicked.connect(self.step_back)
        following = IconButton("next", _("Next period"))
        following.clicked.connect(self.step_on)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (previous, self._name, following):
            layout.addWidget(widget)
        self.setAccessibleName(_("Period"))
        self._show()

    @property
    def period(self) -> Period:
        return self._period

    def show_period(self, period: Period) -> None:
        """Show ``period`` without a signal."""
        self._period = period
        self._show()

    def show_today(self, today: date) -> None:
        """Offer the periods around ``today``."""
        self._today = today

    def choose(self, period: Period) -> None:
        """Show ``period`` and tell it."""
        if period != self._period:
            self.show_period(period)
            self.changed.emit(period)

    def step_back(self) -> None:
        self._step_to(self._period.previous())

    def step_on(self) -> None:
        self._step_to(self._period.next())

    def ask_range(self) -> RangeDialog:
        """Ask for the days of a custom period, beginning with those that are shown."""
        dialog = self.dialog = RangeDialog(self._period, self._today, self.window())
        dialog.chosen.connect(self.choose)
        dialog.open()
        return dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.step_back()
            case Qt.Key.Key_Right:
                self.step_on()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_clicked()
            case _:
                super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Return the choices: the kinds, the running period, and periods around the shown one."""
        menu = QMenu(self)
        for kind in self._kinds:
            self._add_kind(menu, kind)
        menu.addSeparator()
        _offer(menu, _("Today"), self._like().at(self._today))
        for words, years in ((_("A year earlier"), -1), (_("A year later"), 1)):
            _offer(menu, words, self._like().years_on(years))
        typed = QWidgetAction(menu)
        typed.setDefaultWidget(self._typing(menu))
        menu.addAction(typed)
        menu.addSeparator()
        for period in self._listed():
            action = _offer(menu, shown(period), period)
            action.setCheckable(True)
            action.setChecked(period == self._period)
        return menu

    def _add_kind(self, menu: QMenu, kind: PeriodKind) -> None:
        if kind is PeriodKind.CUSTOM:
            action = menu.addAction(_("Custom period…"))
            action.triggered.connect(self.ask_range)
        else:
            action = _offer(menu, capital(kind), Period.containing(self._anchor(), kind))
        action.setCheckable(True)
        action.setChecked(kind is self._period.kind)

    def _typing(self, menu: QMenu) -> QWidget:
        """Return the field for a period to type; Enter takes it and closes ``menu``."""
        field = PeriodField(self._kinds)

        def take(period: Period) -> None:
            menu.close()
            self.choose(period)

        field.entered.connect(take)
        return field

    def _step_to(self, period: Period) -> None:
        if is_within_calendar(period):
            self.choose(period)

    def _on_clicked(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(self._on_triggered)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _on_triggered(self, action: QAction) -> None:
        period = action.data()
        if period is not None:
            self.choose(period)

    def _like(self) -> Period:
        """Return the shown period, or where its kind is not offered one of the first that is."""
        if self._period.kind in self._kinds:
            return self._period
        return Period.containing(self._anchor(), self._kinds[0])

    def _anchor(self) -> date:
        """Return the day that stays in view when the kind changes."""
        return self._today if self._today in self._period else self._period.start

    def _listed(self) -> list[Period]:
        """Return some periods in a row, of which the first follows the running or shown one."""
        like = self._like()
        period = like.at(max(like.start, self._today)).next()
        listed = []
        for _step in range(_LISTED):
            listed.append(period)
            period = period.previous()
        return listed

    def _show(self) -> None:
        text = shown(self._period)
        self._name.setText(text)
        self._name.setToolTip(_("Choose a period"))
        self._name.setAccessibleName(text)
        self._name.setAccessibleDescription(shown(self._period.kind))


class PeriodField(QLineEdit):
    """Emits ``entered`` with the Period that was typed as a code, on Enter."""

    entered = Signal(object)

    def __init__(
        self, kinds: tuple[PeriodKind, ...] = tuple(PeriodKind), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.setPlaceholderText(_("2017-03 or 2017"))
        self.setAccessibleName(_("Type a period"))
        self.setToolTip(_("Type a period"))
        self.textEdited.connect(self._on_edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        try:
            period = self._period()
        except InvalidInputError as error:
            set_look(self, "wrong", "true")
            self.setToolTip(str(error))
            self.setAccessibleDescription(str(error))
        else:
            self.entered.emit(period)

    def _period(self) -> Period:
        period = refuse_beyond(Period.parse(self.text()), "period")
        if period.kind not in self._kinds:
            message = Message("No period of this kind is shown here: {kind}.", kind=period.kind)
            raise InvalidInputError("period", message)
        return period

    def _on_edited(self) -> None:
        set_look(self, "wrong", None)
        self.setAccessibleDescription("")


def _offer(menu: QMenu, words: str, period: Period) -> QAction:
    action = menu.addAction(words)
    action.setData(period)
    return action
