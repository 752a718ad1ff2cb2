"""A firm with a tree of departments, pay of a month, and whoever may use it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from sqlalchemy import select, update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.pay import (
    AdjustmentDraft,
    AdjustmentKind,
    DisputeCategory,
    DisputeDraft,
)
from crm_desktop.domain.permissions import Access, Role, Scope
from crm_desktop.domain.statements import StatementState
from crm_desktop.services.passwords import hashed
from crm_desktop.storage.models import DepartmentRecord, RoleRecord, UserRecord
from tests.storage import kpi_rows
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_rows import DealSketch
from tests.storage.pay_months import FIVE_PERCENT, MARCH, NOW, rub

PEOPLE = ("e0", "e1", "e2", "e3", "e4")
"""e0 leads d0, where e1 is too; e2 is in d1 below it, e3 in d2 beside it, e4 in none."""

SEEN = {
    Scope.OWN: {"e0"},
    Scope.DEPARTMENT: {"e0", "e1"},
    Scope.BELOW: {"e0", "e1", "e2"},
    Scope.ALL: set(PEOPLE),
}
"""Whom e0 sees."""


def access_firm(location: str, *, has_pay: bool = True) -> Services:
    """Return the services of the firm in May, with the pay of March published."""
    services = open_services(location, fixed(NOW))
    with sessions_on(location).begin() as session:
        kpi_rows.add_firm(session, (None, 0, None), (0, 0, 1, 2, None))
        sold = datetime(2026, 3, 10, 9, tzinfo=UTC)
        kpi_rows.add_deals(
            session,
            [DealSketch(i, 1_000_00, created=sold, closed=sold) for i in range(len(PEOPLE))],
        )
        session.execute(update(DepartmentRecord).where(DepartmentRecord.id == 1).values(head_id=1))
    services.schemes.import_scheme(FIVE_PERCENT)
    if has_pay:
        _pay(services)
    return services


def _pay(services: Services) -> None:
    """Settle March, and decide and dispute something about each."""
    services.payroll.calculate_and_save(MARCH)
    for state in (StatementState.APPROVED, StatementState.PUBLISHED):
        services.statement_life.advance(MARCH, state, "Anna")
    for number, code in enumerate(PEOPLE, 1):
        services.disputes.open(
            DisputeDraft(number, MARCH, "share", DisputeCategory.RATE, f"By {code}", code)
        )
        services.adjustments.create(
            AdjustmentDraft(
                number, MARCH.next(), AdjustmentKind.PAYMENT, "Gift", rub(100), "Good", "Anna"
            )
        )


def sign_in_as(
    services: Services, location: str, role: Role, employee_id: int | None = None
) -> Access:
    """Let a new user with ``role`` use the program, and return what they may."""
    with sessions_on(location).begin() as session:
        record = session.scalar(select(RoleRecord).where(RoleRecord.code == role.code))
        if record is None:
            record = RoleRecord(
                code=role.code,
                name=str(role.name),
                rights=[right.value for right in role.rights],
                scope=role.scope.value,
                built_in=False,
            )
            session.add(record)
            session.flush()
        user = UserRecord(
            login=role.code,
            login_folded=role.code,
            name=f"The {role.code}",
            employee_id=employee_id,
            role_id=record.id,
            password_hash=_hash(),
            is_active=True,
            created_at=NOW,
        )
        session.add(user)
    return services.users.sign_in(role.code, PASSWORD)


PASSWORD = "correct horse"  # noqa: S105 - of a firm that lasts as long as a test


@cache
def _hash() -> str:
    return hashed(PASSWORD)
