"""A scheme that has not begun is withdrawn: what held before holds again, on every day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right, Role, Scope
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import CrmError, DeniedError, InUseError, InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Plan
from crm_desktop.kpi.script import Expected, Script, ScriptTest
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import (
    OvertakenWizardError,
    StaleWizardError,
    Turn,
    WizardRow,
    WizardState,
)
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import WizardRecord
from crm_desktop.texts import Message
from tests.storage.access_firm import sign_in_as
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import NOW, SHARE
from tests.storage.rules_told import told, told_on_all_days
from tests.storage.wizard_firm import AUGUST, JULY, JUNE, TENTH, sellers, wizard_firm

GIFT = Script(
    "gift",
    "Gift",
    ScriptKind.REWARD,
    'kpi.add_line("Gift", 100, "for everybody")',
    tests=(ScriptTest("always", "{}", (Expected(Changed.LINE, "Gift", Decimal(100)),)),),
)
GIFT_OF_200 = ScriptTest("always", "{}", (Expected(Changed.LINE, "Gift", Decimal(200)),))


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


@dataclass(frozen=True, slots=True)
class Later:
    """Opens the firm at another moment."""

    database: str

    def at(self, *, month: int = NOW.month, day: int = 1, hour: int = NOW.hour) -> Services:
        moment = NOW.replace(month=month, day=day, hour=hour)
        return Services(open_engine(self.database), fixed(moment))


@pytest.fixture
def later(services: Services, database: str) -> Later:
    services.wizards.list_wizards()
    return Later(database)


def published(services: Services, draft: WizardDraft | None = None) -> WizardRow:
    kept = services.wizards.create(draft or sellers(services))
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return again(services, kept.row)


def again(services: Services, row: WizardRow) -> WizardRow:
    return services.wizards.wizard(row.id).row


def withdraw(services: Services, row: WizardRow) -> None:
    assert services.wizards.withdraw(row.id, again(services, row).version) is Changes.SCHEME


def with_deals(draft: WizardDraft) -> WizardDraft:
    """Return ``draft`` measured by an indicator besides that the firm does not have."""
    deals = CATALOGUE["won_deals"].indicator()
    draft = editing.with_indicators(draft, "sellers", ("sales", deals.code), (deals,))
    profile = draft.profile("sellers")
    entries = tuple(replace(entry, plan=entry.plan or Decimal(5)) for entry in profile.entries)
    return editing.with_definition(draft, replace(profile, entries=entries))


def test_what_held_before_holds_again_on_every_day(services: Services) -> None:
    services.plans.set_plans(
        [
            Plan("sales", employee(0), Decimal(9000), valid_from=JULY, note="Summer"),
            Plan("sales", employee(1), Decimal(8000), valid_from=AUGUST),
        ]
    )
    services.schemes.save(replace(SHARE, premium=PercentPremium(Decimal("0.06"))), JULY)
    before = told_on_all_days(services)
    own = Plan("sales", employee(0), Decimal(5000))
    row = published(services, with_deals(editing.with_plans(sellers(services), [own])))
    assert told_on_all_days(services)[JUNE] != before[JUNE]
    withdraw(services, row)
    assert told_on_all_days(services) == before


def test_what_is_withdrawn_is_the_draft_that_it_was(services: Services) -> None:
    draft = replace(sellers(services).at(WizardStep.PUBLISH), announcement="")
    kept = services.wizards.create(draft)
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert again(services, kept.row).is_withdrawable
    withdraw(services, kept.row)
    now = services.wizards.wizard(kept.row.id)
    assert now.draft == draft
    assert now.row == replace(kept.row, version=now.row.version, author="Anna")


def test_it_can_be_changed_and_published_anew(services: Services) -> None:
    row = published(services)
    once = told(services, JUNE)
    withdraw(services, row)
    services.wizards.publish(row.id, again(services, row).version, "Boris")
    assert told(services, JUNE) == once
    withdraw(services, row)
    draft = editing.with_salary(services.wizards.wizard(row.id).draft, "sellers", Decimal(60_000))
    saved = services.wizards.save(row.id, again(services, row).version, draft)
    services.wizards.publish(saved.id, saved.version, "Boris")
    card = next(each for each in services.schemes.scheme(JUNE).cards if each.code == "sellers")
    assert card.salary == Decimal(60_000)
    assert again(services, row).is_withdrawable


def test_what_has_begun_is_not_withdrawn(services: Services, later: Later) -> None:
    row, before = published(services), told_on_all_days(services)
    begun = later.at(month=6)
    assert not again(begun, row).is_withdrawable
    with pytest.raises(InvalidInputError, match="“New pay” is in force: it cannot be withdrawn"):
        begun.wizards.withdraw(row.id, row.version)
    begun.close()
    assert told_on_all_days(services) == before


def test_a_draft_is_not_withdrawn(services: Services) -> None:
    row = services.wizards.create(sellers(services)).row
    with pytest.raises(InvalidInputError, match="is draft: it cannot be withdrawn"):
        services.wizards.withdraw(row.id, row.version)


def test_nothing_is_withdrawn_from_a_month_that_is_settled(services: Services) -> None:
    row, before = published(services), told_on_all_days(services)
    june = Period.month(2026, 6)
    services.payroll.calculate_and_save(june)
    services.statement_life.advance(june, StatementState.APPROVED, "Vera")
    with pytest.raises(InvalidInputError, match="is settled"):
        services.wizards.withdraw(row.id, row.version)
    assert told_on_all_days(services) == before
    assert again(services, row) == row


def test_what_somebody_else_changed_is_withdrawn_once_that_was_seen(services: Services) -> None:
    row = published(services)
    services.wizards.postpone_review(row.id, row.version, date(2028, 1, 1))
    with pytest.raises(StaleWizardError):
        services.wizards.withdraw(row.id, row.version)
    withdraw(services, row)
    assert again(services, row).review_on is None


def test_what_is_planned_is_taken_back_first(services: Services) -> None:
    before = told_on_all_days(services)
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    with pytest.raises(InvalidInputError, match="Take back first what is planned"):
        services.wizards.withdraw(row.id, again(services, row).version)
    services.wizards.undo_planned(row.id, again(services, row).version)
    withdraw(services, row)
    assert told_on_all_days(services) == before


def test_a_scheme_that_lost_its_teams_has_them_again(services: Services) -> None:
    first = published(services)
    was, before = services.wizards.wizard(first.id), told_on_all_days(services)
    kept = services.wizards.revise(first.id)
    second = published(services, replace(kept.draft, valid_from=JULY))
    with pytest.raises(InvalidInputError, match="Another scheme takes the place of “New pay”"):
        services.wizards.withdraw(first.id, again(services, first).version)
    withdraw(services, second)
    now = services.wizards.wizard(first.id)
    assert now == replace(was, row=replace(was.row, version=now.row.version))
    assert told_on_all_days(services) == before


def test_a_scheme_that_lost_one_team_has_it_again(services: Services) -> None:
    draft = editing.with_team(sellers(services), "Office", (employee(2),))
    draft = editing.with_indicators(draft, "office", ("sales",), ())
    [entry] = draft.profile("office").entries
    office = replace(draft.profile("office"), entries=(replace(entry, plan=Decimal(1000)),))
    draft = editing.with_template(editing.with_definition(draft, office), "office", TENTH)
    first = published(services, editing.with_salary(draft, "office", Decimal(40_000)))
    was, before = services.wizards.wizard(first.id), told_on_all_days(services)
    taken = services.wizards.from_profiles(["sellers"])
    second = published(services, replace(taken, goal=was.draft.goal, valid_from=JULY))
    assert again(services, first).people == 1
    withdraw(services, second)
    now = services.wizards.wizard(first.id)
    assert now == replace(was, row=replace(was.row, version=now.row.version))
    assert told_on_all_days(services) == before


def test_a_scheme_that_changed_since_it_lost_a_team_keeps_what_it_has(services: Services) -> None:
    draft = editing.with_team(sellers(services), "Office", (employee(2),))
    draft = editing.with_indicators(draft, "office", ("sales",), ())
    [entry] = draft.profile("office").entries
    office = replace(draft.profile("office"), entries=(replace(entry, plan=Decimal(1000)),))
    draft = editing.with_template(editing.with_definition(draft, office), "office", TENTH)
    first = published(services, editing.with_salary(draft, "office", Decimal(40_000)))
    taken = replace(services.wizards.from_profiles(["sellers"]), goal=draft.goal, valid_from=JULY)
    second = published(services, taken.called("Newer"))
    services.wizards.pause(first.id, again(services, first).version, AUGUST)
    before = told_on_all_days(services)
    with pytest.raises(InUseError, match="“New pay” was changed, from which it took teams"):
        services.wizards.withdraw(second.id, second.version)
    assert told_on_all_days(services) == before
    assert again(services, first).coming == (Turn(WizardState.PAUSED, AUGUST),)
    assert again(services, second) == second


def test_what_was_changed_by_hand_since_is_not_lost(services: Services) -> None:
    row = published(services)
    card = next(each for each in services.schemes.scheme(JUNE).cards if each.code == "sellers")
    services.schemes.save(replace(card, salary=Decimal(55_000)), JULY)
    own = Plan("sales", employee(0), Decimal(1), valid_from=JUNE)
    services.plans.set_plans([own])
    before = told_on_all_days(services)
    with pytest.raises(InUseError) as caught:
        services.wizards.withdraw(row.id, row.version)
    assert "somebody changed Sellers; the plan of Employee 0 for “Sales”" in str(caught.value)
    assert told_on_all_days(services) == before
    assert again(services, row) == row


def test_what_was_changed_and_changed_back_is_no_conflict(services: Services) -> None:
    before = told_on_all_days(services)
    row = published(services)
    card = next(each for each in services.schemes.scheme(JUNE).cards if each.code == "sellers")
    for salary in (Decimal(55_000), card.salary):
        services.schemes.save(replace(card, salary=salary), JULY)
    withdraw(services, row)
    assert told_on_all_days(services) == before


def test_rules_of_others_that_need_it_are_not_left_without(services: Services) -> None:
    row = published(services, with_deals(sellers(services)))
    seller = next(each for each in services.schemes.scheme(JUNE).profiles if each.code == "seller")
    [deals] = [
        entry
        for entry in services.wizards.wizard(row.id).draft.profile("sellers").entries
        if entry.indicator != "sales"
    ]
    whole = replace(seller, code="others", assigned_to=(employee(3),), entries=(deals,))
    services.schemes.save(replace(whole, name="Others"), JULY)
    before = told_on_all_days(services)
    with pytest.raises(InUseError, match="Other rules need “New pay” by now"):
        services.wizards.withdraw(row.id, row.version)
    assert told_on_all_days(services) == before


def test_plans_that_others_made_for_its_indicators_are_not_left_without(
    services: Services,
) -> None:
    row = published(services, with_deals(sellers(services)))
    plan = Plan("won_deals", employee(3), Decimal(4), valid_from=JULY)
    services.plans.set_plans([plan])
    with pytest.raises(InUseError, match="the plan of Employee 3 for"):
        services.wizards.withdraw(row.id, row.version)
    services.plans.set_plans([], ended=[plan])
    withdraw(services, row)


def test_what_others_changed_besides_stays(services: Services) -> None:
    row = published(services)
    eight = replace(SHARE, premium=PercentPremium(Decimal("0.08")))
    services.schemes.save(eight, JULY)
    services.plans.set_plans([Plan("sales", employee(3), Decimal(3), valid_from=JULY)])
    withdraw(services, row)
    scheme = services.schemes.scheme(JULY)
    assert [each.premium for each in scheme.templates] == [eight.premium]
    assert employee(3) in {plan.subject for plan in scheme.plans}


def test_a_revision_is_published_anew_unless_somebody_changed_what_it_changes(
    services: Services, later: Later
) -> None:
    first = published(services)
    kept = services.wizards.revise(first.id)
    draft = editing.with_salary(replace(kept.draft, valid_from=JULY), "sellers", Decimal(60_000))
    saved = services.wizards.save(kept.row.id, kept.row.version, draft)
    soon = later.at(day=20, hour=10)
    for _ in range(2):
        soon.wizards.publish(saved.id, again(soon, saved).version, "Anna")
        withdraw(soon, saved)
    soon.schemes.save(replace(TENTH, premium=PercentPremium(Decimal("0.2"))), JULY)
    with pytest.raises(OvertakenWizardError) as caught:
        soon.wizards.publish(saved.id, again(soon, saved).version, "Anna")
    assert caught.value.names == ("10 % of sales",)
    soon.close()


def test_who_has_not_read_of_it_hears_no_more_and_reads_nothing_anew(services: Services) -> None:
    asked = {row.edition.id for row in services.readings.of_employee(1)}
    services.readings.confirm(1, asked)
    row = published(services)
    assert [each for each in services.readings.of_employee(1) if each.read_at is None]
    withdraw(services, row)
    assert services.wizards.announcements(1) == []
    assert services.wizards.withdrawals(1) == []
    assert {each.edition.id for each in services.readings.of_employee(1)} == asked
    assert all(each.read_at for each in services.readings.of_employee(1))


def test_who_has_read_of_it_is_told_until_it_is_published_anew(
    services: Services, later: Later
) -> None:
    row = published(services)
    services.readings.confirm(1, [each.edition.id for each in services.readings.of_employee(1)])
    withdraw(services, row)
    [gone] = services.wizards.withdrawals(1)
    assert (gone.name, gone.valid_from) == ("New pay", JUNE)
    assert services.wizards.announcements(1) == []
    assert services.wizards.withdrawals(2) == []
    autumn = later.at(month=9)
    assert autumn.wizards.withdrawals(1) == []
    autumn.close()
    services.wizards.publish(row.id, again(services, row).version, "Anna")
    assert services.wizards.withdrawals(1) == []


def test_what_others_read_of_is_not_told(services: Services, database: str) -> None:
    sign_in_as(services, database, Role("own", "Own", frozenset(), Scope.OWN), employee_id=2)
    assert services.wizards.withdrawals(2) == []
    with pytest.raises(DeniedError):
        services.wizards.withdrawals(1)


def test_a_former_script_comes_back_by_the_right_to_scripts_alone(
    services: Services, database: str
) -> None:
    draft = editing.with_definition(sellers(services), GIFT)
    card = draft.card("sellers")
    assert card is not None
    first = published(services, editing.with_definition(draft, replace(card, script="gift")))
    kept = services.wizards.revise(first.id)
    twice = replace(GIFT, source=GIFT.source.replace("100", "200"), tests=(GIFT_OF_200,))
    second = published(
        services, replace(editing.with_definition(kept.draft, twice), valid_from=JULY)
    )
    sign_in_as(services, database, Role("rules", "Rules", frozenset({Right.SCHEME}), Scope.ALL))
    with pytest.raises(DeniedError, match="change scripts"):
        services.wizards.withdraw(second.id, second.version)
    assert again(services, second).state is WizardState.PUBLISHED


def test_what_an_earlier_version_published_is_not_withdrawn(
    services: Services, database: str
) -> None:
    row = published(services)
    with sessions_on(database).begin() as session:
        session.execute(update(WizardRecord).values(publication=None))
    assert not again(services, row).is_withdrawable
    with pytest.raises(InvalidInputError, match="published by an earlier version"):
        services.wizards.withdraw(row.id, row.version)


def test_a_day_before_the_first_one_is_refused_by_what_is_to_come(services: Services) -> None:
    row = published(services, sellers(services, begins=JULY))
    with pytest.raises(InvalidInputError) as caught:
        services.wizards.end(row.id, row.version, JUNE)
    assert "is in force from 01/07/2026 on: choose a later day" in str(caught.value)


def test_withdrawing_fails_whole(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    row, before = published(services), told_on_all_days(services)

    def fail(*_: object) -> None:
        raise CrmError(Message("no room"))

    monkeypatch.setattr("crm_desktop.storage.queries.wizards.redraft", fail)
    with pytest.raises(CrmError, match="no room"):
        services.wizards.withdraw(row.id, row.version)
    assert told_on_all_days(services) == before
    assert again(services, row) == row
