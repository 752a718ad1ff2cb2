"""Schemes as they are designed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "wizard",
        _required("id", sa.Integer),
        _required("state", sa.String(20)),
        _required("name", sa.String(250)),
        _required("step", sa.String(20)),
        _required("body", sa.Text),
        _required("people", sa.Integer),
        _required("author", sa.String(250)),
        _required("created_at", INSTANT),
        _required("changed_at", INSTANT),
        sa.Column("valid_from", sa.Date, nullable=True),
        sa.Column("review_on", sa.Date, nullable=True),
        sa.Column("structure", sa.Text, nullable=True),
        _required("version", sa.Integer, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_wizard"),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'paused', 'ended')", name="ck_wizard_state"
        ),
    )
    op.create_index("ix_wizard_state", "wizard", ["state"])


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)
