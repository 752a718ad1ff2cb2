"""Designed schemes in the database: rows for lists, and whole drafts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.kept import StoredWizard, WizardRow, WizardState
from crm_desktop.rewards.wizard.plain import from_plain
from crm_desktop.storage.models import ProductGroupRecord, WizardRecord

_COLUMNS: tuple[Any, ...] = (
    WizardRecord.id,
    WizardRecord.version,
    WizardRecord.name,
    WizardRecord.state,
    WizardRecord.step,
    WizardRecord.author,
    WizardRecord.changed_at,
    WizardRecord.people,
    WizardRecord.valid_from,
    WizardRecord.review_on,
)


def list_rows(session: Session) -> list[WizardRow]:
    """Return all of them without their bodies, the last changed first."""
    query = select(*_COLUMNS).order_by(WizardRecord.changed_at.desc(), WizardRecord.id.desc())
    return [_row(row) for row in session.execute(query)]


def list_stored(
    session: Session, states: Collection[WizardState]
) -> list[tuple[StoredWizard, Any]]:
    """Return those in one of ``states`` with their drafts, each with its kept structure."""
    query = (
        select(*_COLUMNS, WizardRecord.body, WizardRecord.structure)
        .where(WizardRecord.state.in_([state.value for state in states]))
        .order_by(WizardRecord.id)
    )
    return [
        (StoredWizard(_row(row), from_plain(row.body)), row.structure)
        for row in session.execute(query)
    ]


def stored(record: WizardRecord) -> StoredWizard:
    """Return what ``record`` keeps."""
    return StoredWizard(row(record), from_plain(record.body))


def row(record: WizardRecord) -> WizardRow:
    return WizardRow(
        id=record.id,
        version=record.version,
        name=record.name,
        state=WizardState(record.state),
        step=WizardStep(record.step),
        author=record.author,
        changed_at=record.changed_at,
        people=record.people,
        valid_from=record.valid_from,
        review_on=record.review_on,
    )


def product_groups(session: Session) -> list[str]:
    """Return the names of the product groups, in an order of no meaning."""
    return list(session.scalars(select(ProductGroupRecord.name)))


def _row(row: Row[*tuple[Any, ...]]) -> WizardRow:
    id_, version, name, state, step, *rest = row[: len(_COLUMNS)]
    return WizardRow(id_, version, name, WizardState(state), WizardStep(step), *rest)
