"""The real export, imported and calculated, agrees with sums made straight from its CSV."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.exchange.mapping import read_mapping
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.firm import FirmService
from crm_desktop.services.imports import ImportService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions

NOW = fixed(datetime(2018, 1, 15, 9, tzinfo=UTC))
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "crm_sales_opportunities"
FILES = ("sales_teams", "accounts", "products", "sales_pipeline")
WON_IN = {
    3: 1_134_672,
    4: 721_932,
    5: 1_025_713,
    6: 1_338_466,
    7: 696_932,
    8: 1_050_059,
    9: 1_235_264,
    10: 731_980,
    11: 938_943,
    12: 1_131_573,
}
"""Won sums by month of 2017, as the notes on the data set give them."""

Recount = dict[tuple[int, str], tuple[Decimal, int]]
"""Sum and number of won deals by month of 2017 and seller."""


def recount(data_set: Path) -> Recount:
    """Sum the export with nothing but the csv module."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    with (data_set / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                closed = datetime.strptime(row["close_date"], "%m/%d/%Y").replace(tzinfo=UTC)
                assert closed.year == 2017
                key = (closed.month, row["sales_agent"])
                sums[key] += Decimal(row["close_value"])
                counts[key] += 1
    return {key: (total, counts[key]) for key, total in sums.items()}


@contextmanager
def imported(location: str, data_set: Path) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(location)
    sessions = Sessions(engine)
    FirmService(sessions, NOW).save_firm(Firm("Hardware", "USD", "America/New_York", "US"))
    imports = ImportService(sessions, NOW)
    for name in FILES:
        report = imports.run(data_set / f"{name}.csv", read_mapping(EXAMPLES / f"{name}.toml"))
        assert report.rejected == ()
    yield sessions
    engine.dispose()


@pytest.mark.timeout(300)
def test_won_deals_of_2017_agree_with_the_export(database: str, data_set: Path) -> None:
    expected = recount(data_set)
    assert sum(count for _, count in expected.values()) == 4_238
    assert sum(total for total, _ in expected.values()) == 10_005_534
    scheme = read_scheme(EXAMPLES / "scheme.toml")
    with imported(database, data_set) as sessions:
        SchemeService(sessions, NOW).import_scheme(scheme)
        calculation = CalculationService(sessions, NOW)
        for month in range(1, 13):
            outcomes = calculation.calculate(Period.month(2017, month)).outcomes
            assert won_by_seller(outcomes) == {
                seller: found for (each, seller), found in expected.items() if each == month
            }
            [company] = [o for o in outcomes if o.result.subject.ref == COMPANY]
            assert facts(company)[0] == WON_IN.get(month, 0)


def facts(outcome: Outcome) -> tuple[Decimal | None, Decimal | None]:
    by_code = {found.code: found.fact.value for found in outcome.result.indicators}
    return by_code["sales"], by_code["deals"]


def won_by_seller(outcomes: tuple[Outcome, ...]) -> dict[str, tuple[Decimal | None, int]]:
    """Return sum and number of the won deals of each seller who has any."""
    found = {}
    for outcome in outcomes:
        subject = outcome.result.subject
        if subject.ref.level is SubjectLevel.EMPLOYEE and outcome.result.indicators:
            total, count = facts(outcome)
            if count:
                found[subject.name] = (total, int(count))
    return found
