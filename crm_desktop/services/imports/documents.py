"""Documents with their lines, worth what the rate of their day makes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from crm_desktop.changes import Changes
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.errors import InvalidInputError, MissingRateError
from crm_desktop.exchange.import_fields import DOCUMENT_LINE
from crm_desktop.exchange.import_rows import ImportedRow, RejectedRow
from crm_desktop.exchange.import_values import Value
from crm_desktop.services.imports.currencies import TOO_BIG, Currencies, worth_of
from crm_desktop.services.imports.intake import Draft, Intake, Present, Surroundings
from crm_desktop.services.imports.references import (
    References,
    Refused,
    unknown_customer,
    unknown_employee,
    unknown_product,
)
from crm_desktop.services.imports.settlement import settle
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    CustomerRecord,
    DocumentLineRecord,
    DocumentRecord,
    EmployeeRecord,
    ProductRecord,
)
from crm_desktop.storage.queries import imports
from crm_desktop.storage.queries.imports import DocumentRow
from crm_desktop.texts import Message

_COLUMNS = (
    "kind",
    "number",
    "issued_on",
    "owner_id",
    "state",
    "customer_id",
    "amount_minor",
    "currency",
    "base_minor",
    "base_tax_minor",
    "base_cost_minor",
    "base_discount_minor",
    "posted_on",
    "shipped_on",
    "due_on",
    "paid_on",
    "paid_minor",
    "base_paid_minor",
)
_ISSUED, _AMOUNT, _CURRENCY, _BASE, _PAID_ON = (
    _COLUMNS.index(name)
    for name in ("issued_on", "amount_minor", "currency", "base_minor", "paid_on")
)
_PARTS = ("tax", "cost", "discount")
_THOUSANDTHS = 1000

Line = tuple[object, ...]
"""Position, product, name, thousandths of a unit, amount and its worth."""

Batch = Sequence[ImportedRow | RejectedRow]


class _Rate(NamedTuple):
    """What the amount of a document, issued on some day, is worth."""

    amount: Money
    base: int
    issued: date


class DocumentIntake(Intake):
    """A file has a row for each document, or for each line: those of a document stand together."""

    table = bulk.table_of(DocumentRecord)
    columns = _COLUMNS
    columns_of = {
        "issued": ("issued_on",),
        "owner": ("owner_id",),
        "state": ("state",),
        "customer": ("customer_id",),
        "amount": ("amount_minor", "currency", "base_minor"),
        "tax": ("base_tax_minor",),
        "cost": ("base_cost_minor",),
        "discount": ("base_discount_minor",),
        "posted": ("posted_on",),
        "shipped": ("shipped_on",),
        "due": ("due_on",),
        "paid": ("paid_on", "paid_minor", "base_paid_minor"),
    }
    changes = Changes.DOCUMENTS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        session, fields = around.session, {*around.mapping.fields, "amount"}
        self._places = self.places(fields)
        self._places_if_paid_for = self.places(fields - {"paid"})
        self._has_lines = any(field in fields for field in DOCUMENT_LINE)
        self._held: list[ImportedRow | RejectedRow] = []
        self._rows: dict[int, list[ImportedRow]] = {}
        self._paid_for: dict[tuple[object, object], DocumentRow] = {}
        self._currencies = Currencies(around)
        self._owners = References(
            session, bulk.table_of(EmployeeRecord), "code", unknown=unknown_employee
        )
        self._customers = References(
            session, bulk.table_of(CustomerRecord), "external_id", unknown=unknown_customer
        )
        self._products = References(
            session, bulk.table_of(ProductRecord), "external_id", unknown=unknown_product
        )

    def receive(self, batch: Batch) -> None:
        """Take the documents of a batch but the last, of which there may be more lines."""
        if not self._has_lines:
            super().receive(batch)
            return
        groups = [list(rows) for _, rows in groupby([*self._held, *batch], _identity)]
        self._held = groups.pop() if groups else []
        self._receive_documents(groups)

    def finish(self) -> None:
        self._receive_documents([self._held] if self._held else [])
        self._held = []

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._owners.learn(row.values["owner"] for row in rows)
        self._customers.learn(row.values.get("customer") for row in rows)
        numbers = {str(row.values["number"]) for row in rows}
        found = imports.list_paid_documents(self.session, numbers)
        self._paid_for = {(document.kind, document.number): document for document in found}

    def take(self, rows: Sequence[ImportedRow]) -> None:
        super().take(rows)
        settle(self.session, [document.id for document in self._paid_for.values()])

    def drafted(self, row: ImportedRow) -> Draft:
        get, amount = row.values.get, self._amount(row)
        issued = get("issued")
        if not isinstance(issued, date):
            raise Refused("issued", Message("A value is required here."))
        base = self._base(amount, issued)
        paid = amount.minor if get("paid") else 0
        identity = (get("kind"), get("number"))
        return Draft(
            row,
            ("kind", "number"),
            (
                *identity,
                issued,
                self._owners.find("owner", get("owner")),
                get("state") or "posted",
                self._customers.find("customer", get("customer")),
                amount.minor,
                amount.currency,
                base,
                *self._parts(row, _Rate(amount, base, issued)),
                get("posted"),
                get("shipped"),
                get("due"),
                get("paid"),
                paid,
                base if paid else 0,
            ),
            self._places_if_paid_for if identity in self._paid_for else self._places,
        )

    def check(self, draft: Draft, present: Present | None) -> None:
        """Refuse lines out of range, and another currency than that of payments that came in."""
        self._lines_of(draft)
        kind, number, *_ = draft.values
        document = self._paid_for.get((kind, number))
        if present and document and document.currency != draft.values[_CURRENCY]:
            raise Refused(
                "currency" if "currency" in self.mapping.fields else "amount",
                Message("There are payments in {currency} for it.", currency=document.currency),
            )

    def suited(self, draft: Draft, present: Present) -> Draft:
        """Let a document keep the rate that it was recorded at unless its amount or day changes."""
        valued = (_AMOUNT, _CURRENCY, _ISSUED)
        is_same = all(draft.values[place] == present.values[place] for place in valued)
        if draft.values[_CURRENCY] == self.firm.currency or not is_same:
            return draft
        old: Any = present.values[_BASE]
        values = list(draft.values)
        rate = _rate_of(draft)._replace(base=old)
        values[_BASE : _BASE + 1 + len(_PARTS)] = [old, *self._parts(draft.row, rate)]
        values[-1] = old if values[_PAID_ON] else 0
        return draft._replace(values=tuple(values))

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        self._add_lines([(key, line) for key, draft in records for line in self._lines_of(draft)])

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        if not self._has_lines:
            return set()
        had = imports.list_lines(self.session, [present.id for present, _ in records])
        wanted = {present.id: self._lines_of(draft) for present, draft in records}
        changed = {key for key, lines in wanted.items() if lines != had.get(key, [])}
        imports.delete_lines(self.session, changed)
        self._add_lines([(key, line) for key in sorted(changed) for line in wanted[key]])
        return changed

    def _receive_documents(self, groups: Sequence[Batch]) -> None:
        """Take each group of rows as one document, or none of them where one is wrong."""
        self._rows = {}
        self._products.learn(
            row.values.get("product") for rows in groups for row in rows if row.values
        )
        firsts = []
        for rows in groups:
            rejected = [row for row in rows if isinstance(row, RejectedRow)]
            self.tally.rejected += [row._replace(values=None) for row in rejected]
            read = [row for row in rows if isinstance(row, ImportedRow)]
            if rejected:
                self._reject_all(read, rejected[0].line)
            elif self._agree(read):
                self._rows[read[0].line] = read
                firsts.append(read[0])
        self.take(firsts)

    def _reject_all(self, rows: Sequence[ImportedRow], line: int) -> None:
        reason = Message("Line {line} of the same document is wrong.", line=line)
        for row in rows:
            self.reject(row, Refused("", reason))

    def _agree(self, rows: Sequence[ImportedRow]) -> bool:
        """Return whether ``rows`` say the same of their document; they are rejected if not."""
        wrong = rows[0]
        try:
            for wrong in rows:
                self._refuse_other_words(wrong, rows[0])
                self._line(wrong)
            wrong = rows[0]
            self._refuse_other_sum(rows)
        except Refused as refusal:
            self.reject(wrong, refusal)
            self._reject_all([row for row in rows if row is not wrong], wrong.line)
            return False
        return True

    def _refuse_other_sum(self, rows: Sequence[ImportedRow]) -> None:
        """Refuse lines that do not come to the amount, be it with the tax or without it."""
        amount, tax = (rows[0].values.get(field) for field in ("amount", "tax"))
        lines = [money for row in rows if (money := self._line(row)[-1]) is not None]
        sums = [*lines, amount] if isinstance(amount, Money) else lines
        if len({money.currency for money in sums}) > 1:
            raise Refused("line_amount", Message("The lines are in another currency."))
        if not isinstance(amount, Money) or not lines:
            return
        total = sum(line.minor for line in lines)
        apart = tax.minor if isinstance(tax, Money) else 0
        if total - amount.minor not in {-apart, 0, apart}:
            raise Refused(
                "amount",
                Message(
                    "The document comes to {amount}, its lines to {lines}.",
                    amount=amount,
                    lines=Money(total, amount.currency),
                ),
            )

    def _refuse_other_words(self, row: ImportedRow, first: ImportedRow) -> None:
        for field, value in row.values.items():
            if field not in DOCUMENT_LINE and value not in {None, first.values[field]}:
                raise Refused(
                    field,
                    Message("Line {line} says otherwise of the same document.", line=first.line),
                )

    def _amount(self, row: ImportedRow) -> Money:
        amount = row.values.get("amount")
        lines = [money for one in self._of(row) if (money := self._line(one)[-1])]
        if not isinstance(amount, Money):
            if not lines:
                raise Refused("amount", Message("A document needs its amount."))
            amount = sum(lines[1:], lines[0])
        if abs(amount.minor) > MOST_MINOR:
            raise Refused("amount", TOO_BIG)
        self._currencies.need(amount.currency)
        return amount

    def _base(self, amount: Money, issued: date) -> int:
        try:
            return self._currencies.base(amount, issued)
        except (MissingRateError, InvalidInputError) as error:
            raise Refused("amount", error.message) from error

    def _parts(self, row: ImportedRow, rate: _Rate) -> list[int]:
        """Return what the tax, the cost and the discount are worth at the document's rate."""
        parts = (row.values.get(field) for field in _PARTS)
        return [self._worth(part, rate) if isinstance(part, Money) else 0 for part in parts]

    def _worth(self, part: Money, rate: _Rate) -> int:
        if not rate.amount.minor:
            return self._base(part, rate.issued)
        try:
            return worth_of(part.minor, of=rate.amount.minor, worth=rate.base)
        except InvalidInputError as error:
            raise Refused("amount", error.message) from error

    def _of(self, row: ImportedRow) -> Sequence[ImportedRow]:
        """Return the rows of the document that begins with ``row``."""
        return self._rows.get(row.line, (row,)) if self._has_lines else ()

    def _line(self, row: ImportedRow) -> tuple[int | None, str, int, Money | None]:
        """Return product, name, thousandths and amount; None for a row that is no line."""
        get = row.values.get
        if all(get(field) is None for field in DOCUMENT_LINE):
            return None, "", 0, None
        amount, name = get("line_amount"), get("item") or get("product")
        if not isinstance(amount, Money):
            raise Refused("line_amount", Message("A line needs its amount."))
        if name is None:
            raise Refused("item", Message("A line needs a product or a text."))
        product = self._products.find("product", get("product"))
        return product, str(name), _milli(get("quantity")), amount

    def _lines_of(self, draft: Draft) -> list[Line]:
        """Return the lines; what they are worth sums up as they do."""
        rate, lines = _rate_of(draft), list[Line]()
        total = Money.zero(rate.amount.currency)
        for row in self._of(draft.row):
            product, name, milli, money = self._line(row)
            if money is not None:
                worth = self._worth(total + money, rate) - self._worth(total, rate)
                lines.append((len(lines) + 1, product, name, milli, money.minor, worth))
                total += money
        return lines

    def _add_lines(self, lines: Sequence[tuple[int, Line]]) -> None:
        names = ("position", "product_id", "name", "quantity_milli", "amount_minor", "base_minor")
        bulk.insert(
            self.session,
            bulk.table_of(DocumentLineRecord),
            ("document_id", *names),
            [(key, *line) for key, line in lines],
        )


def _rate_of(draft: Draft) -> _Rate:
    values: Sequence[Any] = draft.values
    return _Rate(Money(values[_AMOUNT], values[_CURRENCY]), values[_BASE], values[_ISSUED])


def _identity(row: ImportedRow | RejectedRow) -> tuple[Value, ...]:
    """Return what tells the document of a row; one that names none stands for itself."""
    values = row.values or {}
    kind, number = values.get("kind"), values.get("number")
    return (row.line,) if kind is None or number is None else (kind, number)


def _milli(quantity: Value) -> int:
    """Return thousandths of a unit; a line without a quantity is of one."""
    if not isinstance(quantity, Decimal):
        return _THOUSANDTHS
    milli = quantity * _THOUSANDTHS
    if milli != milli.to_integral_value():
        raise Refused("quantity", Message("A quantity has at most three decimals."))
    if abs(milli) > MOST_MINOR:
        raise Refused("quantity", Message("“{value}” is out of range.", value=str(quantity)))
    return int(milli)
