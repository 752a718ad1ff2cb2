"""What a reward card says in sentences, for each of its terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.kpi.definition import ALWAYS, Proration
from crm_desktop.rewards.card_words import SalarySince, card_in_words
from crm_desktop.rewards.template import (
    Advance,
    BonusTemplate,
    FixedPremium,
    PayModel,
    RewardCard,
)

D = Decimal
TEMPLATES = {
    code: BonusTemplate(code, name, FixedPremium(D(1)))
    for code, name in (("percent", "5 % of sales"), ("per_deal", "500 a deal"))
}


def words(since: date = ALWAYS, **terms: Any) -> str:
    card = replace(RewardCard("c", "C", D(1), (), ()), **terms)
    said = str(card_in_words(card, SalarySince(D(47_000), since), TEMPLATES, "GBP"))
    return said.replace("\N{NO-BREAK SPACE}", " ")


def test_the_salary_has_its_first_day_where_that_is_known() -> None:
    assert words() == "The salary is £47,000.00."
    assert words(date(2026, 6, 1)) == "The salary is £47,000.00 from 01/06/2026 on."


def test_bonuses_are_named_and_those_that_are_gone_by_their_code() -> None:
    said = words(templates=("percent", "per_deal", "gone"))
    assert said.endswith(" Bonuses: 5 % of sales; 500 a deal; gone.")


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"pay_model": PayModel.SCORE_ONLY}, "It is multiplied by the score."),
        (
            {"pay_model": PayModel.SALARY_AND_SCORE},
            "The salary times the score is paid besides.",
        ),
        (
            {"proration": Proration.WORKING_DAYS},
            "It is reduced by the working days of absence.",
        ),
        (
            {"proration": Proration.CALENDAR_DAYS},
            "It is reduced by the calendar days of absence.",
        ),
        ({"proration": Proration.WHOLE_MONTHS}, "It is reduced by whole months of absence."),
        (
            {"advance": Advance(D(5_000))},
            (
                "Premiums are paid as £5,000.00 a month at least; "
                "what was not earned is kept back later."
            ),
        ),
        (
            {"advance": Advance(D(5_000), is_recoverable=False)},
            "Premiums are paid as £5,000.00 a month at least; nothing is kept back.",
        ),
        ({"guarantee": D(50_000)}, "All pay of a month is £50,000.00 at least."),
        ({"total_cap": D(1)}, "All pay of a month is 1 salary at most."),
        ({"total_cap": D("2.5")}, "All pay of a month is 2.5 salaries at most."),
        ({"script": "last"}, "The script “last” has the last word."),
    ],
)
def test_each_term_of_a_card_has_its_sentence(terms: dict[str, Any], expected: str) -> None:
    assert words(**terms) == f"The salary is £47,000.00. {expected}"
