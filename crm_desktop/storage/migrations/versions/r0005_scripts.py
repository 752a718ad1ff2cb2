"""Scripts: approvals of their texts, drafts, runs and limits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
NAME = sa.String(250)
CODE = sa.String(120)
FINGERPRINT = sa.String(64)


def upgrade() -> None:
    _table(
        "script_approval",
        _required("code", CODE),
        _required("fingerprint", FINGERPRINT),
        _required("author", NAME),
        _required("at", INSTANT),
        sa.UniqueConstraint("fingerprint", name="uq_script_approval_fingerprint"),
    )
    _table(
        "script_draft",
        _required("code", CODE),
        _required("body", sa.Text),
        _required("author", NAME),
        _required("at", INSTANT),
        sa.UniqueConstraint("code", name="uq_script_draft_code"),
    )
    _table(
        "script_run",
        _required("code", CODE),
        _required("number", sa.Integer),
        _required("fingerprint", FINGERPRINT),
        _required("period_start", sa.Date),
        _required("period_end", sa.Date),
        _required("author", NAME),
        _required("at", INSTANT),
        _required("count", sa.Integer),
        _required("failed", sa.Integer),
        _required("milliseconds", sa.Integer),
        _required("problem", sa.Text, server_default=""),
    )
    op.create_index("ix_script_run_code_at", "script_run", ["code", "at"])
    _table(
        "script_setting",
        _required("milliseconds", sa.Integer),
        _required("memory_mb", sa.Integer),
        _required("batch_milliseconds", sa.Integer),
        _required("without_layers", sa.Boolean),
        sa.CheckConstraint("id = 1", name="ck_script_setting_single_row"),
    )


def _table(name: str, *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        *parts,
        _required("version", sa.Integer, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)
