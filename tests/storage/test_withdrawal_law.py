"""Whatever was changed in between: withdrawing gives back what held before, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import InUseError, InvalidInputError
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.kept import WizardRow, WizardState
from tests.storage.kpi_scheme import employee
from tests.storage.pay_months import SHARE
from tests.storage.rules_told import told_on_all_days
from tests.storage.wizard_firm import AUGUST, JULY, JUNE, TENTH, sellers, wizard_firm

law = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
people = st.sampled_from([employee(number) for number in range(5)])
first_days = st.sampled_from([JUNE, JULY, AUGUST])
amounts = st.sampled_from([Decimal(thousands * 1000) for thousands in (20, 40, 60)])


@dataclass(frozen=True, slots=True)
class Design:
    """A scheme that somebody publishes."""

    members: frozenset[SubjectRef]
    begins: date
    salary: Decimal
    plan: Decimal | None

    def publish(self, services: Services) -> WizardRow:
        members = sorted(self.members)
        draft = sellers(services, *members, begins=self.begins)
        draft = editing.with_salary(draft, "sellers", self.salary)
        if self.plan is not None:
            draft = editing.with_plans(draft, [Plan("sales", members[0], self.plan)])
        kept = services.wizards.create(draft)
        services.wizards.publish(kept.row.id, kept.row.version, "Anna")
        return services.wizards.wizard(kept.row.id).row


@dataclass(frozen=True, slots=True)
class ByHand:
    """A change that somebody makes without the wizard."""

    what: str
    whose: SubjectRef
    begins: date
    amount: Decimal

    def make(self, services: Services) -> None:
        share = self.amount / 1_000_000
        match self.what:
            case "plan":
                services.plans.set_plans(
                    [Plan("sales", self.whose, self.amount, valid_from=self.begins)]
                )
            case "card":
                cards = services.schemes.scheme(self.begins).cards
                services.schemes.save(replace(cards[0], salary=self.amount), self.begins)
            case "own template":
                services.schemes.save(replace(TENTH, premium=PercentPremium(share)), self.begins)
            case "former template":
                services.schemes.save(replace(SHARE, premium=PercentPremium(share)), self.begins)


designs = st.builds(
    Design,
    st.frozensets(people, min_size=1, max_size=3),
    first_days,
    amounts,
    st.none() | amounts,
)
changes = st.builds(
    ByHand,
    st.sampled_from(["plan", "card", "own template", "former template"]),
    people,
    first_days,
    amounts,
)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    with wizard_firm(database) as services:
        services.plans.set_plans(
            [
                Plan("sales", employee(1), Decimal(8000), valid_from=JULY, note="Summer"),
                Plan("sales", employee(2), Decimal(7000), valid_from=AUGUST),
            ]
        )
        yield services


def withdraw(services: Services, row: WizardRow) -> None:
    services.wizards.withdraw(row.id, services.wizards.wizard(row.id).row.version)


@law
@given(st.lists(designs, min_size=1, max_size=3))
def test_withdrawn_one_after_the_other_they_leave_no_trace(
    services: Services, published: list[Design]
) -> None:
    rows, before = [], []
    for design in published:
        schemes = {row.id: (row.people, row.last_state) for row in services.wizards.list_wizards()}
        before.append((told_on_all_days(services), schemes))
        rows.append(design.publish(services))
    for row, (rules, schemes) in zip(reversed(rows), reversed(before), strict=True):
        withdraw(services, row)
        now = {row.id: (row.people, row.last_state) for row in services.wizards.list_wizards()}
        assert told_on_all_days(services) == rules
        assert {key: now[key] for key in schemes} == schemes


@law
@given(designs, st.lists(changes | designs, max_size=2))
def test_what_others_changed_since_stays_and_the_rest_is_as_before(
    services: Services, design: Design, between: list[ByHand | Design]
) -> None:
    before = told_on_all_days(services)
    row = design.publish(services)
    published = told_on_all_days(services)
    for other in between:
        if isinstance(other, Design):
            other.publish(services)
        else:
            other.make(services)
    changed = told_on_all_days(services)
    row = services.wizards.wizard(row.id).row
    try:
        withdraw(services, row)
    except (InUseError, InvalidInputError):
        assert between
        assert told_on_all_days(services) == changed
        assert services.wizards.wizard(row.id).row == row
        return
    now = told_on_all_days(services)
    for day, rules in now.items():
        for key in {*rules, *before[day], *changed[day]}:
            was_changed = changed[day].get(key) != published[day].get(key)
            meant = changed if was_changed else before
            assert rules.get(key) == meant[day].get(key), (day, key)
    assert services.wizards.wizard(row.id).row.state is WizardState.DRAFT
