"""Premiums for documents: whose lines add up to so many units, each or once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Group, Match, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.template import (
    BonusTemplate,
    FixedPremium,
    PerUnitPremium,
    PremiumCondition,
)
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DocumentLineRecord, DocumentRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_scheme import SCHEME

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)
ORDERS = RecordSource(
    Entity.DOCUMENT,
    Aggregate.COUNT,
    "issued",
    where=Group(
        Match.ALL,
        (
            Condition("kind", Operator.EQUAL, ("order",)),
            Condition("quantity", Operator.AT_LEAST, (Decimal(10),)),
        ),
    ),
)


@pytest.mark.parametrize(
    ("premium", "amount"),
    [
        (PerUnitPremium(Decimal(250)), 500_00),
        (FixedPremium(Decimal(250)), 250_00),
    ],
)
def test_c21_orders_of_ten_units_and_more_pay_each_or_once(
    database: str,
    premium: PerUnitPremium | FixedPremium,
    amount: int,
) -> None:
    """Case C21: 250 for each order with at least 10 units, of 9, 10 and 25 of them."""
    big = Indicator("big_orders", "Orders of 10 units and more", ORDERS)
    any_big = PremiumCondition("big_orders", Operator.AT_LEAST, Decimal(1))
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        for number, units in enumerate([(4, 5), (10,), (20, 5)]):
            add_order(session, number, units)
    template = BonusTemplate("big", "Big orders", premium, "big_orders", (any_big,))
    SchemeService(sessions, fixed(AT)).import_scheme(
        replace(
            SCHEME,
            indicators=(*SCHEME.indicators, big),
            templates=(template,),
            cards=(replace(kpi_scheme.CARD, templates=("big",)),),
        )
    )
    payroll = PayrollService(sessions, fixed(AT))

    payroll.calculate_and_save(MARCH)

    premiums = {row.employee_code: row.premiums.minor for row in payroll.list_statements(MARCH)}
    assert premiums == {"e0": amount, "e1": 0, "e2": 0}
    engine.dispose()


def add_order(session: Session, number: int, units: Iterable[int]) -> None:
    """Add an order of employee 0 with a line for each of ``units``."""
    order = DocumentRecord(
        kind="order", number=f"O{number}", state="posted", issued_on=date(2026, 3, 5), owner_id=1,
        amount=Money(100_00, "RUB"), base_minor=100_00,
    )  # fmt: skip
    session.add(order)
    session.flush()
    session.add_all(
        DocumentLineRecord(
            document_id=order.id,
            position=position,
            name="Window",
            quantity_milli=count * 1000,
            amount_minor=0,
            base_minor=0,
        )
        for position, count in enumerate(units)
    )
