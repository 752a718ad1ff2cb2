"""Queries over saved views, and the form they are kept in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import checked
from crm_desktop.domain.filters import Filter, from_plain, to_plain
from crm_desktop.domain.views import Screen, ViewDraft, ViewRow
from crm_desktop.errors import InvalidInputError
from crm_desktop.storage.models import SavedViewRecord


def list_views(session: Session, screen: Screen) -> list[ViewRow]:
    """Return the views of ``screen`` by name."""
    query = (
        select(SavedViewRecord)
        .where(SavedViewRecord.screen == screen.value)
        .order_by(SavedViewRecord.name_folded, SavedViewRecord.id)
    )
    return [_row(record) for record in session.scalars(query)]


def body_of(draft: ViewDraft) -> dict[str, Any]:
    """Return what is kept of ``draft`` besides its name."""
    return {
        "where": to_plain(draft.where),
        "order": draft.order,
        "is_descending": draft.is_descending,
    }


def _row(record: SavedViewRecord) -> ViewRow:
    body = record.filter
    where = _suiting(from_plain(body["where"]), Screen(record.screen))
    draft = ViewDraft(record.name, where, body["order"], is_descending=body["is_descending"])
    return ViewRow(record.id, record.version, draft)


def _suiting(where: Filter, screen: Screen) -> Filter:
    """Return ``where`` with its values typed; as it was kept where it suits no longer."""
    try:
        return checked(where, screen.entity)
    except InvalidInputError:
        return where
