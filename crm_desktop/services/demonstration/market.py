"""What happens to the demonstration firm: requests, estimates, orders, payments, refunds.

Pure and deterministic: the same day gives the same story. The firm grows from a dozen orders
a month to some thirty; windows sell best from August to October; one seller is strong, one
steady, one weak and one new; some customers are forgotten, some pay late and a few call off
what they ordered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import Period

MONTHS = 18
NEWCOMER_MONTHS = 4
"""The new seller was hired this many months ago, the running one included."""

_SEASON = (60, 70, 85, 95, 100, 105, 110, 118, 125, 120, 105, 90)
_FIRST_REQUESTS, _LAST_REQUESTS = 42, 104
_CALLED_OFF = 47
"""Of the requests, each of so many is called off if it has become an order."""


@dataclass(frozen=True, slots=True)
class Seller:
    """``weight`` shares out the requests; ``wins_percent`` of them become orders."""

    code: str
    weight: int
    wins_percent: int
    size_percent: int = 100


SELLERS = (
    Seller("seller_strong", 30, 39, 112),
    Seller("seller_steady", 27, 31),
    Seller("seller_weak", 24, 20, 88),
    Seller("seller_new", 16, 17, 80),
    Seller("sales_head", 6, 46, 165),
)


@dataclass(frozen=True, slots=True)
class Product:
    """``low`` and ``high`` are the usual prices in thousands of roubles."""

    code: str
    weight: int
    low: int
    high: int
    is_for_business: bool = False


PRODUCTS = (
    Product("windows", 48, 48, 150),
    Product("balcony", 20, 70, 190),
    Product("doors", 12, 28, 64),
    Product("facade", 7, 180, 460, is_for_business=True),
    Product("repair", 13, 4, 16),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """``percent`` of the order paid ``on``; negative where money was given back."""

    on: date
    percent: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what became of it, told to the end even where the end is not yet.

    ``stages`` are the stages entered with their moments, the last of them ``won`` or
    ``lost`` unless the customer was forgotten. ``fitted_at`` and ``payments`` are set for
    orders alone; an order that was called off is not fitted.
    """

    number: int
    seller: str
    product: Product
    title: int
    customer: int
    is_business: bool
    source: int
    roubles: Decimal
    stages: tuple[tuple[str, datetime], ...]
    is_answered: bool
    loss_reason: int
    shared_percent: int
    fitted_at: datetime | None
    payments: tuple[Payment, ...]
    called_off_on: date | None = None

    @property
    def created_at(self) -> datetime:
        return self.stages[0][1]

    @property
    def is_remembered(self) -> bool:
        """Whether somebody sees the request through to an end."""
        return self.stages[-1][0] in {"won", "lost"}


def months(today: date) -> list[Period]:
    """Return the months of the story, the running one last."""
    month = Period.month(today.year, today.month)
    story = [month]
    while len(story) < MONTHS:
        story.append(story[-1].previous())
    return story[::-1]


def requests(today: date, country: str) -> Iterator[Request]:
    """Yield the requests of all months in the order of their numbers."""
    calendar = WorkingCalendar(country)
    teller = _Teller(Random(20_260_301), calendar)  # noqa: S311 - a story, not a secret
    for index, month in enumerate(months(today)):
        yield from teller.month(month, requests_in(index, month), sellers_in(index))


def sellers_in(index: int) -> list[Seller]:
    """Return who sells in the story's month number ``index`` from 0."""
    has_newcomer = index >= MONTHS - NEWCOMER_MONTHS
    return [seller for seller in SELLERS if has_newcomer or seller.code != "seller_new"]


def requests_in(index: int, month: Period) -> int:
    """Return how many requests come in ``month``, the story's month number ``index`` from 0."""
    growth = _FIRST_REQUESTS + (_LAST_REQUESTS - _FIRST_REQUESTS) * index // (MONTHS - 1)
    return growth * _SEASON[month.start.month - 1] // 100


