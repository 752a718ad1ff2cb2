"""People, customers, deals, activities, documents, definitions and statements."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
FOLDED = sa.String(250).with_variant(sa.String(250, collation="C"), "postgresql")
NAME = sa.String(250)
CODE = sa.String(120)
CURRENCY = sa.String(3)
MINOR = sa.BigInteger()

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
    _tables.create_all(op.get_bind())


def _required(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=False, **options)


def _optional(name: str, *parts: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, *parts, nullable=True, **options)


def _table(name: str, *parts: Any, **options: Any) -> None:
    _keyed_table(name, sa.Column("id", sa.Integer, primary_key=True), *parts, **options)


def _keyed_table(name: str, *parts: Any, **options: Any) -> None:
    version = _required("version", sa.Integer, server_default="1")
    sa.Table(name, _tables, *parts, version, **options)


_table(
    "activity_type",
    _required("name", NAME, unique=True),
)
_table(
    "classifier",
    _optional("parent_id", sa.Integer, sa.ForeignKey("classifier.id")),
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _required("parent_key", sa.Integer, sa.Computed("coalesce(parent_id, 0)", persisted=True)),
    sa.UniqueConstraint("parent_key", "name_folded"),
)
_keyed_table(
    "currency",
    sa.Column("code", CURRENCY, primary_key=True),
)
_table(
    "department",
    _required("code", CODE, unique=True),
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _optional("parent_id", sa.Integer, sa.ForeignKey("department.id"), index=True),
    _optional("head_id", sa.Integer, sa.ForeignKey("employee.id", use_alter=True), index=True),
)
_table(
    "loss_reason",
    _required("name", NAME, unique=True),
)
_table(
    "pipeline",
    _required("name", NAME, unique=True),
    _required("position", sa.Integer),
)
_table(
    "product_group",
    _optional("parent_id", sa.Integer, sa.ForeignKey("product_group.id"), index=True),
    _required("name", NAME),
    _required("name_folded", FOLDED, unique=True),
)
_table(
    "staff_group",
    _required("code", CODE, unique=True),
    _required("name", NAME),
)
_table(
    "activity_result",
    _required("type_id", sa.Integer, sa.ForeignKey("activity_type.id")),
    _required("name", NAME),
    sa.UniqueConstraint("type_id", "name"),
)
_table(
    "employee",
    _required("code", CODE, unique=True),
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _required("position", CODE, server_default=""),
    _required("phone", sa.String(60), server_default=""),
    _required("email", NAME, server_default=""),
    _optional("department_id", sa.Integer, sa.ForeignKey("department.id"), index=True),
    _optional("hired_on", sa.Date),
    _optional("left_on", sa.Date),
    sa.Index(None, "name_folded", "id"),
)
_table(
    "exchange_rate",
    _required("currency", CURRENCY, sa.ForeignKey("currency.code")),
    _required("on", sa.Date),
    _required("rate", sa.String(40)),
    sa.UniqueConstraint("currency", "on"),
)
_table(
    "firm",
    _required("name", NAME),
    _required("currency", CURRENCY, sa.ForeignKey("currency.code")),
    _required("zone", sa.String(60)),
    _optional("country", sa.String(2)),
    _required("rounding", sa.String(20)),
    _required("scheme_name", NAME, server_default=""),
    sa.CheckConstraint("id = 1", name="single_row"),
)
_table(
    "product",
    _optional("group_id", sa.Integer, sa.ForeignKey("product_group.id"), index=True),
    _required("name", NAME),
    _required("name_folded", FOLDED, unique=True),
    _required("price_minor", MINOR),
    _required("currency", CURRENCY, sa.ForeignKey("currency.code")),
    _optional("external_id", CODE, unique=True),
)
_table(
    "stage",
    _required("pipeline_id", sa.Integer, sa.ForeignKey("pipeline.id")),
    _required("name", NAME),
    _required("position", sa.Integer),
    _required("status", sa.String(10)),
    _required("probability_percent", sa.Integer),
    sa.UniqueConstraint("pipeline_id", "name"),
    sa.CheckConstraint("status IN ('open', 'won', 'lost')", name="status"),
    sa.CheckConstraint("probability_percent BETWEEN 0 AND 100", name="probability"),
)
_table(
    "customer",
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _required("kind", sa.String(20)),
    _required("phone", sa.String(60), server_default=""),
    _required("email", NAME, server_default=""),
    _required("address", sa.String(500), server_default=""),
    _required("note", sa.Text, server_default=""),
    _optional("owner_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("created_at", INSTANT),
    _optional("external_id", CODE, unique=True),
    sa.CheckConstraint("kind IN ('company', 'person')", name="kind"),
    sa.Index(None, "created_at", "id"),
    sa.Index(None, "name_folded", "id"),
    sa.Index(None, "owner_id", "name_folded", "id"),
    sqlite_autoincrement=True,
)
_table(
    "staff_group_member",
    _required("group_id", sa.Integer, sa.ForeignKey("staff_group.id", ondelete="CASCADE")),
    _required(
        "employee_id", sa.Integer, sa.ForeignKey("employee.id", ondelete="CASCADE"), index=True
    ),
    sa.UniqueConstraint("group_id", "employee_id"),
)
_table(
    "statement",
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("period_kind", sa.String(20)),
    _required("period_start", sa.Date),
    _required("period_end", sa.Date),
    _required("state", sa.String(20)),
    _required("card", CODE),
    _required("currency", CURRENCY),
    _required("salary_minor", MINOR),
    _required("total_minor", MINOR),
    _required("calculated_at", INSTANT),
    _required("result", sa.Text),
    sa.UniqueConstraint("employee_id", "period_kind", "period_start", "period_end"),
    sa.Index(None, "period_start", "period_kind"),
)
_table(
    "user",
    _required("login", CODE, unique=True),
    _optional("employee_id", sa.Integer, sa.ForeignKey("employee.id"), unique=True),
    _required("is_administrator", sa.Boolean),
    _required("created_at", INSTANT),
)
_table(
    "contact",
    _required(
        "customer_id", sa.Integer, sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True
    ),
    _required("name", NAME),
    _required("name_folded", FOLDED),
    _required("position", CODE, server_default=""),
    _required("phone", sa.String(60), server_default=""),
    _required("email", NAME, server_default=""),
    _optional("external_id", CODE, unique=True),
    sqlite_autoincrement=True,
)
_table(
    "customer_tag",
    _required("customer_id", sa.Integer, sa.ForeignKey("customer.id", ondelete="CASCADE")),
    _required("classifier_id", sa.Integer, sa.ForeignKey("classifier.id"), index=True),
    sa.UniqueConstraint("customer_id", "classifier_id"),
)
_table(
    "deal",
    _required("title", NAME),
    _required("title_folded", FOLDED),
    _optional("customer_id", sa.Integer, sa.ForeignKey("customer.id")),
    _required("owner_id", sa.Integer, sa.ForeignKey("employee.id")),
    _optional("product_id", sa.Integer, sa.ForeignKey("product.id")),
    _required("stage_id", sa.Integer, sa.ForeignKey("stage.id")),
    _required("status", sa.String(10)),
    _required("amount_minor", MINOR),
    _required("currency", CURRENCY, sa.ForeignKey("currency.code")),
    _required("base_minor", MINOR),
    _required("is_shared", sa.Boolean, server_default="0"),
    _required("source", CODE, server_default=""),
    _required("note", sa.Text, server_default=""),
    _optional("loss_reason_id", sa.Integer, sa.ForeignKey("loss_reason.id")),
    _required("created_at", INSTANT),
    _optional("closed_at", INSTANT),
    _optional("external_id", CODE, unique=True),
    sa.CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_once"),
    sa.CheckConstraint("status IN ('open', 'won', 'lost')", name="status"),
    sa.Index(None, "base_minor", "id"),
    sa.Index(None, "closed_at", "id"),
    sa.Index(None, "created_at", "id"),
    sa.Index(None, "customer_id", "created_at"),
    sa.Index("ix_deal_owner_closed", "owner_id", "closed_at", "status", "is_shared", "base_minor"),
    sa.Index(
        "ix_deal_owner_created", "owner_id", "created_at", "status", "is_shared", "base_minor"
    ),
    sa.Index(None, "stage_id", "created_at"),
    sa.Index(None, "title_folded", "id"),
    sqlite_autoincrement=True,
)
_table(
    "definition",
    _required("kind", sa.String(20)),
    _required("code", CODE),
    _required("number", sa.Integer),
    _required("valid_from", sa.Date),
    _optional("body", sa.Text),
    _required("created_at", INSTANT),
    _optional("author_id", sa.Integer, sa.ForeignKey("user.id")),
    sa.UniqueConstraint("kind", "code", "number"),
    sa.Index(None, "kind", "code", "valid_from", "number"),
)
_table(
    "plan",
    _required("indicator", CODE),
    _required("subject_level", sa.String(20)),
    _required("subject_code", CODE),
    _required("period_kind", sa.String(20)),
    _required("valid_from", sa.Date),
    _required("number", sa.Integer),
    _optional("value", sa.String(60)),
    _required("created_at", INSTANT),
    _optional("author_id", sa.Integer, sa.ForeignKey("user.id")),
    sa.UniqueConstraint(
        "indicator",
        "subject_level",
        "subject_code",
        "period_kind",
        "valid_from",
        "number",
        name="uq_plan_number",
    ),
    sa.Index(None, "period_kind", "valid_from"),
)
_table(
    "statement_line",
    _required("statement_id", sa.Integer, sa.ForeignKey("statement.id", ondelete="CASCADE")),
    _required("position", sa.Integer),
    _required("code", CODE),
    _required("amount_minor", MINOR),
    _required("content", sa.Text),
    sa.UniqueConstraint("statement_id", "position"),
)
_table(
    "activity",
    _required("type_id", sa.Integer, sa.ForeignKey("activity_type.id")),
    _optional("result_id", sa.Integer, sa.ForeignKey("activity_result.id")),
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id")),
    _optional("customer_id", sa.Integer, sa.ForeignKey("customer.id")),
    _optional("deal_id", sa.Integer, sa.ForeignKey("deal.id"), index=True),
    _required("subject", NAME, server_default=""),
    _required("note", sa.Text, server_default=""),
    _required("planned_at", INSTANT),
    _optional("done_at", INSTANT),
    _required("duration_s", sa.Integer, server_default="0"),
    _optional("external_id", CODE, unique=True),
    sa.Index(None, "customer_id", "planned_at"),
    sa.Index("ix_activity_employee_done", "employee_id", "done_at", "type_id", "duration_s"),
    sa.Index("ix_activity_employee_planned", "employee_id", "planned_at", "type_id", "duration_s"),
)
_table(
    "deal_credit",
    _required("deal_id", sa.Integer, sa.ForeignKey("deal.id", ondelete="CASCADE")),
    _required("employee_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("share", sa.Integer),
    _required("base_minor", MINOR),
    sa.UniqueConstraint("deal_id", "employee_id"),
    sa.CheckConstraint("share > 0", name="share_above_zero"),
    sa.Index(None, "employee_id", "deal_id", "share", "base_minor"),
)
_table(
    "deal_stage_change",
    _required("deal_id", sa.Integer, sa.ForeignKey("deal.id", ondelete="CASCADE")),
    _required("stage_id", sa.Integer, sa.ForeignKey("stage.id")),
    _required("at", INSTANT),
    _optional("by_id", sa.Integer, sa.ForeignKey("employee.id")),
    sa.Index(None, "deal_id", "at"),
)
_table(
    "document",
    _required("kind", sa.String(20)),
    _required("number", sa.String(40)),
    _required("state", sa.String(20)),
    _required("issued_on", sa.Date),
    _optional("due_on", sa.Date),
    _optional("paid_on", sa.Date),
    _optional("customer_id", sa.Integer, sa.ForeignKey("customer.id")),
    _optional("deal_id", sa.Integer, sa.ForeignKey("deal.id"), index=True),
    _required("owner_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("amount_minor", MINOR),
    _required("currency", CURRENCY, sa.ForeignKey("currency.code")),
    _required("paid_minor", MINOR, server_default="0"),
    _required("base_minor", MINOR),
    _required("base_paid_minor", MINOR, server_default="0"),
    _optional("external_id", CODE, unique=True),
    sa.UniqueConstraint("kind", "number"),
    sa.CheckConstraint("state IN ('draft', 'posted', 'paid', 'cancelled')", name="state"),
    sa.CheckConstraint(
        "kind IN ('quote', 'contract', 'order', 'invoice', 'act', 'waybill', 'shipment', 'credit_note')",
        name="kind",
    ),
    sa.Index(None, "customer_id", "issued_on"),
    sa.Index(
        "ix_document_owner_issued",
        "owner_id",
        "issued_on",
        "kind",
        "state",
        "base_minor",
        "base_paid_minor",
    ),
    sa.Index(
        "ix_document_owner_paid",
        "owner_id",
        "paid_on",
        "kind",
        "state",
        "base_minor",
        "base_paid_minor",
    ),
)
_table(
    "document_line",
    _required("document_id", sa.Integer, sa.ForeignKey("document.id", ondelete="CASCADE")),
    _required("position", sa.Integer),
    _optional("product_id", sa.Integer, sa.ForeignKey("product.id"), index=True),
    _required("name", NAME),
    _required("quantity_milli", MINOR),
    _required("amount_minor", MINOR),
    sa.UniqueConstraint("document_id", "position"),
)
_table(
    "payment",
    _required(
        "document_id", sa.Integer, sa.ForeignKey("document.id", ondelete="CASCADE"), index=True
    ),
    _required("owner_id", sa.Integer, sa.ForeignKey("employee.id")),
    _required("received_on", sa.Date),
    _required("amount_minor", MINOR),
    _required("base_minor", MINOR),
    _optional("external_id", CODE, unique=True),
    sa.Index("ix_payment_owner_received", "owner_id", "received_on", "base_minor"),
)
