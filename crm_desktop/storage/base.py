"""The declarative base, constraint names, and the column types that all tables share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from crm_desktop.domain.names import FOLDED_LENGTH
from crm_desktop.storage.instants import UtcInstant


class PlainJson(TypeDecorator[Any]):
    """Plain lists, dicts and scalars as compact JSON text, the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can alter it on both databases.

    Every table has a version, which each save raises by one; services compare it with the one
    that the user saw before they change a record, and raise ``StaleRecordError``.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcInstant}

    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=1000)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        return {"version_id_col": cls.version}


Key = Annotated[int, mapped_column(primary_key=True)]
Minor = Annotated[int, mapped_column(BigInteger)]
"""Money in minor units; its currency stands beside it or is the firm's."""

CurrencyCode = Annotated[str, mapped_column(String(3))]
Code = Annotated[str, mapped_column(String(120))]
Name = Annotated[str, mapped_column(String(250))]
Folded = Annotated[
    str,
    mapped_column(
        String(FOLDED_LENGTH).with_variant(String(FOLDED_LENGTH, collation="C"), "postgresql")
    ),
]
"""A name as ``domain.names.folded`` gives it, for search and sorting.

Both databases compare it by code points, so that pages and prefixes are the same on them.
"""

ExternalId = Annotated[str | None, mapped_column(String(120))]
"""The key of the record in the system that it was imported from."""


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the rule that ``column`` holds one of ``values``, codes without quotes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def where_given(column: str) -> dict[str, Any]:
    """Return what lets an index leave out the rows whose ``column`` is empty."""
    rule = text(f"{column} IS NOT NULL")
    return {"sqlite_where": rule, "postgresql_where": rule}


def external_key(table: str) -> Index:
    """Return the rule that no two records have one external id; most records have none."""
    options = where_given("external_id")
    return Index(f"uq_{table}_external_id", "external_id", unique=True, **options)
