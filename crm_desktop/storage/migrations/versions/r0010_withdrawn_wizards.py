"""What undoes the publication of a designed scheme, and who had read what was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("wizard", sa.Column("publication", sa.Text, nullable=True))
    op.add_column("wizard", sa.Column("withdrawal", sa.Text, nullable=True))
