"""What templates and cards would have paid before they are saved, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.clock import fixed
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import AFTER_ALL, Measure, Version
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    FixedPremium,
    PercentPremium,
    PremiumCondition,
    RewardCard,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.premium_preview import PremiumPreviewService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_scheme
from tests.storage.kpi_scheme import PLAN
from tests.storage.pay_months import CARD, MARCH, NOW, SHARE, pay_months, rub

PLANNED = BonusTemplate(
    "planned",
    "For the plan",
    FixedPremium(Decimal(500)),
    None,
    (PremiumCondition("sales", Operator.AT_LEAST, Decimal(1), Measure.ATTAINMENT),),
)
"""In March the first of three won 2 000 roubles, as planned, the second 100 without a plan."""


@dataclass(frozen=True, slots=True)
class Room:
    schemes: SchemeService
    previews: PremiumPreviewService

    def newest(self) -> Scheme:
        return self.schemes.scheme(AFTER_ALL)

    def paid(self, draft: BonusTemplate, scheme: Scheme | None = None) -> list[tuple[str, int]]:
        """Return whom ``draft`` pays how many roubles in March, the highest first."""
        example = self.previews.premium(draft, scheme or self.newest(), MARCH)
        return [(row.subject.ref.code, row.amount.minor // 100) for row in example.rows]


@pytest.fixture
def room(database: str) -> Iterator[Room]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    pay_months(sessions)
    schemes = SchemeService(sessions, fixed(NOW))
    calculation = CalculationService(sessions, fixed(NOW))
    yield Room(schemes, PremiumPreviewService(schemes, calculation))
    engine.dispose()


def test_a_draft_pays_by_the_cards_that_have_it(room: Room) -> None:
    draft = replace(SHARE, premium=PercentPremium(Decimal("0.1")))

    example = room.previews.premium(draft, room.newest(), MARCH)

    assert [(row.subject.ref.code, row.amount) for row in example.rows] == [
        ("e0", rub(200)),
        ("e1", rub(10)),
        ("e2", rub(0)),
    ]
    assert (example.total, example.has_template) == (rub(210), True)
    assert example.median is not None
    assert example.median.subject.ref.code == "e1"


def test_a_draft_on_no_card_pays_as_if_all_had_it(room: Room) -> None:
    draft = replace(SHARE, code="another")

    example = room.previews.premium(draft, room.newest(), MARCH)

    assert (len(example.rows), example.has_template) == (3, False)


def test_nothing_on_the_card_hides_what_the_draft_pays(room: Room) -> None:
    card = replace(CARD, total_cap=Decimal(1), advance=Advance(Decimal(900)))
    scheme = replace(room.newest(), cards=(replace(card, guarantee=Decimal(99_000)),))

    assert room.paid(SHARE, scheme) == [("e0", 100), ("e1", 5), ("e2", 0)]


def test_plans_are_those_of_the_month(room: Room) -> None:
    scheme = replace(room.newest(), plans=())
    assert PLAN.value == 2000

    assert room.paid(PLANNED, scheme) == [("e0", 500), ("e1", 0), ("e2", 0)]


def test_rules_of_later_days_hold_as_if_they_always_had(room: Room) -> None:
    later = Version(date(2026, 9, 1))
    newest = room.newest()
    scheme = replace(
        newest,
        indicators=tuple(replace(each, version=later) for each in newest.indicators),
        cards=tuple(replace(each, version=later) for each in newest.cards),
    )

    assert room.paid(replace(SHARE, version=later), scheme)[0] == ("e0", 100)


def test_an_unsound_draft_is_refused(room: Room) -> None:
    with pytest.raises(UnsoundSchemeError) as caught:
        room.paid(replace(SHARE, indicator="gone"))

    assert caught.value.problems[0].place == "templates.share.indicator"


def test_several_drafts_are_paid_each_by_itself(room: Room) -> None:
    tenth = replace(SHARE, code="tenth", premium=PercentPremium(Decimal("0.1")))
    card = replace(CARD, total_cap=Decimal(1))

    found = room.previews.premiums([tenth, PLANNED], card, room.newest(), MARCH)

    paid = {code: [row.amount.minor // 100 for row in one.rows] for code, one in found.items()}
    assert paid == {"tenth": [200, 10, 0], "planned": [500, 0, 0]}
    assert not found["tenth"].has_template


def test_a_draft_with_mistakes_leaves_the_others_their_example(room: Room) -> None:
    gone = replace(SHARE, code="gone", indicator="gone")

    found = room.previews.premiums([gone, SHARE], CARD, room.newest(), MARCH)

    assert list(found) == ["share"]
    assert room.previews.premiums([gone], CARD, room.newest(), MARCH) == {}


def test_a_card_is_shown_with_whom_it_pays_alone(room: Room) -> None:
    own = Assignment(kpi_scheme.employee(0), Decimal(50_000))
    draft = RewardCard("own", "Own", Decimal(1), ("share",), (own,))

    example = room.previews.card(draft, room.newest(), MARCH)

    [row] = example.rows
    assert (row.salary, row.premiums, row.total) == (rub(50_000), rub(100), rub(50_100))
    assert example.total == rub(50_100)


def test_a_card_takes_the_place_of_the_one_with_its_code(room: Room) -> None:
    draft = replace(CARD, salary=Decimal(10))

    example = room.previews.card(draft, room.newest(), MARCH)

    assert [row.total for row in example.rows] == [rub(110), rub(15), rub(10)]


def test_a_changed_salary_stands_beside_what_was_paid(room: Room) -> None:
    own = Assignment(kpi_scheme.employee(1), Decimal(60_000))
    draft = replace(CARD, salary=Decimal(50_000), assignments=(*CARD.assignments, own))

    example = room.previews.card(draft, room.newest(), MARCH)

    assert [(row.was, row.total, row.difference) for row in example.rows] == [
        (rub(47_100), rub(50_100), rub(3_000)),
        (rub(47_005), rub(60_005), rub(13_000)),
        (rub(47_000), rub(50_000), rub(3_000)),
    ]
    assert (example.was, example.total) == (rub(141_105), rub(160_105))


def test_an_unchanged_card_changes_nothing(room: Room) -> None:
    example = room.previews.card(CARD, room.newest(), MARCH)

    assert [(row.was, row.difference) for row in example.rows] == [
        (row.total, None) for row in example.rows
    ]
    assert example.was is None


def test_who_comes_from_another_card_is_shown_with_what_that_paid(room: Room) -> None:
    [first, *_others] = [kpi_scheme.employee(number) for number in range(3)]
    freed = replace(CARD, assignments=())
    draft = RewardCard("own", "Own", Decimal(10_000), (), (Assignment(first),))

    example = room.previews.card(draft, replace(room.newest(), cards=(freed,)), MARCH)

    [row] = example.rows
    assert (row.was, row.total, row.difference) == (rub(47_100), rub(10_000), rub(-37_100))


def test_whom_no_card_paid_has_no_before(room: Room) -> None:
    only = replace(CARD, assignments=(Assignment(kpi_scheme.employee(0)),))
    room.schemes.save(only, date(2026, 1, 1))
    draft = RewardCard("own", "Own", Decimal(10_000), (), (Assignment(kpi_scheme.employee(1)),))

    example = room.previews.card(draft, room.newest(), MARCH)

    assert [(row.was, row.difference) for row in example.rows] == [(None, None)]
    assert example.was is None


def test_a_card_that_pays_whom_another_pays_is_refused(room: Room) -> None:
    with pytest.raises(CrmError, match="already has a reward card"):
        room.previews.card(replace(CARD, code="second"), room.newest(), Period.month(2026, 3))
