"""100,000 deals from a CSV file against a bare ``executemany`` of the converted rows.

Run as ``python -m benchmarks.imports [DEALS]``. The import reads, converts, validates, resolves
names, looks for repeats and writes deals with their history in one transaction; the contender
gets the finished deals as tuples and does nothing but write them into the same table with the
same indexes. Both are CPU time of this process; the ratio must be a quarter or more.
"""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crm_desktop.clock import fixed
from crm_desktop.exchange.mapping import parse_mapping
from crm_desktop.services.imports import ImportService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.models import CurrencyRecord, FirmRecord
from crm_desktop.storage.sessions import Sessions

LEAST_RATIO = 0.25
ROUNDS = 3
SELLERS, CUSTOMERS, PRODUCTS = 200, 20_000, 50
NOW = fixed(datetime(2026, 3, 10, tzinfo=UTC))

EMPLOYEES_MAP = 'kind = "employees"\n[fields]\nname = "name"'
PRODUCTS_MAP = 'kind = "products"\n[fields]\nexternal_id = "id"\nname = "name"'
CUSTOMERS_MAP = 'kind = "customers"\n[fields]\nexternal_id = "id"\nname = "name"'
DEALS_MAP = """
kind = "deals"
date_format = "DD.MM.YYYY"
[pipeline]
name = "Sales"
stages = [
    { name = "New" }, { name = "Offer" },
    { name = "Won", status = "won" }, { name = "Lost", status = "lost" },
]
[fields]
external_id = "id"
title = "title"
customer = "customer"
owner = "seller"
product = "product"
stage = "stage"
amount = "amount"
created = "created"
closed = "closed"
"""

DEAL_HEADER = ["id", "title", "customer", "seller", "product", "stage", "amount"]
DEAL_HEADER += ["created", "closed"]


def main(deals: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, deals)
        ready = folder / "ready.sqlite"
        prepare(ready, folder)
        ratios = [one_round(folder, ready, deals) for _ in range(ROUNDS)]
    ratio = statistics.median(ratios)
    print(f"median ratio {ratio:.2f}, at least {LEAST_RATIO} is needed")
    return 0 if ratio >= LEAST_RATIO else 1


def one_round(folder: Path, ready: Path, deals: int) -> float:
    imported, bare = folder / "imported.sqlite", folder / "bare.sqlite"
    for target in (imported, bare):
        shutil.copyfile(ready, target)
    ours = cpu(lambda: import_table(imported, folder / "deals.csv", DEALS_MAP))
    columns, rows = finished_rows(imported)
    assert len(rows) == deals
    theirs = cpu(lambda: write_bare(bare, columns, rows))
    print(
        f"import {deals / ours:9,.0f} rows/s, bare executemany {deals / theirs:9,.0f} rows/s, "
        f"ratio {theirs / ours:.2f}"
    )
    return theirs / ours


def cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def write_bare(path: Path, columns: str, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    with closing(sqlite3.connect(path)) as connection:
        for pragma in ("synchronous = NORMAL", "cache_size = -32000", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executemany(f"INSERT INTO deal ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own columns
        connection.commit()


def finished_rows(path: Path) -> tuple[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute("SELECT * FROM deal ORDER BY id")
        return ", ".join(column[0] for column in cursor.description), cursor.fetchall()


def prepare(path: Path, folder: Path) -> None:
    engine = open_engine(str(path))
    upgrade(engine)
    with Sessions(engine).begin() as session:
        session.add(CurrencyRecord(code="RUB"))
        session.flush()
        session.add(
            FirmRecord(id=1, name="Firm", currency="RUB", zone="Europe/Moscow", rounding="half-up")
        )
    engine.dispose()
    for table, mapping in (
        ("sellers", EMPLOYEES_MAP),
        ("products", PRODUCTS_MAP),
        ("customers", CUSTOMERS_MAP),
        ("no_deals", DEALS_MAP),  # makes the stages
    ):
        import_table(path, folder / f"{table}.csv", mapping)


def import_table(path: Path, table: Path, mapping: str) -> None:
    engine = open_engine(str(path))
    report = ImportService(Sessions(engine), NOW).run(table, parse_mapping(mapping))
    engine.dispose()
    assert not report.rejected, report.rejected[0]


def write_tables(folder: Path, deals: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same tables in each run
    write_csv(folder / "sellers.csv", ["name"], [[f"Seller {n}"] for n in range(SELLERS)])
    for table, size in (("products", PRODUCTS), ("customers", CUSTOMERS)):
        rows = [[f"{table[0]}{n}", f"{table.title()} of number {n}"] for n in range(size)]
        write_csv(folder / f"{table}.csv", ["id", "name"], rows)
    write_csv(folder / "deals.csv", DEAL_HEADER, [deal_row(n, chance) for n in range(deals)])
    write_csv(folder / "no_deals.csv", DEAL_HEADER, [])


def deal_row(number: int, chance: random.Random) -> list[str]:
    created = date(2023, 1, 1) + timedelta(days=chance.randrange(1_000))
    stage = chance.choice(("New", "Offer", "Won", "Won", "Lost"))
    closed = created + timedelta(days=chance.randrange(90))
    return [
        f"D{number:07}",
        f"Windows and doors, order {number}",
        f"c{chance.randrange(CUSTOMERS)}",
        f"Seller {chance.randrange(SELLERS)}",
        f"p{chance.randrange(PRODUCTS)}",
        stage,
        f"{chance.randrange(50_000_000) / 100:.2f}",
        f"{created:%d.%m.%Y}",
        f"{closed:%d.%m.%Y}" if stage in {"Won", "Lost"} else "",
    ]


def write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
