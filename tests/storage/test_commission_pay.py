"""Commissions from records to saved pay, month after month, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import AdjustmentKind
from crm_desktop.domain.people import COMPANY, SubjectLevel
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import Aggregate
from crm_desktop.rewards.accrual import Accrual, AccrualRow
from crm_desktop.rewards.opening import CarryKind
from crm_desktop.rewards.pay_change import told
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    Clawback,
    ContestPremium,
    EarningPart,
    Event,
    PercentPremium,
    PoolPremium,
    Prize,
    RewardCard,
    Sharing,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.models import (
    AdjustmentRecord,
    DealRecord,
    DocumentRecord,
    EmployeeRecord,
    PaymentRecord,
)
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.commission_firm import (
    APRIL,
    AT,
    MARCH,
    MAY,
    PAID,
    SALARY,
    WON,
    Firm,
    add_deal,
    add_invoice,
    founded,
    lose,
)
from tests.storage.kpi_rows import DealSketch
from tests.storage.paper_rows import Paper, add_papers


@pytest.fixture
def firm(database: str) -> Iterator[Firm]:
    yield from founded(database)


def test_a_draft_with_commissions_reads_as_it_was_calculated(firm: Firm) -> None:
    firm.pays(PAID, clawback=Clawback(6), instalments=3)
    add_invoice(firm, 20_000_00, (date(2026, 3, 10), 10_000_00))
    now = firm.calculation.progress("e0", MARCH)
    firm.save(MARCH)
    saved = firm.payroll.statement("e0", MARCH)
    assert saved.state is StatementState.DRAFT
    assert saved.outcome == now
    assert firm.calculation.calculate(MARCH).outcomes[0] == now


def test_a_settled_statement_keeps_carries_balances_and_gifts(firm: Firm) -> None:
    firm.pays(WON, instalments=2, advance=Advance(Decimal(2_000)))
    add_deal(firm)
    firm.save(MARCH)
    draft = firm.statement(MARCH)
    firm.settle(MARCH)
    assert draft.carries
    assert draft.balances
    assert firm.statement(MARCH) == draft


def test_the_records_behind_a_commission_are_known_before_and_after_saving(firm: Firm) -> None:
    firm.pays(WON)
    deal = add_deal(firm)
    about = "each", Entity.DEAL, deal, "Deal", Event.WON, date(2026, 3, 10)
    expected = [Accrual(*about, 10_000_00, Decimal("0.1"), 1_000_00)]
    assert firm.payroll.accruals("e0", MARCH, "each") == expected
    firm.save(MARCH)
    add_deal(firm)
    assert firm.payroll.accruals("e0", MARCH, "each") == expected
    assert firm.payroll.accruals("e0", MARCH, "other") == []
    [kept] = firm.payroll.accrual_rows("e0", MARCH, "each")
    assert kept == AccrualRow(expected[0], "", deal)
    assert len(firm.payroll.accrual_rows("e0", MARCH, "each", is_live=True)) == 2
    with pytest.raises(NotFoundError):
        firm.payroll.accruals("nobody", APRIL)


def test_calculating_again_replaces_the_records_of_drafts(firm: Firm) -> None:
    firm.pays(WON)
    for count in (1, 2):
        add_deal(firm)
        firm.save(MARCH)
        assert len(firm.payroll.accruals("e0", MARCH)) == count


def test_a_preview_tells_person_by_person_what_would_change(firm: Firm) -> None:
    firm.pays(WON)
    assert [change.was for change in firm.payroll.preview(MARCH)] == [None] * 3
    firm.save(MARCH)
    assert firm.payroll.preview(MARCH) == []
    add_deal(firm)
    [change] = firm.payroll.preview(MARCH)
    assert (change.subject.name, change.amount) == ("Employee 0", Money(1_000_00, "RUB"))
    assert [line.amount.minor for line in change.lines] == [1_000_00]
    assert firm.lines(MARCH) == {}


def test_a_preview_tells_who_would_have_no_draft_any_more(firm: Firm) -> None:
    firm.pays(WON)
    firm.save(MARCH)
    with firm.sessions.begin() as session:
        from_day = date(2026, 2, 1)
        session.execute(
            update(EmployeeRecord).where(EmployeeRecord.id == 1).values(left_on=from_day)
        )
    [change] = firm.payroll.preview(MARCH)
    assert (change.was, change.now) == (Money(SALARY, "RUB"), None)
    assert change.amount == Money(-SALARY, "RUB")


def test_payments_of_two_months_and_a_refund_in_the_third(firm: Firm) -> None:
    """Source: cases C32, C35: earlier statements stay, and need no correction."""
    firm.pays(PAID)
    paper = add_invoice(
        firm, 20_000_00, (date(2026, 3, 10), 10_000_00), (date(2026, 4, 2), 10_000_00)
    )
    firm.settle(MARCH)
    firm.settle(APRIL)
    with firm.sessions.begin() as session:
        payment = PaymentRecord(
            document_id=paper,
            owner_id=1,
            received_on=date(2026, 5, 4),
            amount_minor=-20_000_00,
            base_minor=-20_000_00,
        )
        session.add(payment)
    firm.settle(MAY)
    assert [firm.lines(month).get("each") for month in (MARCH, APRIL)] == [1_000_00, 1_000_00]
    assert firm.lines(MAY) == {"each": -2_000_00, "carried": 2_000_00}
    [owed] = firm.statement(MAY).carries
    assert (owed.kind, owed.amount.minor) == (CarryKind.CLAWBACK, 2_000_00)
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_money_given_back_in_a_settled_month_is_named_as_a_refund(firm: Firm) -> None:
    firm.pays(PAID)
    paper = add_invoice(firm, 20_000_00, (date(2026, 3, 10), 20_000_00))
    firm.settle(MARCH)
    back = {"amount_minor": -5_000_00, "base_minor": -5_000_00}
    with firm.sessions.begin() as session:
        day = date(2026, 3, 20)
        session.add(PaymentRecord(document_id=paper, owner_id=1, received_on=day, **back))

    [change] = ChangeMonitorService(firm.sessions, fixed(AT)).changes([MARCH])

    [line] = told(change)
    [cause] = line.inputs
    assert str(cause.label).startswith("invoice ")
    assert str(cause.sentence).replace("\N{NO-BREAK SPACE}", " ") == (
        "refund of RUB 5,000.00; it paid RUB 2,000.00 and pays RUB 1,500.00 now"
    )
    assert cause.records is not None
    [row] = firm.calculation.records(cause.records).rows
    assert (row.id, row.amount) == (paper, Money(20_000_00, "RUB"))


def test_a_deal_lost_later_is_taken_back_once_in_the_first_open_month(firm: Firm) -> None:
    """March stays as it was paid, and May does not take again what April took."""
    firm.pays(WON, clawback=Clawback(6))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    add_deal(firm, 20_000_00, closed=datetime(2026, 4, 8, tzinfo=UTC))
    add_deal(firm, 20_000_00, closed=datetime(2026, 5, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 20))

    assert firm.corrections(MARCH) == []
    firm.settle(APRIL)
    firm.settle(MAY)

    assert firm.lines(APRIL) == {"each": 2_000_00, "clawback": -500_00}
    assert firm.lines(MAY) == {"each": 2_000_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_what_is_taken_back_stands_behind_its_own_line(firm: Firm) -> None:
    firm.pays(WON, clawback=Clawback(6))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    won = add_deal(firm, 20_000_00, closed=datetime(2026, 4, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 20))
    firm.settle(APRIL)
    behind = {
        line: [(one.record, one.amount_minor) for one in firm.payroll.accruals("e0", APRIL, line)]
        for line in ("each", "clawback")
    }
    assert behind == {"each": [(won, 2_000_00)], "clawback": [(lost, -500_00)]}
    assert len(firm.payroll.accruals("e0", APRIL)) == 2


def test_what_a_month_takes_back_is_not_taken_by_an_earlier_one_that_is_settled_after_it(
    firm: Firm,
) -> None:
    firm.pays(WON, clawback=Clawback(6))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    for month in (APRIL, MAY):
        add_deal(firm, 20_000_00, closed=datetime(2026, month.start.month, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 20))
    firm.settle(MAY)
    firm.settle(APRIL)
    assert firm.lines(APRIL) == {"each": 2_000_00}
    assert firm.lines(MAY) == {"each": 2_000_00, "clawback": -500_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_what_a_draft_takes_back_is_not_taken_by_the_months_after_it(firm: Firm) -> None:
    firm.pays(WON, clawback=Clawback(6))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    for month in (APRIL, MAY):
        add_deal(firm, 20_000_00, closed=datetime(2026, month.start.month, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 20))
    assert firm.lines(MAY) == {"each": 2_000_00, "clawback": -500_00}
    firm.save(APRIL)
    assert firm.lines(MAY) == {"each": 2_000_00}
    firm.save(APRIL)
    assert firm.lines(APRIL) == {"each": 2_000_00, "clawback": -500_00}
    firm.settle(APRIL)
    firm.settle(MAY)
    assert firm.lines(MAY) == {"each": 2_000_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_a_record_that_is_gone_is_taken_back_too(firm: Firm) -> None:
    firm.pays(WON, clawback=Clawback(6))
    gone = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    with firm.sessions.begin() as session:
        session.delete(session.get_one(DealRecord, gone))
    add_deal(firm, 20_000_00, closed=datetime(2026, 4, 8, tzinfo=UTC))
    firm.settle(APRIL)
    assert firm.lines(APRIL) == {"each": 2_000_00, "clawback": -500_00}
    assert firm.corrections(MARCH) == firm.corrections(APRIL) == []


def test_a_clawback_never_touches_the_salary_and_the_rest_is_carried(firm: Firm) -> None:
    firm.pays(WON, clawback=Clawback(6))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    add_deal(firm, 2_000_00, closed=datetime(2026, 4, 8, tzinfo=UTC))
    add_deal(firm, 20_000_00, closed=datetime(2026, 5, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 20))
    firm.settle(APRIL)
    firm.save(MAY)
    assert firm.lines(APRIL) == {"each": 200_00, "clawback": -200_00}
    assert firm.lines(MAY) == {"each": 2_000_00, "clawback": -300_00}


def test_after_the_window_nothing_is_taken_back(firm: Firm) -> None:
    """Source: cases C37."""
    firm.pays(WON, clawback=Clawback(1))
    lost = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    lose(firm, lost, date(2026, 4, 10))
    firm.settle(APRIL)
    assert firm.lines(APRIL) == {}


def test_a_cancelled_document_of_a_clawback_stays_where_it_was_paid(firm: Firm) -> None:
    firm.pays(PAID, clawback=Clawback(6))
    paper = add_invoice(firm, 5_000_00, (date(2026, 3, 10), 5_000_00))
    add_invoice_of_april(firm)
    firm.settle(MARCH)
    firm.change(DocumentRecord, paper, state="cancelled", cancelled_on=date(2026, 4, 9))
    firm.settle(APRIL)
    assert firm.lines(APRIL) == {"each": 1_000_00, "clawback": -500_00}
    assert firm.corrections(MARCH) == firm.corrections(APRIL) == []


def test_c35_a_cancelled_invoice_of_a_deal_leaves_the_settled_month_alone(firm: Firm) -> None:
    invoiced, half = EarningPart(Event.INVOICED, Decimal("0.5")), Decimal("0.5")
    firm.pays(replace(WON, earned=(EarningPart(Event.WON, half), invoiced)))
    deal = add_deal(firm)
    with firm.sessions.begin() as session:
        [paper] = add_papers(session, [Paper(0, 10_000_00, deal=deal)])
    firm.settle(MARCH)
    firm.change(DocumentRecord, paper, state="cancelled", cancelled_on=date(2026, 4, 9))
    firm.save(APRIL)
    assert firm.lines(MARCH) == {"each": 1_000_00}
    assert firm.lines(APRIL) == {"each": -500_00, "carried": 500_00}
    assert firm.corrections(MARCH) == []


def add_invoice_of_april(firm: Firm) -> None:
    with firm.sessions.begin() as session:
        paid = [(date(2026, 4, 10), 10_000_00)]
        add_papers(session, [Paper(0, 10_000_00, kind="act", payments=paid)])


def test_c36_only_what_was_paid_is_taken_back_of_instalments(firm: Firm) -> None:
    """2 x 500, the first paid, lost before the second: 500 is taken back, nothing more is paid."""
    firm.pays(WON, clawback=Clawback(6), instalments=2)
    lost = add_deal(firm, 10_000_00)
    firm.settle(MARCH)
    add_deal(firm, 40_000_00, closed=datetime(2026, 4, 8, tzinfo=UTC))
    lose(firm, lost, date(2026, 4, 5))
    firm.settle(APRIL)
    firm.save(MAY)
    assert firm.lines(MARCH) == {"each": 500_00}
    assert firm.lines(APRIL) == {"each": 2_000_00, "clawback": -500_00}
    assert firm.lines(MAY) == {"instalment:each:2026-04": 2_000_00}


def test_c40_instalments_are_paid_in_the_months_after(firm: Firm) -> None:
    firm.pays(WON, instalments=3)
    add_deal(firm, 600_00)
    for month in (MARCH, APRIL, MAY):
        firm.save(month)
    assert firm.lines(MARCH) == {"each": 20_00}
    assert firm.lines(APRIL) == {"instalment:each:2026-03": 20_00}
    assert firm.lines(MAY) == {"instalment:each:2026-03": 20_00}
    [left] = [carry for carry in firm.statement(MARCH).carries if carry.due_on == MAY.start]
    assert (left.kind, left.amount.minor) == (CarryKind.INSTALMENT, 20_00)


def test_debts_come_from_the_last_settled_statement_before_any_draft(firm: Firm) -> None:
    """The advance of March is owed in May, whatever a draft of April says."""
    firm.pays(WON, advance=Advance(Decimal(2_000)))
    add_deal(firm, 15_000_00)
    add_deal(firm, 30_000_00, closed=datetime(2026, 5, 8, tzinfo=UTC))
    firm.settle(MARCH)
    firm.save(APRIL)
    assert firm.lines(MARCH) == {"each": 1_500_00, "advance": 500_00}
    assert firm.lines(APRIL) == {"advance": 2_000_00}
    firm.save(MAY)
    assert firm.lines(MAY) == {"each": 3_000_00, "advance": -500_00}
    firm.settle(APRIL)
    firm.save(MAY)
    assert firm.lines(MAY) == {"each": 3_000_00, "advance": -1_000_00}


def test_what_was_decided_for_the_month_is_paid_with_it(firm: Firm) -> None:
    firm.pays(WON)
    with firm.sessions.begin() as session:
        adjustment = AdjustmentRecord(
            employee_id=1,
            period_start=MARCH.start,
            kind=AdjustmentKind.PAYMENT.value,
            label="For the fair",
            amount_minor=700_00,
            reason="Three days on the stand",
            author="Anna",
            at=AT,
        )
        session.add(adjustment)
    assert firm.calculation.progress("e0", MARCH).statement is not None
    firm.save(MARCH)
    assert firm.lines(MARCH) == {"adjustment:1": 700_00}
    assert firm.calculation.progress("e0", MARCH) == firm.payroll.statement("e0", MARCH).outcome
    assert firm.payroll.statement("e1", MARCH).outcome.statement is not None
    rules = SchemeService(firm.sessions, fixed(AT)).scheme(MARCH.start)
    by_rules = firm.calculation.calculate(MARCH, scheme=rules)
    assert by_rules.outcomes[0].statement is not None
    assert by_rules.outcomes[0].statement.total == Money(SALARY, "RUB")


def test_progress_of_one_agrees_with_all_for_pools_contests_and_quarters(firm: Firm) -> None:
    """Everybody shares the pool of the company and competes; March ends a quarter."""
    sales = Indicator("sales", "Sales", kpi_scheme.deals(Aggregate.SUM), Unit.MONEY)
    templates = (
        BonusTemplate(
            "pool",
            "Pool",
            PoolPremium(Sharing.CONTRIBUTION, rate=Decimal("0.1"), of="sales"),
            "sales",
            level=SubjectLevel.COMPANY,
        ),
        BonusTemplate(
            "race",
            "Race",
            ContestPremium((Prize(Decimal(500)), Prize(Decimal(200), "Cup"))),
            "sales",
            level=SubjectLevel.COMPANY,
        ),
        BonusTemplate(
            "quarter",
            "Quarter",
            PercentPremium(Decimal("0.01")),
            "sales",
            period_kind=PeriodKind.QUARTER,
        ),
    )
    codes = tuple(template.code for template in templates)
    card = RewardCard("card", "Card", Decimal(40_000), codes, (Assignment(COMPANY),))
    scheme = Scheme("S", "RUB", indicators=(sales,), templates=templates, cards=(card,))
    SchemeService(firm.sessions, fixed(AT)).import_scheme(scheme)
    with firm.sessions.begin() as session:
        early = datetime(2026, 1, 20, tzinfo=UTC)
        sketches = [DealSketch(0, 3_000_00), DealSketch(1, 1_000_00)]
        early_one = DealSketch(0, 5_000_00, created=early, closed=early)
        kpi_rows.add_deals(session, [*sketches, early_one])

    firm.save(MARCH)

    assert firm.lines(MARCH) == {"pool": 300_00, "race": 500_00, "quarter": 80_00}
    everybody = firm.calculation.calculate(MARCH).outcomes
    for number in range(3):
        alone = firm.calculation.progress(f"e{number}", MARCH)
        assert alone == everybody[number]
        assert firm.payroll.statement(f"e{number}", MARCH).outcome == alone
    assert firm.statement(MARCH, "e1").gifts == ("Cup",)


def test_the_forecast_lets_commissions_grow_as_all_does(firm: Firm) -> None:
    """Source: 1 000 x 21 / 11: by the evening of 16 June 11 of its 21 working days are over."""
    firm.pays(WON)
    june = Period.month(2026, 6)
    add_deal(firm, 10_000_00, closed=datetime(2026, 6, 3, 9, tzinfo=UTC))
    noon = datetime(2026, 6, 16, 9, tzinfo=UTC)
    calculation = CalculationService(firm.sessions, fixed(noon))
    projected = calculation.projected("e0", june)
    assert projected is not None
    assert projected.statement is not None
    [line] = projected.statement.lines
    assert line.amount == Money(1_909_09, "RUB")


def test_a_draft_that_keeps_back_what_is_no_longer_owed_is_calculated_again(firm: Firm) -> None:
    firm.pays(WON, advance=Advance(Decimal(5_000)))
    add_won(firm, datetime(2026, 4, 4, 9, tzinfo=UTC))
    firm.save(MARCH)
    firm.save(APRIL)
    assert firm.lines(APRIL)["advance"] == -5_000_00
    add_won(firm, datetime(2026, 3, 4, 9, tzinfo=UTC))
    firm.settle(MARCH)
    life = StatementLifeService(firm.sessions, fixed(AT))
    with pytest.raises(InvalidInputError, match="calculate April 2026 again"):
        life.advance(APRIL, StatementState.APPROVED, "Anna")
    firm.settle(APRIL)
    assert "advance" not in firm.lines(APRIL)


def add_won(firm: Firm, at: datetime) -> None:
    with firm.sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 1_000_000_00, created=at, closed=at)])
