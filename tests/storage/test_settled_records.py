"""A correction names the records behind an indicator: what they counted, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, func, select, update

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.statements import StatementState
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.pay_change import PayChange, told
from crm_desktop.rewards.template import (
    BonusTemplate,
    FixedPremium,
    PercentPremium,
    PerUnitPremium,
    PremiumCondition,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    PaymentRecord,
    SettledRecord,
)
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.paper_rows import Paper, add_papers
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
from tests.storage.test_counted import add_many

ELSEWHERE = "it counts for somebody else or in another month now"
BOILER = DealSketch(0, 300_000_00, title="Boiler")


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    """Return a firm with a deal of each of two employees; the third has none."""
    engine = open_engine(database)
    yield pay_months(Sessions(engine), [BOILER, DealSketch(1, 100_000_00)])
    engine.dispose()


def paid_by(months: PayMonths, template: BonusTemplate, *indicators: Indicator) -> None:
    """Let the firm pay ``template`` alone besides the salary."""
    scheme = replace(
        FIVE_PERCENT,
        indicators=(*FIVE_PERCENT.indicators, *indicators),
        templates=(template,),
        cards=(replace(CARD, templates=(template.code,)),),
    )
    SchemeService(months.sessions, fixed(NOW)).import_scheme(scheme)


def change(months: PayMonths, deal: int, **values: Any) -> None:
    with months.sessions.begin() as session:
        session.execute(update(DealRecord).where(DealRecord.id == deal).values(**values))


def drop(months: PayMonths, deal: int) -> None:
    with months.sessions.begin() as session:
        session.execute(delete(DealRecord).where(DealRecord.id == deal))


def said(message: Message | str | None) -> str:
    return str(message).replace("\N{NO-BREAK SPACE}", " ")


def named(found: PayChange) -> list[Derivation]:
    """Return the steps of single records below the only line of ``found``."""
    [line] = told(found)
    last = [step for cause in line.inputs for step in cause.inputs or (cause,)]
    return [step for step in last if step.records is None or step.records.record is not None]


def words(found: PayChange) -> list[tuple[str, str]]:
    return [(said(step.label), said(step.sentence)) for step in named(found)]


def led_to(months: PayMonths, step: Derivation) -> list[tuple[int, Money | None]]:
    assert step.records is not None
    page = CalculationService(months.sessions, fixed(NOW)).records(step.records)
    return [(row.id, row.amount) for row in page.rows]


def test_c47_names_the_deal_behind_the_indicator(months: PayMonths) -> None:
    """Case C47: March was paid by sales; a deal of March loses 100 000 in May."""
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Boiler”", "RUB 300,000.00 → RUB 200,000.00")]
    [step] = named(found)
    assert step.value == Quantity.of_money(rub(-100_000))
    assert led_to(months, step) == [(1, rub(200_000))]


def test_only_what_changed_is_named_the_largest_difference_first(months: PayMonths) -> None:
    small, same, large = (months.add_deal(0, 1_000 * (1 + i)) for i in range(3))
    months.settle(MARCH)
    months.set_deal(small, 1_100)
    months.set_deal(large, 9_000)

    [found] = months.monitor.changes()

    records = [step.records.record for step in named(found) if step.records is not None]
    assert records == [large, small]
    assert same not in records


def test_a_deal_of_somebody_else_by_now_is_named_with_both(months: PayMonths) -> None:
    months.settle(MARCH)
    change(months, 1, owner_id=3)

    found = {one.employee: words(one) for one in months.monitor.changes()}

    assert found == {
        "Employee 0": [
            (
                "Deal “Boiler”",
                f"{ELSEWHERE}; it counted RUB 300,000.00",
            )
        ],
        "Employee 2": [
            (
                "Deal “Boiler”",
                "it did not count before",
            )
        ],
    }


def test_a_deal_of_another_month_by_now_says_so(months: PayMonths) -> None:
    months.settle(MARCH)
    change(months, 1, closed_at=datetime(2026, 4, 2, 9, tzinfo=UTC))
    [found] = months.monitor.changes()
    assert "in another month now" in words(found)[0][1]


def test_a_record_that_came_late_is_named(months: PayMonths) -> None:
    months.settle(MARCH)
    late = months.add_deal(0, 50_000)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Deal”", "it did not count before")]
    assert led_to(months, named(found)[0]) == [(late, rub(50_000))]


def test_a_deleted_deal_is_still_named_and_leads_nowhere(months: PayMonths) -> None:
    months.settle(MARCH)
    drop(months, 1)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Boiler”", "deleted; it counted RUB 300,000.00")]
    assert named(found)[0].records is None


def test_a_lost_deal_says_so(months: PayMonths) -> None:
    months.settle(MARCH)
    change(months, 1, status="lost", stage_id=3)

    [found] = months.monitor.changes()

    assert words(found)[0][1].startswith("it is lost now;")
    assert led_to(months, named(found)[0]) == [(1, rub(300_000))]


def test_a_shared_deal_is_named_with_the_part_that_counted(months: PayMonths) -> None:
    with months.sessions.begin() as session:
        sketch = DealSketch(0, 100_000_00, title="Roof", credits=((0, 60), (2, 40)))
        [deal] = kpi_rows.add_deals(session, [sketch])
    months.settle(MARCH)
    with months.sessions.begin() as session:
        for owner, minor in ((1, 30_000_00), (3, 70_000_00)):
            part = (DealCreditRecord.deal_id == deal, DealCreditRecord.employee_id == owner)
            values = {"base_minor": minor, "share": minor // 10}
            session.execute(update(DealCreditRecord).where(*part).values(**values))

    found = {one.employee: words(one) for one in months.monitor.changes()}

    assert found == {
        "Employee 0": [("Deal “Roof”", "RUB 60,000.00 → RUB 30,000.00")],
        "Employee 2": [("Deal “Roof”", "RUB 40,000.00 → RUB 70,000.00")],
    }


def test_what_is_counted_names_the_record_alone(months: PayMonths) -> None:
    paid_by(months, BonusTemplate("each", "500 a deal", PerUnitPremium(Decimal(500)), "won"))
    months.settle(MARCH)
    drop(months, 1)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Boiler”", "deleted")]
    assert named(found)[0].value == Quantity(Decimal(-1))


CONVERSION = BonusTemplate("share", "Conversion", PerUnitPremium(Decimal(1000)), "conversion")


def test_what_left_one_side_of_a_ratio_is_named_once(months: PayMonths) -> None:
    paid_by(months, CONVERSION)
    months.settle(MARCH)
    change(months, 1, status="lost", stage_id=3)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Boiler”", "it is lost now")]


def test_what_came_to_the_other_side_of_a_ratio_is_told_by_it(months: PayMonths) -> None:
    change(months, 1, status="lost", stage_id=3)
    paid_by(months, CONVERSION)
    months.settle(MARCH)
    change(months, 1, status="won", stage_id=2)

    [found] = months.monitor.changes()

    [(label, sentence)] = words(found)
    assert label == "Deal “Boiler”"
    assert sentence.startswith("it counts as “Number of deals (")


def test_a_formula_names_the_records_of_what_it_reads(months: PayMonths) -> None:
    paid_by(months, BonusTemplate("share", "Twice", PercentPremium(Decimal("0.01")), "twice"))
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    assert words(found) == [("Deal “Boiler”", "RUB 300,000.00 → RUB 200,000.00")]


def test_a_condition_that_fails_by_now_names_its_records(months: PayMonths) -> None:
    condition = PremiumCondition("won", Operator.AT_LEAST, Decimal(1))
    fixed_sum = FixedPremium(Decimal(1000))
    paid_by(months, BonusTemplate("any", "For any deal", fixed_sum, None, (condition,)))
    months.settle(MARCH)
    drop(months, 1)

    [found] = months.monitor.changes()

    assert ("Deal “Boiler”", "deleted") in words(found)


RECEIVED = Indicator(
    "received",
    "Received",
    RecordSource(Entity.PAYMENT, Aggregate.SUM, "received", "amount", EVERYTHING),
    Unit.MONEY,
)
OF_RECEIVED = BonusTemplate("share", "1 % of money", PercentPremium(Decimal("0.01")), "received")


def test_a_refund_is_named_where_the_profile_does_not_have_the_indicator(
    months: PayMonths,
) -> None:
    paid_by(months, OF_RECEIVED, RECEIVED)
    with months.sessions.begin() as session:
        [invoice] = add_papers(session, [Paper(0, 90_000, payments=[(date(2026, 3, 7), 90_000)])])
    months.settle(MARCH)
    back = {"received_on": date(2026, 3, 30), "amount_minor": -40_000, "base_minor": -40_000}
    with months.sessions.begin() as session:
        session.add(PaymentRecord(document_id=invoice, owner_id=1, **back))

    [found] = months.monitor.changes()

    [line] = told(found)
    assert [(said(one.label), said(one.sentence)) for one in line.inputs] == [
        (
            "Payment of 30/03/2026 for 1",
            "refund of RUB 400.00",
        )
    ]


def test_what_was_named_on_screen_stands_on_the_page_that_pays_it(
    months: PayMonths, database: str
) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")
    months.payroll.calculate_and_save(MAY)

    with closing(open_services(database, fixed(NOW))) as services:
        page = services.pay_documents.page("e0", MAY, has_steps=True)

    printed = [said(step.sentence) for step in page.steps if said(step.label) == "Deal “Boiler”"]
    assert printed == ["RUB 300,000.00 → RUB 200,000.00"]


def kept(months: PayMonths) -> int:
    with months.sessions() as session:
        return session.scalar(select(func.count(SettledRecord.id))) or 0


def test_an_approval_that_is_undone_keeps_nothing_and_the_next_one_keeps_it_anew(
    months: PayMonths,
) -> None:
    months.settle(MARCH, StatementState.APPROVED)
    before = kept(months)
    months.life.undo(MARCH, "Anna")
    assert (before > 0, kept(months)) == (True, 0)
    months.set_deal(1, 250_000)

    months.settle(MARCH, StatementState.APPROVED)
    months.set_deal(1, 200_000)

    assert kept(months) == before
    assert words(months.monitor.changes()[0]) == [
        ("Deal “Boiler”", "RUB 250,000.00 → RUB 200,000.00")
    ]


def test_what_was_undone_and_approved_again_as_it_is_keeps_its_records(months: PayMonths) -> None:
    months.settle(MARCH, StatementState.APPROVED)
    before = kept(months)
    months.life.undo(MARCH, "Anna")
    months.life.advance(MARCH, StatementState.APPROVED, "Anna")
    assert kept(months) == before


def test_later_steps_and_their_undoing_leave_the_records(months: PayMonths) -> None:
    months.settle(MARCH, StatementState.PUBLISHED)
    before = kept(months)
    months.life.undo(MARCH, "Anna")
    assert kept(months) == before


def test_of_too_many_records_none_is_named_and_the_figure_says_so(months: PayMonths) -> None:
    with months.sessions.begin() as session:
        add_many(session, 2_001)
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    [line] = told(found)
    [fact] = line.inputs
    assert said(fact.sentence) == (
        "it was RUB 302,001.00 and is RUB 202,001.00 now; its records are too many to be named"
    )
    assert [step.records.record for step in fact.inputs if step.records is not None] == [None]


def test_what_was_settled_before_records_were_kept_tells_the_figure(months: PayMonths) -> None:
    months.settle(MARCH, StatementState.APPROVED)
    with months.sessions.begin() as session:
        session.execute(delete(SettledRecord))
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    [line] = told(found)
    assert [said(fact.sentence) for fact in line.inputs] == [
        "it was RUB 300,000.00 and is RUB 200,000.00 now"
    ]
    assert named(found) == []


def test_records_are_sought_by_one_query_a_sum_for_all_people(
    months: PayMonths, sought: list[str]
) -> None:
    months.settle(MARCH, StatementState.APPROVED)
    assert len(sought) == 3  # the amount and the number of won deals, and the number of all
    months.set_deal(1, 200_000)
    months.set_deal(2, 50_000)

    assert len(months.monitor.changes()) == 2

    assert len(sought) == 3 + 2  # of the figures that changed: no number of all deals


@pytest.fixture
def sought() -> Iterator[list[str]]:
    """Return the queries so far that look for the records behind sums."""
    told: list[str] = []

    def tell(*sent: Any) -> None:
        if "PARTITION BY" in sent[2] and "deal_credit" in sent[2]:
            told.append(sent[2])

    event.listen(Engine, "before_cursor_execute", tell)
    yield told
    event.remove(Engine, "before_cursor_execute", tell)
