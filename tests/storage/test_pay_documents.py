"""Pay on paper from saved statements, on both databases; and its commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import CrmError, InvalidInputError, NotFoundError
from crm_desktop.exchange.one_c import AccrualMapping, Column, Field
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.pay_page import NoStatementError
from crm_desktop.rewards.template import Event
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import AccrualRecord, StatementRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.command_line import CommandLine, command_line
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME
from tests.unit.exchange.pay_pages import png

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)
MAPPING = AccrualMapping(
    (Column("Код", Field.CODE), Column("Вид", Field.ACCRUAL), Column("Сумма", Field.AMOUNT)),
    {"salary": "ОКЛАД"},
    "ПРЕМИЯ",
)


@pytest.fixture
def firm(database: str) -> str:
    """Return where a firm of three with deals and a scheme is."""
    engine = open_engine(database)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(0, 2_000_00), DealSketch(1, 100_00)])
    engine.dispose()
    with closing(open_services(database, fixed(AT))) as services:
        services.schemes.import_scheme(SCHEME)
    return database


@pytest.fixture
def services(firm: str) -> Iterator[Services]:
    with closing(open_services(firm, fixed(AT))) as services:
        yield services


def test_the_page_is_that_of_the_saved_statement(services: Services) -> None:
    services.payroll.calculate_and_save(MARCH)

    page = services.pay_documents.page("e0", MARCH)

    heading = page.heading
    assert (heading.firm, heading.employee, heading.department) == (
        "Firm",
        "Employee 0",
        "Department 0",
    )
    assert heading.state is StatementState.DRAFT
    assert heading.calculated_at == AT
    assert heading.calculated_at.utcoffset() != AT.utcoffset()
    assert page.total == Money(40_600_00, "RUB")
    assert page.steps == ()
    assert services.pay_documents.page("e0", MARCH, has_steps=True).steps


def test_what_is_not_saved_is_printed_as_it_would_be_now(services: Services) -> None:
    page = services.pay_documents.page("e0", MARCH)

    assert (page.heading.state, page.heading.calculated_at) == (None, None)
    assert page.total == Money(40_600_00, "RUB")


def test_the_page_has_the_records_behind_commissions(firm: str, services: Services) -> None:
    services.payroll.calculate_and_save(MARCH)
    accruals = [
        Accrual(
            "c", Entity.DEAL, 7, "Deal", Event.WON, date(2026, 3, 9), 1000, Decimal("0.0450"), 45
        ),
        Accrual("c", Entity.DEAL, 8, "Gone", None, date(2026, 3, 10), -1000, None, -45),
    ]
    _keep(firm, accruals)

    assert services.pay_documents.page("e0", MARCH).accruals == tuple(accruals)
    assert services.pay_documents.page("e1", MARCH).accruals == ()


def _keep(firm: str, accruals: list[Accrual]) -> None:
    engine = open_engine(firm)
    with Sessions(engine).begin() as session:
        statement = session.scalars(
            select(StatementRecord.id).where(StatementRecord.employee_id == 1)
        ).one()
        session.add_all(
            AccrualRecord(
                statement_id=statement,
                code=one.code,
                entity=one.entity.value,
                record_id=one.record,
                label=one.label,
                event=None if one.event is None else one.event.value,
                on=one.on,
                base_minor=one.base_minor,
                rate=None if one.rate is None else str(one.rate),
                amount_minor=one.amount_minor,
            )
            for one in accruals
        )
    engine.dispose()


def test_who_is_not_there_or_has_no_statement_has_no_page(services: Services) -> None:
    with pytest.raises(NotFoundError):
        services.pay_documents.page("nobody", MARCH)
    with pytest.raises(NoStatementError):
        services.pay_documents.page("e0", Period.parse("2026-Q1"))


def test_the_pay_sheet_has_everybody_by_name(services: Services) -> None:
    services.payroll.calculate_and_save(MARCH)

    sheet = services.pay_documents.sheet(MARCH)

    listed = services.payroll.list_statements(MARCH)
    assert [(row.code, row.total) for row in sheet.rows] == [
        (row.employee_code, row.total) for row in listed
    ]
    assert [row.department for row in sheet.rows] == ["Department 0", "Department 0", ""]
    assert sheet.totals[-1] == Money(sum(row.total.minor for row in listed), "RUB")


def test_the_rows_for_1c_add_up_to_the_pay_sheet(services: Services) -> None:
    services.payroll.calculate_and_save(MARCH)

    rows = services.pay_documents.for_one_c(MARCH, MAPPING).rows

    total = services.pay_documents.sheet(MARCH).totals[-1]
    assert sum(row.amount.minor for row in rows) == total.minor
    assert {row.accrual for row in rows} == {"ОКЛАД", "ПРЕМИЯ"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda documents: documents.sheet(MARCH),
        lambda documents: documents.for_one_c(MARCH, MAPPING),
    ],
)
def test_without_saved_statements_it_says_how_to_save_them(
    services: Services, ask: Callable[[object], object]
) -> None:
    with pytest.raises(CrmError, match="calculate --period 2026-03 --save"):
        ask(services.pay_documents)


def test_the_logo_comes_back_changes_and_goes(services: Services) -> None:
    firm = services.firm
    assert firm.logo() is None

    assert firm.save_logo(png(3, 2)) is Changes.SETTINGS
    firm.save_logo(png(5, 4))
    kept = firm.logo()
    assert kept is not None
    assert (kept.width, kept.height) == (5, 4)
    assert services.pay_documents.page("e0", MARCH).heading.logo == kept

    firm.save_logo(None)
    assert firm.logo() is None


def test_what_is_no_picture_is_not_kept(services: Services) -> None:
    services.firm.save_logo(png(3, 2))

    with pytest.raises(InvalidInputError):
        services.firm.save_logo(b"GIF89a")

    assert services.firm.logo() is not None


@pytest.fixture
def cli(
    firm: str, services: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    services.payroll.calculate_and_save(MARCH)
    with command_line(capsys, tmp_path / "settings", firm) as line:
        yield line


def test_a_statement_is_written_in_each_format(
    cli: CommandLine, tmp_path: Path, qapp: object
) -> None:
    del qapp  # fonts, as a window has them
    pdf, xlsx, html = (tmp_path / f"e0.{ending}" for ending in ("pdf", "xlsx", "html"))
    for file in (pdf, xlsx, html):
        said = cli.done("statement", "e0", "--period", "2026-03", "--output", file, "--steps")
        assert said == f"{file} was written.\n"

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert len(document) == 1
    names = CalamineWorkbook.from_path(str(xlsx)).sheet_names
    assert names == ["Statement", "Figures", "Derivation"]
    assert "40,600.00" in html.read_text(encoding="utf-8")


def test_the_pay_sheet_is_written_in_each_format(
    cli: CommandLine, tmp_path: Path, qapp: object
) -> None:
    del qapp
    beginnings = {
        "pdf": b"%PDF",
        "xlsx": b"PK",
        "html": b"<!DOCTYPE html>",
        "csv": b"\xef\xbb\xbfNo.;Code;",
    }

    for ending, beginning in beginnings.items():
        file = tmp_path / f"sheet.{ending}"
        cli.done("pay-sheet", "--period", "2026-03", "--output", file)
        assert file.read_bytes().startswith(beginning)


def test_rows_for_1c_are_written_by_the_mapping(cli: CommandLine, tmp_path: Path) -> None:
    mapping, file = tmp_path / "1c.toml", tmp_path / "1c.csv"
    mapping.write_text(
        'default = "П"\n[[columns]]\nname = "В"\nfield = "accrual"\n'
        '[[columns]]\nname = "С"\nfield = "amount"\n',
        encoding="utf-8",
    )
    words = ("pay-export", "--period", "2026-03", "--mapping", mapping, "--output")

    cli.done(*words, file, "--format", "1c")
    cli.done(*words, file.with_suffix(".xlsx"))

    assert file.read_text(encoding="utf-8-sig").splitlines()[:2] == ["В;С", "П;40000,00"]
    assert cli(*words, mapping).code != 0


def test_a_name_with_another_ending_and_a_format_of_nobody_are_misuse(
    cli: CommandLine, tmp_path: Path
) -> None:
    word = cli("statement", "e0", "--period", "2026-03", "--output", tmp_path / "e0.docx")
    other = cli(
        *("pay-export", "--period", "2026-03", "--format", "2c"),
        *("--mapping", tmp_path / "x.toml", "--output", tmp_path / "x.csv"),
    )

    assert (word.code, other.code) == (2, 2)
    assert "let the name end with one of .pdf, .xlsx, .html" in word.err


def test_a_folder_that_is_not_there_is_named(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "none" / "sheet.csv"

    answer = cli("pay-sheet", "--period", "2026-03", "--output", file)

    assert answer.code == 1
    assert f"“{file}” cannot be written" in answer.err


def test_a_picture_is_put_on_what_is_printed_and_taken_off(
    cli: CommandLine, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(png(4, 3))

    assert cli.done("logo", file) == "The picture stands on what is printed.\n"
    kept = services.firm.logo()
    assert kept is not None
    assert (kept.width, kept.height) == (4, 3)

    assert cli.done("logo") == "There is no picture on what is printed.\n"
    assert services.firm.logo() is None


def test_a_picture_of_another_kind_is_refused(
    cli: CommandLine, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "logo.gif"
    file.write_bytes(b"GIF89a")

    answer = cli("logo", file)

    assert answer.code == 1
    assert "no PNG or JPEG" in answer.err
    assert services.firm.logo() is None
