"""The firm in Administration: its settings, its logo and what other currencies cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import Firm, RateRow
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from tests.storage import kpi_scheme
from tests.storage.crm_builders import FIRM
from tests.ui import accessibility
from tests.ui.crm_pages import answer, general_error, press
from tests.ui.people_room import Administration, administration
from tests.unit.exchange.pay_pages import png
from ui.people.firm_section import FirmView
from ui.people.sections import FIRM as PLACE

EURO = RateRow("EUR", date(2026, 3, 10), Decimal("95.5"))
DOLLAR = RateRow("USD", date(2026, 1, 1), Decimal("80.1234"))


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    it = administration(qtbot, sqlite_database)
    for rate in (EURO, DOLLAR):
        it.services.firm.save_rate(rate)
    it.page.show_section(PLACE)
    return it


@pytest.fixture
def view(it: Administration) -> FirmView:
    return it.page.firm


def kept(it: Administration) -> Firm:
    return it.services.firm.firm()


def shown_rates(view: FirmView) -> list[tuple[str, ...]]:
    table = view.rates.table
    items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(3)) for item in items if item]


def mark(view: FirmView, row: int) -> None:
    view.rates.table.setCurrentIndex(view.rates.table.model().index(row, 0))


def choose(view: FirmView, *, is_limited: bool) -> None:
    """Choose as a user does whether cuts are limited."""
    view.firm.is_limited.choose(is_limited)
    view.firm.is_limited.activated.emit(view.firm.is_limited.currentIndex())


def test_all_settings_are_shown_and_have_names(it: Administration, view: FirmView) -> None:
    form = view.firm
    texts = [box.currentText() for box in (form.currency, form.country, form.zone)]

    assert form.name.text() == "Окна"
    assert texts == ["RUB · Russian Rouble", "RU · Russia", "Europe/Moscow"]
    assert form.rounding.currentText() == "Half up: 558.125 → 558.13"
    assert form.place.currentText() == "Each line"
    assert form.is_limited.currentText() == "No limit"
    assert not form.limit.isVisible()
    assert accessibility.nameless_controls(view) == []
    assert it.page.may_leave(lambda: None)


def test_settings_are_saved_and_taken_back(
    qtbot: QtBot, it: Administration, view: FirmView
) -> None:
    form = view.firm
    form.name.setText("  Двери ")
    form.zone.choose("Asia/Omsk")
    form.rounding.choose(Rounding.HALF_EVEN)
    assert form.rounding.currentText() == "Half to even, as banks do: 558.125 → 558.12"
    form.place.choose(RoundingPlace.TOTAL)
    form.name.setFocus()
    press(qtbot, Qt.Key.Key_Return)

    assert kept(it) == replace(
        FIRM,
        name="Двери",
        zone="Asia/Omsk",
        rounding=Rounding.HALF_EVEN,
        rounding_place=RoundingPlace.TOTAL,
    )
    assert form.name.text() == "Двери"
    assert (it.said, it.told) == (["The firm is saved."], [Changes.SETTINGS])
    assert it.page.may_leave(lambda: None)

    it.undos[-1]()
    assert kept(it) == FIRM
    assert form.name.text() == "Окна"


def test_the_limit_begins_with_what_the_law_of_the_country_sets(
    it: Administration, view: FirmView
) -> None:
    assert view.firm.law.text() == (
        "In Russia, since 1 September 2025, disciplinary cuts take at most 20% of the pay of the "
        "month of the order."
    )

    choose(view, is_limited=True)
    assert view.firm.limit.text() == "20"
    view.firm.save_button.click()
    assert kept(it).cut_limit == Decimal("0.2")

    choose(view, is_limited=False)
    view.firm.save_button.click()
    assert kept(it).cut_limit is None


def test_a_limit_above_that_of_the_law_is_warned_of(it: Administration, view: FirmView) -> None:
    choose(view, is_limited=True)
    assert not view.firm.warning.isVisible()

    view.firm.limit.setText("25")
    assert view.firm.warning.text() == "The law allows 20% at most: 25% is above it."
    view.firm.country.choose("DE")
    assert not view.firm.warning.isVisible()
    view.firm.country.choose("RU")
    assert view.firm.warning.isVisible()
    choose(view, is_limited=False)

    assert not view.firm.warning.isVisible()
    assert kept(it) == FIRM


def test_other_countries_have_no_such_law(view: FirmView) -> None:
    view.firm.country.choose("DE")

    choose(view, is_limited=True)

    assert not view.firm.law.isVisible()
    assert view.firm.limit.text() == ""


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("", "Enter something here."),
        ("12.5", "A disciplinary cut takes a whole number of per cent, from 0 to 100."),
        ("much", "“much” is no number: write 1,234.5."),
    ],
)
def test_a_wrong_limit_is_answered_at_its_field(
    it: Administration, view: FirmView, entry: str, words: str
) -> None:
    choose(view, is_limited=True)
    view.firm.limit.setText(entry)

    view.firm.save_button.click()

    assert view.firm.form.field("cut_limit").error == words
    assert kept(it) == FIRM


def test_a_wrong_zone_is_answered_at_its_field(it: Administration, view: FirmView) -> None:
    view.firm.zone.setEditText("Mars")

    view.firm.save_button.click()

    assert "“Mars” is no time zone" in view.firm.form.field("zone").error
    assert general_error(view.firm.form) == ""
    assert kept(it) == FIRM


def test_the_currency_can_change_until_amounts_are_recorded(
    it: Administration, view: FirmView
) -> None:
    assert view.firm.currency.isEnabled()

    it.services.schemes.import_scheme(kpi_scheme.SCHEME)
    it.changes.happened.emit(Changes.SETTINGS)

    assert not view.firm.currency.isEnabled()


def test_what_is_being_entered_survives_what_others_change(
    it: Administration, view: FirmView
) -> None:
    view.firm.name.setText("Двери")
    it.services.firm.add_rate(replace(EURO, on=date(2026, 3, 12)))

    it.changes.happened.emit(Changes.SETTINGS)

    assert view.firm.name.text() == "Двери"
    assert len(shown_rates(view)) == 3


def test_two_versions_are_decided_upon_field_by_field(it: Administration, view: FirmView) -> None:
    it.services.firm.save_firm(replace(FIRM, name="Двери", zone="Asia/Omsk"))
    view.firm.name.setText("Крыши")

    view.firm.save_button.click()
    assert view.dialog is not None
    assert [(one.code, one.is_mine) for one in view.dialog.differences] == [
        ("name", True),
        ("zone", False),
    ]
    view.dialog.merge_button.click()

    assert kept(it) == replace(FIRM, name="Крыши", zone="Asia/Omsk")
    assert view.firm.zone.code() == "Asia/Omsk"


def test_the_version_of_another_can_be_taken(it: Administration, view: FirmView) -> None:
    it.services.firm.save_firm(replace(FIRM, name="Двери"))
    view.firm.name.setText("Крыши")
    view.firm.save_button.click()

    assert view.dialog is not None
    view.dialog.theirs_button.click()

    assert view.firm.name.text() == "Двери"
    assert kept(it).name == "Двери"
    assert it.page.may_leave(lambda: None)


def test_nothing_entered_is_lost_without_a_question(it: Administration, view: FirmView) -> None:
    left: list[bool] = []
    view.firm.name.setText("Двери")
    view.rates.add_button.click()
    view.rates.entry.rate.setText("7")

    assert not it.page.may_leave(lambda: left.append(True))
    answer(view.firm.form.question, "Leave")
    assert (view.firm.name.text(), left) == ("Окна", [])

    answer(view.rates.entry.form.question, "Stay")
    assert not view.rates.entry.isHidden()
    assert not it.page.may_leave(lambda: left.append(True))
    answer(view.rates.entry.form.question, "Leave")
    assert left == [True]


def test_a_logo_is_chosen_seen_removed_and_comes_back(
    it: Administration, view: FirmView, tmp_path: Path
) -> None:
    logo = view.logo
    assert (logo.picture.text(), logo.remove_button.isVisible()) == ("There is no logo yet.", False)
    file = tmp_path / "logo.png"
    file.write_bytes(png(600, 30))

    logo.ask()
    assert logo.chooser is not None
    logo.chooser.fileSelected.emit(str(file))
    logo.chooser.close()

    assert logo.picture.pixmap().deviceIndependentSize().toSize().toTuple() == (240, 12)
    stored = it.services.firm.logo()
    assert stored is not None
    assert (stored.width, stored.height) == (600, 30)

    logo.remove_button.click()
    assert it.services.firm.logo() is None
    assert logo.picture.pixmap().isNull()
    assert it.said == ["The logo is saved.", "The logo is removed."]

    it.undos[-1]()
    assert it.services.firm.logo() == stored
    it.undos[0]()
    assert it.services.firm.logo() is None


def test_a_logo_stands_on_paper_whatever_the_theme(view: FirmView, tmp_path: Path) -> None:
    clear = QImage(4, 4, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    assert clear.save(str(tmp_path / "logo.png"))

    view.logo.chosen.emit(tmp_path / "logo.png")

    shown = view.logo.picture.pixmap().toImage()
    assert shown.pixelColor(0, 0) == QColor(Qt.GlobalColor.white)


def test_what_is_no_picture_is_answered_at_the_logo(
    it: Administration, view: FirmView, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_text("GIF89a", encoding="utf-8")

    view.logo.chosen.emit(tmp_path / "logo.png")

    assert view.logo.error == "The picture is no PNG or JPEG."
    (tmp_path / "logo.png").write_bytes(png(3, 2))
    view.logo.chosen.emit(tmp_path / "logo.png")
    assert view.logo.error == ""
    assert it.services.firm.logo() is not None


def test_the_keyboard_may_have_been_where_nothing_is_any_more(view: FirmView) -> None:
    closed = QLineEdit(view)
    closed.show()
    closed.setFocus()
    assert closed.hasFocus()

    view.viewmodel.writing.emit(True)
    delete(closed)
    view.viewmodel.writing.emit(False)

    assert view.firm.isEnabled()


def test_rates_stand_with_all_their_digits(view: FirmView) -> None:
    assert shown_rates(view) == [("EUR", "10/03/2026", "95.5"), ("USD", "01/01/2026", "80.1234")]


def test_a_rate_is_added_by_keyboard_and_taken_back(
    qtbot: QtBot, it: Administration, view: FirmView
) -> None:
    press(qtbot, Qt.Key.Key_N, control=True)
    entry = view.rates.entry
    assert entry.currency.hasFocus()
    entry.currency.choose("KZT")
    entry.on.setText("12.03.2026")
    entry.rate.setText("0.17")
    entry.rate.setFocus()
    press(qtbot, Qt.Key.Key_Return)

    assert RateRow("KZT", date(2026, 3, 12), Decimal("0.17")) in it.services.firm.list_rates()
    assert entry.isHidden()
    assert view.rates.table.hasFocus()
    assert it.said == ["The rate of KZT is added."]
    it.undos[-1]()
    assert it.services.firm.list_rates() == [EURO, DOLLAR]


def test_what_is_entered_of_a_rate_comes_into_sight(qtbot: QtBot, view: FirmView) -> None:
    assert view.rates.visibleRegion().isEmpty()

    view.rates.add_button.click()

    qtbot.waitUntil(lambda: not view.rates.entry.save_button.visibleRegion().isEmpty())


@pytest.mark.parametrize(
    ("currency", "on", "rate", "field"),
    [
        ("EUR", "10.03.2026", "7", "on"),
        ("EUR", "", "7", "on"),
        ("EUR", "31.02.2026", "7", "on"),
        ("EUR", "12.03.2026", "", "rate"),
        ("EUR", "12.03.2026", "0", "rate"),
        ("RUB", "12.03.2026", "7", "currency"),
        ("", "12.03.2026", "7", "currency"),
    ],
)
def test_a_rate_that_cannot_be_is_answered_at_its_field(
    it: Administration, view: FirmView, currency: str, on: str, rate: str, field: str
) -> None:
    view.rates.add_button.click()
    entry = view.rates.entry
    entry.currency.choose(currency)
    entry.on.setText(on)
    entry.rate.setText(rate)

    entry.save_button.click()

    assert entry.form.field(field).error
    assert general_error(entry.form) == ""
    assert it.services.firm.list_rates() == [EURO, DOLLAR]


def test_a_rate_is_changed_and_taken_back(qtbot: QtBot, it: Administration, view: FirmView) -> None:
    mark(view, 1)
    view.rates.table.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert view.rates.entry.rate.text() == "80.1234"
    view.rates.entry.rate.setText("81")
    press(qtbot, Qt.Key.Key_Return)

    assert it.services.firm.list_rates() == [EURO, replace(DOLLAR, rate=Decimal(81))]
    it.undos[-1]()
    assert it.services.firm.list_rates() == [EURO, DOLLAR]
    assert shown_rates(view)[1] == ("USD", "01/01/2026", "80.1234")


def test_a_rate_goes_and_comes_back(qtbot: QtBot, it: Administration, view: FirmView) -> None:
    mark(view, 0)
    view.rates.table.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    assert [row[0] for row in shown_rates(view)] == ["USD"]

    view.rates.delete_button.click()
    assert not view.rates.table.isVisible()
    assert not view.rates.delete_button.isVisible()
    assert view.rates.emptiness.isVisible()

    for undo in reversed(it.undos):
        undo()
    assert it.services.firm.list_rates() == [EURO, DOLLAR]


def test_a_rate_that_someone_else_changed_stays_and_theirs_is_shown(
    it: Administration, view: FirmView
) -> None:
    theirs = replace(EURO, rate=Decimal(97))
    it.services.firm.save_rate(theirs)
    mark(view, 0)

    view.rates.delete_button.click()

    assert view.rates.error.startswith("Exchange rate “EUR” was changed by someone else")
    assert shown_rates(view)[0][2] == "97"
    assert it.services.firm.list_rates() == [theirs, DOLLAR]
    view.rates.delete_button.click()
    assert view.rates.error == ""
