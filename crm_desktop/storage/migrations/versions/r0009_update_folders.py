"""The folders where a firm keeps newer versions of the program."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("firm", sa.Column("windows_updates", sa.String(400), nullable=True))
    op.add_column("firm", sa.Column("linux_updates", sa.String(400), nullable=True))
