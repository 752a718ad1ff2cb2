"""What counts with an indicator, so that it cannot go."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.filters import Operator
from crm_desktop.rewards.template import (
    BonusTemplate,
    FixedPremium,
    FormulaPremium,
    PoolPremium,
    PremiumCondition,
    Sharing,
)
from tests.storage.kpi_scheme import SCHEME
from ui.scheme.indicators.use import users_of


def test_templates_use_what_their_conditions_formulas_and_pools_read() -> None:
    condition = PremiumCondition("won", Operator.MORE, Decimal(1))
    premiums = (
        BonusTemplate("a", "By condition", FixedPremium(Decimal(1)), None, (condition,)),
        BonusTemplate("b", "By formula", FormulaPremium("won * salary")),
        BonusTemplate("c", "By pool", PoolPremium(Sharing.EQUAL, None, Decimal(1), "won")),
        BonusTemplate("d", "Not at all", FixedPremium(Decimal(1))),
    )
    scheme = replace(SCHEME, templates=premiums, profiles=())

    assert users_of("won", scheme) == ("By condition", "By formula", "By pool")
