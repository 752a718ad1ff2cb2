"""What types of activities are to ready indicators, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from crm_desktop.changes import Changes
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.activities import kind_of
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.people import Founder
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from tests.storage.crm_builders import FIRM


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with closing(open_services(database)) as services:
        services.first_steps.set_up(FIRM, Founder("Anna"))
        yield services


def test_a_new_firm_has_a_type_of_every_kind_but_other(services: Services) -> None:
    types = services.directories.list_activity_types()

    assert sorted(row.kind for row in types) == sorted(set(ACTIVITY_KINDS) - {"other"})
    assert all(kind_of(row.name) == row.kind for row in types)
    assert [row.name for row in types][:2] == ["Complaint", "Incoming call"]


def test_the_kind_of_a_type_can_be_set(services: Services) -> None:
    visit = next(t for t in services.directories.list_activity_types() if t.kind == "visit")

    changes = services.directories.set_activity_kind(visit.id, visit.version, "meeting")

    assert changes == Changes.ACTIVITIES
    kinds = {row.name: row.kind for row in services.directories.list_activity_types()}
    assert kinds[visit.name] == "meeting"


def test_a_kind_that_is_none_or_a_stale_type_is_refused(services: Services) -> None:
    row = services.directories.list_activity_types()[0]
    set_kind = services.directories.set_activity_kind

    with pytest.raises(InvalidInputError, match="“walk” is no kind of activities"):
        set_kind(row.id, row.version, "walk")
    with pytest.raises(NotFoundError):
        set_kind(999, 1, "task")
    set_kind(row.id, row.version, "task")
    with pytest.raises(StaleRecordError):
        set_kind(row.id, row.version, "meeting")
