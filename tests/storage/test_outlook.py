"""What holds from a day on, and what takes its place later: the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.permissions import BUILT_IN, Right, Role, Scope
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.kept import WizardRow
from tests.storage.access_firm import sign_in_as
from tests.storage.kpi_scheme import employee
from tests.storage.wizard_firm import AUGUST, JULY, JUNE, sellers, wizard_firm

MAY = date(2026, 5, 1)
ROLES = {role.code: role for role in BUILT_IN}
RULES = Role("rules", "Rules", frozenset({Right.SCHEME}), Scope.OWN)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        yield services


def published(
    services: Services, *members: SubjectRef, name: str = "New pay", begins: date = JUNE
) -> WizardRow:
    kept = services.wizards.create(sellers(services, *members, name=name, begins=begins))
    services.wizards.publish(kept.row.id, kept.row.version, "Anna")
    return again(services, kept.row)


def again(services: Services, row: WizardRow) -> WizardRow:
    return services.wizards.wizard(row.id).row


def names(services: Services, on: date = MAY) -> dict[date, str]:
    return {day: scheme.name for day, scheme in services.outlook.rules(on).items()}


def held(services: Services, on: date) -> Scheme:
    """Return the definitions that hold on the day, as all else reads them."""
    return replace(services.schemes.scheme(on), name="", plans=())


def test_a_firm_with_the_same_rules_for_ever_has_one_set(services: Services) -> None:
    assert services.outlook.rules(MAY) == {MAY: held(services, MAY)}


def test_each_later_set_is_what_holds_then(services: Services) -> None:
    published(services, begins=JULY)
    published(services, employee(2), name="Office pay")

    rules = services.outlook.rules(MAY)

    assert list(rules) == [MAY, JUNE, JULY]
    assert [len(scheme.profiles) for scheme in rules.values()] == [2, 3, 4]
    bare = {day: replace(scheme, name="") for day, scheme in rules.items()}
    assert bare == {day: held(services, day) for day in rules}


def test_a_designed_scheme_is_named_on_its_first_day(services: Services) -> None:
    published(services, begins=JULY)
    published(services, employee(2), name="Office pay")
    services.wizards.create(sellers(services, name="A draft", begins=AUGUST))

    assert names(services) == {MAY: "", JUNE: "Office pay", JULY: "New pay"}
    assert names(services, JULY) == {JULY: ""}


def test_several_that_begin_together_are_not_named(services: Services) -> None:
    published(services)
    published(services, employee(2), name="Office pay")

    assert names(services) == {MAY: "", JUNE: ""}


def test_a_scheme_is_named_again_where_it_is_resumed(services: Services) -> None:
    row = published(services)
    services.wizards.pause(row.id, row.version, JULY)
    services.wizards.resume(row.id, again(services, row).version, AUGUST)

    assert names(services) == {MAY: "", JUNE: "New pay", JULY: "", AUGUST: "New pay"}


def test_what_was_withdrawn_begins_no_more(services: Services) -> None:
    row = published(services)
    services.wizards.withdraw(row.id, row.version)

    now, *later = services.outlook.rules(MAY).values()

    assert all(_meaning(scheme) == _meaning(now) for scheme in later)
    assert set(names(services).values()) == {""}


def _meaning(scheme: Scheme) -> Scheme:
    return replace(scheme.since_ever(), name="")


def test_others_are_told_the_day_alone_and_no_card_but_theirs(
    services: Services, database: str
) -> None:
    published(services, employee(1))
    sign_in_as(services, database, ROLES["employee"], 1)

    rules = services.outlook.rules(MAY)

    assert names(services) == {MAY: "", JUNE: ""}
    assert [len(scheme.profiles) for scheme in rules.values()] == [2, 3]
    assert rules[JUNE].cards == held(services, JUNE).cards
    assert len(rules[JUNE].cards) == 1


@pytest.mark.parametrize("role", [ROLES["accountant"], RULES])
def test_who_sees_all_pay_or_makes_the_rules_is_told_the_name(
    services: Services, database: str, role: Role
) -> None:
    published(services)
    sign_in_as(services, database, role, 1)

    assert names(services) == {MAY: "", JUNE: "New pay"}


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def test_it_takes_no_more_statements_than_the_rules_of_one_day(services: Services) -> None:
    published(services)
    published(services, employee(2), name="Office pay", begins=JULY)
    with counted() as of_one_day:
        services.schemes.scheme(MAY)
    with counted() as statements:
        assert len(services.outlook.rules(MAY)) == 3

    assert len(statements) <= len(of_one_day)