class _Teller:
    """Tells requests one after another from one source of chance."""

    def __init__(self, chance: Random, calendar: WorkingCalendar) -> None:
        self._chance = chance
        self._calendar = calendar
        self._number = 0

    def month(self, month: Period, count: int, sellers: list[Seller]) -> Iterator[Request]:
        days = [day for day in month.days() if self._calendar.is_working(day)]
        starts = sorted(self._chance.choice(days) for _ in range(count))
        for day in starts:
            seller = self._chance.choices(sellers, [s.weight for s in sellers])[0]
            yield self._request(day, seller)

    def _request(self, day: date, seller: Seller) -> Request:
        chance = self._chance
        self._number += 1
        product = chance.choices(PRODUCTS, [p.weight for p in PRODUCTS])[0]
        fate = self._fate(seller)
        stages = self._stages(day, fate)
        price = Decimal(chance.randint(product.low * 10, product.high * 10)) * 100
        closed = stages[-1][1].date()
        is_won = fate == "won"
        fitted = self._later(closed, 7, 18) if is_won else None
        request = Request(
            number=self._number,
            seller=seller.code,
            product=product,
            title=chance.randrange(10_000),
            customer=chance.randrange(10_000),
            is_business=product.is_for_business or chance.randrange(100) < 12,
            source=chance.randrange(10_000),
            roubles=price * seller.size_percent / 100,
            stages=stages,
            is_answered=chance.randrange(100) < 91,
            loss_reason=chance.randrange(10_000),
            shared_percent=40 if is_won and chance.randrange(100) < 4 else 0,
            fitted_at=fitted,
            payments=tuple(self._payments(closed, fitted, product)) if fitted else (),
        )
        is_called_off = is_won and product.code != "repair" and self._number % _CALLED_OFF == 0
        return self._called_off(request) if is_called_off else request

    def _called_off(self, order: Request) -> Request:
        """Return the order as one whose customer wants the advance back after a month."""
        advance = order.payments[0]
        day = self._working(advance.on + timedelta(days=30))
        back = Payment(day, -advance.percent)
        return replace(order, fitted_at=None, payments=(advance, back), called_off_on=day)

    def _fate(self, seller: Seller) -> str:
        roll = self._chance.randrange(100)
        if roll < seller.wins_percent:
            return "won"
        return "forgotten" if roll >= 96 else "lost"

    def _stages(self, day: date, fate: str) -> tuple[tuple[str, datetime], ...]:
        """Return the way of a request; a lost one may end after any stage."""
        stages = [("new", self._moment(day))]
        way = ["measured", "estimated", "agreed"]
        if fate == "lost":
            way = way[: self._chance.randint(0, 2)]
        elif fate == "forgotten":
            way = way[: self._chance.randint(0, 1) + 1]
        for stage in way:
            stages.append((stage, self._later(stages[-1][1].date(), 1, 5)))
        if fate != "forgotten":
            patience = (3, 16) if fate == "lost" else (1, 9)
            stages.append((fate, self._later(stages[-1][1].date(), *patience)))
        return tuple(stages)

    def _payments(self, closed: date, fitted: datetime, product: Product) -> Iterator[Payment]:
        """Yield an advance and the rest; some rest is never paid, some orders are refunded."""
        roll = self._chance.randrange(100)
        if product.code == "repair":
            yield Payment(fitted.date(), 100)
            return
        yield Payment(self._later(closed, 0, 3).date(), 60)
        if roll < 6:
            return
        rest = self._later(fitted.date(), 1, 12).date()
        yield Payment(rest, 40)
        if roll >= 97:
            yield Payment(self._later(rest, 4, 20).date(), -15)

    def _later(self, day: date, low: int, high: int) -> datetime:
        return self._moment(self._working(day + timedelta(days=self._chance.randint(low, high))))

    def _working(self, day: date) -> date:
        while not self._calendar.is_working(day):
            day += timedelta(days=1)
        return day

    def _moment(self, day: date) -> datetime:
        minutes = self._chance.randrange(8 * 60)
        return datetime.combine(day, time(9)) + timedelta(minutes=minutes)
