"""What pay is made of besides statements: commissions, carries, decisions and their steps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
NAME = sa.String(250)
CODE = sa.String(120)
MINOR = sa.BigInteger()
_CATEGORIES = "'record-missing', 'record-wrong', 'wrong-person', 'rate', 'plan', 'unclear', 'other'"

_tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def upgrade() -> None:
    added = {
        "document": (_optional("cancelled_on", sa.Date),),
        "firm": (
            _required("rounding_place", sa.String(20), server_default="line"),
            _optional("cut_limit_percent", sa.Integer),
        ),
        "statement": (_optional("seal", sa.String(64)),),
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    given = sa.text("cancelled_on IS NOT NULL")
    op.create_index(
        "ix_document_owner_cancelled",
        "document",
        ["owner_id", "cancelled_on", "kind", "state", "base_minor"],
        sqlite_where=given,
        postgresql_where=given,
    )
    # Russia since 1 September 2025: at most a fifth of the pay of the month of the order.
    firm = sa.table("firm", sa.column("country"), sa.column("cut_limit_percent"))
    op.execute(sa.update(firm).where(firm.c.country == "RU").values(cut_limit_percent=20))
    # The tables that the new ones point to are known to the database alone.
    for name in ("employee", "definition", "statement"):
        sa.Table(name, _tables, sa.Column("id", sa.Integer, primary_key=True))
    _tables.create_all(op.get_bind())


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)


def _optional(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=True, **options)


def _table(name: str, *parts: Any) -> None:
    version = _required("version", sa.Integer, server_default="1")
    sa.Table(name, _tables, sa.Column("id", sa.Integer, primary_key=True), *parts, version)


def _statement(**options: Any) -> sa.Column[Any]:
    return _required("statement_id", sa.Integer, sa.ForeignKey("statement.id", **options))


_table(
    "accrual",
    _statement(ondelete="CASCADE"),
    _required("code", CODE),
    _required("entity", sa.String(20)),
    _required("record_id", sa.Integer),
    _required("label", NAME),
    _optional("event", sa.String(20)),
    _required("on", sa.Date),
    _required("base_minor", MINOR),
    _optional("rate", sa.String(40)),
    _required("amount_minor", MINOR),
    sa.Index(None, "statement_id", "code"),
    sa.Index(None, "entity", "record_id"),
)
_table(
    "statement_carry",
    _statement(ondelete="CASCADE"),
    _required("kind", sa.String(20)),
    _required("amount_minor", MINOR),
    _required("code", CODE, server_default=""),
    _optional("for_start", sa.Date),
    _optional("due_on", sa.Date),
    _required("number", sa.Integer, server_default="0"),
    _required("count", sa.Integer, server_default="0"),
    _optional("entity", sa.String(20)),
    _optional("record_id", sa.Integer),
    sa.Index(None, "statement_id"),
)
_table(
    "statement_step",
    _required("period_kind", sa.String(20)),
    _required("period_start", sa.Date),
    _required("period_end", sa.Date),
    _required("state", sa.String(20)),
    _required("count", sa.Integer),
    _required("employees", sa.Text),
    _required("author", NAME),
    _required("at", INSTANT),
    _optional("undone_at", INSTANT),
    _required("undone_by", NAME, server_default=""),
    sa.Index(None, "period_start", "period_kind"),
)
_table(
    "adjustment",
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("period_start", sa.Date),
    _required("kind", sa.String(20)),
    _required("label", NAME),
    _optional("amount_minor", MINOR),
    _required("reason", sa.Text),
    _required("author", NAME),
    _required("at", INSTANT),
    _optional("ordered_on", sa.Date),
    sa.CheckConstraint("kind IN ('payment', 'praise', 'cut')", name="kind"),
    sa.CheckConstraint("(kind = 'praise') = (amount_minor IS NULL)", name="amount_given"),
    sa.CheckConstraint("(kind = 'cut') = (ordered_on IS NOT NULL)", name="order_given"),
    sa.Index(None, "period_start", "employee_id"),
)
_table(
    "correction",
    _statement(),
    _required("state", sa.String(20)),
    _required("amount_minor", MINOR),
    _required("was_minor", MINOR),
    _required("now_minor", MINOR),
    _optional("into_start", sa.Date),
    _optional("content", sa.Text),
    _required("reason", sa.Text),
    _required("author", NAME),
    _required("at", INSTANT),
    sa.CheckConstraint("state IN ('accepted', 'dismissed')", name="state"),
    sa.CheckConstraint("(state = 'accepted') = (into_start IS NOT NULL)", name="into_given"),
    sa.Index(None, "statement_id"),
    sa.Index(None, "into_start"),
)
_table(
    "dispute",
    _statement(),
    _required("line", CODE),
    _required("label", NAME),
    _required("amount_minor", MINOR),
    _required("category", sa.String(20)),
    _required("text", sa.Text),
    _required("author", NAME),
    _required("opened_at", INSTANT),
    _required("due_on", sa.Date),
    _required("state", sa.String(20), server_default="open"),
    _required("answer", sa.Text, server_default=""),
    _required("answered_by", NAME, server_default=""),
    _optional("answered_at", INSTANT),
    _optional("correction_id", sa.Integer, sa.ForeignKey("correction.id")),
    sa.CheckConstraint(f"category IN ({_CATEGORIES})", name="category"),
    sa.CheckConstraint("state IN ('open', 'corrected', 'refused')", name="state"),
    sa.Index(None, "statement_id"),
    sa.Index(None, "state", "due_on"),
)
_table(
    "reading",
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id", ondelete="CASCADE")),
    _required("definition_id", sa.Integer, sa.ForeignKey("definition.id"), index=True),
    _required("at", INSTANT),
    sa.UniqueConstraint("employee_id", "definition_id"),
)
_table(
    "firm_logo",
    _required("png", sa.LargeBinary),
    sa.CheckConstraint("id = 1", name="single_row"),
)
