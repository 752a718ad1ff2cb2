"""◂ Month 2026 ▸ : which period the screens show."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget, QWidgetAction

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import _, shown
from ui.widgets.buttons import IconButton
from ui.widgets.text import set_look

_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
_LISTED = 12


class PeriodSelector(QWidget):
    """Emits ``changed`` with the Period that the user chose; left and right keys step."""

    changed = Signal(object)

    def __init__(
        self,
        period: Period,
        today: date,
        *,
        kinds: tuple[PeriodKind, ...] = _KINDS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._period = period
        self._today = today
        self._kinds = kinds
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
        self.choose(self._period.previous())

    def step_on(self) -> None:
        self.choose(self._period.next())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.step_back()
            case Qt.Key.Key_Right:
                self.step_on()
            case _:
                super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Return the choices: the kinds, the running period, and periods around the shown one."""
        menu = QMenu(self)
        for kind in self._kinds:
            action = menu.addAction(_capital(shown(kind)))
            action.setCheckable(True)
            action.setChecked(kind is self._period.kind)
            action.setData(Period.containing(self._anchor(), kind))
        menu.addSeparator()
        running = menu.addAction(_("Now"))
        running.setData(Period.containing(self._today, self._kind()))
        for words, years in ((_("A year earlier"), -1), (_("A year later"), 1)):
            action = menu.addAction(words)
            action.setData(self._years_on(years))
            action.setEnabled(action.data() is not None)
        typed = QWidgetAction(menu)
        typed.setDefaultWidget(self._typing(menu))
        menu.addAction(typed)
        menu.addSeparator()
        for period in self._listed():
            action = menu.addAction(shown(period))
            action.setCheckable(True)
            action.setChecked(period == self._period)
            action.setData(period)
        return menu

    def _typing(self, menu: QMenu) -> QWidget:
        """Return the field for a period to type; Enter takes it and closes ``menu``."""
        field = PeriodField()

        def take(period: Period) -> None:
            menu.close()
            self.choose(period)

        field.entered.connect(take)
        return field

    def _years_on(self, years: int) -> Period | None:
        """Return the shown period some years later; None where no calendar goes."""
        start = self._anchor()
        try:
            day = start.replace(year=start.year + years, day=1)
            return Period.containing(day, self._kind())
        except (ValueError, OverflowError):
            return None

    def _on_clicked(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(self._on_triggered)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _on_triggered(self, action: object) -> None:
        period = action.data()  # type: ignore[attr-defined]
        if period is not None:
            self.choose(period)

    def _kind(self) -> PeriodKind:
        return self._period.kind if self._period.kind in self._kinds else self._kinds[0]

    def _anchor(self) -> date:
        """Return the day that stays in view when the kind changes."""
        return self._today if self._today in self._period else self._period.start

    def _listed(self) -> list[Period]:
        """Return the year of periods that ends one after the running or the shown one."""
        latest = max(self._period.start, self._today)
        period = Period.containing(latest, self._kind()).next()
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


class PeriodField(QLineEdit):
    """Emits ``entered`` with the Period that was typed as a code, on Enter."""

    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
            period = Period.parse(self.text())
        except InvalidInputError as error:
            set_look(self, "wrong", "true")
            self.setToolTip(str(error))
            self.setAccessibleDescription(str(error))
        else:
            self.entered.emit(period)

    def _on_edited(self) -> None:
        set_look(self, "wrong", None)
        self.setAccessibleDescription("")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
