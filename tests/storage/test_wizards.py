"""Drafts of schemes are kept: saved, found again, and never lost to another hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import StaleWizardError, WizardState
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import NOW


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    engine = open_engine(database)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session)
    services = Services(engine, fixed(NOW))
    yield services
    services.close()


def drafted(services: Services, name: str = "Sales") -> WizardDraft:
    draft = replace(services.wizards.empty(name), goal=Goal((Aim.MORE_SALES,)))
    return editing.with_team(draft, "Sellers", (employee(0), employee(1)))


def test_a_draft_is_found_again_as_it_was_left(services: Services) -> None:
    draft = drafted(services).at(WizardStep.PEOPLE)
    kept = services.wizards.create(draft, "Anna")
    assert services.wizards.wizard(kept.row.id) == kept
    assert kept.draft == draft
    assert kept.row == services.wizards.list_wizards()[0]
    assert (kept.row.state, kept.row.step) == (WizardState.DRAFT, WizardStep.PEOPLE)
    assert (kept.row.author, kept.row.people, kept.row.changed_at) == ("Anna", 2, NOW)


def test_the_draft_that_was_changed_last_comes_first(services: Services) -> None:
    first = services.wizards.create(drafted(services, "First"))
    services.wizards.create(drafted(services, "Second"))
    assert [row.name for row in services.wizards.list_wizards()] == ["Second", "First"]
    services.wizards.delete(first.row.id, first.row.version)
    assert [row.name for row in services.wizards.list_wizards()] == ["Second"]
    with pytest.raises(NotFoundError):
        services.wizards.wizard(first.row.id)


def test_who_saves_second_learns_what_the_first_saved(services: Services) -> None:
    kept = services.wizards.create(drafted(services))
    theirs = services.wizards.save(kept.row.id, kept.row.version, kept.draft.called("Theirs"))
    with pytest.raises(StaleWizardError) as caught:
        services.wizards.save(kept.row.id, kept.row.version, kept.draft.called("Mine"))
    assert caught.value.theirs.row == theirs
    assert caught.value.theirs.draft.name == "Theirs"
    mine = services.wizards.save(kept.row.id, theirs.version, kept.draft.called("Both"))
    assert mine.version > theirs.version
    assert services.wizards.wizard(kept.row.id).draft.name == "Both"


def test_saving_the_same_again_is_a_new_version_too(services: Services) -> None:
    kept = services.wizards.create(drafted(services))
    again = services.wizards.save(kept.row.id, kept.row.version, kept.draft)
    assert again.version > kept.row.version


@pytest.mark.parametrize("name", ["x" * 251, "half \ud800"])
def test_a_name_that_cannot_be_kept_is_refused(services: Services, name: str) -> None:
    with pytest.raises(InvalidInputError):
        services.wizards.create(drafted(services, name))
    assert services.wizards.list_wizards() == []
