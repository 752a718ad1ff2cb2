"""Queries over customers, their contacts and tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.domain.customers import (
    ContactRow,
    CustomerCard,
    CustomerKind,
    CustomerOrder,
    CustomerQuery,
    CustomerRow,
    TagRow,
)
from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.names import folded
from crm_desktop.domain.paging import Page
from crm_desktop.storage.models import (
    ClassifierRecord,
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealRecord,
    EmployeeRecord,
)
from crm_desktop.storage.queries.paging import AnyRow, AnySelect, Claims, read_page
from crm_desktop.storage.queries.plain_text import contains

_SORTS: Mapping[CustomerOrder, InstrumentedAttribute[Any]] = {
    CustomerOrder.NAME: CustomerRecord.name_folded,
    CustomerOrder.CREATED: CustomerRecord.created_at,
}


def list_customers(
    session: Session, query: CustomerQuery, passing: Claims = ()
) -> Page[CustomerRow]:
    """Return a page of customers; ``passing`` is what ``queries.filters`` makes of its filter."""
    rows, cursor = read_page(
        session,
        _rows().where(*_conditions(query), *passing),
        (_SORTS[query.order], CustomerRecord.id),
        is_descending=query.is_descending,
        after=query.after,
        limit=query.limit,
    )
    ids = [row.id for row in rows]
    tags, open_deals = _tags(session, ids), _open_deals(session, ids)
    return Page(
        tuple(
            _customer(row, tuple(tags.get(row.id, {}).values()), open_deals.get(row.id, 0))
            for row in rows
        ),
        cursor,
    )


def count_customers(session: Session, query: CustomerQuery, passing: Claims = ()) -> int:
    """Return how many customers all pages of ``query`` have."""
    claims = (*_conditions(query), *passing)
    return session.scalar(select(func.count()).select_from(CustomerRecord).where(*claims)) or 0


def find_card(session: Session, customer_id: int) -> CustomerCard | None:
    query = _rows().add_columns(CustomerRecord.address, CustomerRecord.note)
    row = session.execute(query.where(CustomerRecord.id == customer_id)).one_or_none()
    if row is None:
        return None
    tags = _tags(session, [customer_id]).get(customer_id, {})
    open_deals = _open_deals(session, [customer_id]).get(customer_id, 0)
    return CustomerCard(
        row=_customer(row, tuple(tags.values()), open_deals),
        address=row.address,
        note=row.note,
        tag_ids=frozenset(tags),
        contacts=_contacts(session, customer_id),
    )


def list_tags(session: Session) -> list[TagRow]:
    """Return every branch of every classifier, each under its parent."""
    query = select(ClassifierRecord).order_by(ClassifierRecord.name_folded, ClassifierRecord.id)
    below: dict[int | None, list[ClassifierRecord]] = defaultdict(list)
    for record in session.scalars(query):
        below[record.parent_id].append(record)
    found: list[TagRow] = []
    waiting = [(record, record.name) for record in reversed(below[None])]
    while waiting:
        record, path = waiting.pop()
        found.append(TagRow(record.id, path))
        waiting += [(child, f"{path} / {child.name}") for child in reversed(below[record.id])]
    return found


def matches(text: str) -> ColumnElement[bool]:
    """Return the condition that ``text`` is part of a name, a phone number or an address."""
    name, plain = folded(text), text.strip()
    contacts = select(ContactRecord.customer_id).where(
        or_(
            ContactRecord.name_folded.contains(name, autoescape=True),
            contains(ContactRecord.phone, plain),
            contains(ContactRecord.email, plain),
        )
    )
    return or_(
        CustomerRecord.name_folded.contains(name, autoescape=True),
        contains(CustomerRecord.phone, plain),
        contains(CustomerRecord.email, plain),
        CustomerRecord.id.in_(contacts),
    )


def _rows() -> AnySelect:
    # Outer joins keep the order of the tables, so that the index which sorts is walked.
    return select(
        CustomerRecord.id,
        CustomerRecord.version,
        CustomerRecord.name,
        CustomerRecord.kind,
        CustomerRecord.phone,
        CustomerRecord.email,
        CustomerRecord.owner_id,
        CustomerRecord.created_at,
        EmployeeRecord.name.label("owner"),
    ).join(CustomerRecord.owner, isouter=True)


def _conditions(query: CustomerQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.search.strip():
        conditions.append(matches(query.search))
    if query.owner_id is not None:
        conditions.append(CustomerRecord.owner_id == query.owner_id)
    if query.tag_id is not None:
        conditions.append(CustomerRecord.id.in_(_tagged(query.tag_id)))
    return conditions


def _tagged(tag_id: int) -> Select[int]:
    """Return the customers under the branch ``tag_id`` or below it."""
    branch = select(ClassifierRecord.id).where(ClassifierRecord.id == tag_id).cte(recursive=True)
    branch = branch.union_all(
        select(ClassifierRecord.id).where(ClassifierRecord.parent_id == branch.c.id)
    )
    return select(CustomerTagRecord.customer_id).where(
        CustomerTagRecord.classifier_id.in_(select(branch.c.id))
    )


def _customer(row: AnyRow, tags: tuple[str, ...], open_deals: int) -> CustomerRow:
    return CustomerRow(
        id=row.id,
        version=row.version,
        name=row.name,
        kind=CustomerKind(row.kind),
        phone=row.phone,
        email=row.email,
        owner_id=row.owner_id,
        owner=row.owner or "",
        tags=tags,
        open_deals=open_deals,
        created_at=row.created_at,
    )


def _tags(session: Session, customer_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Return the tags of each customer that has any: names by id, in the order of the names."""
    query = (
        select(CustomerTagRecord.customer_id, ClassifierRecord.id, ClassifierRecord.name)
        .join(ClassifierRecord, ClassifierRecord.id == CustomerTagRecord.classifier_id)
        .where(CustomerTagRecord.customer_id.in_(customer_ids))
        .order_by(ClassifierRecord.name_folded, ClassifierRecord.id)
    )
    tags: dict[int, dict[int, str]] = defaultdict(dict)
    for customer_id, tag_id, name in session.execute(query):
        tags[customer_id][tag_id] = name
    return tags


def _open_deals(session: Session, customer_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(DealRecord.customer_id, func.count())
        .where(DealRecord.customer_id.in_(customer_ids), DealRecord.status == DealStatus.OPEN)
        .group_by(DealRecord.customer_id)
    )
    return {key: count for key, count in session.execute(query) if key is not None}


def _contacts(session: Session, customer_id: int) -> tuple[ContactRow, ...]:
    query = (
        select(ContactRecord)
        .where(ContactRecord.customer_id == customer_id)
        .order_by(ContactRecord.name_folded, ContactRecord.id)
    )
    return tuple(
        ContactRow(
            id=record.id,
            version=record.version,
            name=record.name,
            position=record.position,
            phone=record.phone,
            email=record.email,
        )
        for record in session.scalars(query)
    )
