"""The firm in Administration: its settings, its logo, its exchange rates and new versions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.updates import UpdateFolders
from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.people.page import PeoplePage
from ui.people.sections import FIRM
from ui.widgets.scroll import Scroll

_LOGO = (320, 80)
_COLOURS = (Qt.GlobalColor.darkBlue, Qt.GlobalColor.darkGreen)
_RATES = {"RUB": ("91.4", "95.5", "80.1234")}
_RATES_ELSEWHERE = ("0.8655", "0.872", "0.7421")
"""The rates of euro and dollar, by the currency of the firm."""


def _firm(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(FIRM)


def _enter_wrongly(stage: Stage) -> None:
    form = stage.find(PeoplePage).firm.firm
    form.zone.setEditText("Mars")
    form.save_button.click()


def _fill(stage: Stage) -> None:
    """Give the firm a logo and rates, and show them."""
    service, view = stage.services.firm, stage.find(PeoplePage).firm
    service.save_logo(_logo())
    for rate in _rates(stage):
        service.save_rate(rate)
    view.reload()


def _rates(stage: Stage) -> tuple[RateRow, ...]:
    """Return the rates of the firm, the latest one first."""
    late, early, dollar = _RATES.get(stage.services.firm.firm().currency, _RATES_ELSEWHERE)
    return (
        RateRow("EUR", date(2026, 3, 10), Decimal(late)),
        RateRow("EUR", date(2026, 1, 1), Decimal(early)),
        RateRow("USD", date(2026, 1, 1), Decimal(dollar)),
    )


def _show_rates(stage: Stage) -> None:
    _scroll(stage).ensureWidgetVisible(stage.find(PeoplePage).firm.rates)


def _show_below(stage: Stage) -> None:
    bar = _scroll(stage).verticalScrollBar()
    bar.setValue(bar.maximum())


def _scroll(stage: Stage) -> Scroll:
    view = stage.find(PeoplePage).firm
    return next(area for area in view.findChildren(Scroll) if area.isVisible())


def _name_folders(stage: Stage) -> None:
    updates, view = stage.services.updates, stage.find(PeoplePage).firm
    updates.save_folders(_FOLDERS, over=updates.folders())
    view.reload()


def _look_in_vain(stage: Stage) -> None:
    """Ask what lies in a folder that is not there."""
    view = stage.find(PeoplePage).firm
    stage.wait_for(view.viewmodel.looked, view.updates.look_button.click)


def _misname_folder(stage: Stage) -> None:
    card, unrooted = stage.find(PeoplePage).firm.updates, "programs"
    card.windows.setText(unrooted)
    card.save_button.click()


def _enter_rate_twice(stage: Stage) -> None:
    rates, known = stage.find(PeoplePage).firm.rates, _rates(stage)[0]
    rates.add_button.click()
    rates.entry.currency.choose(known.currency)
    rates.entry.on.show_day(known.on)
    rates.entry.rate.show_number(known.rate)
    rates.entry.save_button.click()


def _logo() -> bytes:
    image = QImage(*_LOGO, QImage.Format.Format_ARGB32)
    image.fill(QColor(_COLOURS[0]))
    with QPainter(image) as painter:
        painter.fillRect(0, 0, _LOGO[1], _LOGO[1], QColor(_COLOURS[1]))
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(written, "PNG")  # type: ignore[call-overload]
    return bytes(written.data().data())


_FOLDERS = UpdateFolders(r"\\server\programs\crm", "/mnt/programs/crm")
_START = (page("people"), _firm)

FIRM_SCENES: tuple[Scene, ...] = (
    Scene("firm", _START, is_main=True),
    Scene("firm-without-rates", (*_START, _show_rates), room=Room.EMPTY),
    Scene("firm-error", (*_START, _enter_wrongly)),
    Scene("firm-rates", (*_START, _fill, _show_rates), is_main=True),
    Scene("firm-rate-twice", (*_START, _fill, _enter_rate_twice, _show_rates)),
    Scene("firm-updates", (*_START, _show_below)),
    Scene("firm-updates-away", (*_START, _name_folders, _look_in_vain, _show_below)),
    Scene("firm-updates-error", (*_START, _misname_folder, _show_below)),
)
