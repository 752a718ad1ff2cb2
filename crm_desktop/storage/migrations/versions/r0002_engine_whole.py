"""What ready indicators measure: kinds, costs, times, stays, absences, working time, marks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from crm_desktop.domain.activities import kind_of

revision = "0002"
down_revision = "0001"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
FOLDED = sa.String(250).with_variant(sa.String(250, collation="C"), "postgresql")
NAME = sa.String(250)
NOTE = sa.String(500)
CODE = sa.String(120)
MINOR = sa.BigInteger()
KINDS = (
    "'call_out', 'call_in', 'missed_call', 'meeting', 'visit', 'letter_in', 'letter_out', "
    "'task', 'ticket', 'complaint', 'review', 'survey', 'other'"
)

_REPLACED = {
    "ix_activity_employee_planned": "activity",
    "ix_activity_employee_done": "activity",
    "ix_activity_customer_id_planned_at": "activity",
    "ix_activity_deal_id": "activity",
    "ix_deal_owner_closed": "deal",
    "ix_deal_owner_created": "deal",
    "ix_deal_customer_id_created_at": "deal",
    "ix_document_owner_issued": "document",
    "ix_document_owner_paid": "document",
    "ix_document_customer_id_issued_on": "document",
    "ix_document_deal_id": "document",
}

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
    _add_columns()
    _give_kinds()
    _give_overlays()
    _give_line_amounts()
    _make_indexes()
    # The tables that the new ones point to are known to the database alone.
    for name in ("employee", "department", "user"):
        sa.Table(name, _tables, sa.Column("id", sa.Integer, primary_key=True))
    _tables.create_all(op.get_bind())
    _begin_stays()


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)


def _optional(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=True, **options)


def _table(name: str, *parts: Any) -> None:
    version = _required("version", sa.Integer, server_default="1")
    sa.Table(name, _tables, sa.Column("id", sa.Integer, primary_key=True), *parts, version)


def _add_columns() -> None:
    added = {
        "activity": (
            _optional("created_at", INSTANT),
            _optional("score", sa.Integer),
            _optional("points", sa.Integer),
        ),
        "deal": (
            _required("base_cost_minor", MINOR, server_default="0"),
            _required("base_discount_minor", MINOR, server_default="0"),
            _optional("first_response_at", INSTANT),
            _optional("expected_on", sa.Date),
        ),
        "document": (
            _required("base_tax_minor", MINOR, server_default="0"),
            _required("base_cost_minor", MINOR, server_default="0"),
            _required("base_discount_minor", MINOR, server_default="0"),
            _optional("posted_on", sa.Date),
            _optional("shipped_on", sa.Date),
        ),
        "firm": (
            _required("opens_minute", sa.Integer, server_default="540"),
            _required("closes_minute", sa.Integer, server_default="1080"),
            _required("break_minutes", sa.Integer, server_default="60"),
            _required("short_by_minutes", sa.Integer, server_default="60"),
        ),
        "plan": (
            _optional("split", sa.String(20)),
            _optional("until", sa.Date),
            _required("note", NOTE, server_default=""),
        ),
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)


def _give_kinds() -> None:
    with op.batch_alter_table("activity_type") as table:
        table.add_column(_required("kind", sa.String(20), server_default="other"))
        table.create_check_constraint(op.f("ck_activity_type_kind"), f"kind IN ({KINDS})")
    type_ = sa.table("activity_type", sa.column("id"), sa.column("name"), sa.column("kind"))
    for key, name in op.get_bind().execute(sa.select(type_.c.id, type_.c.name)).all():
        told = sa.update(type_).where(type_.c.id == key).values(kind=kind_of(name))
        op.get_bind().execute(told)


def _give_overlays() -> None:
    """Let credits say what they are; deals had no costs yet whose parts they could keep."""
    index = "ix_deal_credit_employee_id_deal_id_share_base_minor"
    with op.batch_alter_table("deal_credit") as table:
        for name in ("base_cost_minor", "base_discount_minor"):
            table.add_column(_required(name, MINOR, server_default="0"))
        table.add_column(_required("is_overlay", sa.Boolean, server_default="0"))
        table.drop_constraint("uq_deal_credit_deal_id_employee_id")
        table.create_unique_constraint(
            op.f("uq_deal_credit_deal_id_employee_id_is_overlay"),
            ["deal_id", "employee_id", "is_overlay"],
        )
        table.drop_index(index)
    op.create_index(
        "ix_deal_credit_employee_id_deal_id_is_overlay_share_base_minor",
        "deal_credit",
        ["employee_id", "deal_id", "is_overlay", "share", "base_minor"],
    )


def _give_line_amounts() -> None:
    """Convert the lines as their documents were: by ``base_minor ÷ amount_minor``."""
    op.add_column("document_line", _optional("base_minor", MINOR))
    document = sa.table("document", *map(sa.column, ("id", "amount_minor", "base_minor")))
    line = sa.table(
        "document_line", *map(sa.column, ("id", "document_id", "amount_minor", "base_minor"))
    )
    connection = op.get_bind()
    connection.execute(sa.update(line).values(base_minor=line.c.amount_minor))
    abroad = (
        sa.select(line.c.id, line.c.amount_minor, document.c.amount_minor, document.c.base_minor)
        .join(document, document.c.id == line.c.document_id)
        .where(document.c.base_minor != document.c.amount_minor, document.c.amount_minor != 0)
    )
    converted = [
        {"line": key, "base": _part(amount, whole, base)}
        for key, amount, whole, base in connection.execute(abroad)
    ]
    if converted:
        connection.execute(
            sa.update(line)
            .where(line.c.id == sa.bindparam("line"))
            .values(base_minor=sa.bindparam("base")),
            converted,
        )
    with op.batch_alter_table("document_line") as table:
        table.alter_column("base_minor", existing_type=MINOR, nullable=False)


def _part(amount: int, whole: int, base: int) -> int:
    return int((Decimal(amount) * base / whole).to_integral_value(ROUND_HALF_UP))


def _make_indexes() -> None:
    for name, table in _REPLACED.items():
        op.drop_index(name, table)
    for table in ("activity", "document"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_external_id")
            if table == "activity":
                is_done = sa.Computed("done_at IS NOT NULL", persisted=True)
                batch.add_column(_required("is_done", sa.Boolean, is_done))
        rule = sa.text("external_id IS NOT NULL")
        op.create_index(
            f"uq_{table}_external_id",
            table,
            ["external_id"],
            unique=True,
            sqlite_where=rule,
            postgresql_where=rule,
        )
    for table, name, columns, given in _indexes():
        given_ones = None if given is None else sa.text(f"{given} IS NOT NULL")
        op.create_index(name, table, columns, sqlite_where=given_ones, postgresql_where=given_ones)


def _indexes() -> Iterator[tuple[str, str, list[str], str | None]]:
    """Yield table, name, columns, and the column without which a row is left out."""
    by_plan = ["employee_id", "planned_at", "type_id", "is_done"]
    yield "activity", "ix_activity_employee_planned", by_plan, None
    by_end = ["employee_id", "done_at", "type_id", "duration_s"]
    yield "activity", "ix_activity_employee_done", by_end, "done_at"
    for table in ("activity", "document"):
        yield table, f"ix_{table}_customer_id", ["customer_id"], "customer_id"
        yield table, f"ix_{table}_deal_id", ["deal_id"], "deal_id"
    yield "customer", "ix_customer_owner_created", ["owner_id", "created_at"], None
    said = ["status", "base_minor"]
    created = ["owner_id", "is_shared", "created_at", *said, "first_response_at"]
    yield "deal", "ix_deal_owner_created", created, None
    closed = ["owner_id", "is_shared", "closed_at", *said, "customer_id"]
    yield "deal", "ix_deal_owner_closed", closed, "closed_at"
    expected = ["owner_id", "expected_on", "status", "is_shared", "base_minor"]
    yield "deal", "ix_deal_owner_expected", expected, "expected_on"
    purchases = ["customer_id", "status", "closed_at"]
    yield "deal", "ix_deal_customer_id_status_closed_at", purchases, "customer_id"
    amounts = ["kind", "state", "base_minor"]
    yield "document", "ix_document_owner_issued", ["owner_id", "issued_on", *amounts], None
    yield "document", "ix_document_owner_paid", ["owner_id", "paid_on", "due_on", *amounts], None
    for day in ("posted", "shipped"):
        columns = ["owner_id", f"{day}_on", *amounts]
        yield "document", f"ix_document_owner_{day}", columns, f"{day}_on"


def _begin_stays() -> None:
    """Let everybody have been in their department since they came."""
    employee = sa.table("employee", *map(sa.column, ("id", "department_id", "hired_on")))
    stay = _tables.tables["department_stay"]
    first = sa.func.coalesce(employee.c.hired_on, sa.literal_column("'1970-01-01'"))
    present = sa.select(employee.c.id, employee.c.department_id, first).where(
        employee.c.department_id.is_not(None)
    )
    op.get_bind().execute(
        sa.insert(stay).from_select(["employee_id", "department_id", "since"], present)
    )


_table(
    "absence",
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id", ondelete="CASCADE")),
    _required("kind", sa.String(20)),
    _required("first_on", sa.Date),
    _required("end_on", sa.Date),
    _required("note", NOTE, server_default=""),
    sa.CheckConstraint("first_on < end_on", name="days"),
    sa.Index(None, "employee_id", "first_on"),
)
_table(
    "calendar_day",
    _required("day", sa.Date, unique=True),
    _required("kind", sa.String(10)),
    _optional("minutes", sa.Integer),
    _required("note", NOTE, server_default=""),
    sa.CheckConstraint("kind IN ('working', 'off', 'short')", name="kind"),
)
_table(
    "department_stay",
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id", ondelete="CASCADE")),
    _optional("department_id", sa.Integer, sa.ForeignKey("department.id"), index=True),
    _required("since", sa.Date),
    sa.UniqueConstraint("employee_id", "since"),
)
_table(
    "mark",
    _required("indicator", CODE),
    _required("subject_level", sa.String(20)),
    _required("subject_code", CODE),
    _required("period_kind", sa.String(20)),
    _required("period_start", sa.Date),
    _required("period_end", sa.Date),
    _optional("value", sa.String(60)),
    _required("reason", sa.Text),
    _required("author", NAME),
    _optional("author_id", sa.Integer, sa.ForeignKey("user.id")),
    _required("at", INSTANT),
    sa.Index(None, "period_kind", "period_start", "subject_level", "subject_code"),
)
_table(
    "saved_view",
    _required("screen", sa.String(40)),
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _required("filter", sa.Text),
    sa.UniqueConstraint("screen", "name_folded"),
)
_table(
    "series_value",
    _required("indicator", CODE),
    _required("subject_level", sa.String(20)),
    _required("subject_code", CODE),
    _required("on", sa.Date),
    _required("value", sa.String(60)),
    sa.UniqueConstraint("indicator", "subject_level", "subject_code", "on"),
)
_table(
    "working_day",
    _required("day", sa.Date, unique=True),
    _required("opens_at", INSTANT, unique=True),
    _required("closes_at", INSTANT),
    _required("before_s", sa.Integer),
)
