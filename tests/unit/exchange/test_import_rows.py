from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from crm_desktop.domain.money import Money
from crm_desktop.errors import CrmError
from crm_desktop.exchange.import_rows import ImportedRow, RejectedRow, read_rows, write_rejects
from crm_desktop.exchange.import_values import Value
from crm_desktop.exchange.mapping import parse_mapping, read_mapping
from crm_desktop.exchange.table import UnreadableTableError
from crm_desktop.texts import Message

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/examples/crm_sales_opportunities"


def rows_of(folder: Path, table: str, mapping: str) -> list[ImportedRow | RejectedRow]:
    path = folder / "table.csv"
    path.write_text(table, encoding="utf-8")
    return list(read_rows(path, parse_mapping(mapping)))


def read_of(rows: Iterable[ImportedRow | RejectedRow]) -> list[tuple[int, Mapping[str, Value]]]:
    """Return line and values of rows that are all good."""
    return [(row.line, row.values) for row in rows if isinstance(row, ImportedRow)]


def rejects_of(folder: Path, table: str, mapping: str) -> list[tuple[int, str, str, str]]:
    rows = rows_of(folder, table, mapping)
    rejects = [row for row in rows if isinstance(row, RejectedRow)]
    return [(row.line, row.column, row.value, str(row.reason)) for row in rejects]


DEALS = """
kind = "deals"
currency = "RUB"
date_format = "DD.MM.YYYY"
decimal = ","
thousands = " "
[fields]
title = "Name"
owner = "Seller"
stage = "Stage"
amount = "Sum"
closed = "Closed"
"""
HEADER = "Name;Seller;Stage;Sum;Closed\n"


def test_cells_become_values_of_their_fields(tmp_path: Path) -> None:
    table = HEADER + " Окна ;Иванов;Won;1 250 000,50;1.3.2017\nДвери;Иванов;New;;\n"

    assert read_of(rows_of(tmp_path, table, DEALS)) == [
        (
            2,
            {
                "title": "Окна",
                "owner": "Иванов",
                "stage": "Won",
                "amount": Money(125_000_050, "RUB"),
                "closed": datetime(2017, 3, 1),  # noqa: DTZ001 - the file names no zone
            },
        ),
        (
            3,
            {"title": "Двери", "owner": "Иванов", "stage": "New", "amount": None, "closed": None},
        ),
    ]


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (";Иванов;Won;1;1.3.2017", "Name", "", "A value is required here."),
        ("x;y;z;1.5;1.3.2017", "Sum", "1.5", "“1.5” is no amount, zero or more, written as"),
        ("x;y;z;12 50;1.3.2017", "Sum", "12 50", "“12 50” is no amount"),
        ("x;y;z;-5;1.3.2017", "Sum", "-5", "“-5” is no amount"),
        ("x;y;z;٣;1.3.2017", "Sum", "٣", "“٣” is no amount"),
        ("x;y;z;1,005;1.3.2017", "Sum", "1,005", "The amount 1.005 is finer than RUB can be paid."),
        ("x;y;z;" + "9" * 20 + ";", "Sum", "9" * 20, "The amount is too big."),
        ("x;y;z;10000000000000,01;", "Sum", "10000000000000,01", "The amount is too big."),
        ("x;y;z;1;31.2.2017", "Closed", "31.2.2017", "“31.2.2017” is no date written as DD.MM.YY"),
        ("x;y;z;1;01.01.0001", "Closed", "01.01.0001", "“01.01.0001” is out of range."),
        ("x;y;z;1;31.12.9999", "Closed", "31.12.9999", "“31.12.9999” is out of range."),
        ("x;y;z;1;3/1/2017", "Closed", "3/1/2017", "“3/1/2017” is no date written as DD.MM.YYYY:"),
        ("x" * 251 + ";y;z;1;", "Name", "x" * 251, "The text is longer than 250 characters."),
        ("x;y;z;1", "", "x, y, z, 1", "The row has 4 cells, the header 5"),
        ("x;y;z;1;1.3.2017;", "", "x, y, z, 1, 1.3.2017, ", "The row has 6 cells, the header 5"),
    ],
)
def test_a_bad_cell_rejects_its_row_with_a_reason(
    tmp_path: Path, row: str, column: str, value: str, reason: str
) -> None:
    mapping = 'delimiter = ";"\n' + DEALS
    ((line, *place, why),) = rejects_of(tmp_path, HEADER + row + "\n", mapping)

    assert (line, *place) == (2, column, value)
    assert why.startswith(reason)


