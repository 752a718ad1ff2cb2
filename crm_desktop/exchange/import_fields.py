"""Which kinds of records can be imported, and their fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_desktop.domain.entry import (
    ADDRESS_LENGTH,
    CODE_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    PHONE_LENGTH,
    POSITION_LENGTH,
)
from crm_desktop.domain.fields import ACTIVITY_KINDS, Entity
from crm_desktop.domain.fields import FIELDS as RECORD_FIELDS
from crm_desktop.texts import Message


class ImportKind(StrEnum):
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    EMPLOYEES = "employees"
    DEPARTMENTS = "departments"
    DEALS = "deals"
    RATES = "rates"
    ACTIVITIES = "activities"
    DOCUMENTS = "documents"
    PAYMENTS = "payments"
    SERIES = "series"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    ImportKind.CUSTOMERS: Message("Customers"),
    ImportKind.CONTACTS: Message("Contacts"),
    ImportKind.PRODUCTS: Message("Products"),
    ImportKind.EMPLOYEES: Message("Employees"),
    ImportKind.DEPARTMENTS: Message("Departments"),
    ImportKind.DEALS: Message("Deals"),
    ImportKind.RATES: Message("Exchange rates"),
    ImportKind.ACTIVITIES: Message("Activities"),
    ImportKind.DOCUMENTS: Message("Documents"),
    ImportKind.PAYMENTS: Message("Payments"),
    ImportKind.SERIES: Message("Series of values"),
}


class ValueType(StrEnum):
    """What a field's value is in an imported row; None wherever the cell is empty.

    TEXT is str; EMAIL is str with the form of an address; MONEY is Money, not negative, and SUM
    of any sign; DAY is date; MOMENT is datetime, without a zone where the file names none and at
    midnight where it names no time; CHOICE is one of the codes; PATH is a tuple of names from the
    root of a tree to a branch; CURRENCY is its code; RATE is Decimal, above zero; NUMBER is
    Decimal and WHOLE is int, of any sign; SPAN is int, a time in seconds.
    """

    TEXT = "text"
    EMAIL = "email"
    MONEY = "money"
    SUM = "sum"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    PATH = "path"
    CURRENCY = "currency"
    RATE = "rate"
    NUMBER = "number"
    WHOLE = "whole"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class ImportField:
    """``limit`` is the longest text that can be kept, for a PATH of each name."""

    code: str
    label: Message
    type: ValueType = ValueType.TEXT
    is_required: bool = False
    limit: int = NAME_LENGTH
    choices: tuple[str, ...] = ()


def _fields(*fields: ImportField) -> dict[str, ImportField]:
    return {field.code: field for field in fields}


CURRENCY = "currency"
"""The field that says in which currency the money of its row is.

