"""The document of ready indicators says what the catalogue says."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.kpi.catalogue import CATALOGUE, Role

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "indicators.md"


def rows() -> list[tuple[str, str, str, str]]:
    """Return the name, the unit, the better way and the roles of each row of the tables."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [
        (name, unit, better, roles)
        for name, what, unit, better, roles in cells
        if name != "Indicator" and what.strip("-")
    ]


def test_the_document_has_each_ready_indicator_once_in_their_order() -> None:
    assert rows() == [
        (
            str(entry.name),
            entry.unit.shown(),
            entry.polarity.value,
            ", ".join(role.shown() for role in Role if role in entry.roles),
        )
        for entry in CATALOGUE.values()
    ]
