"""The foot of a page of the wizard: what is worth a thought, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.texts import Message
from ui.wizard.findings_strip import FindingsStrip

TWO_HOURS = Quantity(Decimal(7200), Unit.DURATION)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Message("Deals are slow."), "Deals are slow. (2:00) Pay for stages."),
        (Message("A deal takes {cycle}.", cycle=TWO_HOURS), "A deal takes 2:00. Pay for stages."),
    ],
)
def test_the_figure_of_a_finding_is_said_once(qtbot: QtBot, message: Message, words: str) -> None:
    strip = FindingsStrip()
    qtbot.addWidget(strip)
    advice = Message("Pay for stages.")
    code, place = HealthCode.LONG_PROJECTS, "profiles.sellers"
    strip.show_findings([Finding(code, Severity.ADVICE, place, message, advice, TWO_HOURS)])

    assert [each.text() for each in strip.findings.findChildren(QLabel) if each.text()] == [words]
