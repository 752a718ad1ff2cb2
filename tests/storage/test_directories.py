"""What types of activities are to ready indicators, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from crm_desktop.changes import Changes
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.activities import ActivityTypeDraft, ActivityTypeRow, kind_of
from crm_desktop.domain.fields import ACTIVITY_KINDS, Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import COMPANY, Founder, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.storage.models import ActivityRecord
from tests.storage.crm_builders import FIRM, NOW, sessions_on


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


def of_name(services: Services, name: str) -> ActivityTypeRow:
    return next(row for row in services.directories.list_activity_types() if row.name == name)


def test_a_type_is_added_and_renamed(services: Services) -> None:
    directories = services.directories

    saved = directories.create_activity_type(ActivityTypeDraft(" Замер ", "visit"))
    assert saved.changes == Changes.ACTIVITIES
    assert of_name(services, "Замер") == ActivityTypeRow(saved.id, 1, "Замер", "visit")

    assert directories.rename_activity_type(saved.id, 1, "замер") == Changes.ACTIVITIES
    assert of_name(services, "замер") == ActivityTypeRow(saved.id, 2, "замер", "visit")


def test_two_types_never_differ_by_case_alone(services: Services) -> None:
    visit, meeting = of_name(services, "Visit"), of_name(services, "Meeting")

    with pytest.raises(InvalidInputError, match="There is a type “Visit” already") as refused:
        services.directories.create_activity_type(ActivityTypeDraft("VISIT"))
    assert refused.value.field == "name"
    with pytest.raises(InvalidInputError, match="There is a type “Meeting” already"):
        services.directories.rename_activity_type(visit.id, visit.version, "meeting")
    with pytest.raises(InvalidInputError, match="Enter something"):
        services.directories.rename_activity_type(visit.id, visit.version, "  ")

    assert of_name(services, "Visit") == visit
    assert of_name(services, "Meeting") == meeting


def test_a_new_type_is_of_a_known_kind(services: Services) -> None:
    with pytest.raises(InvalidInputError, match="“walk” is no kind of activities"):
        services.directories.create_activity_type(ActivityTypeDraft("Walk", "walk"))


def test_a_stale_name_is_refused(services: Services) -> None:
    visit = of_name(services, "Visit")
    services.directories.rename_activity_type(visit.id, visit.version, "Round")

    with pytest.raises(StaleRecordError, match="Round"):
        services.directories.rename_activity_type(visit.id, visit.version, "Trip")
    with pytest.raises(StaleRecordError, match="Round"):
        services.directories.delete_activity_type(visit.id, visit.version)


def test_a_type_goes_unless_it_has_activities(services: Services, database: str) -> None:
    visit, meeting = of_name(services, "Visit"), of_name(services, "Meeting")
    (anna,) = services.people.list_employees()
    with sessions_on(database).begin() as session:
        session.add(ActivityRecord(type_id=visit.id, employee_id=anna.id, planned_at=NOW))

    with pytest.raises(InUseError, match="There are activities of the type “Visit”"):
        services.directories.delete_activity_type(visit.id, visit.version)
    services.directories.delete_activity_type(meeting.id, meeting.version)

    names = {row.name for row in services.directories.list_activity_types()}
    assert "Visit" in names
    assert "Meeting" not in names


def test_live_facts_follow_a_type_in_the_place_of_one_that_went(
    services: Services, database: str
) -> None:
    meetings = Condition("kind", Operator.EQUAL, ("meeting",))
    source = RecordSource(Entity.ACTIVITY, Aggregate.COUNT, "done", where=meetings)
    met = Indicator("met", "Met", source)
    profile = Profile("all", "All", (ProfileEntry("met"),), (COMPANY,))
    services.schemes.import_scheme(Scheme("", "RUB", indicators=(met,), profiles=(profile,)))
    (anna,), march = services.people.list_employees(), Period.month(2026, 3)
    key = (SubjectRef(SubjectLevel.EMPLOYEE, anna.code), "met")
    assert services.calculation.live(anna.code, march)[key].value == 0

    visit = of_name(services, "Visit")
    services.directories.delete_activity_type(visit.id, visit.version)
    table = services.directories.create_activity_type(ActivityTypeDraft("Round table", "meeting"))
    with sessions_on(database).begin() as session:
        session.add(
            ActivityRecord(type_id=table.id, employee_id=anna.id, planned_at=NOW, done_at=NOW)
        )

    assert services.calculation.live(anna.code, march)[key].value == 1
