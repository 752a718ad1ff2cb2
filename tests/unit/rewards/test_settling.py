"""What people decided: corrections, adjustments, and in which order all of it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.pay import Adjustment, AdjustmentKind
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.opening import (
    AcceptedCorrection,
    Carry,
    CarryKind,
    Failed,
    Opening,
)
from crm_desktop.rewards.plain import from_plain, to_plain
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import Advance, BonusTemplate, Clawback, FixedPremium
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    card,
    employee,
    opened,
    rub,
    said,
    scheme_of,
    total,
)
from tests.unit.rewards.test_premium import COMMISSION

FEBRUARY = Period.month(2026, 2)


def decided(
    kind: AdjustmentKind, amount: int | None, number: int = 1, ordered_on: date | None = None
) -> Adjustment:
    return Adjustment(
        number,
        kind,
        f"Decision {number}",
        None if amount is None else rub(amount),
        "late report",
        "Olga",
        datetime(2026, 3, 9, tzinfo=UTC),
        ordered_on,
    )


def cut(amount: int, number: int = 1, ordered_on: date | None = date(2026, 3, 9)) -> Adjustment:
    return decided(AdjustmentKind.CUT, amount, number, ordered_on)


PAYMENT = decided(AdjustmentKind.PAYMENT, 300, 7)
PRAISE = decided(AdjustmentKind.PRAISE, None, 8)


def paid(opening: Opening, bonus: str = "500", salary: str = "1000", **rules: object) -> Statement:
    """Return Ann's pay of a salary and a bonus that begins with ``opening``."""
    fixed = BonusTemplate("b", "B", FixedPremium(Decimal(bonus)))
    return opened(scheme_of(fixed, salary=salary, **rules), opening)


def correcting(*amounts: int, reason: str = "") -> Opening:
    found = (
        AcceptedCorrection(number, FEBRUARY, rub(amount), reason)
        for number, amount in enumerate(amounts, 1)
    )
    return Opening(corrections=tuple(found))


def test_corrections_are_lines_of_their_own() -> None:
    found = paid(correcting(-100, 30, reason="refund"))
    assert amounts(found) == {"b": 500, "correction:1": -100, "correction:2": 30}
    assert str(found.lines[1].label) == "Correction for February 2026"
    assert said(found.lines[1]) == "\N{MINUS SIGN}RUB 100.00, because “refund”"


def test_a_correction_tells_what_was_compared() -> None:
    changed = Derivation("B", Quantity.of_money(rub(-100)))
    lacked = AcceptedCorrection(1, FEBRUARY, rub(-100), "", rub(1500), rub(1400), (changed,))
    found = paid(Opening(corrections=(lacked,)))
    assert said(found.lines[1]) == (
        "\N{MINUS SIGN}RUB 100.00, because "
        "the pay of February 2026 was RUB 1,500.00 and is RUB 1,400.00 now"
    )
    assert found.lines[1].derivation.inputs == (changed,)


def test_what_a_correction_cannot_take_above_the_salary_is_owed() -> None:
    found = paid(correcting(-700))
    assert amounts(found) == {"b": 500, "correction:1": -500, "clawback": 0}
    assert found.carries == (Carry(CarryKind.CLAWBACK, rub(200)),)
    assert said(found.lines[1]) == (
        "\N{MINUS SIGN}RUB 500.00, because RUB 200.00 cannot be kept back yet: "
        "it would go below what is paid at least"
    )


def test_a_payment_serves_what_a_correction_left() -> None:
    opening = replace(correcting(-700), adjustments=(PAYMENT,))
    found = paid(opening)
    assert amounts(found) == {
        "b": 500,
        "correction:1": -500,
        "adjustment:7": 300,
        "clawback": -200,
    }
    assert found.carries == ()


def test_a_cut_takes_what_it_says_and_one_of_no_amount_is_refused() -> None:
    nothing = Opening(adjustments=(cut(0),))
    assert amounts(paid(nothing)) == {"b": 500, "adjustment:1": 0}
    unsaid = Opening(adjustments=(decided(AdjustmentKind.CUT, None),))
    [outcome] = calculate(scheme_of(salary="1000"), [employee()], {}, MARCH, openings={ANN: unsaid})
    assert (outcome.statement, str(outcome.problem)) == (None, "Enter an amount above 0.")


def test_payments_and_praise_say_who_decided_them() -> None:
    found = paid(Opening(adjustments=(PAYMENT, PRAISE)))
    assert amounts(found) == {"b": 500, "adjustment:7": 300, "adjustment:8": 0}
    assert found.gifts == ("Decision 8",)
    assert str(found.lines[1].label) == "Decision 7"
    assert said(found.lines[1]) == "RUB 300.00, because Olga decided it: “late report”"


def test_a_cut_takes_what_it_says_even_from_the_salary() -> None:
    found = paid(Opening(adjustments=(cut(1200),)))
    assert amounts(found)["adjustment:1"] == -1200
    assert total(found) == 300


def test_no_cut_takes_more_than_there_is() -> None:
    found = paid(Opening(adjustments=(cut(1000, 1), cut(900, 2))))
    assert amounts(found) == {"b": 500, "adjustment:1": -1000, "adjustment:2": -500}
    assert said(found.lines[-1]).endswith("and no cut takes more than there is")


RUSSIA = Decimal("0.2")
"""Labour Code of Russia since 1 September 2025: at most 20 % of the pay of the month."""


