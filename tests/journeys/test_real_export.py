"""The window on a real export that no one here wrote."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.composition import open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.exchange.mapping import read_mapping
from crm_desktop.exchange.scheme import read_scheme
from tests.journeys.conftest import NOW, OpenWindow
from ui.deals.page import DealsPage
from ui.team.page import TeamPage
from ui.team.rows import TeamRow

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "crm_sales_opportunities"


@pytest.mark.timeout(240)
def test_the_real_export_shows_its_sums_in_the_window(
    sqlite_database: str, data_set: Path, open_window: OpenWindow
) -> None:
    with closing(open_services(sqlite_database, NOW)) as services:
        services.firm.save_firm(Firm("Hardware", "USD", "America/New_York", "US"))
        for name in ("sales_teams", "products", "accounts", "sales_pipeline"):
            services.imports.run(data_set / f"{name}.csv", read_mapping(EXAMPLES / f"{name}.toml"))
        services.schemes.import_scheme(read_scheme(EXAMPLES / "scheme.toml"))

    stage = open_window(sqlite_database)
    stage.desk.context.selection.choose_period(Period.month(2017, 3))
    stage.desk.open("team")
    stage.settle()

    table = stage.find(TeamPage).table
    assert table is not None
    totals: tuple[TeamRow, ...] = table.totals.model().rows  # type: ignore[attr-defined]
    [company] = [row for row in totals if row.outcome.result.subject.ref == COMPANY]
    assert company.cells["sales"].result.fact.value == Decimal(1_134_672)
    stage.desk.open("deals")
    stage.settle()
    assert stage.find(DealsPage).totals.text().replace("\N{NO-BREAK SPACE}", " ") == (
        "2,089 open deals, US$0 · 4,238 won deals, US$10,005,534 · 2,473 lost deals, US$0"
    )
