"""Commissions under any edits: in the end everybody has got what their records are worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

import pytest
from sqlalchemy import delete

from crm_desktop.clock import fixed
from crm_desktop.domain.period import Period
from crm_desktop.rewards.template import Clawback
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.storage.models import DealRecord
from tests.storage.commission_firm import AT, SALARY, WON, Firm, add_deal, founded, lose

MONTHS = [Period.month(2026, month) for month in range(1, 7)]
QUIET = [Period.month(2026, month) for month in range(7, 10)]
OF_LAST_PARTS = [Period.month(2026, month) for month in range(10, 13)]
PEOPLE = ("e0", "e1")
LARGE = 10_000_000_00


@pytest.fixture
def firm(database: str) -> Iterator[Firm]:
    yield from founded(database)


@dataclass
class Deal:
    owner: int
    minor: int
    won_on: date
    is_won: bool = True


@dataclass
class Book:
    """What the deals are by their ids, and what happens to them as ``chance`` has it."""

    firm: Firm
    chance: Random
    deals: dict[int, Deal] = field(default_factory=dict)

    def add(self, deal: Deal) -> None:
        key = add_deal(self.firm, deal.minor, closed=_at(deal.won_on))
        self.firm.change(DealRecord, key, owner_id=deal.owner + 1)
        self.deals[key] = deal

    def win(self, month: Period) -> None:
        owner, minor = self.chance.randrange(2), self.chance.randrange(90) * 30_00
        self.add(Deal(owner, minor, self._day(month)))

    def lose(self, month: Period) -> None:
        """Lose a deal this month, or in an earlier one that was settled meanwhile."""
        key, deal = self._some()
        late = [one for one in MONTHS if deal.won_on < one.start <= month.start]
        lose(self.firm, key, self._day(self.chance.choice(late or [month])))
        deal.is_won = False

    def win_again(self, month: Period) -> None:
        """Win a deal once more, or find that it was not lost at all."""
        key, deal = self._some()
        if not deal.is_won and self.chance.random() < 0.7:
            deal.won_on = self._day(month)
        self.firm.change(DealRecord, key, status="won", closed_at=_at(deal.won_on))
        deal.is_won = True

    def change(self, _month: Period) -> None:
        key, deal = self._some()
        deal.minor = self.chance.randrange(90) * 30_00
        self.firm.change(DealRecord, key, amount_minor=deal.minor, base_minor=deal.minor)

    def credit(self, _month: Period) -> None:
        key, deal = self._some()
        deal.owner = 1 - deal.owner
        self.firm.change(DealRecord, key, owner_id=deal.owner + 1)

    def remove(self, _month: Period) -> None:
        key, _ = self._some()
        with self.firm.sessions.begin() as session:
            session.execute(delete(DealRecord).where(DealRecord.id == key))
        del self.deals[key]

    def worth(self, owner: int) -> int:
        """Return what the deals of an employee have earned, at 10 %."""
        won = (deal for deal in self.deals.values() if deal.is_won and deal.owner == owner)
        return sum(deal.minor for deal in won) // 10

    def _some(self) -> tuple[int, Deal]:
        return self.chance.choice(list(self.deals.items()))

    def _day(self, month: Period) -> date:
        return month.start.replace(day=self.chance.randint(2, 27))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clawback", "instalments", "seed"),
    [(None, 3, 1), (Clawback(24), 1, 2), (Clawback(24), 3, 3)],
)
def test_all_months_together_pay_what_the_records_are_worth(
    firm: Firm, clawback: Clawback | None, instalments: int, seed: int
) -> None:
    """Every change that is found is accepted, and later months pay enough to keep back all."""
    firm.pays(WON, clawback=clawback, instalments=instalments)
    book = Book(firm, Random(seed))  # noqa: S311 - no secret
    edits = [book.win, book.lose, book.win_again, book.change, book.credit, book.remove]
    for month in MONTHS:
        book.win(month)
        book.win(month)
        for _ in range(4):
            if book.deals:
                book.chance.choice(edits)(month)
        settle(firm, month)
    for month in QUIET:
        for owner in range(2):
            book.add(Deal(owner, LARGE, month.start.replace(day=5)))
        settle(firm, month)
    for month in OF_LAST_PARTS:
        settle(firm, month)

    assert monitor(firm).changes() == []
    months = [*MONTHS, *QUIET, *OF_LAST_PARTS]
    for owner, code in enumerate(PEOPLE):
        paid = sum(firm.statement(month, code).total.minor for month in months)
        assert paid - SALARY * len(months) == book.worth(owner)


def settle(firm: Firm, month: Period) -> None:
    """Settle ``month``; the next one pays all that is found to lack then."""
    firm.settle(month)
    if changes := monitor(firm).changes():
        monitor(firm).accept(changes, month.next(), "Anna")


def monitor(firm: Firm) -> ChangeMonitorService:
    return ChangeMonitorService(firm.sessions, fixed(AT))
