"""The foot of a page of the wizard: what is worth a thought, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import LineScale
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RateScalePremium
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.texts import Message
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.wizard.findings_strip import FindingsStrip

TWO_HOURS = Quantity(Decimal(7200), Unit.DURATION)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Message("Deals are slow."), "Deals are slow. (2:00) Pay for stages."),
        (Message("A deal takes {cycle}.", cycle=TWO_HOURS), "A deal takes 2:00. Pay for stages."),
        (Message("It is {seconds} s.", seconds=7200), "It is 7,200 s. Pay for stages."),
    ],
)
def test_the_figure_of_a_finding_is_said_once(qtbot: QtBot, message: Message, words: str) -> None:
    strip = FindingsStrip()
    qtbot.addWidget(strip)
    advice = Message("Pay for stages.")
    code, place = HealthCode.LONG_PROJECTS, "profiles.sellers"
    strip.show_findings([Finding(code, Severity.ADVICE, place, message, advice, TWO_HOURS)])

    assert [each.text() for each in strip.findings.findChildren(QLabel) if each.text()] == [words]


def test_what_a_scale_of_a_premium_needs_is_led_to_the_premiums(qtbot: QtBot) -> None:
    pays = BonusTemplate("share", "Share", RateScalePremium("line"), "sales")
    scheme = Scheme("Pay", "RUB", scales=(LineScale("line", "Line"),), templates=(pays,))
    strip = FindingsStrip(WizardStep.SCORING)
    qtbot.addWidget(strip)
    cliff = Finding(
        HealthCode.CLIFF, Severity.WARNING, "scales.line", Message("Jumps."), Message("Smooth it.")
    )
    strip.show_findings([cliff], scheme)

    (way,) = strip.findings.findChildren(LinkButton)
    with qtbot.waitSignal(strip.wanted) as wanted:
        way.click()
    assert wanted.args == [WizardStep.PREMIUMS]


def test_several_findings_take_two_lines_until_all_are_wanted(qtbot: QtBot) -> None:
    strip = FindingsStrip()
    qtbot.addWidget(strip)
    strip.resize(600, 300)
    found = [
        Finding(
            HealthCode.CLIFF, Severity.ADVICE, f"scales.{number}", Message("Jumps."), Message("")
        )
        for number in range(10)
    ]
    strip.show_findings(found[:1])
    alone = strip.sizeHint().height()
    strip.show_findings(found)
    strip.show()
    (more,) = strip.findings.findChildren(LinkButton)
    assert more.text() == "and 9 more"
    assert strip.sizeHint().height() <= 2 * alone
    more.click()
    scroll = strip.findings.findChild(Scroll)
    assert scroll is not None
    assert [each.text() for each in scroll.findChildren(QLabel) if each.text()] == ["Jumps. "] * 10
    assert strip.sizeHint().height() < 240
