"""Whether the database is whole: its pages, its references, and the sums that must agree."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import aliased

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.kpi.order import cycles
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    DepartmentRecord,
    StageRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.models.deals import DIVIDED


def damages(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong in its file, at most ten lines; a server has its own means."""
    if connection.dialect.name != "sqlite":
        return []
    lines = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars()
    return [line for line in lines if line != "ok"]


def count_broken_references(connection: Connection) -> int:
    """Return how many rows refer to nothing; a server never lets it happen."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def count_wrong_credits(connection: Connection) -> int:
    """Return how many deals are not given away exactly once by their shares, with all money.

    Overlay credits come besides.
    """
    parts = (
        select(
            DealCreditRecord.deal_id,
            func.sum(DealCreditRecord.share).label("shares"),
            *(func.sum(getattr(DealCreditRecord, name)).label(name) for name in DIVIDED),
        )
        .where(DealCreditRecord.is_overlay.is_(False))
        .group_by(DealCreditRecord.deal_id)
        .subquery()
    )
    is_whole = and_(
        parts.c.shares == SHARE_UNITS,
        *(parts.c[name] == getattr(DealRecord, name) for name in DIVIDED),
    )
    wrong = (
        select(func.count())
        .select_from(DealRecord)
        .join(parts, parts.c.deal_id == DealRecord.id, isouter=True)
        .where(
            (DealRecord.is_shared & (parts.c.deal_id.is_(None) | ~is_whole))
            | (~DealRecord.is_shared & parts.c.deal_id.is_not(None))
        )
    )
    return connection.scalar(wrong) or 0


def count_misplaced_deals(connection: Connection) -> int:
    """Return how many deals have another status than their stage gives."""
    misplaced = (
        select(func.count())
        .select_from(DealRecord)
        .join(StageRecord, StageRecord.id == DealRecord.stage_id)
        .where(StageRecord.status != DealRecord.status)
    )
    return connection.scalar(misplaced) or 0


def department_circles(connection: Connection) -> list[tuple[str, ...]]:
    """Return the names along each circle of departments that stand below each other."""
    parent = aliased(DepartmentRecord)
    rows = connection.execute(
        select(DepartmentRecord.code, DepartmentRecord.name, parent.code).join(
            parent, parent.id == DepartmentRecord.parent_id
        )
    ).all()
    names = {code: name for code, name, _ in rows}
    circles = cycles({code: (above,) for code, _, above in rows})
    return [tuple(names[code] for code in circle) for circle in circles]


def count_wrong_statements(connection: Connection) -> int:
    """Return how many statements have a total that is not the salary plus the lines."""
    lines = (
        select(func.coalesce(func.sum(StatementLineRecord.amount_minor), 0))
        .where(StatementLineRecord.statement_id == StatementRecord.id)
        .scalar_subquery()
    )
    wrong = select(func.count()).where(
        StatementRecord.total_minor != StatementRecord.salary_minor + lines
    )
    return connection.scalar(wrong) or 0
