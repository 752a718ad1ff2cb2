"""What is found about several teams is told once, with the names of the teams."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.kpi.definition import LineScale
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.rewards.template import BonusTemplate, FixedPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.telling import by_team
from crm_desktop.texts import Message

TWO = editing.with_team(
    editing.with_team(editing.empty_draft("Pay", "RUB"), "Sellers", ()), "Support", ()
)
FIRST, SECOND = (team.code for team in TWO.teams)


def finding(place: str, message: Message) -> Finding:
    return Finding(
        HealthCode.NO_ADAPTATION, Severity.ADVICE, place, message, Message("Give them time.")
    )


WHOLE = Message("Newcomers have the whole plan.")


def test_the_same_of_two_teams_is_said_once_with_their_names() -> None:
    found = [finding(f"profiles.{code}", WHOLE) for code in (FIRST, SECOND)]

    [told] = by_team(found, TWO.scheme)

    assert str(told.message) == "Sellers, Support: Newcomers have the whole plan."
    assert told.place == f"profiles.{FIRST}"


def test_what_names_its_team_stays_as_it_is() -> None:
    named = finding(f"profiles.{FIRST}", Message("“{name}” is old.", name="Sellers"))

    assert by_team([named], TWO.scheme) == (named,)


def test_one_team_needs_no_name() -> None:
    one = editing.with_team(editing.empty_draft("Pay", "RUB"), "Sellers", ())
    found = (finding("profiles.sellers", WHOLE),)

    assert by_team(found, one.scheme) == found


def test_a_scale_and_a_premium_are_named_also_in_the_scheme_of_one_team() -> None:
    one = editing.with_team(editing.empty_draft("Pay", "RUB"), "Sellers", ())
    line, share = LineScale("line", "Line"), BonusTemplate("s.1", "Share", FixedPremium(Decimal(1)))
    scheme = replace(one.scheme, scales=(line,), templates=(share,))
    jump = Message("Pay jumps here.")

    told = by_team([finding("scales.line", jump), finding("templates.s.1.floor", WHOLE)], scheme)

    assert [str(each.message) for each in told] == [
        "Line: Pay jumps here.",
        "Share: Newcomers have the whole plan.",
    ]


def test_what_is_about_no_team_stays_and_keeps_its_turn() -> None:
    other = finding("indicators.calls", Message("Nobody wrote what it means."))
    found = [finding(f"profiles.{FIRST}", WHOLE), other, finding(f"profiles.{SECOND}", WHOLE)]

    told = by_team(found, TWO.scheme)

    assert [each.place for each in told] == [f"profiles.{FIRST}", "indicators.calls"]
