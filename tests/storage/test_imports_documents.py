"""Documents and payments taken in from tables, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from crm_desktop.changes import Changes
from crm_desktop.domain.customers import CustomerDraft
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.firm import RateRow
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.imports import ImportReport
from crm_desktop.storage.models import DocumentLineRecord, DocumentRecord, PaymentRecord
from crm_desktop.texts import shown
from tests.storage.import_tables import Desk, counts, desk_at, mapping_of, reasons

DOCUMENT_COLUMNS = (
    "kind",
    "number",
    "issued",
    "owner",
    "customer",
    "amount",
    "tax",
    "cost",
    "discount",
    "currency",
    "state",
)
LINE_COLUMNS = ("kind", "number", "issued", "owner", "item", "quantity", "line_amount", "currency")
PAYMENT_COLUMNS = ("external_id", "number", "received", "amount")
INVOICE = "invoice,1,2026-02-03,Anna,Берёза,120,20,70,5,,"
IN_EURO = "invoice,2,2026-02-03,Anna,,100,20,50,1,EUR,"
WORTH = select(
    DocumentRecord.base_minor,
    DocumentRecord.base_tax_minor,
    DocumentRecord.base_cost_minor,
    DocumentRecord.base_discount_minor,
)
PAID = select(DocumentRecord.paid_minor, DocumentRecord.base_paid_minor, DocumentRecord.paid_on)
LINES = select(
    DocumentLineRecord.position,
    DocumentLineRecord.name,
    DocumentLineRecord.quantity_milli,
    DocumentLineRecord.amount_minor,
    DocumentLineRecord.base_minor,
).order_by(DocumentLineRecord.document_id, DocumentLineRecord.position)


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(database, tmp_path) as desk:
        desk.hire("Anna", "Boris")
        desk.services.customers.create(CustomerDraft("Берёза"))
        yield desk


def take(desk: Desk, kind: str, columns: tuple[str, ...], *rows: str) -> ImportReport:
    table = "\n".join([",".join(columns), *rows])
    return desk.take(table, mapping_of(f'kind = "{kind}"\n[fields]\n', columns))


def documents(desk: Desk, *rows: str) -> ImportReport:
    return take(desk, "documents", DOCUMENT_COLUMNS, *rows)


def lines(desk: Desk, *rows: str) -> ImportReport:
    return take(desk, "documents", LINE_COLUMNS, *rows)


def payments(desk: Desk, *rows: str) -> ImportReport:
    return take(desk, "payments", PAYMENT_COLUMNS, *rows)


def euro_costs(desk: Desk, rate: str, on: date = date(2026, 2, 3)) -> None:
    desk.services.firm.save_rate(RateRow("EUR", on, Decimal(rate)))


def test_documents_come_with_what_they_are_worth(desk: Desk) -> None:
    report = documents(desk, INVOICE)

    assert counts(report) == (1, 0, 0, 0)
    assert report.changes == Changes.DOCUMENTS
    assert desk.rows(WORTH) == [(120_00, 20_00, 70_00, 5_00)]
    assert desk.rows(select(DocumentRecord.state)) == [("posted",)]


def test_c52_a_document_in_another_currency_is_worth_the_rate_of_its_day(desk: Desk) -> None:
    """Case C52: an invoice of 100 EUR at 95.50."""
    euro_costs(desk, "95.50")
    euro_costs(desk, "99", on=date(2026, 2, 4))

    documents(desk, IN_EURO)

    assert desk.rows(WORTH) == [(9550_00, 1910_00, 4775_00, 95_50)]


def test_c52_a_missing_rate_is_named_with_currency_and_day(desk: Desk) -> None:
    """Case C52: never a rate of 1, nor that of a later day; the day before is early enough."""
    euro_costs(desk, "95.50", on=date(2026, 2, 4))

    report = documents(desk, IN_EURO)

    [(line, column, value, why)] = reasons(report)
    assert (line, column, value) == (2, "amount", "100")
    assert why.startswith(f"No rate of EUR on {shown(date(2026, 2, 3))}:")
    assert desk.count(DocumentRecord) == 0

    euro_costs(desk, "95.50", on=date(2026, 2, 2))
    assert counts(documents(desk, IN_EURO)) == (1, 0, 0, 0)


def test_a_second_import_changes_nothing_even_where_the_rate_was_mended(desk: Desk) -> None:
    euro_costs(desk, "95.50")
    documents(desk, INVOICE, IN_EURO)
    euro_costs(desk, "90")

    report = documents(desk, INVOICE, IN_EURO)
    dearer = documents(desk, IN_EURO.replace("100", "200"))

    assert (counts(report), report.changes) == ((0, 0, 2, 0), Changes.NONE)
    assert counts(dearer) == (0, 1, 0, 0)
    assert sorted(desk.rows(select(DocumentRecord.base_minor))) == [(120_00,), (18000_00,)]


def test_rows_of_one_document_are_its_lines(desk: Desk) -> None:
    euro_costs(desk, "95.50")
    report = lines(
        desk,
        "invoice,1,2026-02-03,Anna,Dowels,1.5,33.33,EUR",
        "invoice,1,2026-02-03,Anna,Screws,,33.33,EUR",
        "invoice,1,2026-02-03,Anna,Returned,-1,-0.01,EUR",
        "act,1,2026-02-04,Boris,Work,2,10,RUB",
    )

    assert counts(report) == (2, 0, 0, 0)
    assert desk.rows(LINES) == [
        (1, "Dowels", 1500, 33_33, 3183_02),
        (2, "Screws", 1000, 33_33, 3183_02),
        (3, "Returned", -1000, -1, -96),
        (1, "Work", 2000, 10_00, 10_00),
    ]
    query = select(DocumentRecord.amount_minor, DocumentRecord.base_minor)
    assert sorted(desk.rows(query)) == [(10_00, 10_00), (66_65, 6365_08)]


def test_lines_change_as_a_whole_and_only_where_they_differ(desk: Desk) -> None:
    rows = ["invoice,1,2026-02-03,Anna,Dowels,1,5,", "invoice,1,2026-02-03,Anna,Screws,1,6,"]
    lines(desk, *rows, "invoice,2,2026-02-03,Anna,Nails,1,7,")

    same = lines(desk, *rows, "invoice,2,2026-02-03,Anna,Nails,1,7,")
    fewer = lines(desk, rows[1].replace("6,", "11,"))

    assert counts(same) == (0, 0, 2, 0)
    assert counts(fewer) == (0, 1, 0, 0)
    assert [name for _, name, *_ in desk.rows(LINES)] == ["Screws", "Nails"]
    versions = select(DocumentRecord.version).order_by(DocumentRecord.number)
    assert desk.rows(versions) == [(2,), (1,)]


def test_a_document_of_many_lines_is_one_however_the_file_is_read(desk: Desk) -> None:
    many = [f"invoice,1,2026-02-03,Anna,Screw {number},1,1," for number in range(2_500)]

    report = lines(desk, "invoice,0,2026-02-03,Anna,Nail,1,1,", *many)

    assert counts(report) == (2, 0, 0, 0)
    assert desk.count(DocumentLineRecord) == 2_501
    assert sorted(desk.rows(select(DocumentRecord.amount_minor))) == [(1_00,), (2500_00,)]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("invoice,1,2026-02-03,Anna,Screws,x,6,", "quantity", "“x” is no number"),
        ("invoice,1,2026-02-03,Anna,Screws,1.0001,6,", "quantity", "at most three decimals"),
        ("invoice,1,2026-02-03,Anna,,1,6,", "item", "needs a product or a text"),
        ("invoice,1,2026-02-03,Anna,Screws,1,,", "line_amount", "A line needs its amount."),
        ("invoice,1,2026-02-04,Anna,Screws,1,6,", "issued", "Line 2 says otherwise"),
    ],
)
def test_a_document_with_a_wrong_line_is_not_taken_at_all(
    desk: Desk, row: str, column: str, reason: str
) -> None:
    good = "invoice,1,2026-02-03,Anna,Dowels,1,5,"
    report = lines(desk, good, row, "invoice,2,2026-02-03,Anna,Nails,1,7,")

    assert counts(report) == (1, 0, 0, 2)
    first, second = reasons(report)
    assert first == (2, "", "", "Line 3 of the same document is wrong.")
    assert second[:2] == (3, column)
    assert reason in second[3]
    assert desk.rows(select(DocumentRecord.number)) == [("2",)]


SUM_COLUMNS = (*LINE_COLUMNS[:4], "amount", "tax", *LINE_COLUMNS[4:])


@pytest.mark.parametrize(
    ("amount", "tax"),
    [("12", ""), ("12", "2"), ("14", "2"), ("10", "2"), ("", "2"), ("", "")],
)
def test_lines_come_to_the_amount_with_the_tax_or_without_it(
    desk: Desk, amount: str, tax: str
) -> None:
    head = f"invoice,1,2026-02-03,Anna,{amount},{tax}"
    report = take(desk, "documents", SUM_COLUMNS, f"{head},Dowels,1,5,", f"{head},Nails,1,7,")

    assert counts(report) == (1, 0, 0, 0)
    assert desk.rows(select(DocumentRecord.amount_minor)) == [(int(amount or 12) * 100,)]


@pytest.mark.parametrize(("amount", "tax"), [("13", ""), ("0", ""), ("12.01", "2"), ("-12", "")])
def test_a_document_whose_lines_come_to_another_sum_is_not_taken(
    desk: Desk, amount: str, tax: str
) -> None:
    head = f"invoice,1,2026-02-03,Anna,{amount},{tax}"
    report = take(desk, "documents", SUM_COLUMNS, f"{head},Dowels,1,5,", f"{head},Nails,1,7,")

    asked = Money.of(amount, "RUB")
    assert reasons(report) == [
        (2, "amount", amount, f"The document comes to {shown(asked)}, its lines to RUB\xa012.00."),
        (3, "", "", "Line 2 of the same document is wrong."),
    ]
    assert desk.count(DocumentRecord) == 0


def test_lines_in_several_currencies_make_no_document(desk: Desk) -> None:
    euro_costs(desk, "95.50")
    first = "invoice,1,2026-02-03,Anna,Dowels,1,5,EUR"
    report = lines(desk, first, "invoice,1,2026-02-03,Anna,Nails,1,7,")

    assert reasons(report)[0][3] == "The lines are in another currency."
    assert desk.count(DocumentRecord) == 0


def test_a_document_that_comes_again_further_down_is_a_repeat(desk: Desk) -> None:
    row = "invoice,{},2026-02-03,Anna,Nails,1,7,"

    report = lines(desk, row.format(1), row.format(2), row.format(1))

    assert reasons(report) == [(4, "", "", "The same record stands in line 2 already.")]


def test_payments_make_what_is_paid_and_the_day_it_was_paid_in_full(desk: Desk) -> None:
    euro_costs(desk, "95.50")
    documents(desk, IN_EURO)
    rows = ("P1,2,2026-03-02,66.67", "P2,2,2026-02-10,33.33")

    report, again = payments(desk, *rows), payments(desk, *rows)

    assert (counts(report), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert (report.changes, again.changes) == (Changes.DOCUMENTS, Changes.NONE)
    assert desk.rows(PAID) == [(100_00, 9550_00, date(2026, 3, 2))]
    assert sorted(desk.rows(select(PaymentRecord.base_minor))) == [(318302,), (636699,)]
    assert desk.rows(select(DocumentRecord.version)) == [(2,)]


def test_a_document_and_its_payments_agree_after_the_document_changes(desk: Desk) -> None:
    documents(desk, INVOICE)
    payments(desk, "P1,1,2026-03-02,120")

    documents(desk, INVOICE.replace("120", "150").replace("Anna", "Boris"))

    assert desk.rows(PAID) == [(120_00, 120_00, None)]
    owners = select(PaymentRecord.owner_id == DocumentRecord.owner_id).where(
        DocumentRecord.id == PaymentRecord.document_id
    )
    assert [bool(is_same) for (is_same,) in desk.rows(owners)] == [True]
    assert counts(documents(desk, INVOICE.replace("120", "150"))) == (0, 1, 0, 0)


def test_a_payment_that_moves_to_another_document_leaves_the_first_unpaid(desk: Desk) -> None:
    documents(desk, INVOICE, INVOICE.replace(",1,", ",2,"))
    payments(desk, "P1,1,2026-03-02,120")

    payments(desk, "P1,2,2026-03-02,120")

    numbered = PAID.add_columns(DocumentRecord.number).order_by(DocumentRecord.number)
    assert desk.rows(numbered) == [
        (0, 0, None, "1"),
        (120_00, 120_00, date(2026, 3, 2), "2"),
    ]


def test_the_file_says_of_documents_without_payments_when_they_were_paid(desk: Desk) -> None:
    columns = ("kind", "number", "issued", "owner", "amount", "paid")
    rows = [f"invoice,{number},2026-02-03,Anna,50,2026-02-20" for number in (1, 2)]
    take(desk, "documents", columns, *rows)
    payments(desk, "P1,1,2026-03-02,20")

    again = take(desk, "documents", columns, *rows)

    assert counts(again) == (0, 0, 2, 0)
    assert desk.rows(PAID.order_by(DocumentRecord.number)) == [
        (20_00, 20_00, None),
        (50_00, 50_00, date(2026, 2, 20)),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P1,9,2026-03-02,20", "number", "no document “invoice” with the number “9”"),
        ("P1,1,2026-03-02,0", "amount", "above or below zero"),
        ("P1,1,2026-03-02,0.001", "amount", "finer than RUB can be paid"),
        ("P1,1,2026-03-02,much", "amount", "“much” is no number, written as 1500.5."),
        ("P1,1,02.03.2026,20", "received", "is no date"),
    ],
)
def test_a_bad_payment_is_named_with_its_reason(
    desk: Desk, row: str, column: str, reason: str
) -> None:
    documents(desk, INVOICE)

    [(line, where, _value, why)] = reasons(payments(desk, row))

    assert (line, where) == (2, column)
    assert reason in why


def test_a_payment_in_another_currency_than_its_document_is_rejected(desk: Desk) -> None:
    documents(desk, INVOICE)
    columns = (*PAYMENT_COLUMNS, "currency")

    report = take(desk, "payments", columns, "P1,1,2026-03-02,20,EUR")

    assert reasons(report) == [(2, "currency", "EUR", "The document is in RUB.")]


def test_a_document_with_payments_keeps_its_currency(desk: Desk) -> None:
    euro_costs(desk, "95.50")
    documents(desk, INVOICE)
    payments(desk, "P1,1,2026-03-02,20")

    report = documents(desk, INVOICE.replace(",5,,", ",5,EUR,"))

    assert reasons(report) == [(2, "currency", "EUR", "There are payments in RUB for it.")]


def test_an_import_that_is_stopped_leaves_no_half_of_a_document(desk: Desk) -> None:
    rows = [f"invoice,{number // 2},2026-02-03,Anna,Nail,1,1," for number in range(4_500)]
    table = "\n".join([",".join(LINE_COLUMNS), *rows])
    done: list[int] = []

    def stop(count: int) -> None:
        done.append(count)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.take(table, mapping_of('kind = "documents"\n[fields]\n', LINE_COLUMNS), progress=stop)

    assert done == [2_000, 4_000]
    assert [desk.count(record) for record in (DocumentRecord, DocumentLineRecord)] == [0, 0]


def test_more_rows_take_no_more_statements(desk: Desk) -> None:
    def statements(first: int, count: int) -> int:
        numbers = range(first, first + count)
        with counted() as told:
            lines(desk, *(f"invoice,{n},2026-02-03,Anna,Nail,1,1," for n in numbers))
            payments(desk, *(f"P{n},{n},2026-03-02,1" for n in numbers))
        return len(told)

    few, many = statements(1, 3), statements(1_000, 300)

    assert many == few


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the statements that are executed meanwhile, whatever the connection."""
    told: list[str] = []

    def tell(_conn: object, _cursor: object, statement: str, *_others: object) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", tell)


