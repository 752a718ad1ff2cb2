"""Acquaintance: which rules concern whom, and who has confirmed to have read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.script import Script, ScriptTest
from crm_desktop.rewards.template import Advance, Assignment, CoefficientPremium, PercentPremium
from crm_desktop.services.readings import ReadingService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import CARD, FIVE_PERCENT, NOW, SHARE, PayMonths, pay_months

JUNE = date(2026, 6, 1)
SIX_PERCENT = replace(SHARE, premium=PercentPremium(Decimal("0.06")))


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    yield pay_months(Sessions(engine))
    engine.dispose()


@pytest.fixture
def sessions(months: PayMonths) -> sessionmaker[Session]:
    return months.sessions


@pytest.fixture
def readings(sessions: sessionmaker[Session]) -> ReadingService:
    return ReadingService(sessions, fixed(NOW))


@pytest.fixture
def schemes(sessions: sessionmaker[Session]) -> SchemeService:
    return SchemeService(sessions, fixed(NOW))


def concerned(readings: ReadingService, employee_id: int) -> set[tuple[str, int]]:
    return {(row.edition.code, row.edition.number) for row in readings.of_employee(employee_id)}


def told(readings: ReadingService, employee_id: int) -> dict[tuple[str, int], str]:
    """Return what the rules of an employee say to them."""
    editions = [row.edition for row in readings.of_employee(employee_id)]
    words = readings.words(editions, employee_id)
    return {
        (one.code, one.number): str(words[one.id]).replace("\N{NO-BREAK SPACE}", " ")
        for one in editions
        if one.id in words
    }


def test_rules_are_told_in_words_as_their_edition_says(
    readings: ReadingService, schemes: SchemeService
) -> None:
    schemes.save(SIX_PERCENT, JUNE)

    assert told(readings, 1) == {
        (CARD.code, 1): "The salary is RUB 47,000.00. Bonuses: 5 % of sales.",
        ("share", 1): "5% of “Sales”",
        ("share", 2): "6% of “Sales”",
        ("seller", 1): (
            "What counts every month: “Sales” with the weight 100% by the scale “Steps”. "
            "The score is the sum of their coefficients by weight. "
            "Measured without a weight: “Won”; “Average”; “Conversion”; “Twice”."
        ),
    }


def test_a_card_tells_each_their_own_salary_and_nobody_elses(
    readings: ReadingService, schemes: SchemeService
) -> None:
    own = Assignment(employee(0), Decimal(60_000))
    raised = Assignment(employee(0), Decimal(70_000))
    named = replace(CARD, advance=Advance(Decimal(5_000)))
    schemes.save(replace(named, assignments=(*CARD.assignments, own)), date(2026, 4, 1))
    schemes.save(replace(named, assignments=(*CARD.assignments, raised)), date(2026, 5, 1))
    schemes.save(replace(named, assignments=CARD.assignments), date(2026, 9, 1))

    others = told(readings, 2)[CARD.code, 2]
    assert told(readings, 1)[CARD.code, 2].startswith(
        "The salary is RUB 70,000.00 from 01/05/2026 on. "
    )
    assert others.startswith("The salary is RUB 47,000.00 from 01/04/2026 on. ")
    assert others.endswith("; what was not earned is kept back later.")


def test_nobody_is_told_nothing(readings: ReadingService) -> None:
    with pytest.raises(NotFoundError, match="99"):
        readings.words([], 99)


def test_nobody_is_told_what_concerns_another(
    readings: ReadingService, schemes: SchemeService
) -> None:
    other = replace(CARD, code="other", name="Other", assignments=(Assignment(employee(1)),))
    schemes.save(other, JUNE)
    [theirs] = [row.edition for row in readings.of_employee(2) if row.edition.code == "other"]

    with pytest.raises(NotFoundError, match=str(theirs.id)):
        readings.words([theirs], 1)
    with pytest.raises(NotFoundError, match="4711"):
        readings.words([replace(theirs, id=4711)], 2)


def test_card_templates_profile_and_scales_concern_who_has_them(readings: ReadingService) -> None:
    assert concerned(readings, 1) == {(CARD.code, 1), ("share", 1), ("seller", 1), ("steps", 1)}
    [card] = [row for row in readings.of_employee(1) if row.edition.code == CARD.code]
    assert (str(card.edition.kind), card.edition.name) == ("Reward card", CARD.name)
    assert card.read_at is None


def test_the_scale_of_a_template_concerns_who_is_paid_by_it(
    readings: ReadingService, schemes: SchemeService
) -> None:
    other = replace(FIVE_PERCENT.scales[0], code="curve")
    curve = replace(SHARE, premium=CoefficientPremium(Decimal(100), "curve"))
    schemes.import_scheme(
        replace(FIVE_PERCENT, scales=(*FIVE_PERCENT.scales, other), templates=(curve,)),
        valid_from=JUNE,
    )

    assert ("curve", 1) in concerned(readings, 1)


@pytest.mark.parametrize("kind", [PeriodKind.QUARTER, PeriodKind.CUSTOM])
def test_profiles_of_any_kind_of_period_concern_who_is_measured_by_them(
    readings: ReadingService, schemes: SchemeService, kind: PeriodKind
) -> None:
    other = replace(FIVE_PERCENT.profiles[0], code="other", period_kind=kind)
    schemes.import_scheme(
        replace(FIVE_PERCENT, profiles=(*FIVE_PERCENT.profiles, other)), valid_from=JUNE
    )

    assert ("other", 1) in concerned(readings, 1)


def test_who_has_no_card_is_asked_to_read_none(
    sessions: sessionmaker[Session], readings: ReadingService, schemes: SchemeService
) -> None:
    only = replace(CARD, assignments=(Assignment(employee(0)),))
    schemes.import_scheme(replace(FIVE_PERCENT, cards=(only,)), valid_from=date(2026, 5, 1))

    assert (CARD.code, 1) in concerned(readings, 1)
    assert (CARD.code, 1) not in concerned(readings, 3)


def test_who_has_read_something_is_asked_no_more(readings: ReadingService) -> None:
    ids = [row.edition.id for row in readings.of_employee(1)]

    assert readings.confirm(1, ids) is Changes.STATEMENTS

    assert {row.read_at for row in readings.of_employee(1)} == {NOW}
    assert {row.employee for row in readings.unread()} == {"Employee 1", "Employee 2"}
    assert readings.confirm(1, ids) is Changes.NONE


def test_confirming_again_keeps_the_first_moment(
    sessions: sessionmaker[Session], readings: ReadingService
) -> None:
    ids = [row.edition.id for row in readings.of_employee(1)]
    readings.confirm(1, ids[:1])

    ReadingService(sessions, fixed(NOW + timedelta(days=1))).confirm(1, ids)

    assert {row.edition.id: row.read_at for row in readings.of_employee(1)}[ids[0]] == NOW


def test_a_new_version_is_to_be_read_from_the_day_it_is_made(
    readings: ReadingService, schemes: SchemeService
) -> None:
    readings.confirm(1, [row.edition.id for row in readings.of_employee(1)])

    schemes.import_scheme(replace(FIVE_PERCENT, templates=(SIX_PERCENT,)), valid_from=JUNE)

    unread = [row for row in readings.of_employee(1) if row.read_at is None]
    assert [(row.edition.code, row.edition.number) for row in unread] == [("share", 2)]
    assert unread[0].edition.valid_from == JUNE
    assert readings.of_employee(1)[0] == unread[0]


@pytest.mark.parametrize("was_read", [False, True])
def test_what_is_taken_back_is_to_be_read_again_where_anybody_knew_of_it(
    readings: ReadingService, schemes: SchemeService, *, was_read: bool
) -> None:
    readings.confirm(1, [row.edition.id for row in readings.of_employee(1)])
    schemes.save(SIX_PERCENT, JUNE)
    if was_read:
        readings.confirm(1, [row.edition.id for row in readings.of_employee(1)])

    schemes.save(SHARE, JUNE)

    unread = [row.edition.number for row in readings.of_employee(1) if row.read_at is None]
    assert unread == ([3] if was_read else [])


def test_who_else_has_a_card_makes_no_new_edition(
    readings: ReadingService, schemes: SchemeService
) -> None:
    readings.confirm(1, [row.edition.id for row in readings.of_employee(1)])
    raised = tuple(replace(one, salary=Decimal(1)) for one in CARD.assignments)
    schemes.import_scheme(
        replace(FIVE_PERCENT, cards=(replace(CARD, assignments=raised),)), valid_from=JUNE
    )

    assert [row for row in readings.of_employee(1) if row.read_at is None] == []


def test_what_was_read_a_year_ago_leaves_the_list_and_what_was_not_stays(
    sessions: sessionmaker[Session], readings: ReadingService
) -> None:
    [first, *others] = [row.edition for row in readings.of_employee(1)]
    readings.confirm(1, [first.id])
    later = ReadingService(sessions, fixed(NOW + timedelta(days=400)))

    assert [row.edition for row in later.of_employee(1)] == others


@pytest.mark.parametrize(("employee_id", "edition"), [(99, 1), (1, 10_000)])
def test_strangers_confirm_nothing(
    readings: ReadingService, employee_id: int, edition: int
) -> None:
    with pytest.raises(NotFoundError):
        readings.confirm(employee_id, [edition])

    assert all(row.read_at is None for row in readings.readings())


def test_an_indicator_is_no_edition(readings: ReadingService) -> None:
    codes = {row.edition.code for row in readings.readings()}

    assert codes.isdisjoint(one.code for one in FIVE_PERCENT.indicators)


def test_the_final_script_concerns_who_has_its_card(
    readings: ReadingService, schemes: SchemeService
) -> None:
    final = Script(
        "final",
        "Final",
        ScriptKind.REWARD,
        "kpi.log('read')",
        description="Rounds pay up.",
        reason="It was asked for.",
    )
    card = replace(CARD, script="final")
    schemes.import_scheme(replace(FIVE_PERCENT, cards=(card,), scripts=(final,)), valid_from=JUNE)
    assert told(readings, 1)["final", 1] == "Rounds pay up.\nIt was asked for."

    tried = replace(final, tests=(ScriptTest("none", "{}", ()),))
    schemes.import_scheme(replace(FIVE_PERCENT, cards=(card,), scripts=(tried,)), valid_from=JUNE)
    assert ("final", 2) not in concerned(readings, 1)
