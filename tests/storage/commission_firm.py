"""A firm that pays one commission, and what happens to its deals and documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    RewardCard,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    DealRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.paper_rows import Paper, add_papers

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
MARCH, APRIL, MAY = (Period.month(2026, month) for month in (3, 4, 5))
WON = CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), Decimal("0.1"))
PAID = replace(WON, entity=Entity.DOCUMENT, earned=(EarningPart(Event.PAID),))
SALARY = 40_000_00


@dataclass
class Firm:
    """A firm whose everybody is paid 40 000 and one commission."""

    sessions: sessionmaker[Session]

    def pays(self, premium: CommissionPremium, **changes: Any) -> None:
        card_changes = {key: changes.pop(key) for key in ("advance",) if key in changes}
        template = BonusTemplate("each", "Each", premium, **changes)
        card = RewardCard("card", "Card", Decimal(40_000), ("each",), (Assignment(COMPANY),))
        card = replace(card, **card_changes)
        scheme = Scheme("S", "RUB", templates=(template,), cards=(card,))
        SchemeService(self.sessions, fixed(AT)).import_scheme(scheme)

    @property
    def payroll(self) -> PayrollService:
        return PayrollService(self.sessions, fixed(AT))

    @property
    def calculation(self) -> CalculationService:
        return CalculationService(self.sessions, fixed(AT))

    def save(self, period: Period) -> None:
        assert self.payroll.calculate_and_save(period).problems == 0

    def settle(self, period: Period) -> None:
        self.save(period)
        life = StatementLifeService(self.sessions, fixed(AT))
        life.advance(period, StatementState.APPROVED, "Anna")

    def statement(self, period: Period, employee: str = "e0") -> Statement:
        found = self.payroll.statement(employee, period).outcome.statement
        assert found is not None
        return found

    def lines(self, period: Period) -> dict[str, int]:
        """Return the lines of the first employee that pay something."""
        found = self.statement(period).lines
        return {line.code: line.amount.minor for line in found if line.amount}

    def corrections(self, period: Period) -> list[int]:
        monitor = ChangeMonitorService(self.sessions, fixed(AT))
        return [one.amount.minor for one in monitor.changes([period])]

    def change(self, record: type[Any], id_: int, **values: Any) -> None:
        with self.sessions.begin() as session:
            session.execute(update(record).where(record.id == id_).values(**values))


def founded(database: str) -> Iterator[Firm]:
    """Found the firm in ``database``, with three employees."""
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    yield Firm(sessions)
    engine.dispose()


def add_deal(firm: Firm, minor: int = 10_000_00, **changes: Any) -> int:
    with firm.sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, minor, **changes)])
    return deal


def add_invoice(firm: Firm, minor: int, *payments: tuple[date, int]) -> int:
    with firm.sessions.begin() as session:
        [paper] = add_papers(session, [Paper(0, minor, payments=payments)])
    return paper


def lose(firm: Firm, deal: int, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    firm.change(DealRecord, deal, status="lost", closed_at=at)
