"""Trees in SQL: what belongs to an entry of one, or to an entry below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select

from crm_desktop.domain.names import folded
from crm_desktop.storage.models import (
    ClassifierRecord,
    CustomerTagRecord,
    DepartmentRecord,
    EmployeeRecord,
)


@dataclass(frozen=True, slots=True)
class Tree:
    """``below`` selects the ids of what belongs to one of some entries, ``anywhere`` of all."""

    below: Callable[[Sequence[str]], Select[Any]]
    anywhere: Select[Any]


def _employees_below(codes: Sequence[str]) -> Select[Any]:
    unit = DepartmentRecord
    above = select(unit.id).where(unit.code.in_(codes)).cte(recursive=True)
    tree = above.union(select(unit.id).join(above, unit.parent_id == above.c.id))
    return select(EmployeeRecord.id).where(EmployeeRecord.department_id.in_(select(tree.c.id)))


_PATH = Text().with_variant(Text(collation="C"), "postgresql")


def _customers_below(paths: Sequence[str]) -> Select[Any]:
    tag = ClassifierRecord
    path = cast(tag.name_folded, _PATH).label("path")
    roots = select(tag.id, path).where(tag.parent_id.is_(None)).cte(recursive=True)
    longer = roots.c.path + "/" + tag.name_folded
    tree = roots.union(select(tag.id, longer).join(roots, tag.parent_id == roots.c.id))
    wanted = ["/".join(map(folded, path.split("/"))) for path in paths]
    is_below = [func.substr(tree.c.path, 1, len(each) + 1) == f"{each}/" for each in wanted]
    branches = select(tree.c.id).where(or_(tree.c.path.in_(wanted), *is_below))
    return select(CustomerTagRecord.customer_id).where(
        CustomerTagRecord.classifier_id.in_(branches)
    )


UNITS = Tree(
    _employees_below, select(EmployeeRecord.id).where(EmployeeRecord.department_id.is_not(None))
)
"""Employees by the codes of departments."""

TAGS = Tree(_customers_below, select(CustomerTagRecord.customer_id))
"""Customers by the paths of names of their tags, such as ``Segment/Retail``."""
