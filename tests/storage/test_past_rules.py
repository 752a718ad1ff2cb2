"""The rules of many days read at once are those that are read for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from crm_desktop.clock import fixed
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.past_rules import PastRules
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.queries import firm as firm_queries
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import PLAN, SCHEME, employee, with_percent
from tests.storage.pay_months import NOW, pay_months

CHANGED = date(2026, 3, 1)
PLANS = (
    replace(PLAN, value=Decimal(3_000), valid_from=CHANGED),
    replace(PLAN, value=Decimal(4_000), valid_from=date(2026, 4, 11), split=Split.WORKING_DAYS),
    Plan("won", employee(1), Decimal(7), PeriodKind.QUARTER),
    Plan(
        "sales",
        employee(2),
        Decimal(9),
        PeriodKind.CUSTOM,
        valid_from=date(2026, 2, 10),
        until=date(2026, 4, 20),
    ),
)


def test_each_day_has_the_rules_that_held_then(database: str) -> None:
    sessions = sessions_on(database)
    pay_months(sessions)
    schemes = SchemeService(sessions, fixed(NOW))
    schemes.import_scheme(replace(with_percent("0.07"), plans=PLANS), CHANGED)
    schemes.import_scheme(replace(SCHEME, plans=()), date(2026, 8, 1))

    with sessions() as session:
        firm = firm_queries.firm(session)
        past = PastRules.read(session, firm)
        days = [date(2025, 12, 1) + timedelta(days=9 * number) for number in range(50)]
        for day in (*days, date(1970, 1, 1), date(9000, 1, 1)):
            assert by_code(past.on(day)) == by_code(scheme_in_force(session, firm, day))


def by_code(scheme: Scheme) -> list[list[object]]:
    """Return the definitions and plans in an order of their own."""
    return [sorted(scheme.definitions(), key=repr), sorted(scheme.plans, key=repr)]