def test_cuts_under_a_limit_take_a_share_of_the_month_together() -> None:
    opening = Opening(adjustments=(cut(200, 1), cut(200, 2)), cut_limit=RUSSIA)
    found = paid(opening)
    assert amounts(found) == {"b": 500, "adjustment:1": -200, "adjustment:2": -100}
    assert said(found.lines[-1]).endswith(
        "and all cuts together take at most 20% of the month's pay of RUB 1,500.00"
    )


def test_payments_of_the_month_count_into_the_limit_of_cuts_wherever_they_stand() -> None:
    opening = Opening(adjustments=(cut(1000), PAYMENT), cut_limit=RUSSIA)
    assert amounts(paid(opening)) == {"b": 500, "adjustment:7": 300, "adjustment:1": -360}


def test_corrections_of_other_months_do_not_change_the_limit_of_cuts() -> None:
    opening = replace(correcting(-100), adjustments=(cut(1000),), cut_limit=RUSSIA)
    assert amounts(paid(opening))["adjustment:1"] == -300


def test_under_a_limit_a_cut_ordered_in_another_month_takes_nothing() -> None:
    late = paid(Opening(adjustments=(cut(10, 1, date(2026, 4, 1)),), cut_limit=RUSSIA))
    unknown = paid(Opening(adjustments=(cut(10, 1, None),), cut_limit=RUSSIA))
    assert [amounts(one)["adjustment:1"] for one in (late, unknown)] == [0, 0]
    assert said(late.lines[-1]).endswith(
        "and what was ordered on 01/04/2026 takes nothing in March 2026"
    )
    assert said(unknown.lines[-1]).endswith("and no order of March 2026 is known")


def test_without_a_limit_a_cut_of_another_month_counts() -> None:
    found = paid(Opening(adjustments=(cut(10, 1, date(2026, 2, 1)),)))
    assert amounts(found)["adjustment:1"] == -10


def test_after_a_cut_below_the_salary_nothing_is_kept_back() -> None:
    opening = Opening((Carry(CarryKind.CLAWBACK, rub(50)),), adjustments=(cut(1200),))
    found = paid(opening)
    assert amounts(found) == {"b": 500, "adjustment:1": -1200, "clawback": 0}
    assert found.carries == opening.carries


def test_the_lines_stand_in_their_order() -> None:
    taken_back = replace(COMMISSION, clawback=Clawback(12))
    fixed = BonusTemplate("b", "B", FixedPremium(Decimal(5000)))
    opening = Opening(
        carries=(
            Carry(CarryKind.ADVANCE, rub(40)),
            Carry(CarryKind.INSTALMENT, rub(60), "old", FEBRUARY, MARCH.start, 2, 2),
        ),
        failed=(
            Failed("c", Entity.DEAL, 1, "Deal 1", rub(70), date(2026, 1, 1), MARCH.start, rub(70)),
        ),
        adjustments=(cut(80, 2), PAYMENT),
        corrections=correcting(-90).corrections,
    )
    cards = (
        card(
            "b",
            "c",
            salary="1000",
            total_cap=Decimal(2),
            guarantee=Decimal(2500),
            advance=Advance(Decimal(500)),
        ),
    )
    scheme = scheme_of(fixed, taken_back, cards=cards)
    found = opened(scheme, opening)
    assert [line.code for line in found.lines] == [
        "b",
        "c",
        "instalment:old:2026-02",
        "cap",
        "guarantee",
        "correction:1",
        "adjustment:7",
        "adjustment:2",
        "clawback",
        "advance",
    ]
    assert total(found) == 1000 + sum(amounts(found).values())
    assert [balance.kind for balance in found.balances] == [CarryKind.CLAWBACK, CarryKind.ADVANCE]
    assert from_plain(to_plain(found)) == found


@given(
    bonus=st.integers(0, 3000),
    corrections=st.lists(st.integers(-2000, 2000), max_size=4),
    owed=st.integers(1, 2000),
    payments=st.lists(st.integers(1, 2000), max_size=2),
)
def test_neither_corrections_nor_debts_go_below_the_salary_or_are_lost(
    bonus: int, corrections: list[int], owed: int, payments: list[int]
) -> None:
    opening = replace(
        correcting(*corrections),
        carries=(Carry(CarryKind.CLAWBACK, rub(owed)),),
        adjustments=tuple(
            decided(AdjustmentKind.PAYMENT, payment, number)
            for number, payment in enumerate(payments)
        ),
    )
    found = paid(opening, str(bonus))
    left = sum((carry.amount.as_decimal() for carry in found.carries), Decimal(0))
    assert total(found) >= 1000
    assert total(found) == 1000 + bonus + sum(corrections) + sum(payments) - owed + left


@given(
    cuts=st.lists(st.integers(1, 3000), max_size=4),
    limit=st.none() | st.decimals(0, 1, places=2),
    bonus=st.integers(0, 3000),
)
def test_cuts_stay_within_their_limit_and_pay_above_zero(
    cuts: list[int], limit: Decimal | None, bonus: int
) -> None:
    given = tuple(cut(amount, number) for number, amount in enumerate(cuts))
    found = paid(Opening(adjustments=given, cut_limit=limit), str(bonus))
    taken = 1000 + bonus - total(found)
    assert total(found) >= 0
    most = Decimal(1000 + bonus) * (1 if limit is None else limit)
    assert taken == min(Decimal(sum(cuts)), most)
