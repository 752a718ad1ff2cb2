"""Payments for documents, and money that was given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.errors import InvalidInputError, MissingRateError
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.exchange.import_values import exact_money
from crm_desktop.services.imports.currencies import Currencies
from crm_desktop.services.imports.intake import Draft, Intake, Present, Surroundings, fingerprint
from crm_desktop.services.imports.references import Refused
from crm_desktop.services.imports.settlement import base_of, settle
from crm_desktop.storage import bulk
from crm_desktop.storage.models import PaymentRecord
from crm_desktop.storage.queries import imports
from crm_desktop.storage.queries.imports import DocumentRow
from crm_desktop.texts import Message

USUAL_KIND = "invoice"


class PaymentIntake(Intake):
    """A payment is in the currency of its document, and worth what the document's rate makes it."""

    table = bulk.table_of(PaymentRecord)
    columns = (
        "document_id",
        "owner_id",
        "received_on",
        "amount_minor",
        "base_minor",
        "external_id",
    )
    columns_of = {
        "number": ("document_id", "owner_id"),
        "received": ("received_on",),
        "amount": ("amount_minor", "base_minor"),
    }
    changes = Changes.DOCUMENTS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._currencies = Currencies(around)
        self._documents: dict[tuple[str, str], DocumentRow] = {}
        self._touched: set[int] = set()

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        found = imports.list_documents(self.session, {str(row.values["number"]) for row in rows})
        self._documents = {(document.kind, document.number): document for document in found}
        self._touched = set()

    def take(self, rows: Sequence[ImportedRow]) -> None:
        super().take(rows)
        settle(self.session, self._touched)

    def drafted(self, row: ImportedRow) -> Draft:
        document = self._document(row)
        amount = self._amount(row, document)
        return Draft(
            row,
            ("external_id",),
            (
                document.id,
                document.owner_id,
                row.values["received"],
                amount.minor,
                self._base(amount, document),
                row.values.get("external_id") or fingerprint(row),
            ),
            self.determined,
        )

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        self._touch(draft.values for _, draft in records)

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        """Remember also the documents that payments were for until now."""
        self._touch(present.values for present, _ in records)
        self._touch(draft.values for _, draft in records)
        return set()

    def _touch(self, payments: Iterable[Sequence[Any]]) -> None:
        self._touched |= {document_id for document_id, *_ in payments}

    def _document(self, row: ImportedRow) -> DocumentRow:
        kind, number = row.values.get("kind") or USUAL_KIND, str(row.values["number"])
        document = self._documents.get((str(kind), number))
        if document is None:
            raise Refused(
                "number",
                Message(
                    "There is no document “{kind}” with the number “{number}”.",
                    kind=str(kind),
                    number=number,
                ),
            )
        return document

    def _amount(self, row: ImportedRow, document: DocumentRow) -> Money:
        named = row.values.get("currency") or self.mapping.currency
        if named not in {None, document.currency}:
            raise Refused(
                "currency", Message("The document is in {currency}.", currency=document.currency)
            )
        amount = row.values["amount"]
        if not isinstance(amount, Decimal) or not amount:
            raise Refused("amount", Message("A payment is above or below zero."))
        try:
            return exact_money(amount, document.currency)
        except InvalidInputError as error:
            raise Refused("amount", error.message) from error

    def _base(self, amount: Money, document: DocumentRow) -> int:
        try:
            worth = base_of(document, amount.minor)
            return self._currencies.base(amount, document.issued_on) if worth is None else worth
        except (MissingRateError, InvalidInputError) as error:
            raise Refused("amount", error.message) from error
