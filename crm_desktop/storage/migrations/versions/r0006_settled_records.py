"""The records behind the indicators of settled statements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "settled_record",
        _required("id", sa.Integer),
        _required("statement_id", sa.Integer),
        _required("base", sa.String(16)),
        _required("entity", sa.String(20)),
        sa.Column("record_id", sa.Integer, nullable=True),
        _required("label", sa.String(250)),
        sa.Column("on", sa.Date, nullable=True),
        _required("number", sa.BigInteger),
        _required("digits", sa.Integer),
        _required("version", sa.Integer, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_settled_record"),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statement.id"],
            name="fk_settled_record_statement_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_settled_record_statement_id_base", "settled_record", ["statement_id", "base"]
    )


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)