@pytest.mark.parametrize("kind", ["customers", "contacts", "employees"])
def test_an_e_mail_is_refused_as_forms_refuse_it(tmp_path: Path, kind: str) -> None:
    required = '\nname = "name"\n' + ('customer = "name"\n' if kind == "contacts" else "")
    mapping = f'kind = "{kind}"\n[fields]\nemail = "email"{required}'
    table = "name,email\nA,\nB,b@c.ru\nC,no address\nD,d@\n"

    good = [
        row.values["email"]
        for row in rows_of(tmp_path, table, mapping)
        if isinstance(row, ImportedRow)
    ]

    assert good == [None, "b@c.ru"]
    assert rejects_of(tmp_path, table, mapping) == [
        (4, "email", "no address", "“no address” is no e-mail address."),
        (5, "email", "d@", "“d@” is no e-mail address."),
    ]


def test_a_row_is_rejected_once_and_the_others_are_read(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, HEADER + "a;b;c;x;y\n\na;b;c;1;1.3.2017\n", DEALS)

    assert [(type(row), row.line) for row in rows] == [(RejectedRow, 2), (ImportedRow, 4)]


def test_missing_columns_are_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTableError) as refused:
        rows_of(tmp_path, "Name;Seler\nx;y\n", DEALS)

    assert str(refused.value) == (
        "Columns are missing: Closed, Seller, Stage, Sum. The table has: Name, Seler."
    )


def test_a_currency_column_decides_for_its_row(tmp_path: Path) -> None:
    mapping = (
        'kind = "products"\ncurrency = "RUB"\n[fields]\nname = "n"\nprice = "p"\ncurrency = "c"\n'
    )
    rows = rows_of(tmp_path, "n,p,c\na,5,JPY\nb,5,\nc,5.5,JPY\nd,5,XX\n", mapping)

    assert [row.values["price"] for row in rows if isinstance(row, ImportedRow)] == [
        Money(5, "JPY"),
        Money(500, "RUB"),
    ]
    assert [(row.line, row.column) for row in rows if isinstance(row, RejectedRow)] == [
        (4, "p, c"),
        (5, "p, c"),
    ]


