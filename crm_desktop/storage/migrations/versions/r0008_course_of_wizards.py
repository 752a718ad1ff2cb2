"""What designed schemes became, and become on later days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("wizard", sa.Column("course", sa.Text, nullable=True))
