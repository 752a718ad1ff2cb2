"""Users sign in with a password and have a role.

The users of before had no password, and nobody could sign in as them: they go. Who set a mark
stays there by name.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
FOLDED = sa.String(250).with_variant(sa.String(250, collation="C"), "postgresql")
NAME = sa.String(250)
CODE = sa.String(120)
_EVERYTHING = (
    "administer",
    "approve",
    "calculate",
    "close",
    "correct",
    "pay",
    "people",
    "publish",
    "records",
    "scheme",
    "scripts",
)
_ROLES = (
    ("administrator", "Administrator", _EVERYTHING, "all"),
    ("owner", "Owner", _EVERYTHING[1:], "all"),
    ("accountant", "Accountant", ("calculate", "close", "correct", "pay", "publish"), "all"),
    ("head", "Head", ("records",), "below"),
    ("employee", "Employee", ("records",), "own"),
)


def upgrade() -> None:
    _make_roles()
    for table in ("mark", "definition", "plan"):
        named = sa.table(table, sa.column("author_id"))
        op.execute(sa.update(named).where(named.c.author_id.is_not(None)).values(author_id=None))
    op.execute(sa.delete(sa.table("user")))
    with op.batch_alter_table("user") as user:
        user.drop_column("is_administrator")
        user.drop_constraint("uq_user_login", type_="unique")
        for column in (
            sa.Column("login_folded", FOLDED, nullable=False),
            sa.Column("name", NAME, nullable=False),
            sa.Column("role_id", sa.Integer, nullable=False),
            sa.Column("password_hash", sa.String(250), nullable=False),
            sa.Column("is_active", sa.Boolean, nullable=False),
            sa.Column("failed_count", sa.Integer, nullable=False, server_default="0"),
            sa.Column("locked_until", INSTANT),
            sa.Column("signed_in_at", INSTANT),
        ):
            user.add_column(column)
        user.create_unique_constraint("uq_user_login_folded", ["login_folded"])
        user.create_foreign_key("fk_user_role_id", "role", ["role_id"], ["id"])
        user.create_index("ix_user_role_id", ["role_id"])


def _make_roles() -> None:
    role = op.create_table(
        "role",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("built_in", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.UniqueConstraint("code", name="uq_role_code"),
        sa.CheckConstraint("scope IN ('own', 'department', 'below', 'all')", name="ck_role_scope"),
    )
    op.bulk_insert(
        role,
        [
            {
                "code": code,
                "name": name,
                "rights": "[" + ",".join(f'"{right}"' for right in rights) + "]",
                "scope": scope,
                "built_in": True,
            }
            for code, name, rights, scope in _ROLES
        ],
    )
