"""A firm that pays 5 % of sales month by month, and how its statements are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now, fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.models import DealRecord
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME

MARCH, APRIL, MAY = (Period.month(2026, month) for month in (3, 4, 5))
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
SHARE = BonusTemplate("share", "5 % of sales", PercentPremium(Decimal("0.05")), "sales")
CARD = replace(kpi_scheme.CARD, salary=Decimal(47_000), templates=("share",))
FIVE_PERCENT = replace(SCHEME, templates=(SHARE,), cards=(CARD,))


@dataclass(frozen=True, slots=True)
class PayMonths:
    """The services on the firm's pay."""

    sessions: sessionmaker[Session]
    payroll: PayrollService
    life: StatementLifeService
    monitor: ChangeMonitorService

    @classmethod
    def of(cls, sessions: sessionmaker[Session], now: Now) -> PayMonths:
        return cls(
            sessions,
            PayrollService(sessions, now),
            StatementLifeService(sessions, now),
            ChangeMonitorService(sessions, now),
        )

    def settle(self, period: Period, up_to: StatementState = StatementState.CLOSED) -> None:
        """Calculate ``period`` and let its statements take every step to ``up_to``."""
        self.payroll.calculate_and_save(period)
        states = list(StatementState)
        for state in states[1 : states.index(up_to) + 1]:
            self.life.advance(period, state, "Anna")

    def totals(self, period: Period) -> dict[str, Money]:
        return {row.employee_code: row.total for row in self.payroll.list_statements(period)}

    def add_deal(self, owner: int, rubles: int, won_in: Period = MARCH) -> int:
        """Add a deal that was won on the tenth of a month and return its id."""
        won_at = datetime(won_in.start.year, won_in.start.month, 10, 9, tzinfo=UTC)
        sketch = DealSketch(owner, rubles * 100, created=won_at, closed=won_at)
        with self.sessions.begin() as session:
            [deal_id] = kpi_rows.add_deals(session, [sketch])
        return deal_id

    def set_deal(self, deal_id: int, rubles: int) -> None:
        with self.sessions.begin() as session:
            minor = rubles * 100
            values = {"amount_minor": minor, "base_minor": minor}
            session.execute(update(DealRecord).where(DealRecord.id == deal_id).values(values))


def pay_months(
    sessions: sessionmaker[Session],
    deals: Sequence[DealSketch] = (DealSketch(0, 2_000_00), DealSketch(1, 100_00)),
    at: datetime = NOW,
) -> PayMonths:
    """Found the firm with three employees and ``deals``, most of them won in March."""
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, deals)
    SchemeService(sessions, fixed(at)).import_scheme(FIVE_PERCENT)
    return PayMonths.of(sessions, fixed(at))


def rub(rubles: int) -> Money:
    return Money(rubles * 100, "RUB")
