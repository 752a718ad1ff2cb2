"""The health of the scheme: findings by severity, each with a way to its editor."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.kpi.definition import Profile, ProfileEntry
from tests.storage.kpi_scheme import SCHEME
from tests.ui import accessibility
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.scheme.health.places import where_of
from ui.scheme.health.view import HealthView
from ui.scheme.keys import SchemeKey
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label

LONG = Profile("seller.senior", "Seniors", (ProfileEntry("sales", Decimal(1)),), ())
KNOWN = replace(SCHEME, profiles=(*SCHEME.profiles, LONG))


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    return scheme_room(qtbot, sqlite_database, SCHEME)


@pytest.fixture
def health(room: SchemeRoom) -> HealthView:
    room.page.show_health()
    return room.page.health


def words(view: QWidget) -> list[str]:
    QApplication.sendPostedEvents()  # what was added is shown in turn
    return [one.text() for one in view.findChildren(Label) if one.isVisible() and one.text()]


def links(view: QWidget) -> list[LinkButton]:
    return [one for one in view.findChildren(LinkButton) if one.isVisible()]


@pytest.mark.parametrize(
    ("place", "key", "shown"),
    [
        ("indicators.sales", SchemeKey("indicators", "sales"), "Indicator “Sales”"),
        ("scales.steps", SchemeKey("scales", "steps"), "Scale “Steps”"),
        ("profiles.seller", SchemeKey("profiles", "seller"), "Profile “Seller”"),
        (
            "profiles.seller.indicators.won",
            SchemeKey("profiles", "seller"),
            "Profile “Seller”, indicator “Won”",
        ),
        ("profiles.seller.senior", SchemeKey("profiles", "seller.senior"), "Profile “Seniors”"),
        (
            "templates.percent",
            SchemeKey("templates", "percent"),
            "Bonus template “5 % of sales above 1000”",
        ),
        ("cards.card.salary", SchemeKey("cards", "card"), "Reward card “Seller's card”"),
    ],
)
def test_a_place_is_told_by_names_and_leads_to_its_editor(
    place: str, key: SchemeKey, shown: str
) -> None:
    where = where_of(place, KNOWN)

    assert where is not None
    assert (where.key, str(where.words)) == (key, shown)


@pytest.mark.parametrize("place", ["profiles.gone", "nowhere.at.all", "profiles.sell"])
def test_a_place_that_is_not_there_leads_nowhere(place: str) -> None:
    assert where_of(place, KNOWN) is None


def test_the_name_of_the_section_says_how_much_was_found(room: SchemeRoom) -> None:
    read = room.page.health.read

    assert read is not None
    assert read.findings
    assert room.page.tabs.tabText(6) == f"Health · {len(read.findings)}"


def test_each_finding_is_said_with_advice(health: HealthView) -> None:
    shown = words(health)

    assert health.read is not None
    for finding in health.read.findings:
        assert str(finding.message) in shown
        assert str(finding.advice) in shown


def test_warnings_stand_before_advice(health: HealthView) -> None:
    shown = words(health)

    [first] = [number for number, one in enumerate(shown) if one.endswith("warnings")]
    [second] = [number for number, one in enumerate(shown) if one.endswith("pieces of advice")]
    assert first < second


def test_a_finding_opens_the_editor_of_its_place(room: SchemeRoom, health: HealthView) -> None:
    link = next(one for one in links(health) if one.text() == "Indicator “Sales”")

    link.click()

    assert room.indicators.is_editing
    assert room.indicator_editor.code.text() == "sales"


def test_a_mended_definition_is_no_longer_found(room: SchemeRoom, health: HealthView) -> None:
    before = room.page.tabs.tabText(6)
    room.page.open_key(SchemeKey("indicators", "sales"))
    editor = room.indicator_editor
    editor.description.setPlainText("The sum of the deals that you won.")
    editor.valid_from.show_day(editor.valid_from.today)

    editor.save_button.click()

    assert health.read is not None
    assert room.page.tabs.tabText(6) == f"Health · {len(health.read.findings)}" != before
    assert "indicators.sales" not in {finding.place for finding in health.read.findings}


def test_smart_is_answered_for_the_profile_that_is_chosen(health: HealthView) -> None:
    card = health.smart
    first = words(card)[1:]
    card.profiles.choose("whole")
    card.profiles.activated.emit(card.profiles.currentIndex())

    other = words(card)[1:]
    assert [one.partition(":")[0] for one in first[::2]] == [
        "Specific",
        "Measurable",
        "Achievable",
        "Relevant",
        "Time-bound",
    ]
    assert other[::2] == first[::2]
    assert other[1::2] != first[1::2]
    assert {*first[1::2], *other[1::2]} == {"holds", "does not hold"}


def test_a_firm_without_indicators_is_told_so(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database)
    room.page.show_health()

    assert room.page.tabs.tabText(6) == "Health"
    assert room.page.health.states.sentence == (
        "There is nothing to judge yet: the scheme has no indicators."
    )


def test_a_healthy_scheme_is_quiet(qtbot: QtBot, sqlite_database: str) -> None:
    sales = replace(SCHEME.indicators[0], description="The sum of the deals that you won.")
    alone = replace(
        SCHEME, indicators=(sales,), scales=(), profiles=(), plans=(), templates=(), cards=()
    )
    room = scheme_room(qtbot, sqlite_database, alone)
    room.page.show_health()

    assert words(room.page.health) == ["All is well: nothing here spoils the scheme."]


def test_a_reader_can_name_all_controls(health: HealthView) -> None:
    assert accessibility.nameless_controls(health) == []
