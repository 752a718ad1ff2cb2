"""Settled pay whose records changed: which records those are, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.rewards.pay_change import PayChange, told
from crm_desktop.rewards.template import (
    BonusTemplate,
    Clawback,
    CommissionPremium,
    EarningPart,
    Event,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealRecord
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message
from tests.storage.kpi_rows import DealSketch
from tests.storage.pay_months import (
    CARD,
    FIVE_PERCENT,
    MARCH,
    MAY,
    NOW,
    PayMonths,
    pay_months,
    rub,
)


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    yield pay_months(Sessions(engine), [DealSketch(0, 300_000_00), DealSketch(1, 100_000_00)])
    engine.dispose()


def said(sentence: Message | None) -> str:
    return str(sentence).replace("\N{NO-BREAK SPACE}", " ")


COMMISSION = BonusTemplate(
    "commission",
    "10 % of won deals",
    CommissionPremium(Entity.DEAL, (EarningPart(Event.WON, Decimal(1)),), rate=Decimal("0.1")),
)


def by_commission(months: PayMonths, template: BonusTemplate) -> None:
    """Let the firm pay ``template`` alone besides the salary."""
    card = replace(CARD, templates=(template.code,))
    scheme = replace(FIVE_PERCENT, templates=(template,), cards=(card,))
    SchemeService(months.sessions, fixed(NOW)).import_scheme(scheme)


def test_a_changed_commission_names_its_records(months: PayMonths) -> None:
    by_commission(months, COMMISSION)
    months.add_deal(0, 10_000)
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    assert found.amount == rub(-10_000)
    [record] = found.records
    assert (record.entity, record.record) == (Entity.DEAL, 1)
    assert (record.was, record.now) == (rub(30_000), rub(20_000))
    [line] = told(found)
    [cause] = line.inputs
    assert (str(cause.label), cause.value) == ("Deal “Deal”", Quantity.of_money(rub(-10_000)))
    assert said(cause.sentence) == (
        "amount RUB 300,000.00 → RUB 200,000.00; it paid RUB 30,000.00 and pays RUB 20,000.00 now"
    )
    assert led_to(months, cause) == [(1, rub(200_000))]


def led_to(months: PayMonths, step: Derivation) -> list[tuple[int, Money | None]]:
    """Return the records that ``step`` leads to, with their amounts."""
    assert step.records is not None
    page = CalculationService(months.sessions, fixed(NOW)).records(step.records)
    return [(row.id, row.amount) for row in page.rows]


def test_the_line_that_pays_a_changed_commission_names_its_record_on_screen_and_on_paper(
    months: PayMonths, database: str
) -> None:
    by_commission(months, COMMISSION)
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")
    months.payroll.calculate_and_save(MAY)

    statement = months.payroll.statement("e0", MAY).outcome.statement

    assert statement is not None
    [line] = [line for line in statement.lines if line.code.startswith("correction:")]
    [commission] = line.derivation.inputs
    [deal] = commission.inputs
    assert str(deal.label) == "Deal “Deal”"
    assert said(deal.sentence).startswith("amount RUB 300,000.00 → RUB 200,000.00;")
    assert led_to(months, deal) == [(1, rub(200_000))]
    with closing(open_services(database, fixed(NOW))) as services:
        page = services.pay_documents.page("e0", MAY, has_steps=True)
    printed = [said(line.sentence) for line in page.steps if str(line.label) == "Deal “Deal”"]
    assert printed == [said(deal.sentence)]


def test_a_changed_figure_leads_to_the_records_that_make_it_now(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [line] = told(months.monitor.changes()[0])

    [fact] = line.inputs
    _, source = fact.inputs
    assert led_to(months, source) == [(1, rub(200_000))]


def test_a_deal_credited_to_another_is_taken_from_one_and_given_to_the_other(
    months: PayMonths,
) -> None:
    by_commission(months, COMMISSION)
    months.settle(MARCH)
    with months.sessions.begin() as session:
        session.execute(update(DealRecord).where(DealRecord.id == 1).values(owner_id=2))

    found = months.monitor.changes()

    assert [(one.employee, one.amount, causes(one)) for one in found] == [
        (
            "Employee 0",
            rub(-30_000),
            ["it counts for somebody else or in another month now"],
        ),
        ("Employee 1", rub(30_000), ["it did not count before"]),
    ]


def causes(change: PayChange) -> list[str]:
    return [said(record.cause()) for record in change.records]


def test_a_deal_that_is_deleted_is_still_named(months: PayMonths) -> None:
    by_commission(months, COMMISSION)
    months.settle(MARCH)
    with months.sessions.begin() as session:
        session.execute(delete(DealRecord).where(DealRecord.id == 1))

    [found] = months.monitor.changes()

    [record] = found.records
    assert (record.label, record.was, record.now) == ("Deal", rub(30_000), rub(0))
    [cause] = told(found)[0].inputs
    assert (str(cause.label), cause.records) == ("Deal “Deal”", None)
    assert said(cause.sentence) == "deleted; it paid RUB 30,000.00 and pays RUB 0.00 now"


def test_a_deal_that_is_lost_says_so_and_can_still_be_seen(months: PayMonths) -> None:
    by_commission(months, COMMISSION)
    months.settle(MARCH)
    with months.sessions.begin() as session:
        lost = {"status": "lost", "stage_id": 3}
        session.execute(update(DealRecord).where(DealRecord.id == 1).values(**lost))

    [found] = months.monitor.changes()

    assert causes(found) == ["it is lost now"]
    [cause] = told(found)[0].inputs
    assert led_to(months, cause) == [(1, rub(300_000))]


def test_what_a_clawback_takes_back_by_itself_is_no_change(months: PayMonths) -> None:
    by_commission(months, replace(COMMISSION, clawback=Clawback(6)))
    months.settle(MARCH)
    with months.sessions.begin() as session:
        lost = {"status": "lost", "stage_id": 3, "closed_at": NOW}
        session.execute(update(DealRecord).where(DealRecord.id == 1).values(**lost))

    assert months.monitor.changes() == []
    months.payroll.calculate_and_save(MAY)
    statement = months.payroll.statement("e0", MAY).outcome.statement
    assert statement is not None
    assert [carry.amount for carry in statement.carries] == [rub(30_000)]