def test_amounts_are_in_the_currency_of_the_firm_where_nothing_names_one(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("n,p\na,5\n", encoding="utf-8")
    mapping = parse_mapping('kind = "products"\n[fields]\nname = "n"\nprice = "p"\n')
    (row,) = read_rows(path, mapping, currency="KWD")

    assert read_of([row]) == [(2, {"name": "a", "price": Money(5000, "KWD")})]


def test_texts_and_paths_are_put_together_from_columns(tmp_path: Path) -> None:
    mapping = """
    kind = "employees"
    date_format = "YYYY-MM-DD"
    [fields]
    name = { text = "{last} {first}" }
    position = { text = "seller" }
    phone = { text = "+7 {phone}" }
    department = { path = ["{office}", "Team {team}"] }
    hired = "hired"
    [aliases.office]
    "MSK" = "Moscow"
    """
    table = "last,first,office,team,phone,hired\nПетров,Пётр,MSK,1,,2020-02-29\nО,,,,5,\n"

    assert [
        row.values for row in rows_of(tmp_path, table, mapping) if isinstance(row, ImportedRow)
    ] == [
        {
            "name": "Петров Пётр",
            "position": "seller",
            "phone": None,
            "department": ("Moscow", "Team 1"),
            "hired": date(2020, 2, 29),
        },
        {"name": "О", "position": "seller", "phone": "+7 5", "department": None, "hired": None},
    ]


def test_empty_tags_are_left_out(tmp_path: Path) -> None:
    mapping = (
        'kind = "customers"\n[fields]\nname = "n"\n[classifiers]\n"Sector" = "s"\n'
        '"Place" = { path = ["{country}", "{city}"] }\n'
    )
    rows = rows_of(tmp_path, "n,s,country,city\na,retail,RU,Omsk\nb,,RU,\nc,,,\n", mapping)

    assert [row.values["tags"] for row in rows if isinstance(row, ImportedRow)] == [
        (("Sector", "retail"), ("Place", "RU", "Omsk")),
        (("Place", "RU"),),
        (),
    ]


def test_rows_to_be_skipped_are_no_rejects(tmp_path: Path) -> None:
    mapping = (
        'kind = "customers"\n[fields]\nname = { column = "n", skip_empty = true }\nkind = "k"\n'
    )

    rows = rows_of(tmp_path, "n,k\n,total\na,person\n", mapping)
    assert read_of(rows) == [(3, {"name": "a", "kind": "person"})]
    assert len(rows) == 1


def test_only_the_stages_of_the_declared_pipeline_are_taken(tmp_path: Path) -> None:
    mapping = DEALS + "[pipeline]\nname = 'Sales'\nstages = [{ name = 'Won', status = 'won' }]\n"
    ((line, column, value, reason),) = rejects_of(tmp_path, HEADER + "a;b;Wonn;1;\n", mapping)

    assert (line, column, value) == (2, "Stage", "Wonn")
    assert reason == "“Wonn” is not known here. Is “Won” meant?"


def test_a_workbook_gives_the_values_of_the_same_table(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Name", "Seller", "Stage", "Sum", "Closed"])
        sheet.write_row(1, 0, [1001, "b", "c", 1250.5])
        sheet.write_datetime(1, 4, date(2017, 3, 1), day)
    (row,) = read_rows(path, parse_mapping(DEALS))

    assert read_of([row]) == [
        (
            2,
            {
                "title": "1001",
                "owner": "b",
                "stage": "c",
                "amount": Money(125_050, "RUB"),
                "closed": datetime(2017, 3, 1),  # noqa: DTZ001 - the file names no zone
            },
        )
    ]


def test_more_distinct_values_than_are_remembered_are_all_read(tmp_path: Path) -> None:
    table = "n\n" + "".join(f"{i}\n" for i in range(25_000)) * 2
    rows = rows_of(tmp_path, table, 'kind = "customers"\n[fields]\nname = "n"\n')

    assert [row.values["name"] for row in rows if isinstance(row, ImportedRow)] == [
        str(i) for i in range(25_000)
    ] * 2


def test_rejects_are_written_for_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    reject = RejectedRow(7, "Sum", 'a "b";\nc', Message("Because."))

    assert write_rejects(path, [reject]) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["Line", "Column", "Value", "Reason"],
            ["7", "Sum", 'a "b";\nc', "Because."],
        ]


def test_rejects_that_cannot_be_written_are_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="cannot be written"):
        write_rejects(tmp_path / "none" / "rejects.csv", [])


@given(
    amount=st.decimals(0, 10**12, places=2),
    thousands=st.sampled_from(["", " ", "'"]),
    decimal=st.sampled_from([".", ","]),
)
def test_an_amount_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, amount: Decimal, thousands: str, decimal: str
) -> None:
    written = f"{amount:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)
    mapping = (
        f'kind = "products"\ncurrency = "RUB"\ndecimal = "{decimal}"\nthousands = "{thousands}"\n'
        'delimiter = ";"\n[fields]\nname = "n"\nprice = "p"\n'
    )
    (row,) = rows_of(tmp_path_factory.mktemp("amounts"), f"n;p\nx;{written}\n", mapping)

    assert isinstance(row, ImportedRow)
    assert row.values["price"] == Money.of(amount, "RUB")


@pytest.mark.parametrize(
    ("name", "count"),
    [("accounts", 85), ("products", 7), ("sales_teams", 35), ("sales_pipeline", 8_800)],
)
def test_real_export_is_read_without_a_reject(data_set: Path, name: str, count: int) -> None:
    rows = list(read_rows(data_set / f"{name}.csv", read_mapping(EXAMPLES / f"{name}.toml")))

    assert len(rows) == count
    assert all(isinstance(row, ImportedRow) for row in rows)


def test_real_export_has_the_sum_and_names_that_are_known_of_it(data_set: Path) -> None:
    mapping = read_mapping(EXAMPLES / "sales_pipeline.toml")
    read = read_rows(data_set / "sales_pipeline.csv", mapping)
    rows = [row.values for row in read if isinstance(row, ImportedRow)]
    amounts = [row["amount"] for row in rows if row["stage"] == "Won"]

    assert len(amounts) == 4_238
    assert sum(won.minor for won in amounts if isinstance(won, Money)) == 1_000_553_400
    assert sum(row["customer"] is None for row in rows) == 1_425
    assert {row["product"] for row in rows} == {
        "GTK 500",
        "GTX Basic",
        "GTX Plus Basic",
        "GTX Plus Pro",
        "GTX Pro",
        "MG Advanced",
        "MG Special",
    }


