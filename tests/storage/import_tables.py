"""Tables to take in and the services to do it, for tests of the import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm_desktop.composition import Services
from crm_desktop.domain.deals import DealOrder, DealQuery, DealRow
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.exchange.mapping import parse_mapping
from crm_desktop.services.imports import ImportReport, Progress
from crm_desktop.storage.base import Base
from crm_desktop.storage.engine import open_engine
from tests.storage.crm_builders import NOW, firm_services

DEALS = """
kind = "deals"
[pipeline]
name = "Продажи"
stages = [
    { name = "New" }, { name = "Offer", probability = 0.5 },
    { name = "Won", status = "won", probability = 1 }, { name = "Lost", status = "lost" },
]
[fields]
"""
DEAL_COLUMNS = (
    "external_id",
    "title",
    "customer",
    "owner",
    "product",
    "stage",
    "amount",
    "created",
    "closed",
)


def mapping_of(head: str, columns: Sequence[str]) -> str:
    """Return a mapping whose columns are called as the fields are."""
    return head + "\n".join(f'{column} = "{column}"' for column in columns)


DEALS_MAP = mapping_of(DEALS, DEAL_COLUMNS)


@dataclass(frozen=True, slots=True)
class Desk:
    """Someone who takes tables in: ``folder`` holds the files, ``location`` is the database."""

    services: Services
    location: str
    folder: Path

    def take(
        self,
        table: str,
        mapping: str,
        *,
        is_dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        path = self.folder / "table.csv"
        path.write_text(table, encoding="utf-8")
        return self.services.imports.run(
            path, parse_mapping(mapping), is_dry_run=is_dry_run, progress=progress
        )

    def take_deals(self, *rows: str, is_dry_run: bool = False) -> ImportReport:
        table = "\n".join([",".join(DEAL_COLUMNS), *rows])
        return self.take(table, DEALS_MAP, is_dry_run=is_dry_run)

    def take_deals_in_currency(self, *rows: str) -> ImportReport:
        columns = ("external_id", "title", "owner", "stage", "amount", "currency", "created")
        table = "\n".join([",".join((*columns, "closed")), *rows])
        return self.take(table, mapping_of(DEALS, (*columns, "closed")))

    def hire(self, *names: str) -> None:
        for name in names:
            self.services.people.create_employee(EmployeeDraft(name, name))

    def deals(self) -> tuple[DealRow, ...]:
        query = DealQuery(order=DealOrder.CREATED, is_descending=False)
        return self.services.deals.list_deals(query).rows

    def titles(self) -> list[str]:
        return sorted(deal.title for deal in self.deals())

    def rows(self, query: Select[*tuple[Any, ...]]) -> list[tuple[object, ...]]:
        """Return what the tables hold, past all services."""
        engine = open_engine(self.location)
        try:
            with Session(engine) as session:
                return [tuple(row) for row in session.execute(query)]
        finally:
            engine.dispose()

    def count(self, record: type[Base]) -> int:
        return len(self.rows(select(record)))


@contextmanager
def desk_at(location: str, folder: Path, at: datetime = NOW) -> Iterator[Desk]:
    """Yield a desk in a firm that is set up, at the instant ``at``."""
    with closing(firm_services(location, at)) as services:
        yield Desk(services, location, folder)


def reasons(report: ImportReport) -> list[tuple[int, str, str, str]]:
    """Return line, column, value and reason of what was rejected."""
    return [(row.line, row.column, row.value, str(row.reason)) for row in report.rejected]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how many rows were created, updated, left unchanged and rejected."""
    return report.created, report.updated, report.unchanged, len(report.rejected)
