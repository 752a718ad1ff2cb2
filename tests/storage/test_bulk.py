"""Many rows at once: whatever stands in a value is stored as it is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crm_desktop.storage import bulk
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import EmployeeRecord
from crm_desktop.storage.sessions import Sessions

EMPLOYEES = bulk.table_of(EmployeeRecord)
NAMES = ['“Ромашка” "ООО"', "back\\slash", "a,b {c}", "NULL", "", " two\nlines\t", "'quoted'"]


def test_completed_rows_are_those_that_the_keys_name_and_keep_their_versions(database: str) -> None:
    sessions = Sessions(open_engine(database))
    with sessions.begin() as session:
        session.add_all(
            EmployeeRecord(code=f"{place}{name}", position=place, name=name, name_folded="before")
            for place in ("a", "b")
            for name in NAMES
        )
        session.flush()
        rows = [("a", name, name[::-1]) for name in NAMES]
        bulk.fill(session, EMPLOYEES, ["position", "name"], ["name_folded"], rows)
    with sessions() as session:
        order = select(EmployeeRecord).order_by(EmployeeRecord.id)
        found = [(one.position, one.name_folded, one.version) for one in session.scalars(order)]
    assert found == [
        *(("a", name[::-1], 1) for name in NAMES),
        *(("b", "before", 1) for _ in NAMES),
    ]


@pytest.mark.parametrize("hired_on", [None, date(2024, 2, 29)])
def test_changed_rows_have_exactly_the_given_values(database: str, hired_on: date | None) -> None:
    sessions = Sessions(open_engine(database))
    with sessions.begin() as session:
        people = [
            EmployeeRecord(code=f"e{number}", name="before", name_folded="before")
            for number, _ in enumerate(NAMES)
        ]
        session.add_all(people)
        session.flush()
        [bind] = bulk.binds(session, EMPLOYEES, ["hired_on"])
        on = hired_on if bind is None or hired_on is None else bind(hired_on)
        rows = [(one.id, name, on) for one, name in zip(people, NAMES, strict=True)]
        bulk.update(session, EMPLOYEES, ["name", "hired_on"], rows)
    with sessions() as session:
        order = select(EmployeeRecord).order_by(EmployeeRecord.id)
        found = [(one.name, one.hired_on, one.version) for one in session.scalars(order)]
    assert found == [(name, hired_on, 2) for name in NAMES]
