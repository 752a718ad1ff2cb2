"""What is taken back of commissions over the months, and what is paid in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete

from crm_desktop.clock import fixed
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    Clawback,
    EarningPart,
    Event,
    FixedPremium,
    RewardCard,
)
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.models import DealRecord, DocumentRecord, PaymentRecord
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
from tests.storage.paper_rows import Paper, add_papers

JUNE = MAY.next()
HALF_A_YEAR = Clawback(6)
INVOICED = replace(PAID, earned=(EarningPart(Event.INVOICED),))
EACH = BonusTemplate("each", "Each", WON, clawback=HALF_A_YEAR)
FIVE_THOUSAND = BonusTemplate("other", "Other", FixedPremium(Decimal(5_000)))


@pytest.fixture
def firm(database: str) -> Iterator[Firm]:
    yield from founded(database)


def settle(firm: Firm, *months: Period) -> list[dict[str, int]]:
    """Settle ``months`` and return what they pay besides the salary."""
    for month in months:
        firm.settle(month)
    return [firm.lines(month) for month in months]


def win_much(firm: Firm, month: Period) -> None:
    """Win a deal that pays 9 000."""
    add_deal(firm, 90_000_00, closed=datetime(2026, month.start.month, 8, tzinfo=UTC))


def win_again(firm: Firm, deal: int, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    firm.change(DealRecord, deal, status="won", closed_at=at)


def cancel(firm: Firm, invoice: int, day: date | None) -> None:
    state = "posted" if day is None else "cancelled"
    firm.change(DocumentRecord, invoice, state=state, cancelled_on=day)


def pay_from(firm: Firm, month: Period, templates: tuple[BonusTemplate, ...], on_card: str) -> None:
    """Let the card pay the template ``on_card`` alone from ``month`` on."""
    card = RewardCard("card", "Card", Decimal(40_000), (on_card,), (Assignment(COMPANY),))
    scheme = Scheme("S", "RUB", templates=templates, cards=(card,))
    SchemeService(firm.sessions, fixed(AT)).import_scheme(scheme, month.start)


def test_instalments_of_a_record_that_was_taken_back_are_not_paid_in_any_later_month(
    firm: Firm,
) -> None:
    firm.pays(WON, clawback=HALF_A_YEAR, instalments=3)
    deal = add_deal(firm, 6_000_00)
    firm.settle(MARCH)
    win_much(firm, APRIL)
    lose(firm, deal, date(2026, 4, 5))
    april, may, june = settle(firm, APRIL, MAY, JUNE)
    assert firm.lines(MARCH) == {"each": 200_00}
    assert april == {"each": 3_000_00, "clawback": -200_00}
    assert may == june == {"instalment:each:2026-04": 3_000_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_without_a_clawback_a_record_that_is_gone_is_corrected_with_its_later_instalments(
    firm: Firm,
) -> None:
    firm.pays(WON, instalments=3)
    deal = add_deal(firm, 6_000_00)
    firm.settle(MARCH)
    with firm.sessions.begin() as session:
        session.execute(delete(DealRecord).where(DealRecord.id == deal))
    april, may = settle(firm, APRIL, MAY)
    assert april == may == {"instalment:each:2026-03": 200_00}
    assert firm.corrections(MARCH) == [-600_00]


def test_a_deal_that_was_taken_back_and_is_won_again_pays_once(firm: Firm) -> None:
    firm.pays(WON, clawback=HALF_A_YEAR)
    deal = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    lose(firm, deal, date(2026, 4, 5))
    win_much(firm, APRIL)
    firm.settle(APRIL)
    win_again(firm, deal, date(2026, 5, 5))
    firm.settle(MAY)
    assert firm.lines(APRIL) == {"each": 9_000_00, "clawback": -500_00}
    assert firm.lines(MAY) == {"each": 500_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_a_deal_that_is_won_again_and_lost_again_is_taken_back_again(firm: Firm) -> None:
    firm.pays(WON, clawback=HALF_A_YEAR)
    deal = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    for month in (APRIL, JUNE):
        win_much(firm, month)
    lose(firm, deal, date(2026, 4, 5))
    firm.settle(APRIL)
    win_again(firm, deal, date(2026, 5, 5))
    firm.settle(MAY)
    lose(firm, deal, date(2026, 6, 5))
    firm.settle(JUNE)
    assert firm.lines(MAY) == {"each": 500_00}
    assert firm.lines(JUNE) == {"each": 9_000_00, "clawback": -500_00}
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY, JUNE)] == [[], [], [], []]


def test_what_was_taken_back_for_a_document_that_was_cancelled_by_mistake_is_to_be_paid(
    firm: Firm,
) -> None:
    """Of 3 x 200 the first was paid and taken back, and the others were not paid."""
    firm.pays(INVOICED, clawback=HALF_A_YEAR, instalments=3)
    invoice = add_invoice(firm, 6_000_00)
    firm.settle(MARCH)
    cancel(firm, invoice, date(2026, 4, 5))
    april, may = settle(firm, APRIL, MAY)
    assert (firm.lines(MARCH), may) == ({"each": 200_00}, {})
    assert april == {}
    assert firm.statement(APRIL).carries[0].amount.minor == 200_00
    cancel(firm, invoice, None)
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[600_00], [], []]


def test_a_template_that_is_on_no_card_any_more_takes_back_what_it_paid(firm: Firm) -> None:
    firm.pays(WON, clawback=HALF_A_YEAR)
    deal = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    pay_from(firm, APRIL, (EACH, FIVE_THOUSAND), "other")
    lose(firm, deal, date(2026, 4, 5))
    assert settle(firm, APRIL) == [{"other": 5_000_00, "clawback": -500_00}]
    assert firm.corrections(MARCH) == []


def test_the_clawback_of_the_version_that_paid_holds(firm: Firm) -> None:
    firm.pays(WON, clawback=HALF_A_YEAR)
    deal = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    pay_from(firm, APRIL, (replace(EACH, clawback=None),), "each")
    win_much(firm, APRIL)
    lose(firm, deal, date(2026, 4, 5))
    assert settle(firm, APRIL) == [{"each": 9_000_00, "clawback": -500_00}]
    assert firm.corrections(MARCH) == []


def test_a_new_clawback_does_not_take_back_what_was_paid_without_one(firm: Firm) -> None:
    firm.pays(WON)
    deal = add_deal(firm, 5_000_00)
    firm.settle(MARCH)
    pay_from(firm, APRIL, (EACH,), "each")
    lose(firm, deal, date(2026, 4, 5))
    assert settle(firm, APRIL) == [{}]
    assert firm.corrections(MARCH) == [-500_00]


def test_a_failure_that_is_entered_late_is_taken_back_in_the_first_open_month(firm: Firm) -> None:
    firm.pays(WON, clawback=Clawback(1))
    deal = add_deal(firm, 5_000_00)
    settle(firm, MARCH, APRIL, MAY)
    lose(firm, deal, date(2026, 3, 25))
    win_much(firm, JUNE)
    assert settle(firm, JUNE) == [{"each": 9_000_00, "clawback": -500_00}]
    assert [firm.corrections(month) for month in (MARCH, APRIL, MAY)] == [[], [], []]


def test_a_refund_above_the_premiums_of_its_month_is_kept_back_from_later_ones(firm: Firm) -> None:
    """30 000 are left of all payments: 3 000 at 10 %."""
    firm.pays(PAID)
    paid, back = (date(2026, 3, 10), 20_000_00), (date(2026, 4, 3), -20_000_00)
    add_invoice(firm, 20_000_00, paid, back)
    with firm.sessions.begin() as session:
        payments = [(date(2026, 5, 5), 30_000_00)]
        add_papers(session, [Paper(0, 30_000_00, kind="act", payments=payments)])
    march, april, may = settle(firm, MARCH, APRIL, MAY)
    assert march == {"each": 2_000_00}
    assert april == {"each": -2_000_00, "carried": 2_000_00}
    assert may == {"each": 3_000_00, "clawback": -2_000_00}
    paid_in_all = sum(firm.statement(month).total.minor for month in (MARCH, APRIL, MAY))
    assert paid_in_all == 3 * SALARY + 3_000_00


def test_a_refund_that_is_undone_after_its_month_was_settled_is_paid_back(firm: Firm) -> None:
    firm.pays(PAID)
    paid, back = (date(2026, 3, 10), 20_000_00), (date(2026, 4, 3), -20_000_00)
    add_invoice(firm, 20_000_00, paid, back)
    settle(firm, MARCH, APRIL)
    with firm.sessions.begin() as session:
        session.execute(delete(PaymentRecord).where(PaymentRecord.amount_minor < 0))
    assert firm.corrections(APRIL) == [2_000_00]


def test_an_instalment_whose_month_has_no_statement_is_paid_in_the_next_one(firm: Firm) -> None:
    firm.pays(WON, instalments=3)
    add_deal(firm, 6_000_00)
    firm.settle(MARCH)
    another = SubjectRef(SubjectLevel.EMPLOYEE, "e1")
    template = replace(EACH, clawback=None, instalments=3)
    for month, whose in ((APRIL, another), (MAY, COMPANY)):
        card = RewardCard("card", "Card", Decimal(40_000), ("each",), (Assignment(whose),))
        scheme = Scheme("S", "RUB", templates=(template,), cards=(card,))
        SchemeService(firm.sessions, fixed(AT)).import_scheme(scheme, month.start)
    firm.settle(APRIL)
    may, june = settle(firm, MAY, JUNE)
    assert (may, june) == ({"instalment:each:2026-03": 400_00}, {})


@pytest.mark.parametrize("clawback", [None, HALF_A_YEAR])
def test_a_document_that_is_issued_and_cancelled_in_one_month_earns_nothing(
    firm: Firm, clawback: Clawback | None
) -> None:
    firm.pays(INVOICED, clawback=clawback)
    cancel(firm, add_invoice(firm, 10_000_00), date(2026, 3, 28))
    assert settle(firm, MARCH, APRIL) == [{}, {}]


def test_a_month_that_was_settled_before_its_document_was_cancelled_keeps_what_it_paid(
    firm: Firm,
) -> None:
    firm.pays(INVOICED, clawback=HALF_A_YEAR)
    invoice = add_invoice(firm, 10_000_00)
    firm.settle(MARCH)
    cancel(firm, invoice, date(2026, 3, 28))
    settle(firm, APRIL)
    assert [carry.amount.minor for carry in firm.statement(APRIL).carries] == [1_000_00]
    assert [firm.corrections(month) for month in (MARCH, APRIL)] == [[], []]
