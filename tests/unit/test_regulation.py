"""What a bonus regulation says of the rules, section by section."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop import texts
from crm_desktop.kpi.definition import Profile, Version
from crm_desktop.rewards.regulation import Regulation, Section, legible
from crm_desktop.rewards.regulation_text import limited
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, FixedPremium, RewardCard
from tests.unit.regulation_rules import (
    INDICATORS,
    ON,
    PREMIUMS,
    SCALES,
    VERSION,
    concerned,
    regulation,
    rules,
    template,
)


def section(made: Regulation, title: str) -> Section:
    everything = [each for _, each in made.numbered()]
    return next(each for each in everything if each.title.template == title)


def rows(told: Section) -> list[list[str]]:
    tables = [table for clause in told.clauses for table in clause.tables]
    return [[legible(cell) for cell in row] for table in tables for row in table.rows]


def words(told: Section) -> str:
    """Return all that a section says, a line each."""
    lines = [legible(told.title)]
    for clause in told.clauses:
        lines += [legible(clause.words), *map(legible, clause.points)]
        for table in clause.tables:
            lines += [" | ".join(map(legible, row)) for row in (table.heads, *table.rows)]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def test_it_has_the_ten_sections_and_the_plans() -> None:
    titles = [f"{number}{section.title}" for number, section in regulation().numbered()]

    assert titles == [
        "1. General",
        "2. Terms",
        "3. Indicators and plans",
        "4. Scoring",
        "5. Premiums",
        "6. Salary and pay",
        "7. Newcomers and absences",
        "8. Calculation, payment and disputes",
        "9. Changes",
        "10. Acquaintance sheet",
        "Appendix. Plans",
    ]


def test_it_says_from_when_it_holds_and_for_whom() -> None:
    general = words(section(regulation(), "General"))

    assert "in force from 01/03/2026 on" in general
    assert "Team | Anna; Boris" in general


def test_rules_that_name_no_day_hold_on_the_day_of_asking() -> None:
    first = Version()
    scheme = rules()
    old = replace(
        scheme,
        profiles=tuple(replace(each, version=first) for each in scheme.profiles),
        cards=tuple(replace(each, version=first) for each in scheme.cards),
        templates=tuple(replace(each, version=first) for each in scheme.templates),
    )

    made = regulation(old, since=None)

    assert "in force on 01/03/2026" in words(section(made, "General"))
    assert (made.edition.number, made.edition.since) == (1, ON)
    assert made.edition.mark == regulation(old, on=date(2026, 4, 1), since=None).edition.mark
    assert ["Profile", "Team", "1", "from the beginning"] in rows(section(made, "Changes"))


def test_each_indicator_has_its_unit_weight_plan_and_counting() -> None:
    assert rows(section(regulation(), "Indicators and plans")) == [
        [
            "Sales",
            "What you sold.",
            "RUB",
            "50%",
            "personal, see the appendix",
            "(fact − RUB\xa050,000.00) ÷ (plan − RUB\xa050,000.00); by the scale “Steps”",
        ],
        ["Calls", "", "number", "20%", "300", "fact ÷ plan; by the scale “Curve”"],
        [
            "Answer",
            "",
            "duration",
            "10%",
            "0:30",
            "less is better: 2 − fact ÷ plan; by the scale “Line”",
        ],
        ["Stock", "", "number", "10%", "40", "within plan ± 10%; by the scale “Threshold”"],
        ["Mark", "", "score", "10%", "—", "fact ÷ plan; by the scale “Marks”"],
    ]


@pytest.mark.parametrize(
    "told",
    [
        "“Team”. The score is the sum of their coefficients by weight.",
        "Below 60% of the plan of “Sales” the whole score is 0.",
        "The score is 130% at most.",
        "from 80% to below 100% | 0.5",
        "from 100% | 1",
        "70% | 0",
        "Between two points the coefficient rises or falls evenly",
        "The coefficient is 0 + 1 × attainment.\nIt is 1.5 at most.",
        "Below 90% the coefficient is 0.\nFrom 90% on it is 1 × attainment.\nIt is 1.2 at most.",
        "−1 | 0.9\n1 | 1.1",
        "below RUB 400,000.00 | 2% | the whole amount",
        "from RUB 400,000.00 | 3% | the part within this step alone",
    ],
)
def test_scoring_says_the_model_its_limits_and_every_scale(told: str) -> None:
    assert told in words(section(regulation(), "Scoring"))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("fixed", "RUB 3,000.00, if “Sales” exceeds RUB 1,000,000.00, at most RUB 9,000.00"),
        ("per-unit", "RUB 50.00 for each unit of “Calls”"),
        ("percent", "5% of “Sales”"),
        ("salary", "10% of the salary"),
        ("rates", "“Sales” times the rate that the scale “Rates” has for it"),
        ("coefficient", "RUB 8,000.00 times the coefficient of “Calls” on the scale “Curve”"),
        ("formula", "“Sales” * 0.01"),
        ("above", "7% of what “Sales” is above its plan"),
        ("pool", "a part of RUB 90,000.00, shared equally"),
        ("contest", "prizes for the best by “Sales” (place 1: RUB 5,000.00; place 2: A book)"),
        (
            "commission",
            (
                "2% of the amount of each deal, 1 product or group has a rate of its own, "
                "earned by: deal won, taken back if it fails within 3 months"
            ),
        ),
    ],
)
def test_premiums_are_said_in_words_each(code: str, told: str) -> None:
    lines = words(section(regulation(), "Premiums")).splitlines()

    assert f"“Team”. “Premium {code}”: {told}." in lines


def two_teams_with_a_premium_of_one_name() -> Scheme:
    card = rules().cards[0]
    return rules(
        templates=(
            BonusTemplate("sellers", "Result", FixedPremium(Decimal(250))),
            BonusTemplate("callers", "Result", FixedPremium(Decimal(400))),
            BonusTemplate("both", "Punctual", FixedPremium(Decimal(70))),
            BonusTemplate("nobody", "Result", FixedPremium(Decimal(10))),
        ),
        cards=(
            replace(card, code="sellers", name="Sellers", templates=("sellers", "both")),
            replace(card, code="callers", name="Call centre", templates=("callers", "both")),
        ),
    )


def test_each_premium_says_whose_it_is() -> None:
    told = section(regulation(two_teams_with_a_premium_of_one_name()), "Premiums")

    assert words(told).splitlines()[1:5] == [
        "“Sellers”. “Result”: RUB 250.00.",
        "“Call centre”. “Result”: RUB 400.00.",
        "“Sellers”; “Call centre”. “Punctual”: RUB 70.00.",
        "“Result”: RUB 10.00.",
    ]


def test_versions_of_premiums_of_one_name_are_told_apart_by_whose_they_are() -> None:
    told = rows(section(regulation(two_teams_with_a_premium_of_one_name()), "Changes"))

    assert [row[1] for row in told if row[0] == "Bonus template"] == [
        "Punctual",
        "“Call centre”: Result",
        "Result",
        "“Sellers”: Result",
    ]


def test_those_who_share_places_of_a_contest_are_told_what_they_get() -> None:
    told = words(section(regulation(), "Premiums"))

    assert "Those who share places share the prizes of these places equally." in told


def test_money_has_the_sign_of_its_currency_in_the_language_of_the_reader() -> None:
    made = section(regulation(), "Indicators and plans")

    with texts.speaking("ru"):
        assert rows(made)[0][2] == "₽"


def test_own_rates_of_products_are_listed() -> None:
    assert ["Doors", "4%"] in rows(section(regulation(), "Premiums"))


def test_a_script_is_told_by_its_name_and_what_it_is_for() -> None:
    told = words(section(regulation(), "Premiums"))

    assert "The script “Bonus script” is a rule written as a program." in told
    assert "Rounds the pay up." in told


def test_pay_is_a_formula_and_names_no_salary() -> None:
    pay = words(section(regulation(), "Salary and pay"))

    assert "on top of the salary: S + S·K" in pay
    assert "The salary times the score is paid besides." in pay
    assert "All pay of a month is 3 salaries at most." in pay
    assert "47,123" not in "".join(words(each) for _, each in regulation().numbered())


def test_salaries_are_told_where_they_are_asked_for() -> None:
    people = [concerned("Anna"), concerned("Boris", salary=Decimal(50_000))]

    pay = words(section(regulation(people=people, with_salaries=True), "Salary and pay"))

    assert "Anna | Team | RUB 47,123.00" in pay
    assert "Boris | Team | RUB 50,000.00" in pay


def test_newcomers_and_the_absent_have_their_own_plans() -> None:
    told = words(section(regulation(), "Newcomers and absences"))

    assert "parts of the whole one: 50%; 75%." in told
    assert "The plans of “Calls” in the first months of service are: 100." in told
    assert "Plans are reduced by the working days of absence." in told


def test_the_sheet_has_an_empty_place_to_sign_for_each() -> None:
    sheet = rows(section(regulation(), "Acquaintance sheet"))

    assert sheet == [["Anna", "Seller", "", ""], ["Boris", "Seller", "", ""]]


def test_the_appendix_lists_the_plans_of_the_team_alone() -> None:
    scheme = rules()
    strange = replace(scheme.plans[0], subject=concerned("Vera").subject.ref)

    made = regulation(replace(scheme, plans=(*scheme.plans, strange)))

    assert rows(section(made, "Appendix. Plans")) == [
        ["Anna", "Sales", "month", "RUB\xa0700,000.00", "01/03/2026"]
    ]


def test_without_own_plans_there_is_no_appendix() -> None:
    assert regulation(rules(plans=())).appendix is None


def test_a_new_version_of_a_premium_is_another_edition() -> None:
    before, scheme = regulation(), rules()
    newer = template("percent", version=Version(date(2026, 4, 1), 4), name="Bigger share")
    others = tuple(each for each in scheme.templates if each.code != "percent")

    after = regulation(
        replace(scheme, templates=(*others, newer)), number=2, since=newer.version.valid_from
    )

    assert after.edition.number == before.edition.number + 1
    assert after.edition.since == date(2026, 4, 1)
    assert after.edition.mark != before.edition.mark
    assert ["Bonus template", "Bigger share", "4", "01/04/2026"] in rows(section(after, "Changes"))


def test_the_same_rules_have_the_same_mark() -> None:
    assert regulation().edition == regulation().edition


def test_who_is_measured_alike_is_told_once() -> None:
    scheme = rules()
    second = replace(scheme.profiles[0], code="second", name="Second")

    told = words(
        section(regulation(replace(scheme, profiles=(*scheme.profiles, second))), "Scoring")
    )

    assert "“Team”; “Second”. The score is the sum" in told


def test_rules_are_limited_to_what_some_cards_and_profiles_need() -> None:
    scheme = rules()
    other = Profile("other", "Other", scheme.profiles[0].entries[1:2], ())
    card = RewardCard(
        "other", "Other", Decimal(1), ("per-unit",), (Assignment(concerned("V").subject.ref),)
    )
    whole = replace(scheme, profiles=(*scheme.profiles, other), cards=(*scheme.cards, card))

    kept = limited(whole, {"other"}, {"other"})

    assert [each.code for each in kept.definitions()] == [
        "calls",
        "curve",
        "other",
        "per-unit",
        "other",
    ]
    assert limited(whole, {"team"}, {"team"}).templates == scheme.templates
    assert limited(whole, {"team"}, {"team"}).scales == SCALES


def test_a_scheme_that_names_what_is_not_there_is_still_told() -> None:
    made = regulation(rules(indicators=INDICATORS[1:], scales=(), scripts=()))

    assert "sales" in words(section(made, "Indicators and plans"))
    assert "“Premium percent”: 5% of “sales”." in words(section(made, "Premiums"))


def test_rules_without_anything_say_so() -> None:
    made = regulation(rules(profiles=(), cards=(), templates=(), scripts=(), plans=()), people=[])

    assert "Nobody is measured by indicators." in words(section(made, "Indicators and plans"))
    assert "Nothing is scored." in words(section(made, "Scoring"))
    assert "There are no premiums." in words(section(made, "Premiums"))
    assert "Nobody is paid by these rules." in words(section(made, "Salary and pay"))


def test_every_premium_of_the_rules_is_there_in_every_language() -> None:
    for language in texts.LANGUAGES:
        with texts.speaking(language):
            told = words(section(regulation(), "Premiums"))
            assert all(f"Premium {code}" in told for code in PREMIUMS)


def test_hostile_names_stay_as_they_are_but_for_what_cannot_be_written() -> None:
    name = "О'Нил; DROP <b>{x}</b>\x00\x0b\x1b\ud800" + "w" * 250
    made = regulation(people=[concerned("Anna", position=name)])

    assert rows(section(made, "Acquaintance sheet"))[0][1] == "О'Нил; DROP <b>{x}</b>" + "w" * 250


def test_versions_are_those_of_the_rules() -> None:
    assert ["Reward card", "Team", str(VERSION.number), "01/03/2026"] in rows(
        section(regulation(), "Changes")
    )
