"""A small firm with rows for calculations, and a plain recount of what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.names import folded
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.models import (
    CurrencyRecord,
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DepartmentRecord,
    EmployeeRecord,
    FirmRecord,
    LossReasonRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)

ZONE = ZoneInfo("Europe/Moscow")
STAGES = ("New", "Won", "Lost")
STATUSES = ("open", "won", "lost")
PRODUCTS = ("Окно Ёлка", "Дверь")
GROUPS = ("Окна", "Двери")
CUSTOMERS = ("ООО «Ёж»", "О'Нил; DROP TABLE deal;--")


@dataclass(frozen=True, slots=True)
class DealSketch:
    """A deal to add; ``product``, ``customer`` are numbers of the lists above, from 0.

    ``credits`` are (number of an employee, share in percent) and sum to 100.
    """

    owner: int
    minor: int
    status: str = "won"
    created: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    closed: datetime | None = datetime(2026, 3, 10, 9, tzinfo=UTC)
    title: str = "Deal"
    source: str = ""
    product: int | None = None
    customer: int | None = None
    credits: tuple[tuple[int, int], ...] = ()
    cost: int = 0
    discount: int = 0


def add_firm(
    session: Session,
    departments: Sequence[int | None] = (None,),
    employees: Sequence[int | None] = (0, 0, None),
) -> None:
    """Add a firm, departments by the number of the one above, employees by their department's.

    Codes are ``d0``, ``d1``… and ``e0``, ``e1``…; ids are numbers plus one.
    """
    session.add(CurrencyRecord(code="RUB"))
    session.flush()
    session.add(
        FirmRecord(
            id=1, name="Firm", currency="RUB", zone=ZONE.key, country="RU", rounding="half-up"
        )
    )
    for i, parent in enumerate(departments):
        name = f"Department {i}"
        parent_id = None if parent is None else parent + 1
        session.add(
            DepartmentRecord(
                id=i + 1, code=f"d{i}", name=name, name_folded=folded(name), parent_id=parent_id
            )
        )
        session.flush()
    for i, department in enumerate(employees):
        session.add(_employee(i, None if department is None else department + 1))
    _add_directories(session)
    session.flush()


def _employee(number: int, department_id: int | None) -> EmployeeRecord:
    name = f"Employee {number}"
    return EmployeeRecord(
        id=number + 1,
        code=f"e{number}",
        name=name,
        name_folded=folded(name),
        department_id=department_id,
    )


def _add_directories(session: Session) -> None:
    session.add(PipelineRecord(id=1, name="Sales", position=1))
    session.add(LossReasonRecord(id=1, name="Price"))
    session.flush()
    for i, (name, status) in enumerate(zip(STAGES, STATUSES, strict=True)):
        session.add(StageRecord(id=i + 1, pipeline_id=1, name=name, position=i, status=status))
    for i, name in enumerate(GROUPS):
        session.add(ProductGroupRecord(id=i + 1, name=name, name_folded=folded(name)))
    session.flush()
    for i, name in enumerate(PRODUCTS):
        session.add(
            ProductRecord(
                id=i + 1,
                name=name,
                name_folded=folded(name),
                group_id=i + 1,
                price=Money(100, "RUB"),
            )
        )
    for i, name in enumerate(CUSTOMERS):
        session.add(
            CustomerRecord(
                id=i + 1,
                name=name,
                name_folded=folded(name),
                kind="company",
                created_at=datetime(2025, 1, 1, tzinfo=UTC),
            )
        )


def add_deals(session: Session, deals: Iterable[DealSketch]) -> list[int]:
    """Add ``deals`` and return their ids."""
    ids = []
    for sketch in deals:
        deal = DealRecord(
            title=sketch.title,
            title_folded=folded(sketch.title),
            customer_id=None if sketch.customer is None else sketch.customer + 1,
            owner_id=sketch.owner + 1,
            product_id=None if sketch.product is None else sketch.product + 1,
            stage_id=STATUSES.index(sketch.status) + 1,
            status=sketch.status,
            amount=Money(sketch.minor, "RUB"),
            base_minor=sketch.minor,
            base_cost_minor=sketch.cost,
            base_discount_minor=sketch.discount,
            is_shared=bool(sketch.credits),
            source=sketch.source,
            created_at=sketch.created,
            closed_at=sketch.closed,
        )
        session.add(deal)
        session.flush()
        ids.append(deal.id)
        session.add_all(_credits(deal.id, sketch))
    session.flush()
    return ids


def _credits(deal_id: int, deal: DealSketch) -> Iterator[DealCreditRecord]:
    if not deal.credits:
        return
    divided = zip(
        *(_divided(minor, deal) for minor in (deal.minor, deal.cost, deal.discount)), strict=True
    )
    for (employee, percent), (minor, cost, discount) in zip(deal.credits, divided, strict=True):
        yield DealCreditRecord(
            deal_id=deal_id,
            employee_id=employee + 1,
            share=percent * SHARE_UNITS // 100,
            base_minor=minor,
            base_cost_minor=cost,
            base_discount_minor=discount,
        )


def parts_of(deal: DealSketch, measure: str | None = None) -> list[tuple[int, int, int]]:
    """Return for whom ``deal`` counts: the employee, the per cent and the minor units.

    They are of its amount unless ``measure`` is the margin or the discount.
    """
    amounts = _divided(deal.discount if measure == "discount" else deal.minor, deal)
    costs = _divided(deal.cost if measure == "margin" else 0, deal)
    people = deal.credits or ((deal.owner, 100),)
    return [
        (who, percent, amount - cost)
        for (who, percent), amount, cost in zip(people, amounts, costs, strict=True)
    ]


def _divided(minor: int, deal: DealSketch) -> list[int]:
    if not deal.credits:
        return [minor]
    weights = [Decimal(percent) for _, percent in deal.credits]
    return [part.minor for part in allocate(Money(minor, "RUB"), weights)]


def day_in_zone(instant: datetime | None) -> date | None:
    return None if instant is None else instant.astimezone(ZONE).date()


def around(session: Session) -> Surroundings:
    return Surroundings(ZONE, "RUB", session.get_bind().dialect.name)
