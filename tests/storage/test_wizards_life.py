"""What becomes of a published scheme: paused, resumed, ended, copied, changed, looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.permissions import Right, Role, Scope
from crm_desktop.errors import DeniedError, InvalidInputError, NotFoundError
from crm_desktop.exchange.scheme import write_scheme
from crm_desktop.kpi.catalogue import Role as WorkRole
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, PercentPremium, RewardCard
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import (
    OvertakenWizardError,
    StaleWizardError,
    Turn,
    WizardRow,
    WizardState,
)
from crm_desktop.services.rules import DefinitionKind
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DepartmentRecord, EmployeeRecord, ProductGroupRecord
from tests.storage.access_firm import sign_in_as
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import NOW
from tests.storage.wizard_firm import AUGUST, JULY, JUNE, TENTH, sellers, wizard_firm

MAY = date(2026, 5, 20)
D0, D1 = (SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("d0", "d1"))


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


def published(services: Services, draft: WizardDraft | None = None) -> WizardRow:
    kept = services.wizards.create(draft or sellers(services))
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return services.wizards.wizard(kept.row.id).row


def again(services: Services, row: WizardRow) -> WizardRow:
    return services.wizards.wizard(row.id).row


def card_on(services: Services, day: date) -> RewardCard:
    return next(each for each in services.schemes.scheme(day).cards if each.code == "sellers")


def profiles_on(services: Services, day: date) -> set[str]:
    return {each.code for each in services.schemes.scheme(day).profiles}


def test_a_pause_leaves_the_salary_alone(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    assert profiles_on(services, JUNE) == {"seller", "sellers", "whole"}
    assert profiles_on(services, JULY) == {"seller", "whole"}
    before, paused = card_on(services, JUNE), card_on(services, JULY)
    assert (before.templates, paused.templates) == (("tenth",), ())
    assert (paused.salary, paused.assignments) == (before.salary, before.assignments)
    now = again(services, row)
    assert (now.state, now.valid_from) == (WizardState.PUBLISHED, JUNE)
    assert now.coming == (Turn(WizardState.PAUSED, JULY),)


def test_a_scheme_holds_until_the_day_that_is_planned(services: Services, database: str) -> None:
    row = published(services)
    services.wizards.end(row.id, row.version, JULY)
    assert services.wizards.announcements(1)
    with sessions_on(database).begin() as session:
        session.add(ProductGroupRecord(id=9, name="Blinds", name_folded="blinds"))
    [due] = services.wizards.reviews()
    services.wizards.postpone_review(row.id, due.row.version, date(2026, 6, 20))
    assert services.wizards.reviews() == []
    later = Services(open_engine(database), fixed(NOW.replace(month=7, day=1)))
    [now] = later.wizards.list_wizards()
    assert (now.state, now.valid_from, now.coming) == (WizardState.ENDED, JULY, ())
    assert later.wizards.announcements(1) == []
    assert later.wizards.reviews() == []
    later.close()


def test_what_is_planned_can_be_taken_back(services: Services, database: str) -> None:
    row = published(services)
    before, profiles = card_on(services, AUGUST), profiles_on(services, AUGUST)
    services.wizards.pause(row.id, row.version, JULY)
    services.wizards.end(row.id, again(services, row).version, AUGUST)
    for left in ((Turn(WizardState.PAUSED, JULY),), ()):
        services.wizards.undo_planned(row.id, again(services, row).version)
        assert again(services, row).coming == left
    assert profiles_on(services, AUGUST) == profiles
    assert replace(card_on(services, AUGUST), version=before.version) == before
    with pytest.raises(InvalidInputError):
        services.wizards.undo_planned(row.id, again(services, row).version)

    services.wizards.pause(row.id, again(services, row).version, JULY)
    services.wizards.resume(row.id, again(services, row).version, AUGUST)
    services.wizards.undo_planned(row.id, again(services, row).version)
    assert card_on(services, AUGUST).templates == ()
    later = Services(open_engine(database), fixed(NOW.replace(month=7, day=1)))
    with pytest.raises(InvalidInputError, match="New pay"):
        later.wizards.undo_planned(row.id, again(services, row).version)
    later.close()


def two_teams(services: Services) -> WizardDraft:
    """Return a draft that pays Anna and Boris, and Vera in a team of her own."""
    draft = editing.with_team(sellers(services), "Office", (employee(2),))
    draft = editing.with_indicators(draft, "office", ("sales",), ())
    [entry] = draft.profile("office").entries
    office = replace(draft.profile("office"), entries=(replace(entry, plan=Decimal(1000)),))
    draft = editing.with_definition(draft, office)
    draft = editing.with_salary(draft, "office", Decimal(40_000))
    return editing.with_template(draft, "office", TENTH)


def test_a_team_that_another_scheme_took_over_is_no_longer_of_the_first(
    services: Services,
) -> None:
    row = published(services, two_teams(services))
    goal = services.wizards.wizard(row.id).draft.goal
    taken = replace(services.wizards.from_profiles(["sellers"]), goal=goal, valid_from=JULY)
    second = published(services, taken)
    first = services.wizards.wizard(row.id)
    assert [team.code for team in first.draft.teams] == ["office"]
    assert (first.row.state, first.row.coming, first.row.people) == (WizardState.PUBLISHED, (), 1)
    assert [news.name for news in services.wizards.announcements(1)] == [second.name]
    assert services.wizards.reviews() == []

    services.wizards.end(row.id, first.row.version, AUGUST)

    assert profiles_on(services, AUGUST) >= {"sellers"}
    assert card_on(services, AUGUST).templates == ("tenth",)
    assert "office" not in profiles_on(services, AUGUST)
    services.wizards.end(second.id, second.version, AUGUST)
    assert card_on(services, AUGUST).templates == ()


def test_an_end_by_takeover_is_not_taken_back(services: Services) -> None:
    row = published(services)
    kept = services.wizards.revise(row.id)
    published(services, replace(kept.draft, valid_from=JULY))
    now = again(services, row)
    assert (now.last_state, now.is_undoable) == (WizardState.ENDED, False)
    with pytest.raises(InvalidInputError):
        services.wizards.undo_planned(row.id, now.version)


def test_what_is_resumed_is_as_it_was_before_the_pause(services: Services) -> None:
    row = published(services)
    raised = replace(card_on(services, JUNE), total_cap=Decimal(3))
    services.schemes.save(raised, JUNE)
    services.wizards.pause(row.id, row.version, JULY)
    paused = again(services, row)
    services.wizards.resume(row.id, paused.version, AUGUST)
    resumed = card_on(services, AUGUST)
    assert (resumed.templates, resumed.total_cap) == (("tenth",), Decimal(3))
    assert profiles_on(services, AUGUST) == {"seller", "sellers", "whole"}
    now = again(services, row)
    assert now.coming == (Turn(WizardState.PAUSED, JULY), Turn(WizardState.PUBLISHED, AUGUST))


def test_what_was_made_by_hand_during_the_pause_stays(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    services.schemes.save(replace(card_on(services, JULY), salary=Decimal(60_000)), JULY)
    services.wizards.resume(row.id, again(services, row).version, AUGUST)
    resumed = card_on(services, AUGUST)
    assert (resumed.salary, resumed.templates) == (Decimal(60_000), ("tenth",))

    second = again(services, row)
    services.wizards.pause(row.id, second.version, date(2026, 9, 1))
    by_hand = replace(card_on(services, date(2026, 9, 1)), templates=("share",))
    services.schemes.save(by_hand, date(2026, 9, 1))
    services.wizards.resume(row.id, again(services, row).version, date(2026, 10, 1))
    assert card_on(services, date(2026, 10, 1)).templates == ("share",)


def test_who_was_taken_in_elsewhere_meanwhile_stays_there(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    published(services, sellers(services, employee(0), name="Newer", begins=JULY))
    services.wizards.resume(row.id, again(services, row).version, AUGUST)
    scheme = services.schemes.scheme(AUGUST)
    assert {each.code: each.assigned_to for each in scheme.profiles[1:3]} == {
        "sellers": (employee(1),),
        "sellers-2": (employee(0),),
    }


def test_a_pause_can_be_taken_back_before_it_begins(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    services.wizards.resume(row.id, again(services, row).version, JULY)
    assert card_on(services, JULY) == replace(
        card_on(services, JUNE), version=card_on(services, JULY).version
    )
    with pytest.raises(InvalidInputError):
        services.wizards.pause(row.id, again(services, row).version, JULY)


def test_an_end_is_for_good(services: Services) -> None:
    row = published(services)
    services.wizards.end(row.id, row.version, JULY)
    assert card_on(services, JULY).templates == ()
    ended = again(services, row)
    assert ended.last_state is WizardState.ENDED
    for change in (services.wizards.resume, services.wizards.pause, services.wizards.end):
        with pytest.raises(InvalidInputError) as caught:
            change(row.id, ended.version, AUGUST)
        assert caught.value.field == "state"


def test_what_is_paused_can_end(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    services.wizards.end(row.id, again(services, row).version, AUGUST)
    assert again(services, row).last_state is WizardState.ENDED
    assert card_on(services, AUGUST).templates == ()


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 7, 2), date(2026, 3, 1)])
def test_nothing_is_paused_in_the_past_or_within_a_month(services: Services, day: date) -> None:
    row = published(services)
    before = services.schemes.change_log()
    with pytest.raises(InvalidInputError) as caught:
        services.wizards.pause(row.id, row.version, day)
    assert caught.value.field == "day"
    assert services.schemes.change_log() == before
    assert again(services, row) == row


def test_nothing_is_paused_before_it_begins_nor_resumed_before_the_pause(
    services: Services,
) -> None:
    row = published(services, replace(sellers(services), valid_from=JULY))
    for day in (JUNE, JULY):
        with pytest.raises(InvalidInputError, match="New pay"):
            services.wizards.pause(row.id, row.version, day)
    services.wizards.pause(row.id, row.version, AUGUST)
    paused = again(services, row)
    with pytest.raises(InvalidInputError, match="New pay"):
        services.wizards.resume(row.id, paused.version, JULY)


def test_a_pause_of_what_somebody_else_changed_is_refused(services: Services) -> None:
    row = published(services)
    services.wizards.postpone_review(row.id, row.version, date(2028, 1, 1))
    with pytest.raises(StaleWizardError):
        services.wizards.pause(row.id, row.version, JULY)


def test_a_copy_is_the_same_for_others(services: Services) -> None:
    row = published(services)
    copy = services.wizards.copy(row.id, "Pay of others", (D1,))
    assert (copy.row.state, copy.row.name, copy.row.people) == (
        WizardState.DRAFT,
        "Pay of others",
        1,
    )
    draft = copy.draft
    assert (draft.step, draft.valid_from, draft.takes_up) == (WizardStep.PEOPLE, None, ())
    assert draft.announcement == ""
    [team] = draft.teams
    assert draft.members(team.code) == (D1,)
    assert draft.profile(team.code).name == services.wizard_insights.firm().own_name(D1)
    assert team.code != "sellers"
    card = draft.card(team.code)
    assert card is not None
    assert (card.salary, card.templates) == (Decimal(47_000), ("tenth",))
    assert [one.subject for one in card.assignments] == [D1]
    merged = services.wizards.merged(draft)
    assert [each.code for each in merged.templates].count("tenth") == 1
    published(services, replace(draft, valid_from=JULY))
    assert card_on(services, JULY).assignments[0].subject == employee(0)


def test_who_sees_no_pay_of_others_knows_for_whom_a_scheme_may_be_copied(
    services: Services, database: str
) -> None:
    role = Role("makers", "Makers", frozenset({Right.SCHEME}), Scope.OWN)
    sign_in_as(services, database, role, employee_id=2)
    with pytest.raises(DeniedError):
        services.wizard_insights.firm()
    assert services.wizards.units()[D1] == "Department 0 › Department 1"


def test_a_revision_changes_what_was_published(services: Services) -> None:
    row = published(services)
    services.schemes.save(replace(card_on(services, JUNE), salary=Decimal(55_000)), JUNE)
    kept = services.wizards.revise(row.id)
    draft = kept.draft
    card = draft.card("sellers")
    assert card is not None
    assert card.salary == Decimal(55_000)
    assert draft.goal == services.wizards.wizard(row.id).draft.goal
    fifth = replace(TENTH, premium=PercentPremium(Decimal("0.2")))
    draft = editing.with_definition(draft, fifth)
    services.wizards.save(kept.row.id, kept.row.version, replace(draft, valid_from=JULY))
    services.wizards.publish(kept.row.id, kept.row.version + 1, "Boris")
    assert {each.code: each for each in services.schemes.scheme(JULY).templates}[
        "tenth"
    ].premium == fifth.premium
    assert card_on(services, JULY).salary == Decimal(55_000)
    old = again(services, row)
    assert old.coming == (Turn(WizardState.ENDED, JULY, is_taken_over=True),)


def test_of_two_revisions_the_second_does_not_undo_the_first_unawares(
    services: Services, database: str
) -> None:
    row = published(services)
    first, second = (services.wizards.revise(row.id) for _ in range(2))
    later = Services(open_engine(database), fixed(NOW + timedelta(hours=1)))
    drafts = [
        editing.with_salary(replace(each.draft, valid_from=JULY), "sellers", Decimal(salary))
        for each, salary in ((first, 60_000), (second, 70_000))
    ]
    mine = later.wizards.save(first.row.id, first.row.version, drafts[0])
    later.wizards.publish(mine.id, mine.version, "Anna")
    theirs = later.wizards.save(second.row.id, second.row.version, drafts[1])
    with pytest.raises(OvertakenWizardError) as caught:
        later.wizards.publish(theirs.id, theirs.version, "Boris")
    assert caught.value.names == ("Sellers",)
    assert card_on(later, JULY).salary == Decimal(60_000)
    later.wizards.publish(theirs.id, theirs.version, "Boris", anyway=True)
    assert card_on(later, JULY).salary == Decimal(70_000)
    later.close()


def test_a_draft_is_not_revised(services: Services) -> None:
    kept = services.wizards.create(sellers(services))
    with pytest.raises(InvalidInputError):
        services.wizards.revise(kept.row.id)


def test_a_published_scheme_meets_itself_in_the_rules(services: Services) -> None:
    row = published(services)
    draft = services.wizards.wizard(row.id).draft
    merged = services.wizards.merged(draft)
    assert {each.code for each in merged.profiles} == {"seller", "sellers", "whole"}
    places = {finding.place for finding in services.wizards.findings(draft)}
    assert any(place.startswith("profiles.sellers") for place in places)
    assert not any(place.startswith("profiles.seller.") for place in places)


def test_findings_are_told_by_the_codes_of_the_draft(services: Services) -> None:
    published(services)
    places = {finding.place for finding in services.wizards.findings(sellers(services))}
    assert any(place.startswith("profiles.sellers.") for place in places)
    assert not any("sellers-2" in place for place in places)


def test_a_draft_is_made_of_the_rules_in_force(services: Services) -> None:
    draft = services.wizards.from_profiles(["seller"])
    [team] = draft.teams
    assert (team.code, draft.members("seller")) == ("seller", (SubjectRef(SubjectLevel.COMPANY),))
    card = draft.card("seller")
    assert card is not None
    assert (card.salary, card.templates) == (Decimal(47_000), ("share",))
    assert draft.takes_up == ("profiles.seller", "cards.card")
    assert [(plan.indicator, plan.subject) for plan in draft.scheme.plans] == [
        ("sales", employee(0))
    ]
    merged = services.wizards.merged(draft)
    assert [each.code for each in merged.cards] == ["seller"]


def test_who_is_measured_alike_and_paid_by_two_cards_is_in_two_teams(services: Services) -> None:
    junior = RewardCard("junior", "Juniors", Decimal(30_000), (), ())
    junior = replace(junior, assignments=(Assignment(employee(3)),))
    services.schemes.save(junior, JUNE)
    draft = services.wizards.from_profiles(["seller"])
    first, second = draft.teams
    assert draft.members(second.code) == (employee(3),)
    card = draft.card(second.code)
    assert card is not None
    assert (card.name, card.salary) == ("Juniors", Decimal(30_000))
    assert (first.code, second.code) == ("seller", "junior")
    assert "cards.junior" in draft.takes_up


def test_who_has_profiles_of_two_periods_is_paid_in_the_team_of_the_shorter(
    services: Services,
) -> None:
    [seller] = [each for each in services.schemes.scheme(MAY).profiles if each.code == "seller"]
    quarterly = replace(seller, code="quarterly", period_kind=PeriodKind.QUARTER)
    services.schemes.save(quarterly, ALWAYS)
    draft = services.wizards.from_profiles(["quarterly", "seller"])
    assert [team.code for team in draft.teams] == ["quarterly", "seller"]
    assert draft.card("quarterly") is None
    assert draft.card("seller") is not None
    assert problems(services.wizards.merged(draft)) == []


def test_single_people_keep_the_salaries_that_are_their_own(services: Services) -> None:
    everybody = SubjectRef(SubjectLevel.COMPANY)
    named = (
        Assignment(everybody),
        Assignment(employee(0), Decimal(90_000)),
        Assignment(employee(1)),
    )
    [card] = services.schemes.scheme(MAY).cards
    services.schemes.save(replace(card, assignments=named), ALWAYS)
    taken_up = services.wizards.from_profiles(["seller"]).card("seller")
    assert taken_up is not None
    assert taken_up.assignments == named[:2]


def test_a_scheme_of_others_names_nobody_here(services: Services) -> None:
    stranger = SubjectRef(SubjectLevel.EMPLOYEE, "placeholder")
    ready = sellers(services, stranger, employee(2)).scheme
    draft = services.wizards.from_scheme(ready, "Ours")
    assert draft.name == "Ours"
    assert draft.members("sellers") == (employee(2),)
    assert draft.takes_up == ()


def test_a_ready_scheme_does_not_take_the_codes_of_the_firm(services: Services) -> None:
    published(services)
    draft = services.wizards.from_scheme(sellers(services).scheme, "Again")
    assert [team.code for team in draft.teams] == ["sellers-2"]


def test_a_scheme_in_another_currency_is_refused_at_once(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "scheme.toml"
    scheme = sellers(services).scheme
    write_scheme(path, scheme)
    assert (
        services.wizards.from_file(path).scheme
        == services.wizards.from_scheme(scheme, scheme.name).scheme
    )
    write_scheme(path, replace(scheme, currency="EUR"))
    with pytest.raises(InvalidInputError, match="EUR"):
        services.wizards.from_file(path)


def test_the_role_is_guessed_from_the_catalogue(services: Services) -> None:
    from_catalogue: Scheme = sellers(services).scheme
    [indicator] = from_catalogue.indicators
    [profile] = from_catalogue.profiles
    [entry] = profile.entries
    scheme = replace(
        from_catalogue,
        indicators=(replace(indicator, code="sales_volume"),),
        profiles=(replace(profile, entries=(replace(entry, indicator="sales_volume"),)),),
        templates=(replace(TENTH, indicator="sales_volume"),),
    )
    [team] = services.wizards.from_scheme(scheme, "Sales").teams
    assert team.role is WorkRole.SALES
    [other] = services.wizards.from_scheme(from_catalogue, "Sales").teams
    assert other.role is None


def test_nothing_is_due_while_nothing_has_changed(services: Services) -> None:
    published(services)
    assert services.wizards.reviews() == []


def test_the_day_of_the_review_comes(services: Services, database: str) -> None:
    row = published(services)
    later = Services(open_engine(database), fixed(NOW.replace(year=2027, month=6, day=1)))
    [due] = later.wizards.reviews()
    assert due.row == replace(row, is_withdrawable=False)
    assert "2027" in str(due.reasons[0])
    later.wizards.postpone_review(row.id, row.version, date(2027, 7, 1))
    assert later.wizards.reviews() == []
    with pytest.raises(InvalidInputError):
        later.wizards.postpone_review(row.id, row.version + 1, date(2027, 6, 1))
    later.close()


def test_a_change_of_structure_or_product_asks_for_a_look(
    services: Services, database: str
) -> None:
    row = published(services, sellers(services, D0))
    with sessions_on(database).begin() as session:
        session.execute(
            update(DepartmentRecord).where(DepartmentRecord.code == "d1").values(name="North")
        )
        gone = update(EmployeeRecord).where(EmployeeRecord.code.in_(("e0", "e1")))
        session.execute(gone.values(left_on=MAY))
        session.add(ProductGroupRecord(id=9, name="Blinds", name_folded="blinds"))
    [due] = services.wizards.reviews()
    assert [str(reason) for reason in due.reasons] == [
        "The department “Department 1” is called “North” now.",
        "1 person is in it now; it was made for 3.",
        "What you sell has changed: Blinds.",
    ]
    services.wizards.postpone_review(row.id, row.version, date(2028, 1, 1))
    assert services.wizards.reviews() == []


def test_departments_that_come_and_go_ask_for_a_look(services: Services, database: str) -> None:
    published(services, sellers(services, D0))
    with sessions_on(database).begin() as session:
        session.execute(
            update(DepartmentRecord).where(DepartmentRecord.code == "d1").values(parent_id=None)
        )
        for id_, name in (9, "New"), (10, "New too"):
            session.add(
                DepartmentRecord(
                    id=id_, code=name, name=name, name_folded=name.casefold(), parent_id=1
                )
            )
    [due] = services.wizards.reviews()
    assert [str(reason) for reason in due.reasons][:2] == [
        "Departments have been added: New; New too.",
        "Departments are no longer there: Department 1.",
    ]


def test_employees_are_told_of_what_takes_them_in(services: Services) -> None:
    published(services)
    [news] = services.wizards.announcements(1)
    assert (news.name, news.text, news.valid_from) == (
        "New pay",
        "From June on you get more.",
        JUNE,
    )
    assert services.wizards.announcements(3) == []
    with pytest.raises(NotFoundError):
        services.wizards.announcements(99)


def test_what_is_old_is_no_news(services: Services, database: str) -> None:
    published(services)
    later = Services(open_engine(database), fixed(NOW.replace(month=8, day=1)))
    assert later.wizards.announcements(1) == []
    later.close()


def test_announcements_of_others_are_not_read(services: Services, database: str) -> None:
    published(services)
    sign_in_as(services, database, Role("own", "Own", frozenset(), Scope.OWN), employee_id=2)
    assert services.wizards.announcements(2)
    with pytest.raises(DeniedError):
        services.wizards.announcements(1)


def test_history_keeps_every_version(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    assert len(services.schemes.history(DefinitionKind.PROFILE, "sellers")) == 2
