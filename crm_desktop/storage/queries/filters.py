"""Filters of lists as conditions on their rows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.models import DepartmentRecord, EmployeeRecord
from crm_desktop.storage.queries import firm as firm_queries


def passing(
    session: Session, tree: Filter, entity: Entity, *, now: Now, asked_by: int | None
) -> list[ColumnElement[bool]]:
    """Return what holds for the records of ``entity`` that pass ``tree``.

    ``asked_by`` is the id of the employee who is “me” in it.

    Raises:
        InvalidInputError: the tree does not suit ``entity``, or asks for someone or something
            that is not known here.

    """
    if tree == EVERYTHING:
        return []
    firm = firm_queries.firm(session)
    me, my_department = (None, None) if asked_by is None else _codes(session, asked_by)
    occasion = Occasion(clock.today(now, firm.time_zone()), me=me, my_department=my_department)
    around = Surroundings(firm.time_zone(), firm.currency, session.get_bind().dialect.name)
    return [as_sql(resolved(checked(tree, entity), occasion), entity, around)]


def _codes(session: Session, employee_id: int) -> tuple[str | None, str | None]:
    """Return the codes of an employee and of their department."""
    query = (
        select(EmployeeRecord.code, DepartmentRecord.code)
        .join(EmployeeRecord.department, isouter=True)
        .where(EmployeeRecord.id == employee_id)
    )
    row = session.execute(query).one_or_none()
    return (None, None) if row is None else (row[0], row[1])