def test_c35_a_full_refund_in_the_next_period_is_the_exact_opposite_there(desk: Desk) -> None:
    """Case C35: a full refund of a paid invoice in the next period."""
    euro_costs(desk, "95.555")
    desk.services.schemes.import_scheme(RECEIPTS)
    documents(desk, IN_EURO.replace("100", "33.33"))
    payments(desk, "P1,2,2026-02-10,33.33")
    before = receipts(desk, 2)

    payments(desk, "P2,2,2026-03-05,-33.33")

    assert (before, receipts(desk, 2), receipts(desk, 3)) == (
        Decimal("3184.85"),
        Decimal("3184.85"),
        Decimal("-3184.85"),
    )
    assert desk.rows(PAID) == [(0, 0, date(2026, 2, 10))]


def test_what_no_sum_can_hold_is_rejected_in_words(desk: Desk) -> None:
    euro_costs(desk, "900000000")
    most = "9999999999999.99"
    cent = "invoice,1,2026-02-03,Anna,,0.01,,,,EUR,"

    dear = documents(desk, cent, IN_EURO.replace("100", f"-{most}"))
    taxed = documents(desk, cent.replace(",,,,EUR", f",{most},,,EUR"))
    drawn = lines(
        desk,
        f"invoice,3,2026-02-03,Anna,Up,1,{most},EUR",
        f"invoice,3,2026-02-03,Anna,Down,1,-{most},EUR",
        "invoice,3,2026-02-03,Anna,Rest,1,0.01,EUR",
    )
    paid = payments(desk, f"P1,1,2026-03-02,{most}")

    assert counts(dear) == (1, 0, 0, 1)
    assert "the amount would be above" in reasons(dear)[0][3]
    for report in (taxed, drawn, paid):
        assert [why for *_, why in reasons(report)] == ["The amount is too big."]


ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "Anna")
RECEIPTS = Scheme(
    name="Receipts",
    currency="RUB",
    indicators=(
        Indicator(
            "receipts",
            "Receipts",
            RecordSource(Entity.PAYMENT, Aggregate.SUM, "received", "amount"),
            Unit.MONEY,
        ),
    ),
    profiles=(Profile("seller", "Seller", (ProfileEntry("receipts"),), (ANNA,)),),
)


def receipts(desk: Desk, month: int) -> Decimal | None:
    outcome = desk.services.calculation.progress("Anna", Period.month(2026, month))
    return outcome.result.indicators[0].fact.value
