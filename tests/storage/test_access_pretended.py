"""Rows that say they are of somebody else: whose a record is, the database tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_desktop.domain.permissions import ADMINISTRATOR, Right, Role, Scope
from crm_desktop.errors import DeniedError, StaleRecordError
from tests.storage.access_firm import access_firm, sign_in_as
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_rows import DealSketch, add_deals
from tests.storage.pay_months import APRIL, rub

_CORRECTS_OWN = Role("special", "Special", frozenset({Right.CORRECT}), Scope.OWN)


def test_whose_a_dispute_is_stands_in_the_database(database: str) -> None:
    services = access_firm(database)
    theirs = next(row for row in services.disputes.list_disputes() if row.employee_id == 4)
    sign_in_as(services, database, _CORRECTS_OWN, employee_id=1)
    pretended = replace(theirs, employee_id=1)

    with pytest.raises(DeniedError, match="somebody else"):
        services.disputes.refuse(pretended, answer="No.", author="")
    with pytest.raises(DeniedError, match="somebody else"):
        services.disputes.correct(pretended, rub(10), APRIL, answer="Yes.", author="")
    services.users.sign_out()
    sign_in_as(services, database, ADMINISTRATOR)
    assert services.disputes.refuse(theirs, answer="No.", author="")


def test_whose_a_change_is_stands_in_the_database(sqlite_database: str) -> None:
    services = access_firm(sqlite_database)
    with sessions_on(sqlite_database).begin() as session:
        add_deals(session, [DealSketch(3, 5_000_00)])
    theirs = next(one for one in services.change_monitor.changes() if one.employee_id == 4)
    sign_in_as(services, sqlite_database, _CORRECTS_OWN, employee_id=1)
    pretended = replace(theirs, employee_id=1)

    with pytest.raises(DeniedError, match="somebody else"):
        services.change_monitor.dismiss([theirs], "", "No.")
    with pytest.raises(StaleRecordError):
        services.change_monitor.dismiss([pretended], "", "No.")
