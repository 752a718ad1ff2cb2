"""The first page on an empty database: the few things that every calculation needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtCore import QByteArray, QLocale, QObject, QTimeZone, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import Firm
from crm_desktop.texts import _
from ui.tasks import Tasks
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.form import Field, Form
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.firm import FirmService

_WIDTH = 480


class FirmSetUpViewModel(QObject):
    saved = Signal()
    failed = Signal(Exception)

    def __init__(self, firms: FirmService, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._firms = firms
        self._tasks = tasks

    def save(self, firm: Firm) -> None:
        self._tasks.run(self, lambda: self._firms.save_firm(firm), self._on_saved, self.failed.emit)

    def _on_saved(self, _changes: Changes) -> None:
        self.saved.emit()


class FirmSetUp(QWidget):
    """Offers what the machine knows of its place; the core says what is not acceptable."""

    def __init__(self, viewmodel: FirmSetUpViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self._name = QLineEdit()
        self._currency = QLineEdit(_system_currency())
        self._country = QLineEdit(_system_country())
        self._zone = _zone_box()
        self.form = self._built_form()
        card = Card()
        card.setFixedWidth(_WIDTH)
        card.body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        card.body.setSpacing(2 * GRID)
        card.body.addWidget(Label(_("Your firm"), Role.PAGE))
        intro = _("This database is empty. These four things are enough to begin.")
        card.body.addWidget(Label(intro, Role.MUTED, wraps=True))
        card.body.addWidget(self.form)
        # Stretches, not alignment: an aligned card would not grow with what wraps in it.
        layout = QGridLayout(self)
        layout.addWidget(card, 1, 1)
        for edge in (0, 2):
            layout.setRowStretch(edge, 1)
            layout.setColumnStretch(edge, 1)
        self.form.submitted.connect(self._on_submitted)
        viewmodel.failed.connect(self._on_failed)
        self.setFocusProxy(self._name)

    def firm(self) -> Firm:
        """Return what is entered, not yet judged by the core."""
        return Firm(
            name=self._name.text().strip(),
            currency=self._currency.text().strip().upper(),
            zone=self._zone.currentText().strip(),
            country=self._country.text().strip().upper() or None,
        )

    def _built_form(self) -> Form:
        form = Form()
        form.add(Field("name", _("Name"), self._name))
        form.add(
            Field("currency", _("Currency"), self._currency, hint=_("such as RUB, KZT or EUR")),
            Field("country", _("Country"), self._country, hint=_("for public holidays: RU, KZ")),
        )
        form.add(Field("zone", _("Time zone"), self._zone))
        form.add_buttons(_("Begin"), can_leave=False)
        return form

    @Slot()
    def _on_submitted(self) -> None:
        self.setEnabled(False)
        self.viewmodel.save(self.firm())

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.form.show_error(error)


def _system_currency() -> str:
    return QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)


def _system_country() -> str:
    return QLocale.territoryToCode(QLocale.system().territory())


def _zone_box() -> QComboBox:
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(zones)
    system = _text(QTimeZone.systemTimeZoneId())
    box.setCurrentText(system if system in zones else "Europe/Moscow")
    return box


def _text(name: QByteArray) -> str:
    return bytes(name.data()).decode("ascii")
