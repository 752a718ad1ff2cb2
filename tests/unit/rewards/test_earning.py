"""Commissions record by record: hand-worked cases, and the laws that all parts keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import StepScale, Version
from crm_desktop.rewards.accrual import Accrual, Earned, record_name
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.due import off_term
from crm_desktop.rewards.earning import (
    CommissionRule,
    Credit,
    EarningRecord,
    accruals,
    rules_of,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    Clawback,
    CommissionPremium,
    EarningPart,
    Event,
    StageShare,
)
from tests.unit.rewards.builders import step

MARCH, APRIL, MAY = (Period.month(2026, month) for month in (3, 4, 5))
ANN, BOB, EVE = 1, 2, 3
PAID = (EarningPart(Event.PAID),)
INVOICED = (EarningPart(Event.INVOICED),)


def premium(*earned: EarningPart, rate: str | None = "0.1", **changes: Any) -> CommissionPremium:
    share = None if rate is None else Decimal(rate)
    return CommissionPremium(Entity.DOCUMENT, earned, share, **changes)


def rule(
    of: CommissionPremium, period: Period = MARCH, *, clawback: Clawback | None = None
) -> CommissionRule:
    return CommissionRule(BonusTemplate("deals", "Deals", of, clawback=clawback), of, period, "RUB")


def invoice(minor: int, *payments: tuple[date, int], **changes: Any) -> EarningRecord:
    whole: dict[str, Any] = {
        "label": "invoice 7",
        "owner": ANN,
        "amount": minor,
        "measures": {"amount": minor, "net": minor, "margin": minor},
        "invoiced_on": date(2026, 3, 5),
        "payments": payments,
    }
    return EarningRecord(Entity.DOCUMENT, 7, **(whole | changes))


def earned(of: CommissionRule, record: EarningRecord) -> list[tuple[int, int]]:
    """Return who earned how much in the period of the rule."""
    return [(who, accrual.amount_minor) for who, accrual in accruals(of, record)]


def by_month(of: CommissionPremium, record: EarningRecord) -> list[int]:
    """Return the sums of March, April and May."""
    return [
        sum(minor for _, minor in earned(rule(of, month), record)) for month in (MARCH, APRIL, MAY)
    ]


def test_each_payment_earns_its_part_in_its_own_period() -> None:
    """Source: cases C32."""
    halves = ((date(2026, 3, 10), 10_000_00), (date(2026, 4, 2), 10_000_00))
    found = by_month(premium(*PAID, rate="0.2"), invoice(20_000_00, *halves))
    assert found == [2_000_00, 2_000_00, 0]


def test_a_credit_note_takes_its_part_away() -> None:
    """Source: cases C33."""
    by_invoice = rule(premium(*INVOICED, rate="0.04"))
    note = invoice(-200_00)
    assert earned(by_invoice, invoice(1_000_00)) + earned(by_invoice, note) == [
        (ANN, 40_00),
        (ANN, -8_00),
    ]


def test_a_full_refund_is_the_opposite_line_of_the_next_period() -> None:
    """Source: cases C35."""
    record = invoice(333_33, (date(2026, 3, 10), 333_33), (date(2026, 4, 2), -333_33))
    assert by_month(premium(*PAID, rate="0.05"), record) == [16_67, -16_67, 0]


def test_cancelling_is_the_opposite_line_on_its_day_and_later_refunds_change_nothing() -> None:
    record = invoice(
        100_00,
        (date(2026, 3, 10), 100_00),
        (date(2026, 5, 2), -100_00),
        failed_on=date(2026, 4, 20),
    )
    assert by_month(premium(*PAID), record) == [10_00, -10_00, 0]
    [(_, back)] = accruals(rule(premium(*PAID), APRIL), record)
    assert (back.on, back.event, back.base_minor) == (date(2026, 4, 20), Event.PAID, -100_00)


def test_what_a_clawback_takes_back_is_not_taken_twice() -> None:
    record = invoice(100_00, (date(2026, 3, 10), 100_00), failed_on=date(2026, 4, 20))
    of = premium(*PAID)
    assert earned(rule(of, clawback=Clawback(6)), record) == [(ANN, 10_00)]
    assert earned(rule(of, APRIL, clawback=Clawback(6)), record) == []


def test_what_fails_in_the_month_it_is_earned_in_pays_nothing_that_a_clawback_would_take() -> None:
    record = invoice(100_00, (date(2026, 3, 10), 100_00), failed_on=date(2026, 3, 28))
    of = premium(*PAID)
    assert earned(rule(of, clawback=Clawback(6)), record) == []
    assert sum(minor for _, minor in earned(rule(of), record)) == 0


def test_half_when_won_and_half_at_the_first_payment() -> None:
    half = Decimal("0.5")
    mixed = premium(EarningPart(Event.WON, half), EarningPart(Event.FIRST_PAYMENT, half))
    record = invoice(100_01, (date(2026, 4, 2), 1), won_on=date(2026, 3, 31))
    assert by_month(mixed, record) == [5_00, 5_00, 0]


def test_a_first_payment_that_is_given_back_and_comes_again_counts_once() -> None:
    days = (date(2026, 3, 10), date(2026, 4, 2), date(2026, 5, 2))
    payments = zip(days, (50_00, -50_00, 100_00), strict=True)
    first = premium(EarningPart(Event.FIRST_PAYMENT))
    assert by_month(first, invoice(100_00, *payments)) == [10_00, -10_00, 10_00]


@pytest.mark.parametrize(
    ("failed_on", "months"),
    [(None, [0, 10_00, 0]), (date(2026, 4, 3), [0, 0, 0]), (date(2026, 4, 4), [0, 0, 0])],
)
def test_what_fails_within_the_safety_days_earns_nothing(
    failed_on: date | None, months: list[int]
) -> None:
    """30 days after 5 March is 4 April."""
    guarded = premium(*INVOICED, safety_days=30)
    assert by_month(guarded, invoice(100_00, failed_on=failed_on)) == months


def test_money_given_back_within_the_safety_days_earns_nothing() -> None:
    guarded = premium(*PAID, safety_days=14)
    record = invoice(100_00, (date(2026, 3, 10), 100_00), (date(2026, 3, 20), -40_00))
    found = list(accruals(rule(guarded), record))
    assert [(one.on, one.amount_minor) for _, one in found] == [(date(2026, 3, 24), 6_00)]


def test_money_earns_once_it_has_lasted_for_all_of_the_safety_days() -> None:
    guarded = premium(*PAID, safety_days=10)
    days = (date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 10))
    record = invoice(100_00, *zip(days, (100_00, -100_00, 100_00), strict=True))
    [(_, found)] = accruals(rule(guarded), record)
    assert (found.on, found.amount_minor) == (date(2026, 3, 20), 10_00)


def test_payments_before_the_start_count_on_that_day() -> None:
    record = invoice(100_00, (date(2026, 3, 1), 25_00), starts_on=date(2026, 4, 7))
    [(_, found)] = accruals(rule(premium(*PAID), APRIL), record)
    assert (found.on, found.amount_minor) == (date(2026, 4, 7), 2_50)


def test_shares_add_up_to_the_commission() -> None:
    """Source: cases C25, C29."""
    split = (Credit(ANN, 600_000), Credit(BOB, 400_000))
    of = rule(premium(*INVOICED))
    assert earned(of, invoice(100_000_00, credits=split)) == [(ANN, 6_000_00), (BOB, 4_000_00)]
    thirds = (Credit(ANN, 333_300), Credit(BOB, 333_300), Credit(EVE, 333_400))
    assert earned(of, invoice(100_000, credits=thirds)) == [(ANN, 3333), (BOB, 3333), (EVE, 3334)]


def test_an_overlay_comes_besides_the_shares() -> None:
    record = invoice(100_00, credits=(Credit(BOB, 500_000, is_overlay=True),))
    assert earned(rule(premium(*INVOICED)), record) == [(ANN, 10_00), (BOB, 5_00)]


def test_stages_pay_who_moved_the_deal_and_leave_the_rest_to_the_owner() -> None:
    shares = (StageShare("Lead", Decimal("0.2")), StageShare("Demo", Decimal("0.3")))
    of = rule(premium(*INVOICED, stages=shares))
    both = invoice(100_00, movers={"Lead": BOB, "Demo": EVE})
    assert earned(of, both) == [(BOB, 2_00), (EVE, 3_00), (ANN, 5_00)]
    assert earned(of, invoice(100_00, movers={"Lead": BOB})) == [(BOB, 2_00), (ANN, 8_00)]


def test_products_have_rates_of_their_own_and_the_rest_the_usual_one() -> None:
    of = replace(rule(premium(*INVOICED, rate="0.1")), rate_of={5: Decimal("0.2")})
    record = invoice(100_00, products=((5, 30_00), (None, 50_00)))
    [(_, found)] = accruals(of, record)
    assert (found.amount_minor, found.rate) == (13_00, Decimal("0.13"))
    [(_, alone)] = accruals(of, invoice(100_00, products=((5, 100_00),)))
    assert (alone.amount_minor, alone.rate) == (20_00, Decimal("0.2"))


def test_a_margin_is_of_products_in_the_proportion_of_their_amounts() -> None:
    of = replace(rule(premium(*INVOICED, rate="0", measure="margin")), rate_of={5: Decimal("0.2")})
    measures = {"amount": -100_00, "margin": -40_00}
    record = invoice(-100_00, measures=measures, products=((5, -50_00),))
    assert earned(of, record) == [(ANN, -4_00)]


def test_a_sum_for_each_record_has_no_rate_and_follows_the_sign() -> None:
    of = rule(premium(*INVOICED, rate=None, amount=Decimal(250)))
    [(_, found)] = accruals(of, invoice(100_00))
    assert (found.amount_minor, found.rate, found.base_minor) == (250_00, None, 100_00)
    assert earned(of, invoice(-100_00)) == [(ANN, -250_00)]


def test_a_scale_looks_at_each_record_alone() -> None:
    """5 % to 1 000, 10 % of what is above."""
    steps = (step(None, "1000", "0.05"), step("1000", None, "0.1", is_marginal=True))
    of = replace(rule(premium(*INVOICED, rate=None)), scale=StepScale("s", "S", steps))
    assert earned(of, invoice(900_00)) + earned(of, invoice(1_500_00)) == [
        (ANN, 45_00),
        (ANN, 100_00),
    ]


@pytest.mark.parametrize(("mode", "minor"), [(Rounding.HALF_UP, 3), (Rounding.HALF_EVEN, 2)])
def test_halves_are_rounded_as_the_firm_does(mode: Rounding, minor: int) -> None:
    of = replace(rule(premium(*INVOICED)), rounding=mode)
    assert earned(of, invoice(25)) == [(ANN, minor)]
    assert earned(of, invoice(-25)) == [(ANN, -minor)]


def test_a_template_of_quarters_looks_at_the_whole_one_in_its_last_month() -> None:
    of = premium(*INVOICED)
    template = BonusTemplate("deals", "Deals", of, period_kind=PeriodKind.QUARTER)
    scheme = Scheme("S", "RUB", templates=(template,))
    [found] = rules_of(scheme, {"deals"}, MARCH)
    assert found.period == Period.containing(MARCH.start, PeriodKind.QUARTER)
    assert rules_of(scheme, {"deals"}, APRIL) == []


@pytest.mark.parametrize(
    ("changes", "is_in_force"),
    [
        ({"version": Version(valid_from=date(2026, 3, 1))}, True),
        ({"version": Version(valid_from=date(2026, 3, 2))}, False),
        ({"until": date(2026, 3, 2)}, True),
        ({"until": date(2026, 3, 1)}, False),
    ],
)
def test_commissions_of_a_quarter_are_earned_where_its_last_month_pays_them(
    changes: dict[str, Any], *, is_in_force: bool
) -> None:
    template = BonusTemplate("deals", "Deals", premium(*INVOICED), period_kind=PeriodKind.QUARTER)
    template = replace(template, **changes)
    assert (
        bool(rules_of(Scheme("S", "RUB", templates=(template,)), {"deals"}, MARCH)) is is_in_force
    )
    assert (off_term(template, MARCH.start) is None) is is_in_force


@pytest.mark.parametrize(
    "changes",
    [
        {"version": Version(valid_from=date(2026, 3, 2))},
        {"until": date(2026, 3, 1)},
        {"code": "other"},
        {"premium": premium(*INVOICED, rate=None, scale="missing")},
    ],
)
def test_what_is_not_in_force_earns_nothing(changes: dict[str, Any]) -> None:
    template = replace(BonusTemplate("deals", "Deals", premium(*INVOICED)), **changes)
    assert rules_of(Scheme("S", "RUB", templates=(template,)), {"deals"}, MARCH) == []


def test_commissions_are_summed_by_person_and_template() -> None:
    ann = SubjectRef(SubjectLevel.EMPLOYEE, "ann")
    found = [accrual for _, accrual in accruals(rule(premium(*INVOICED)), invoice(100_00))]
    later = [one._replace(on=date(2026, 3, 30), record=8) for one in found]
    commissions = Commissions({ann: [*later, *found]})
    assert commissions.of(ann, "deals") == Earned(20_00, 2)
    assert commissions.of(ann, "other") == Earned(0, 0)
    assert [one.record for one in commissions.accruals(ann)] == [7, 8]


FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
payments = st.lists(st.tuples(days, st.integers(-(10**9), 10**9)), max_size=6).map(sorted)
rates = st.decimals(Decimal(0), Decimal(2), places=4)
events = st.lists(st.sampled_from(Event), min_size=1, max_size=3, unique=True)
divisions = st.one_of(
    st.just(()),
    st.integers(1, 999_999).map(lambda n: (Credit(ANN, n), Credit(BOB, 1_000_000 - n))),
)


def equal_parts(found: list[Event]) -> tuple[EarningPart, ...]:
    """Return parts that add up to 1 though no third of it is exact."""
    share = (Decimal(1) / len(found)).quantize(Decimal("0.0001"))
    rest = 1 - share * (len(found) - 1)
    return (*(EarningPart(event, share) for event in found[:-1]), EarningPart(found[-1], rest))


@st.composite
def records(draw: st.DrawFn) -> EarningRecord:
    maybe = st.one_of(st.none(), days)
    return invoice(
        draw(st.integers(-(10**9), 10**9)),
        *draw(payments),
        won_on=draw(maybe),
        invoiced_on=draw(maybe),
        shipped_on=draw(maybe),
        starts_on=draw(maybe),
        failed_on=draw(maybe),
        credits=draw(divisions),
    )


def all_of(
    of: CommissionRule, record: EarningRecord, cuts: list[date]
) -> list[tuple[int, Accrual]]:
    """Return what is earned from before the first day to long after the last, cut anywhere."""
    days = [FIRST - timedelta(days=99), *sorted({*cuts}), LAST + timedelta(days=99)]
    found: list[tuple[int, Accrual]] = []
    for start, end in pairwise(days):
        found += accruals(replace(of, period=Period(start, end)), record)
    return found


@given(records(), events, rates, st.integers(0, 30), st.lists(days, max_size=4))
def test_what_periods_earn_does_not_depend_on_how_time_is_cut(
    record: EarningRecord, found: list[Event], rate: Decimal, safety: int, cuts: list[date]
) -> None:
    of = rule(premium(*equal_parts(found), rate=str(rate), safety_days=safety))
    assert sorted(map(str, all_of(of, record, cuts))) == sorted(map(str, all_of(of, record, [])))


@given(records(), events, rates)
def test_what_is_paid_whole_earns_the_whole_commission(
    record: EarningRecord, found: list[Event], rate: Decimal
) -> None:
    record = record._replace(
        failed_on=None,
        starts_on=None,
        payments=((date(2026, 2, 1), record.amount),) if record.amount else (),
        won_on=date(2026, 2, 2),
        invoiced_on=date(2026, 2, 3),
        shipped_on=date(2026, 2, 4),
    )
    of = rule(premium(*equal_parts(found), rate=str(rate)))
    exact = record.amount * rate
    whole = int(exact.copy_abs().quantize(Decimal(1), "ROUND_HALF_UP").copy_sign(exact))
    assert sum(one.amount_minor for _, one in all_of(of, record, [])) == whole
    assert sum(one.base_minor for _, one in all_of(of, record, [])) == record.amount


@given(records(), events, rates, st.integers(0, 30))
def test_what_fails_or_is_given_back_leaves_nothing(
    record: EarningRecord, found: list[Event], rate: Decimal, safety: int
) -> None:
    of = rule(premium(*equal_parts(found), rate=str(rate), safety_days=safety))
    failed = record._replace(failed_on=LAST + timedelta(days=1))
    sums: dict[int, int] = {}
    for who, one in all_of(of, failed, []):
        sums[who] = sums.get(who, 0) + one.amount_minor
    assert not any(sums.values())


@given(records(), events, rates)
def test_a_credit_note_of_everything_is_exactly_the_opposite(
    record: EarningRecord, found: list[Event], rate: Decimal
) -> None:
    of = rule(premium(*equal_parts(found), rate=str(rate)))
    note = record._replace(
        amount=-record.amount,
        measures={code: -minor for code, minor in record.measures.items()},
        payments=[(on, -minor) for on, minor in record.payments],
    )
    opposite = [(who, -one.amount_minor) for who, one in all_of(of, note, [])]
    assert opposite == [(who, one.amount_minor) for who, one in all_of(of, record, [])]


@pytest.mark.parametrize(
    ("entity", "label", "name"),
    [
        (Entity.DOCUMENT, "credit_note A 7", "credit note A 7"),
        (Entity.DEAL, "invoice 7", "invoice 7"),
        (Entity.DOCUMENT, "7", "7"),
    ],
)
def test_documents_are_named_by_kind_and_number(entity: Entity, label: str, name: str) -> None:
    assert str(record_name(entity, label)) == name
