"""The bonus regulation of a draft is that of the rules once it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.permissions import ADMINISTRATOR, Right, Role, Scope
from crm_desktop.errors import DeniedError, UnwritableFileError
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.regulation import Regulation, legible
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.storage.engine import open_engine
from tests.storage.access_firm import access_firm, sign_in_as
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import NOW
from tests.storage.wizard_firm import JULY, JUNE, TENTH, sellers, wizard_firm


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


def publish(services: Services, draft: WizardDraft) -> None:
    kept = services.wizards.create(draft)
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")


def versions(made: Regulation) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the version of each rule that the regulation was made from, and its first day."""
    table = made.sections[8].clauses[-1].tables[0]
    return {
        (kind, name): (number, since)
        for kind, name, number, since in ([*map(legible, row)] for row in table.rows)
    }


def signers(made: Regulation) -> list[str]:
    return [legible(row[0]) for row in made.sections[9].clauses[0].tables[0].rows]


def test_a_draft_is_told_with_its_people_and_its_first_day(services: Services) -> None:
    made = services.regulations.of_draft(sellers(services))

    assert (made.name, made.edition.since) == ("New pay", JUNE)
    assert len(signers(made)) == 2
    assert versions(made)["Bonus template", "10 % of sales"] == ("1", "01/06/2026")
    assert ("Bonus template", "5 % of sales") not in versions(made)


def test_a_published_draft_reads_as_the_rules_in_force(services: Services) -> None:
    draft = sellers(services)
    before = services.regulations.of_draft(draft)
    publish(services, draft)

    after = services.regulations.of_draft(draft)
    in_force = services.regulations.in_force(JUNE, profiles={"sellers"}, cards={"sellers"})

    assert after.edition == before.edition
    assert in_force.sections[1:] == after.sections[1:]
    assert in_force.edition.since == after.edition.since


def test_a_published_scheme_is_told_as_it_is_by_now(services: Services) -> None:
    draft = sellers(services)
    publish(services, draft)
    services.schemes.save(replace(TENTH, name="Changed by hand"), JUNE)

    made = services.regulations.of_published(draft)

    assert made.name == "New pay"
    assert versions(made)["Bonus template", "Changed by hand"] == ("2", "01/06/2026")
    assert len(signers(made)) == 2


@pytest.fixture
def later(services: Services, database: str) -> Iterator[Services]:
    """Return the same an hour later."""
    later = Services(open_engine(database), fixed(NOW + timedelta(hours=1)))
    yield later
    later.close()


def test_a_template_changed_by_hand_is_another_edition(services: Services, later: Services) -> None:
    publish(services, sellers(services))
    before = services.regulations.in_force(JUNE)
    bigger = replace(TENTH, premium=PercentPremium(Decimal("0.12")))

    later.schemes.save(bigger, JULY)

    after = services.regulations.in_force(JULY)
    assert after.edition.number == before.edition.number + 1
    assert after.edition.since == JULY
    assert after.edition.mark != before.edition.mark
    assert versions(after)["Bonus template", "10 % of sales"] == ("2", "01/07/2026")
    assert services.regulations.in_force(JUNE).edition == before.edition


def test_another_plan_is_another_edition(services: Services, later: Services) -> None:
    publish(services, sellers(services))
    before = services.regulations.in_force(JULY)

    later.plans.set_plans([Plan("sales", employee(0), Decimal(7000), valid_from=JULY)])

    after = services.regulations.in_force(JULY)
    assert (after.edition.number, after.edition.since) == (before.edition.number + 1, JULY)


def test_an_edition_is_never_numbered_lower(services: Services, later: Services) -> None:
    publish(services, sellers(services))
    numbers = [services.regulations.in_force(JULY).edition.number]
    draft = later.wizards.from_profiles(["sellers"])
    draft = replace(draft, goal=sellers(services).goal, valid_from=JULY)
    draft = editing.without_template(draft, "sellers", "tenth")
    numbers.append(later.regulations.of_draft(draft).edition.number)
    publish(later, draft)

    told = (later.regulations.of_draft(draft), later.regulations.of_published(draft))
    numbers += [made.edition.number for made in told]

    assert numbers == [1, 2, 2, 2]


def test_a_draft_that_changes_a_rule_tells_the_version_that_it_will_have(
    services: Services,
) -> None:
    publish(services, sellers(services))
    draft = services.wizards.from_profiles(["sellers"])
    premium = BonusTemplate("tenth", "12 % of sales", PercentPremium(Decimal("0.12")), "sales")
    changed = replace(editing.with_definition(draft, premium), valid_from=JULY)

    made = services.regulations.of_draft(changed)

    assert versions(made)["Bonus template", "12 % of sales"] == ("2", "01/07/2026")


def test_everybody_signs_the_rules_in_force(services: Services) -> None:
    made = services.regulations.in_force(date(2026, 5, 20))

    assert len(signers(made)) == 5
    assert made.name == "Sellers"


def test_salaries_are_told_on_demand_alone(services: Services) -> None:
    draft = sellers(services)

    assert "50,000" not in str(_values(services.regulations.of_draft(draft)))
    assert "50,000" in str(_values(services.regulations.of_draft(draft, with_salaries=True)))


def _values(made: Regulation) -> list[str]:
    return [
        legible(value)
        for section in made.sections
        for clause in section.clauses
        for table in clause.tables
        for row in table.rows
        for value in row
    ]


def test_it_is_saved_for_word(services: Services, tmp_path: Path) -> None:
    made, path = services.regulations.of_draft(sellers(services)), tmp_path / "r.docx"

    services.regulations.save_docx(made, path, "ru")

    assert Document(str(path)).core_properties.version == made.edition.mark


@pytest.mark.parametrize("weight", ["NaN", "Infinity", "1E+400", "9" * 40])
def test_a_number_that_no_firm_can_mean_is_refused_in_words(
    services: Services, weight: str
) -> None:
    draft = sellers(services)
    profile = draft.profile("sellers")
    odd = tuple(replace(entry, weight=Decimal(weight)) for entry in profile.entries)
    changed = editing.with_definition(draft, replace(profile, entries=odd))

    with pytest.raises(UnsoundSchemeError, match=f"“{re.escape(weight)}” is out of range"):
        services.regulations.of_draft(changed)


def test_a_character_that_no_document_holds_is_left_out_of_names(
    services: Services, tmp_path: Path
) -> None:
    draft = sellers(services)
    profile = replace(draft.profile("sellers"), name="Sell\ud83ders")
    named = editing.with_definition(draft, profile).called("New\udc00 pay")

    made = services.regulations.of_draft(named)
    services.regulations.save_docx(made, tmp_path / "r.docx", "ru")

    assert "New pay" in Document(str(tmp_path / "r.docx")).core_properties.title


def test_a_folder_that_is_not_there_is_told(services: Services, tmp_path: Path) -> None:
    made = services.regulations.in_force()

    with pytest.raises(UnwritableFileError):
        services.regulations.save_docx(made, tmp_path / "nowhere" / "r.docx", "en")


def test_who_sees_some_pay_alone_has_no_regulation_of_all(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, ADMINISTRATOR)
    seer = Role("seer", "Seer", frozenset({Right.CALCULATE}), Scope.BELOW)
    sign_in_as(services, sqlite_database, seer, employee_id=1)

    with pytest.raises(DeniedError):
        services.regulations.in_force()
