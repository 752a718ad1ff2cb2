"""The names in the directories that rules may name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.rewards.health import Directories
from crm_desktop.storage.models import ProductGroupRecord, ProductRecord, StageRecord


def directories(session: Session) -> Directories:
    """Return all names that the firm has."""
    return Directories(
        products=frozenset(session.scalars(select(ProductRecord.name_folded))),
        groups=frozenset(session.scalars(select(ProductGroupRecord.name_folded))),
        stages=frozenset(session.scalars(select(StageRecord.name))),
    )
