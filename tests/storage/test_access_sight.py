"""Whose pay and figures each scope shows, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm_desktop.composition import Services
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY, AbsenceDraft, AbsenceKind, SubjectLevel, SubjectRef
from crm_desktop.domain.permissions import ADMINISTRATOR, Right, Role, Scope
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import DeniedError
from crm_desktop.kpi.definition import Plan
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.rewards.template import Assignment
from crm_desktop.storage.models import (
    DealRecord,
    DepartmentRecord,
    DepartmentStayRecord,
    EmployeeRecord,
    UserRecord,
)
from crm_desktop.storage.queries import acting
from tests.storage.access_firm import PASSWORD, PEOPLE, SEEN, access_firm, sign_in_as
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import WON, employee
from tests.storage.pay_months import APRIL, CARD, MARCH, MAY

UNITS = {
    Scope.OWN: set(),
    Scope.DEPARTMENT: {"d0"},
    Scope.BELOW: {"d0", "d1"},
    Scope.ALL: {"d0", "d1", "d2", ""},
}
"""Codes of the units that e0 sees; that of the company is empty."""


def _of(scope: Scope) -> Role:
    return Role(f"only-{scope.value}", scope.value, frozenset(), scope)


def _codes(refs: Iterable[SubjectRef]) -> set[str]:
    return {ref.code for ref in refs if ref.level is SubjectLevel.EMPLOYEE}


def _ids(ids: Iterable[int]) -> set[str]:
    return {PEOPLE[id_ - 1] for id_ in ids}


@pytest.mark.parametrize("scope", Scope)
def test_lists_leave_out_whoever_is_not_seen(database: str, scope: Scope) -> None:
    services = access_firm(database)
    absence = AbsenceDraft(2, AbsenceKind.SICK, date(2026, 3, 2), date(2026, 3, 4))
    services.calendars.create_absence(absence)
    sign_in_as(services, database, _of(scope), employee_id=1)
    pay, calculation = services.payroll, services.calculation

    found = {
        "statements": {row.employee_code for row in pay.list_statements(MARCH)},
        "preview": _codes(change.subject.ref for change in pay.preview(APRIL)),
        "outcomes": _codes(one.result.subject.ref for one in calculation.calculate(MARCH).outcomes),
        "facts": _codes(ref for ref, _ in calculation.facts(MARCH)),
        "forecasts": _codes(ref for ref, _ in services.forecast.forecasts(None, MAY)),
        "sheet": {row.code for row in services.pay_documents.sheet(MARCH).rows},
        "adjustments": _ids(
            row.employee_id for row in services.adjustments.list_adjustments(APRIL)
        ),
        "disputes": _ids(row.employee_id for row in services.disputes.list_disputes()),
        "overdue": _ids(row.employee_id for row in services.disputes.overdue()),
        "readings": _ids(row.employee_id for row in services.readings.readings()),
        "unread": _ids(row.employee_id for row in services.readings.unread()),
    }

    drafts = set() if scope is Scope.OWN else SEEN[scope]
    expected = dict.fromkeys(found, SEEN[scope])
    assert found == expected | {"overdue": set(), "preview": drafts}
    assert {
        one.result.subject.ref.code
        for one in calculation.calculate(MARCH).outcomes
        if one.result.subject.ref.level is not SubjectLevel.EMPLOYEE
    } <= UNITS[scope]
    assert services.statement_life.state(MARCH).counts == {
        StatementState.PUBLISHED: len(SEEN[scope])
    }
    [counts] = services.disputes.statistics(MAY)
    assert counts.opened == len(SEEN[scope])
    assert len(services.calendars.list_absences(MARCH)) == ("e1" in SEEN[scope])


def _asking(services: Services) -> list[Callable[[str], object]]:
    """Return what tells the pay or the figures of the employee with a code."""
    pay, calculation = services.payroll, services.calculation

    def id_of(code: str) -> int:
        return PEOPLE.index(code) + 1

    def records(code: str) -> object:
        return calculation.records(_won_of(employee(int(code[1:]))))

    return [
        lambda code: pay.statement(code, MARCH),
        lambda code: pay.statement(code, APRIL),
        lambda code: pay.accruals(code, MARCH),
        lambda code: calculation.live(code, MARCH),
        lambda code: calculation.progress(code, MARCH),
        lambda code: calculation.projected(code, MAY),
        lambda code: calculation.trend(code, MARCH, 2),
        records,
        lambda code: services.forecast.forecasts(code, MAY),
        lambda code: services.pay_documents.page(code, MARCH),
        services.what_if.open_deals,
        lambda code: services.what_if.what_if(code, MAY),
        lambda code: services.readings.of_employee(id_of(code)),
        lambda code: services.readings.words([], id_of(code)),
        lambda code: services.marks.history("sales", employee(int(code[1:])), MARCH),
    ]


def _won_of(subject: SubjectRef) -> RecordsQuery:
    return RecordsQuery(Entity.DEAL, "closed", WON, subject, MARCH)


@pytest.mark.parametrize("scope", Scope)
def test_the_pay_and_figures_of_others_are_refused(database: str, scope: Scope) -> None:
    services = access_firm(database)
    sign_in_as(services, database, _of(scope), employee_id=1)

    for ask in _asking(services):
        for code in SEEN[scope]:
            ask(code)
        for code in set(PEOPLE) - SEEN[scope]:
            with pytest.raises(DeniedError, match="somebody else"):
                ask(code)


class Life:
    """What e0 sees of the statements of March while an administrator lets them live."""

    def __init__(self, database: str, role: Role) -> None:
        self.services = access_firm(database, has_pay=False)
        self.services.payroll.calculate_and_save(MARCH)
        sign_in_as(self.services, database, ADMINISTRATOR)
        sign_in_as(self.services, database, role, employee_id=1)
        self._login = role.code

    def advance(self, state: StatementState) -> None:
        self.services.users.sign_in(ADMINISTRATOR.code, PASSWORD)
        self.services.statement_life.advance(MARCH, state, "")
        self.services.users.sign_in(self._login, PASSWORD)

    def seen(self) -> set[StatementState | None]:
        """Return the states that are told of March, in whatever way."""
        pay, life = self.services.payroll, self.services.statement_life
        return {
            *(row.state for row in pay.list_statements(MARCH)),
            pay.statement("e0", MARCH).state,
            self.services.pay_documents.page("e0", MARCH).heading.state,
            *life.state(MARCH).counts,
            *(step.state for step in life.state(MARCH).steps),
            *(step.state for step in life.steps(MARCH)),
        }


def test_one_s_own_statement_is_seen_once_it_is_published(database: str) -> None:
    it = Life(database, _of(Scope.OWN))
    live = it.services.calculation.progress("e0", MARCH).statement

    for state in (None, StatementState.APPROVED):
        if state is not None:
            it.advance(state)
        assert it.seen() == {None}
        assert it.services.payroll.statement("e0", MARCH).outcome.statement == live
        assert not it.services.pay_documents.sheet(MARCH).rows
        assert it.services.change_monitor.changes() == []
    it.advance(StatementState.PUBLISHED)
    assert it.seen() == {StatementState.PUBLISHED}
    assert [row.code for row in it.services.pay_documents.sheet(MARCH).rows] == ["e0"]


@pytest.mark.parametrize(
    "role",
    [
        _of(Scope.DEPARTMENT),
        Role("publisher", "Publisher", frozenset({Right.PUBLISH}), Scope.OWN),
    ],
    ids=lambda role: role.code,
)
def test_who_sees_others_or_takes_a_step_sees_drafts(sqlite_database: str, role: Role) -> None:
    it = Life(sqlite_database, role)

    assert it.seen() == {StatementState.DRAFT}


def test_what_changed_in_pay_that_is_not_published_is_not_told(database: str) -> None:
    it = Life(database, _of(Scope.OWN))
    it.advance(StatementState.APPROVED)
    with sessions_on(database).begin() as session:
        session.execute(update(DealRecord).values(status="lost"))

    assert it.services.change_monitor.changes() == []
    it.advance(StatementState.PUBLISHED)
    assert [one.employee for one in it.services.change_monitor.changes()] != []


def test_who_is_no_employee_sees_nobody_unless_everybody(sqlite_database: str) -> None:
    services = access_firm(sqlite_database)
    sign_in_as(services, sqlite_database, _of(Scope.BELOW))

    assert services.payroll.list_statements(MARCH) == []
    sign_in_as(services, sqlite_database, _of(Scope.ALL))
    assert len(services.payroll.list_statements(MARCH)) == len(PEOPLE)


def test_salaries_and_plans_of_others_are_no_part_of_the_rules_that_are_shown(
    sqlite_database: str,
) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    own = tuple(Assignment(employee(i), Decimal(50_000 + i)) for i in range(len(PEOPLE)))
    services.schemes.save(replace(CARD, assignments=(*CARD.assignments, *own)), MAY.start)
    planned = [
        Plan("sales", ref, Decimal(1000), MAY.kind, MAY.start)
        for ref in (employee(0), employee(3), COMPANY)
    ]
    services.plans.set_plans(planned)
    sign_in_as(services, sqlite_database, _of(Scope.DEPARTMENT), employee_id=1)

    scheme = services.schemes.scheme(MAY.start)
    [card] = scheme.cards
    assert {one.subject for one in card.assignments} == {COMPANY, employee(0), employee(1)}
    assert {plan.subject for plan in scheme.plans} == {COMPANY, employee(0)}
    rows = services.plans.plans(MAY.kind, MAY.start, MAY.end)
    assert {row.subject for row in rows} == {COMPANY, employee(0)}
    assert services.trials.in_force().cards == scheme.cards


@pytest.mark.parametrize("scope", Scope)
def test_a_statement_tells_of_others_to_who_sees_everybody(
    sqlite_database: str, scope: Scope
) -> None:
    services = access_firm(sqlite_database)
    sign_in_as(services, sqlite_database, _of(scope), employee_id=1)

    page = services.pay_documents.page("e0", MARCH)

    assert page.tells_others is (scope is Scope.ALL)


def test_the_figures_of_the_company_are_for_who_sees_everybody(sqlite_database: str) -> None:
    services = access_firm(sqlite_database, has_pay=False)
    sign_in_as(services, sqlite_database, _of(Scope.BELOW), employee_id=1)

    with pytest.raises(DeniedError):
        services.calculation.records(_won_of(COMPANY))
    sign_in_as(services, sqlite_database, ADMINISTRATOR)
    assert len(services.calculation.records(_won_of(COMPANY)).rows) == len(PEOPLE)


def test_a_right_that_was_taken_away_is_gone_at_once(sqlite_database: str) -> None:
    services = access_firm(sqlite_database)
    sign_in_as(services, sqlite_database, _of(Scope.ALL), employee_id=1)
    assert len(services.payroll.list_statements(MARCH)) == len(PEOPLE)

    with sessions_on(sqlite_database).begin() as session:
        session.execute(update(UserRecord).values(role_id=5))
    assert [row.employee_code for row in services.payroll.list_statements(MARCH)] == ["e0"]


TODAY = date(2026, 5, 20)


Stay = tuple[int | None, int | None]
"""The days after today from which somebody is in a department; None is always, in none."""


@dataclass(frozen=True)
class _Tree:
    """Departments by the one above them and by their heads, people by their stays."""

    above: list[int | None]
    heads: list[int | None]
    people: list[list[Stay]]


@st.composite
def _trees(draw: st.DrawFn) -> _Tree:
    above = [draw(st.none() | st.integers(0, i - 1)) if i else None for i in range(4)]
    place = st.none() | st.integers(0, 3)
    people: list[list[Stay]] = [
        draw(st.lists(st.tuples(st.integers(-3, 3), place), max_size=3, unique_by=lambda x: x[0]))
        or [(None, draw(place))]
        for _ in range(5)
    ]
    heads = [draw(st.none() | st.integers(0, 4)) for _ in above]
    return _Tree(above, heads, people)


def _place_today(stays: list[Stay]) -> int | None:
    if stays[0][0] is None:
        return stays[0][1]
    ordered = sorted(stays, key=lambda stay: stay[0] or 0)
    begun = [place for since, place in ordered if (since or 0) <= 0]
    return begun[-1] if begun else ordered[0][1]


def _recounted(tree: _Tree, scope: Scope) -> set[int]:
    """Return whom the first employee sees, found without the database."""
    own = _place_today(tree.people[0])
    inside = {i for i, head in enumerate(tree.heads) if head == 0} | {own} - {None}
    while scope is Scope.BELOW:
        found = {i for i, above in enumerate(tree.above) if above in inside} - inside
        if not found:
            break
        inside |= found
    if scope is Scope.OWN:
        return {1}
    return {1} | {i for i, s in enumerate(tree.people, 1) if _place_today(s) in inside}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=_trees())
def test_each_scope_shows_at_least_what_the_narrower_one_does(database: str, tree: _Tree) -> None:
    sessions = sessions_on(database)
    with sessions() as session:
        session.add_all(
            DepartmentRecord(id=i + 1, code=f"d{i}", name="", name_folded="") for i in range(4)
        )
        session.flush()
        for i, stays in enumerate(tree.people):
            last = max(stays, key=lambda stay: stay[0] or 0)[1]
            at = None if last is None else last + 1
            session.add(
                EmployeeRecord(id=i + 1, code=f"e{i}", name="", name_folded="", department_id=at)
            )
        session.flush()
        for i, stays in enumerate(tree.people):
            session.add_all(
                DepartmentStayRecord(
                    employee_id=i + 1,
                    department_id=None if place is None else place + 1,
                    since=TODAY + timedelta(days=since),
                )
                for since, place in stays
                if since is not None
            )
        for i, (above, head) in enumerate(zip(tree.above, tree.heads, strict=True)):
            session.execute(
                update(DepartmentRecord)
                .where(DepartmentRecord.id == i + 1)
                .values(
                    parent_id=None if above is None else above + 1,
                    head_id=None if head is None else head + 1,
                )
            )
        session.flush()
        seen = {
            scope: {
                row.id
                for row in acting.seen(session.connection(), 1, TODAY, scope)
                if row.level == SubjectLevel.EMPLOYEE
            }
            for scope in (Scope.OWN, Scope.DEPARTMENT, Scope.BELOW)
        }

    assert seen[Scope.OWN] <= seen[Scope.DEPARTMENT] <= seen[Scope.BELOW] <= set(range(1, 6))
    assert seen == {scope: _recounted(tree, scope) for scope in seen}
