"""Ready premiums: what each pays in a month worked by hand, and that all of them are sound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry
from crm_desktop.kpi.facts import Fact
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.earning import CommissionRule, EarningRecord, accruals
from crm_desktop.rewards.gallery import (
    GALLERY,
    GalleryGroup,
    GalleryPremium,
    PremiumEntry,
    premiums_for,
)
from crm_desktop.rewards.gallery.amounts import factor_of, friendly
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, CommissionPremium, PercentPremium
from crm_desktop.rewards.wizard.draft import Aim
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    card,
    department,
    employee,
    facts_of,
    statements_of,
)

SALES = department("sales")
PEOPLE = [employee("ann", "sales"), employee("bob", "sales"), SALES, Subject(COMPANY, "Firm")]
BOB = SubjectRef(SubjectLevel.EMPLOYEE, "bob")
DECEMBER = Period.month(2026, 12)
WORDS = {"group": "Windows"}
MONEY_SIGNS = ("RUB", "EUR", "KZT", "JPY", "KWD")


@dataclass(frozen=True, slots=True)
class Case:
    """What ``code`` pays Ann for these facts; her plan of sales is a million a month."""

    code: str
    pay: str
    own: dict[str, str] = field(default_factory=dict)
    bob: dict[str, str] = field(default_factory=dict)
    unit: dict[str, str] = field(default_factory=dict)
    quarter: dict[str, str] = field(default_factory=dict)
    period: Period = MARCH


RULES = (
    Case("percent_of_sales", "60000", {"sales_volume": "1200000"}),
    Case("per_deal", "60000", {"won_deals": "12"}),
    Case(
        "growing_deal",
        "24000",
        {"sales_volume": "1200000", "average_deal": "110000", "average_deal_before": "100000"},
    ),
    Case("conversion", "36000", {"sales_volume": "1200000", "lead_conversion": "0.21"}),
    Case("repeat_sales", "3000", {"repeat_sales": "300000"}),
    Case("nps", "10000", {"nps": "72"}),
    Case("new_buyer", "12000", {"new_buyers": "4"}),
)
"""Source: domain.md §6, the seven rules, 205,000 in all."""

BEYOND = (
    Case("percent_of_sales", "0", {"sales_volume": "1000000"}),
    Case(
        "growing_deal",
        "0",
        {"sales_volume": "1200000", "average_deal": "109999", "average_deal_before": "100000"},
    ),
    Case("conversion", "0", {"sales_volume": "1200000", "lead_conversion": "0.20"}),
    Case("nps", "0", {"nps": "70"}),
    Case("target_bonus", "0", {"sales_volume": "690000"}),
    Case("target_bonus", "5000", {"sales_volume": "850000"}),
    Case("target_bonus", "14000", {"sales_volume": "1200000"}),
    Case("target_bonus", "20000", {"sales_volume": "2000000"}),
    Case("plan_reached", "15000", {"sales_volume": "1000000"}),
    Case("plan_reached", "0", {"sales_volume": "999999.99"}),
    Case("above_plan", "20000", {"sales_volume": "1200000"}),
    Case("above_plan", "0", {"sales_volume": "900000"}),
    Case("score_bonus", "12000", {"sales_volume": "1200000"}),
    Case("slices", "34500", {"sales_volume": "750000"}),
    Case("slices", "24000", {"sales_volume": "600000"}),
    Case("whole_rate", "42000", {"sales_volume": "600000"}),
    Case("whole_rate", "29999.95", {"sales_volume": "599999"}),
    Case("margin_share", "20000", {"margin": "200000"}),
    Case("first_deal", "15000", {"first_deals": "150000"}),
    Case("group_rate", "12000", {"group_sales": "400000"}),
    Case("kept_customers", "10000", {"retention": "0.8"}),
    Case("kept_customers", "0", {"retention": "0.79"}),
    Case("quarter", "20000", quarter={"sales_volume": "3000000"}),
    Case("quarter", "0", quarter={"sales_volume": "2999999"}),
    Case("pool_equal", "30000", {"sales_volume": "1000000"}, {"sales_volume": "1000000"}),
    Case("pool_equal", "60000", {"sales_volume": "1000000"}, {"sales_volume": "900000"}),
    Case(
        "pool_by_sales",
        "12000",
        {"sales_volume": "600000"},
        {"sales_volume": "400000"},
        {"sales_volume": "1000000"},
    ),
    Case("best_of_month", "10000", {"sales_volume": "900000"}, {"sales_volume": "1000000"}),
    Case("thirteenth_salary", "250000", period=DECEMBER),
    Case("application", "15000", {"processed_applications": "150"}),
    Case("few_missed_calls", "5000", {"missed_share": "0.05"}),
    Case("few_missed_calls", "0", {"missed_share": "0.06"}),
    Case("fast_answers", "5000", {"answer_time": "14400"}),
    Case("fast_answers", "0", {"answer_time": "14401"}),
    Case("solved", "12000", {"solved_problems": "120"}),
    Case("satisfied", "7000", {"satisfaction": "4.5"}),
    Case("satisfied", "0", {"satisfaction": "4.4"}),
    Case("no_complaints", "5000", {"complaints": "0"}),
    Case("no_complaints", "0", {"complaints": "1"}),
    Case("mark", "0", {"heads_mark": "-3"}),
    Case("mark", "5000", {"heads_mark": "0"}),
    Case("mark", "6500", {"heads_mark": "3"}),
    Case("deadlines", "5000", {"deadlines_kept": "0.95"}),
    Case("deadlines", "0", {"deadlines_kept": "0.94"}),
    Case("points", "9000", {"task_points": "45"}),
    Case("lead", "8000", {"leads": "80"}),
    Case("cheap_leads", "10000", {"advertising_cost": "80000", "leads": "80"}),
    Case("cheap_leads", "0", {"advertising_cost": "80001", "leads": "80"}),
    Case("department_plan", "30000", unit={"department_sales": "5000000"}),
    Case("department_plan", "0", unit={"department_sales": "4999999"}),
    Case("department_share", "25000", unit={"department_sales": "5000000"}),
    Case("team_stays", "10000", unit={"leavers": "0", "headcount": "10"}),
    Case("team_stays", "0", unit={"leavers": "1", "headcount": "10"}),
)
BY_RECORDS = {"large_deal", "payments"}


def made(
    entry: PremiumEntry, currency: str = "RUB", typical: Decimal | None = None
) -> GalleryPremium:
    return entry.make({**entry.defaults(currency, typical), **WORDS}, currency)


def scheme_of(premium: GalleryPremium, currency: str = "RUB") -> Scheme:
    """Return a scheme that pays the premium to Ann and Bob beside a salary of 40,000."""
    sales = CATALOGUE["sales_volume"].indicator()
    known = {each.code for each in premium.indicators}
    indicators = premium.indicators if sales.code in known else (*premium.indicators, sales)
    plan = Plan(sales.code, ANN, Decimal(1_000_000))
    plans = [plan, replace(plan, subject=BOB)]
    plans.append(replace(plan, value=Decimal(3_000_000), period_kind=PeriodKind.QUARTER))
    if "department_sales" in known:
        plans.append(Plan("department_sales", SALES.ref, Decimal(5_000_000)))
    people = (Assignment(ANN), Assignment(BOB))
    profile = Profile("seller", "Seller", (ProfileEntry(sales.code),), (ANN, BOB))
    return Scheme(
        "Scheme",
        currency,
        indicators=indicators,
        scales=premium.scales,
        profiles=(profile,),
        plans=tuple(plans),
        templates=(premium.template,),
        cards=(card(premium.template.code, salary="40000", assignments=people),),
    )


def paid(case: Case) -> Decimal:
    """Return what the entry of the case pays Ann with the values that it proposes."""
    premium = made(GALLERY[case.code])
    facts: dict[tuple[SubjectRef, str], Fact] = {
        **facts_of(**case.own),
        **facts_of(BOB, **case.bob),
        **facts_of(SALES.ref, **case.unit),
    }
    longer = {PeriodKind.QUARTER: facts_of(**case.quarter), PeriodKind.YEAR: {}}
    found = statements_of(scheme_of(premium), PEOPLE, facts, period=case.period, longer=longer)
    return amounts(found["ann"])[case.code]


@pytest.mark.parametrize("case", [*RULES, *BEYOND], ids=lambda case: f"{case.code}-{case.pay}")
def test_a_ready_premium_pays_what_was_worked_out(case: Case) -> None:
    assert paid(case) == Decimal(case.pay)


def test_the_seven_rules_pay_205_000_together() -> None:
    rules = [code for code, entry in GALLERY.items() if entry.group is GalleryGroup.RULES]

    assert rules == [case.code for case in RULES]
    assert sum(map(paid, RULES)) == 205_000


def earned(code: str, record: EarningRecord) -> list[int]:
    template = made(GALLERY[code]).template
    assert isinstance(template.premium, CommissionPremium)
    rule = CommissionRule(template, template.premium, MARCH, "RUB")
    return [accrual.amount_minor for _, accrual in accruals(rule, record)]


def test_a_large_deal_earns_its_sum_on_the_day_it_is_won() -> None:
    amount = 700_000_00
    deal = EarningRecord(
        Entity.DEAL, 7, "Windows", 1, amount, {"amount": amount}, won_on=date(2026, 3, 5)
    )
    assert earned("large_deal", deal) == [10_000_00]


def test_a_payment_earns_its_part_alone() -> None:
    amount = 20_000_00
    invoice = EarningRecord(
        Entity.DOCUMENT,
        7,
        "invoice 7",
        1,
        amount,
        {"amount": amount},
        payments=((date(2026, 3, 10), 10_000_00), (date(2026, 4, 2), 10_000_00)),
    )
    assert earned("payments", invoice) == [200_00]


def test_every_entry_has_a_worked_case() -> None:
    assert {case.code for case in (*RULES, *BEYOND)} | BY_RECORDS == set(GALLERY)


@pytest.mark.parametrize("code", GALLERY)
@pytest.mark.parametrize("currency", MONEY_SIGNS)
def test_every_entry_makes_a_sound_scheme(code: str, currency: str) -> None:
    assert problems(scheme_of(made(GALLERY[code], currency), currency)) == []


@given(
    code=st.sampled_from(sorted(GALLERY)),
    currency=st.sampled_from(MONEY_SIGNS),
    typical=st.decimals(0, 10**9, places=2),
)
def test_an_entry_is_sound_whatever_the_firm_sells(
    code: str, currency: str, typical: Decimal
) -> None:
    assert problems(scheme_of(made(GALLERY[code], currency, typical), currency)) == []


@pytest.mark.parametrize("code", GALLERY)
def test_what_is_not_filled_in_is_asked_for(code: str) -> None:
    entry = GALLERY[code]
    whole = {**entry.defaults("RUB"), **WORDS}
    for parameter in entry.parameters:
        left = {key: value for key, value in whole.items() if key != parameter.code}
        with pytest.raises(InvalidInputError) as refused:
            entry.make(left, "RUB")
        assert refused.value.field == parameter.code


def test_an_empty_name_is_asked_for() -> None:
    with pytest.raises(InvalidInputError):
        GALLERY["group_rate"].make({"group": " ", "rate": Decimal("0.03")}, "RUB")


def test_what_the_firm_fills_in_is_paid() -> None:
    values = {"rate": Decimal("0.07"), "threshold": Decimal("500000.005")}
    template = GALLERY["percent_of_sales"].make(values, "RUB").template

    assert template.premium == PercentPremium(Decimal("0.07"))
    assert [each.value for each in template.conditions] == [Decimal("500000.01")]


def test_two_premiums_of_one_entry_keep_apart() -> None:
    values = GALLERY["slices"].defaults("RUB")
    first, second = (GALLERY["slices"].make(values, "RUB", code=code) for code in ("a", "b"))
    both = replace(
        scheme_of(first),
        templates=(first.template, second.template),
        scales=first.scales + second.scales,
    )
    assert problems(both) == []


def test_a_premium_brings_the_indicators_that_the_scheme_lacks() -> None:
    premium = made(GALLERY["growing_deal"])

    assert [each.code for each in premium.found({"sales_volume"})] == [
        "average_deal",
        "average_deal_before",
        "average_deal_growth",
    ]


def test_proposed_sums_follow_what_the_firm_sells() -> None:
    def threshold(currency: str, typical: Decimal | None = None) -> Decimal:
        found = GALLERY["percent_of_sales"].defaults(currency, typical)["threshold"]
        assert isinstance(found, Decimal)
        return found

    assert threshold("RUB") == 1_000_000
    assert threshold("EUR") == 50_000
    assert threshold("RUB", Decimal(312_500)) == 300_000
    assert threshold("RUB", Decimal(0)) == 1_000_000


@given(
    amount=st.decimals(1, 10**7, places=2),
    typical=st.decimals(10_000, 10**9, places=2),
    currency=st.sampled_from(MONEY_SIGNS),
)
def test_a_friendly_sum_is_near_and_can_be_paid(
    amount: Decimal, typical: Decimal, currency: str
) -> None:
    factor = factor_of(currency, typical)
    least = Decimal(1).scaleb(-minor_digits(currency))
    found = friendly(amount, factor, currency)
    exact = amount * factor

    assert found >= least
    assert abs(found - exact) <= max(exact / 4, least)


def preselected(role: Role | None, aims: tuple[Aim, ...], *measured: str) -> list[str]:
    found = premiums_for(role, aims, measured)
    return [offer.entry.code for offer in found if offer.is_preselected]


@pytest.mark.parametrize("role", Role)
def test_offers_are_for_the_role_and_two_at_most_are_preselected(role: Role) -> None:
    found = premiums_for(role, tuple(Aim), tuple(CATALOGUE))

    assert {offer.entry.code for offer in found} == {
        code for code, entry in GALLERY.items() if role in entry.roles
    }
    assert 1 <= sum(offer.is_preselected for offer in found) <= 2
    assert found[0].is_preselected


def test_the_main_aim_is_paid_for_first_and_without_a_cliff() -> None:
    measured = ("sales_volume", "repeat_sales", "retention")

    assert preselected(Role.SALES, (Aim.MORE_SALES, Aim.RETENTION), *measured) == [
        "target_bonus",
        "repeat_sales",
    ]
    assert preselected(Role.SALES, (Aim.RETENTION, Aim.MORE_SALES), *measured) == [
        "repeat_sales",
        "kept_customers",
    ]


def test_nothing_is_preselected_that_the_team_is_not_measured_by() -> None:
    assert preselected(Role.SALES, (Aim.MORE_SALES,), "nps") == []


def test_an_offer_says_why() -> None:
    reasons = {
        offer.entry.code: str(offer.reason)
        for offer in premiums_for(Role.SALES, (Aim.RETENTION,), ("won_deals",))
    }
    assert reasons["repeat_sales"] == "Pays for what you want: Customers who stay"
    assert reasons["per_deal"] == "Pays for “Won deals”, which is measured"
    assert reasons["first_deal"] == "Often paid for such work"


def test_a_team_without_a_role_may_choose_from_all() -> None:
    assert len(premiums_for(None, (), ())) == len(GALLERY)


def test_a_premium_brings_what_a_scheme_lacks_and_leaves_what_it_has() -> None:
    premium = made(GALLERY["deadlines"])
    [needed] = premium.indicators
    own = replace(needed, name="Ours")

    assert premium.added_to(Scheme("", "RUB")).indicators == (needed,)
    assert premium.added_to(Scheme("", "RUB", indicators=(own,))).indicators == (own,)
