"""A draft becomes the rules of the firm: all of it, for its people alone, or nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete, update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right, Role, Scope
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import (
    CrmError,
    DeniedError,
    InUseError,
    InvalidInputError,
)
from crm_desktop.kpi.definition import Plan
from crm_desktop.kpi.script import Expected, Script, ScriptTest
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import StaleWizardError, StoredWizard, WizardState
from crm_desktop.services.rules import DefinitionKind
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import EmployeeRecord
from tests.storage.access_firm import sign_in_as
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import CARD, NOW
from tests.storage.wizard_firm import JULY, JUNE, sellers, wizard_firm

MAY = date(2026, 5, 20)
ROOT = Path(__file__).resolve().parents[2]
BONUS = Script(
    "gift",
    "Gift",
    ScriptKind.REWARD,
    'kpi.add_line("Gift", 100, "for everybody")',
    tests=(ScriptTest("always", "{}", (Expected(Changed.LINE, "Gift", Decimal(100)),)),),
)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


def published(services: Services, draft: WizardDraft) -> StoredWizard:
    kept = services.wizards.create(draft)
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return services.wizards.wizard(kept.row.id)


def assigned(scheme: Scheme) -> dict[str, list[str]]:
    """Return whom the cards of ``scheme`` name."""
    return {card.code: [str(one.subject) for one in card.assignments] for card in scheme.cards}


def test_from_its_day_on_its_people_are_measured_and_paid_by_it(services: Services) -> None:
    before = services.schemes.scheme(MAY)
    kept = published(services, sellers(services))
    assert services.schemes.scheme(MAY) == before
    scheme = services.schemes.scheme(JUNE)
    assert assigned(scheme) == {"card": ["company"], "sellers": ["employee:e0", "employee:e1"]}
    [profile] = [each for each in scheme.profiles if each.code == "sellers"]
    assert profile.assigned_to == (employee(0), employee(1))
    row = kept.row
    assert (row.state, row.valid_from, row.author) == (WizardState.PUBLISHED, JUNE, "Anna")
    assert row.review_on == date(2027, 6, 1)
    assert kept.draft.review_on == row.review_on


def test_the_name_and_the_rounding_of_the_firm_stay(services: Services) -> None:
    before = services.schemes.scheme(JUNE)
    published(services, sellers(services))
    after = services.schemes.scheme(JUNE)
    assert (after.name, after.rounding, after.rounding_place) == (
        before.name,
        before.rounding,
        before.rounding_place,
    )


def test_what_was_to_begin_later_does_not_take_its_people_back(services: Services) -> None:
    other = replace(CARD, code="later", name="Later", assignments=CARD.assignments)
    services.schemes.remove(DefinitionKind.CARD, "card", JULY)
    services.schemes.save(
        replace(other, assignments=tuple(map(Assignment, map(employee, range(3))))), JULY
    )
    published(services, sellers(services))
    scheme = services.schemes.scheme(JULY)
    assert assigned(scheme) == {
        "later": ["employee:e2"],
        "sellers": ["employee:e0", "employee:e1"],
    }


def test_plans_of_its_people_are_those_of_the_draft(services: Services) -> None:
    later = Plan("sales", employee(0), Decimal(9000), valid_from=JULY)
    others = Plan("sales", employee(2), Decimal(7000), valid_from=JUNE)
    gone = Plan("sales", employee(1), Decimal(8000), valid_from=JULY)
    services.plans.set_plans([later, others, gone])
    own = Plan("sales", employee(0), Decimal(5000))
    published(services, editing.with_plans(sellers(services), [own]))
    for day in (JUNE, JULY):
        plans = services.schemes.scheme(day).plans
        assert {(plan.subject, plan.value) for plan in plans} == {
            (employee(0), Decimal(5000)),
            (employee(2), Decimal(7000)),
        }
    assert services.schemes.scheme(MAY).plans[0].value == Decimal(2000)


def test_a_draft_with_mistakes_changes_nothing(services: Services) -> None:
    draft = sellers(services)
    profile = replace(draft.profile("sellers"), entries=())
    kept = services.wizards.create(editing.with_definition(draft, profile))
    before = services.schemes.change_log()
    with pytest.raises(UnsoundSchemeError):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert services.schemes.change_log() == before
    assert services.wizards.wizard(kept.row.id) == kept


def test_nobody_publishes_without_a_name(services: Services) -> None:
    kept = services.wizards.create(sellers(services))
    with pytest.raises(InvalidInputError) as caught:
        services.wizards.publish(kept.row.id, kept.row.version, " ")
    assert caught.value.field == "author"


def test_nothing_begins_in_a_month_that_was_settled_meanwhile(services: Services) -> None:
    kept = services.wizards.create(sellers(services))
    june = Period.month(2026, 6)
    services.payroll.calculate_and_save(june)
    services.statement_life.advance(june, StatementState.APPROVED, "Vera")
    with pytest.raises(CrmError):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert "sellers" not in assigned(services.schemes.scheme(JUNE))


def test_a_draft_is_published_once(services: Services) -> None:
    kept = services.wizards.create(sellers(services))
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    with pytest.raises(StaleWizardError) as caught:
        services.wizards.publish(kept.row.id, kept.row.version, "Boris")
    theirs = caught.value.theirs.row
    assert (theirs.state, theirs.author) == (WizardState.PUBLISHED, "Anna")
    for change in (
        lambda: services.wizards.publish(theirs.id, theirs.version, "Boris"),
        lambda: services.wizards.save(theirs.id, theirs.version, kept.draft),
        lambda: services.wizards.delete(theirs.id, theirs.version),
    ):
        with pytest.raises(InUseError):
            change()


def test_of_two_administrators_at_once_one_publishes(services: Services, database: str) -> None:
    kept = services.wizards.create(sellers(services))
    windows = [Services(open_engine(database), fixed(NOW)) for _ in range(2)]
    start = Barrier(len(windows))

    def publish(window: Services) -> str:
        window.wizards.list_wizards()  # its connection is open
        start.wait(10)
        try:
            window.wizards.publish(kept.row.id, kept.row.version, "Anna")
        except StaleWizardError:
            return "late"
        return "published"

    with ThreadPoolExecutor(len(windows)) as threads:
        said = sorted(threads.map(publish, windows))
    for window in windows:
        window.close()
    assert said == ["late", "published"]
    assert len(services.schemes.history(DefinitionKind.PROFILE, "sellers")) == 1


def test_two_drafts_of_the_same_people_follow_each_other(services: Services) -> None:
    first = published(services, sellers(services))
    second = published(services, sellers(services, employee(0), name="Newer"))
    assert assigned(services.schemes.scheme(JUNE)) == {
        "card": ["company"],
        "sellers": ["employee:e1"],
        "sellers-2": ["employee:e0"],
    }
    assert [team.code for team in second.draft.teams] == ["sellers-2"]
    published(services, sellers(services, employee(1), name="Last"))
    assert services.wizards.wizard(first.row.id).row.last_state is WizardState.ENDED


def test_somebody_whom_the_firm_no_longer_has_keeps_it_from_being_published(
    services: Services, database: str
) -> None:
    kept = services.wizards.create(sellers(services))
    with sessions_on(database).begin() as session:
        session.execute(delete(EmployeeRecord).where(EmployeeRecord.code == "e1"))
    before = services.schemes.change_log()
    with pytest.raises(UnsoundSchemeError):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert services.schemes.change_log() == before


def test_who_left_meanwhile_is_published_whole_or_not_at_all(
    services: Services, database: str
) -> None:
    kept = services.wizards.create(sellers(services))
    with sessions_on(database).begin() as session:
        left = update(EmployeeRecord).where(EmployeeRecord.code == "e1")
        session.execute(left.values(left_on=MAY))
    before = services.schemes.change_log()
    with pytest.raises(UnsoundSchemeError):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert services.schemes.change_log() == before


def with_script(draft: WizardDraft, script: Script = BONUS) -> WizardDraft:
    card = draft.card("sellers")
    assert card is not None
    draft = editing.with_definition(draft, script)
    return editing.with_definition(draft, replace(card, script=script.code))


def test_who_publishes_a_script_has_approved_it(services: Services) -> None:
    published(services, with_script(sellers(services)))
    assert services.scripts.waiting() == []
    [version] = services.scripts.versions("gift")
    assert (version.valid_from, version.approved_by) == (JUNE, "Anna")
    assert version.script is not None
    assert version.script.author == "Anna"
    assert "New pay" in version.script.reason


def test_another_test_of_the_same_script_can_be_published(services: Services) -> None:
    row = published(services, with_script(sellers(services))).row
    kept = services.wizards.revise(row.id)
    [script] = kept.draft.scheme.scripts
    tests = (replace(script.tests[0], name="each time"),)
    draft = editing.with_definition(kept.draft, replace(script, tests=tests))
    saved = services.wizards.save(kept.row.id, kept.row.version, replace(draft, valid_from=JULY))
    services.wizards.publish(saved.id, saved.version, "Boris")
    [last, _] = services.scripts.versions("gift")
    assert last.script is not None
    assert (last.script.tests[0].name, last.script.author) == ("each time", "Boris")


def test_a_script_whose_test_fails_is_not_published(services: Services) -> None:
    wrong = replace(BONUS, source="kpi.log('nothing')")
    kept = services.wizards.create(with_script(sellers(services), wrong))
    with pytest.raises(InvalidInputError, match="always"):
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert "sellers" not in assigned(services.schemes.scheme(JUNE))


def test_a_script_needs_the_right_to_scripts(services: Services, database: str) -> None:
    kept = services.wizards.create(with_script(sellers(services)))
    role = Role("rules", "Rules", frozenset({Right.SCHEME}), Scope.ALL)
    sign_in_as(services, database, role)
    with pytest.raises(DeniedError, match="change scripts"):
        services.wizards.publish(kept.row.id, kept.row.version)
    assert "sellers" not in assigned(services.schemes.scheme(JUNE))
    assert services.wizards.wizard(kept.row.id).row.state is WizardState.DRAFT


PROGRAM = """
import sys
from datetime import datetime
from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.services import wizard_rules

write = wizard_rules.write

def wait_for_the_end(session, new, book, at):
    write(session, new, book, at)
    print("in the middle", flush=True)
    sys.stdin.read()

wizard_rules.write = wait_for_the_end
database, key, version, now = sys.argv[1:]
services = open_services(database, fixed(datetime.fromisoformat(now)))
services.wizards.publish(int(key), int(version), "Anna")
"""


def test_a_publication_that_is_killed_leaves_nothing_behind(
    services: Services, database: str
) -> None:
    kept = services.wizards.create(sellers(services))
    before = services.schemes.change_log()
    arguments = [database, str(kept.row.id), str(kept.row.version), NOW.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.kill()

    assert services.schemes.change_log() == before
    assert services.wizards.wizard(kept.row.id) == kept
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    assert "sellers" in assigned(services.schemes.scheme(JUNE))