It has a value of its own only in a kind that has no money.
"""

DOCUMENT_LINE = ("product", "item", "quantity", "line_amount")
"""The fields that say what stands in a line of a document, the others what the document is."""

_NUMBER_LENGTH = 40

_PATH = ValueType.PATH
_DAY = ValueType.DAY
_MOMENT = ValueType.MOMENT
_MONEY = ValueType.MONEY
_SUM = ValueType.SUM
_CHOICE = ValueType.CHOICE
_CURRENCY = ValueType.CURRENCY
_DOCUMENT = RECORD_FIELDS[Entity.DOCUMENT]

FIELDS: dict[ImportKind, dict[str, ImportField]] = {
    ImportKind.CUSTOMERS: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("name", Message("Name"), is_required=True),
        ImportField("kind", Message("Kind"), type=ValueType.CHOICE, choices=("company", "person")),
        ImportField("phone", Message("Phone"), limit=PHONE_LENGTH),
        ImportField("email", Message("E-mail"), type=ValueType.EMAIL),
        ImportField("address", Message("Address"), limit=ADDRESS_LENGTH),
        ImportField("note", Message("Note"), limit=NOTE_LENGTH),
        ImportField("owner", Message("Owner")),
        ImportField("created", Message("Created"), type=_MOMENT),
    ),
    ImportKind.CONTACTS: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("customer", Message("Customer"), is_required=True),
        ImportField("name", Message("Name"), is_required=True),
        ImportField("position", Message("Position"), limit=POSITION_LENGTH),
        ImportField("phone", Message("Phone"), limit=PHONE_LENGTH),
        ImportField("email", Message("E-mail"), type=ValueType.EMAIL),
    ),
    ImportKind.PRODUCTS: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("name", Message("Name"), is_required=True),
        ImportField("group", Message("Product group"), type=_PATH),
        ImportField("price", Message("Price"), type=_MONEY),
        ImportField(CURRENCY, Message("Currency"), type=_CURRENCY),
    ),
    ImportKind.EMPLOYEES: _fields(
        ImportField("code", Message("Code"), limit=CODE_LENGTH),
        ImportField("name", Message("Name"), is_required=True),
        ImportField("position", Message("Position"), limit=POSITION_LENGTH),
        ImportField("phone", Message("Phone"), limit=PHONE_LENGTH),
        ImportField("email", Message("E-mail"), type=ValueType.EMAIL),
        ImportField("department", Message("Department"), type=_PATH),
        ImportField("head", Message("Head of the department")),
        ImportField("hired", Message("Hired on"), type=_DAY),
        ImportField("left", Message("Left on"), type=_DAY),
    ),
    ImportKind.DEPARTMENTS: _fields(
        ImportField("code", Message("Code"), limit=CODE_LENGTH),
        ImportField("name", Message("Name"), type=_PATH, is_required=True),
        ImportField("head", Message("Head of the department")),
    ),
    ImportKind.DEALS: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("title", Message("Title"), is_required=True),
        ImportField("customer", Message("Customer")),
        ImportField("owner", Message("Owner"), is_required=True),
        ImportField("product", Message("Product")),
        ImportField("stage", Message("Stage"), is_required=True),
        ImportField("amount", Message("Amount"), type=_MONEY),
        ImportField("cost", Message("Cost"), type=_MONEY),
        ImportField("discount", Message("Discount"), type=_MONEY),
        ImportField(CURRENCY, Message("Currency"), type=_CURRENCY),
        ImportField("expected", Message("Expected to close"), type=_DAY),
        ImportField("created", Message("Created"), type=_MOMENT),
        ImportField("response", Message("First answer"), type=_MOMENT),
        ImportField("closed", Message("Closed"), type=_MOMENT),
        ImportField("source", Message("Source"), limit=CODE_LENGTH),
        ImportField("loss_reason", Message("Loss reason")),
        ImportField("note", Message("Note"), limit=NOTE_LENGTH),
    ),
    ImportKind.RATES: _fields(
        ImportField(CURRENCY, Message("Currency"), type=_CURRENCY, is_required=True),
        ImportField("on", Message("Day"), type=_DAY, is_required=True),
        ImportField("rate", Message("Exchange rate"), type=ValueType.RATE, is_required=True),
    ),
    ImportKind.ACTIVITIES: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("type", Message("Type"), is_required=True),
        ImportField("kind", Message("Kind"), type=_CHOICE, choices=ACTIVITY_KINDS),
        ImportField("employee", Message("Employee"), is_required=True),
        ImportField("customer", Message("Customer")),
        ImportField("subject", Message("Subject")),
        ImportField("created", Message("Created"), type=_MOMENT),
        ImportField("planned", Message("Planned for"), type=_MOMENT),
        ImportField("done", Message("Done on"), type=_MOMENT),
        ImportField("duration", Message("Duration"), type=ValueType.SPAN),
        ImportField("result", Message("Result")),
        ImportField("score", Message("Score given by the customer"), type=ValueType.WHOLE),
        ImportField("points", Message("Points of difficulty"), type=ValueType.WHOLE),
        ImportField("note", Message("Note"), limit=NOTE_LENGTH),
    ),
    ImportKind.DOCUMENTS: _fields(
        ImportField(
            "kind",
            Message("Kind"),
            type=_CHOICE,
            is_required=True,
            choices=_DOCUMENT["kind"].choices,
        ),
        ImportField("number", Message("Number"), is_required=True, limit=_NUMBER_LENGTH),
        ImportField("issued", Message("Issued"), type=_DAY, is_required=True),
        ImportField("owner", Message("Owner"), is_required=True),
        ImportField("state", Message("State"), type=_CHOICE, choices=_DOCUMENT["state"].choices),
        ImportField("customer", Message("Customer")),
        ImportField("amount", Message("Amount"), type=_SUM),
        ImportField("tax", Message("Tax"), type=_SUM),
        ImportField("cost", Message("Cost"), type=_SUM),
        ImportField("discount", Message("Discount"), type=_SUM),
        ImportField(CURRENCY, Message("Currency"), type=_CURRENCY),
        ImportField("posted", Message("Posted"), type=_DAY),
        ImportField("shipped", Message("Shipped"), type=_DAY),
        ImportField("due", Message("Due"), type=_DAY),
        ImportField("paid", Message("Paid on"), type=_DAY),
        ImportField("product", Message("Product")),
        ImportField("item", Message("Text of the line")),
        ImportField("quantity", Message("Quantity"), type=ValueType.NUMBER),
        ImportField("line_amount", Message("Amount of the line"), type=_SUM),
    ),
    ImportKind.PAYMENTS: _fields(
        ImportField("external_id", Message("External ID"), limit=CODE_LENGTH),
        ImportField("kind", Message("Document"), type=_CHOICE, choices=_DOCUMENT["kind"].choices),
        ImportField("number", Message("Number"), is_required=True, limit=_NUMBER_LENGTH),
        ImportField("received", Message("Received"), type=_DAY, is_required=True),
        ImportField("amount", Message("Amount"), type=ValueType.NUMBER, is_required=True),
        ImportField(CURRENCY, Message("Currency"), type=_CURRENCY),
    ),
    ImportKind.SERIES: _fields(
        ImportField("indicator", Message("Indicator"), is_required=True, limit=CODE_LENGTH),
        ImportField("subject", Message("Subject"), is_required=True),
        ImportField("on", Message("Day"), type=_DAY, is_required=True),
        ImportField("value", Message("Value"), type=ValueType.NUMBER, is_required=True),
    ),
}
"""What each kind takes. ``owner``, ``employee``, ``customer``, ``product``, ``head`` name others.

They name them by external ID or code, or else by name. An employee's ``department`` and a
product's ``group`` are made where they do not exist, and so is a ``head``, who leads the last
department of the path.
"""
