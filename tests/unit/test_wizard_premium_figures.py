"""The figures of a premium that are changed without its editor, and the share of bonuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Measure
from crm_desktop.rewards.gallery import GALLERY, PremiumEntry
from crm_desktop.rewards.template import (
    BonusTemplate,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PremiumCondition,
)
from crm_desktop.rewards.wizard.premium_figures import (
    Stake,
    bonus_share,
    premium_figures,
    with_figure,
)

D = Decimal
SALES = CATALOGUE["sales_volume"].indicator()
SHARE = BonusTemplate(
    "share",
    "Share",
    PercentPremium(D("0.05")),
    "sales_volume",
    (
        PremiumCondition("sales_volume", Operator.MORE, D(1_000_000)),
        PremiumCondition("sales_volume", Operator.AT_LEAST, D(1), Measure.ATTAINMENT),
    ),
)


def test_rate_and_conditions_are_the_figures_of_a_percentage() -> None:
    found = premium_figures(SHARE, {"sales_volume": SALES})
    assert [(each.code, each.value, each.unit) for each in found] == [
        ("rate", D("0.05"), Unit.PERCENT),
        ("conditions.0", D(1_000_000), Unit.MONEY),
        ("conditions.1", D(1), Unit.PERCENT),
    ]


def test_a_formula_has_no_figures() -> None:
    assert premium_figures(BonusTemplate("f", "F", FormulaPremium("salary * 2")), {}) == ()


@pytest.mark.parametrize("entry", GALLERY.values(), ids=GALLERY)
def test_figures_of_ready_premiums_can_be_changed_one_by_one(entry: PremiumEntry) -> None:
    values = {each.code: "Name" if each.choice else each.default for each in entry.parameters}
    template = entry.make(values, "RUB").template
    for figure in premium_figures(template, {}):
        changed = with_figure(template, figure.code, figure.value + 1)
        assert changed != template
        assert with_figure(changed, figure.code, figure.value) == template


def test_a_figure_below_zero_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        with_figure(BonusTemplate("f", "F", FixedPremium(D(5))), "amount", D(-1))
    assert caught.value.field == "amount"


@pytest.mark.parametrize(
    ("rows", "share", "weight"),
    [
        ([], None, Stake.NONE),
        ([(50_000, 0)], "0", Stake.NONE),
        ([(50_000, 9_999), (50_000, 10_000)], "0.19999", Stake.LITTLE),
        ([(50_000, 10_000)], "0.2", Stake.RIGHT),
        ([(50_000, 30_000)], "0.6", Stake.RIGHT),
        ([(50_000, 30_001)], "0.60002", Stake.MUCH),
        ([(50_000, 50_000)], "1", Stake.MUCH),
        ([(50_000, 50_001)], "1.00002", Stake.MOST),
        ([(0, 10_000)], None, Stake.MOST),
    ],
)
def test_the_share_of_bonuses_is_held_against_the_advice(
    rows: list[tuple[int, int]], share: str | None, weight: Stake
) -> None:
    found = bonus_share([(D(salary), D(premium)) for salary, premium in rows])
    assert found.share == (None if share is None else D(share))
    assert found.stake is weight