def test_a_character_that_no_server_keeps_rejects_its_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Name\nDo\0or\n", encoding="utf-16")
    mapping = parse_mapping('kind = "customers"\n[fields]\nname = "Name"\n')

    (reject,) = read_rows(path, mapping)

    assert isinstance(reject, RejectedRow)
    assert (reject.line, reject.column) == (2, "Name")
    assert str(reject.reason) == "The text has a character that cannot be kept."


LINES = """
kind = "documents"
currency = "RUB"
decimal = ","
thousands = " "
[fields]
kind = { text = "invoice" }
number = "No"
issued = { text = "2026-02-03" }
owner = { text = "Anna" }
quantity = "Quantity"
line_amount = "Sum"
"""


def test_sums_and_numbers_may_be_below_zero(tmp_path: Path) -> None:
    table = "No;Quantity;Sum\n1;-1 000,5;-1 250,50\n2;\u22123;\u22121\n"

    values = [values for _, values in read_of(rows_of(tmp_path, table, LINES))]

    assert [(row["quantity"], row["line_amount"]) for row in values] == [
        (Decimal("-1000.5"), Money(-125_050, "RUB")),
        (Decimal(-3), Money(-100, "RUB")),
    ]


def test_a_rejected_row_keeps_what_could_be_read(tmp_path: Path) -> None:
    [row] = rows_of(tmp_path, "No;Quantity;Sum\n7;many;1\n", LINES)

    assert isinstance(row, RejectedRow)
    assert row.values is not None
    assert (row.values["number"], row.values["line_amount"]) == ("7", Money(100, "RUB"))
    assert str(row.reason) == "“many” is no number, written as 1 500,5."


ACTS = """
kind = "activities"
[fields]
type = { text = "Call" }
employee = { text = "Anna" }
duration = "Time"
points = "Points"
"""


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("330", 330), ("0:05:30", 330), ("100:00:01", 360_001)]
)
def test_a_time_is_seconds_or_hours_minutes_seconds(
    tmp_path: Path, text: str, seconds: int
) -> None:
    [(_, values)] = read_of(rows_of(tmp_path, f"Time,Points\n{text},-5\n", ACTS))

    assert (values["duration"], values["points"]) == (seconds, -5)


DONE = """
kind = "activities"
{date_format}
[fields]
type = {{ text = "Call" }}
employee = {{ text = "Anna" }}
done = "Done"
"""


@pytest.mark.parametrize(
    ("date_format", "text", "moment"),
    [
        ("", "2026-11-05", (0, 0, 0)),
        ("", "2026-11-05 10:00", (10, 0, 0)),
        ("", "2026-11-05T9:05:07", (9, 5, 7)),
        ('date_format = "DD.MM.YYYY"', "5.11.2026 23:59", (23, 59, 0)),
        ('date_format = "YYYY-MM-DD hh:mm"', "2026-11-05 10:00", (10, 0, 0)),
    ],
)
def test_a_moment_may_have_a_time_of_day_behind_its_day(
    tmp_path: Path, date_format: str, text: str, moment: tuple[int, int, int]
) -> None:
    mapping = DONE.format(date_format=date_format)
    [(_, values)] = read_of(rows_of(tmp_path, f"Done\n{text}\n", mapping))

    assert values["done"] == datetime(2026, 11, 5, *moment)  # noqa: DTZ001 - the file names no zone


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("", "2026-11-05 24:00"),
        ("", "2026-11-05 10:60"),
        ("", "2026-11-05 10"),
        ("", "05.11.2026 10:00"),
        ('date_format = "YYYY-MM-DD hh:mm"', "2026-11-05"),
    ],
)
def test_a_moment_that_is_written_otherwise_is_refused_with_the_key_that_says_how(
    tmp_path: Path, date_format: str, text: str
) -> None:
    mapping = DONE.format(date_format=date_format)
    [(_, column, value, reason)] = rejects_of(tmp_path, f"Done\n{text}\n", mapping)

    assert (column, value) == ("Done", text)
    assert "date_format" in reason


@pytest.mark.parametrize("text", ["5:30", "0:60:00", "0:00:60", "-5", "1.5", "9999999999"])
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    [(_, column, value, _reason)] = rejects_of(tmp_path, f"Time,Points\n{text},1\n", ACTS)

    assert (column, value) == ("Time", text)
