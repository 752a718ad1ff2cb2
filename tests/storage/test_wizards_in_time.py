"""Schemes that begin one after another: each changes nothing for the people of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.errors import InUseError
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing, joining
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import OvertakenWizardError, WizardRow, WizardState
from crm_desktop.rewards.wizard.plain import UnreadableDraftError
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import EmployeeRecord, WizardRecord
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import NOW
from tests.storage.wizard_firm import AUGUST, JULY, JUNE, TENTH, sellers, wizard_firm

D0 = SubjectRef(SubjectLevel.DEPARTMENT, "d0")
DAYS = (JUNE, JULY, AUGUST)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


@pytest.fixture
def later(services: Services, database: str) -> Iterator[Services]:
    """Open the firm an hour later."""
    services.wizards.list_wizards()
    opened = Services(open_engine(database), fixed(NOW + timedelta(hours=1)))
    yield opened
    opened.close()


def published(services: Services, draft: WizardDraft) -> WizardRow:
    kept = services.wizards.create(draft)
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return services.wizards.wizard(kept.row.id).row


def pay_of(
    services: Services, subject: SubjectRef, day: date
) -> list[tuple[str, Decimal, list[BonusTemplate]]]:
    """Return the cards that name ``subject`` with what they pay."""
    scheme = services.schemes.scheme(day)
    return [
        (card.code, card.salary, [one for one in scheme.templates if one.code in card.templates])
        for card in scheme.cards
        if subject in {one.subject for one in card.assignments}
    ]


def test_a_scheme_that_begins_earlier_leaves_a_later_one_as_it_is(services: Services) -> None:
    first = published(services, sellers(services, employee(0), begins=JULY))
    before = pay_of(services, employee(0), JULY)
    draft = editing.with_salary(sellers(services, employee(1)), "sellers", Decimal(20_000))
    tenth = replace(TENTH, premium=PercentPremium(Decimal("0.01")))
    published(services, editing.with_definition(draft, tenth))
    assert pay_of(services, employee(0), JULY) == before
    for day in DAYS:
        [(_, salary, [template])] = pay_of(services, employee(1), day)
        assert (salary, template.premium) == (Decimal(20_000), tenth.premium)
    assert services.wizards.wizard(first.id).row.state is not WizardState.ENDED


def test_what_a_draft_would_be_is_told_of_its_own_first_day(services: Services) -> None:
    published(services, sellers(services, employee(0), begins=JULY))
    draft = sellers(services, employee(1))
    told = services.wizards.merged(draft)
    published(services, draft)
    held = services.schemes.scheme(JUNE)
    assert [each.code for each in told.cards] == [each.code for each in held.cards]


def test_a_revision_without_a_change_changes_nothing_on_any_day(services: Services) -> None:
    row = published(services, sellers(services, D0))
    published(services, sellers(services, employee(1), name="Newer", begins=AUGUST))
    plan = Plan("sales", employee(0), Decimal(7000), valid_from=JULY)
    services.plans.set_plans([plan])
    before = [replace(services.schemes.scheme(day), name="") for day in DAYS]
    kept = services.wizards.revise(row.id)
    assert kept.draft.valid_from == JUNE
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert [replace(services.schemes.scheme(day), name="") for day in DAYS] == before


def test_who_is_to_leave_a_changed_scheme_leaves_it_on_the_same_day(services: Services) -> None:
    row = published(services, sellers(services, D0))
    published(services, sellers(services, employee(1), name="Newer", begins=AUGUST))
    kept = services.wizards.revise(row.id)
    draft = editing.with_salary(kept.draft, "sellers", Decimal(60_000))
    saved = services.wizards.save(kept.row.id, kept.row.version, draft)
    services.wizards.publish(saved.id, saved.version, "Anna")
    for day in DAYS:
        assert [(code, salary) for code, salary, _ in pay_of(services, D0, day)] == [
            ("sellers", Decimal(60_000))
        ]
    assert pay_of(services, employee(1), JULY) == []
    assert [code for code, *_ in pay_of(services, employee(1), AUGUST)] == ["sellers-2"]


def test_a_plan_that_was_set_meanwhile_is_not_lost_unawares(
    services: Services, later: Services
) -> None:
    kept = services.wizards.create(sellers(services))
    later.plans.set_plans([Plan("sales", employee(0), Decimal(777), valid_from=JULY)])
    with pytest.raises(OvertakenWizardError, match="Sales"):
        later.wizards.publish(kept.row.id, kept.row.version, "Anna")
    others = services.wizards.create(sellers(services, employee(1)))
    later.wizards.publish(others.row.id, others.row.version, "Anna")


def test_an_unreadable_draft_is_told_and_disturbs_no_other(
    services: Services, database: str
) -> None:
    kept = services.wizards.create(sellers(services, name="Broken"))
    over = published(services, sellers(services, name="Broken too"))
    with sessions_on(database).begin() as session:
        session.execute(update(WizardRecord).values(body={"newer": {}}))
    for wizard_id in (kept.row.id, over.id):
        with pytest.raises(UnreadableDraftError, match="Broken"):
            services.wizards.wizard(wizard_id)
    assert services.wizards.reviews() == []
    assert services.wizards.announcements(1) == []
    published(services, sellers(services, employee(3), name="Other"))
    services.wizards.delete(kept.row.id, kept.row.version)
    with pytest.raises(InUseError):
        services.wizards.delete(over.id, over.version)


@pytest.mark.parametrize("day", [date(9999, 11, 1), date(9999, 12, 1), date(2037, 1, 1)])
def test_nothing_begins_in_a_time_that_nobody_plans_for(services: Services, day: date) -> None:
    with pytest.raises(UnsoundSchemeError, match="too far ahead"):
        published(services, sellers(services, begins=day))


def test_who_left_is_told_by_name(services: Services, database: str) -> None:
    kept = services.wizards.create(sellers(services))
    with sessions_on(database).begin() as session:
        left = update(EmployeeRecord).where(EmployeeRecord.code == "e1")
        name = session.scalars(left.values(left_on=date(2026, 5, 1)).returning(EmployeeRecord.name))
        [person] = name
    with pytest.raises(UnsoundSchemeError, match=person):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")


def test_one_that_begins_later_or_has_nothing_to_lose_does_not_end(services: Services) -> None:
    future = published(services, sellers(services, employee(0), name="Future", begins=JULY))
    department = joining.with_level(
        sellers(services, D0, name="Department"),
        "sellers",
        SubjectLevel.DEPARTMENT,
        services.wizard_insights.firm(),
    )
    whole = published(services, department)
    services.wizards.pause(whole.id, whole.version, JULY)
    published(services, sellers(services, employee(1), name="Other", begins=JULY))
    states = [services.wizards.wizard(each.id).row.state for each in (future, whole)]
    assert WizardState.ENDED not in states
