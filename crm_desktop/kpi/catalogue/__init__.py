"""Ready indicators: what firms measure most, by the role of those who are measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_desktop.kpi.catalogue import marketing, office, sales, service, team
from crm_desktop.kpi.catalogue.entry import CatalogueEntry, Choice, Parameter, Role

__all__ = ["CATALOGUE", "CatalogueEntry", "Choice", "Parameter", "Role", "with_needs"]

CATALOGUE: Mapping[str, CatalogueEntry] = {
    entry.code: entry
    for part in (sales, service, office, marketing, team)
    for entry in part.ENTRIES
}
"""All entries by code, in the order to show them."""


def with_needs(codes: Iterator[str] | tuple[str, ...]) -> tuple[CatalogueEntry, ...]:
    """Return the entries of ``codes`` after those that their formulas are made of, each once."""
    found: dict[str, CatalogueEntry] = {}
    for code in codes:
        entry = CATALOGUE[code]
        found |= {needed.code: needed for needed in with_needs(entry.needs)}
        found[code] = entry
    return tuple(found.values())
