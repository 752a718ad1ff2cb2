"""A scheme on past months beside what was paid, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, event, update

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.exchange.scheme import write_scheme
from crm_desktop.exchange.trial_document import trial_json, trial_summary, trial_table
from crm_desktop.kpi.definition import Plan, Proration, Version
from crm_desktop.kpi.source import Aggregate
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Advance,
    BonusTemplate,
    PercentPremium,
    PerUnitPremium,
)
from crm_desktop.rewards.trial import Trial
from crm_desktop.services.calculation import Calculation
from crm_desktop.storage.models import AbsenceRecord, DepartmentStayRecord, EmployeeRecord
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.storage.sessions import Sessions
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_scheme import PLAN, SALES, deals, employee
from tests.storage.pay_months import (
    APRIL,
    FIVE_PERCENT,
    MARCH,
    MAY,
    NOW,
    SHARE,
    PayMonths,
    pay_months,
    rub,
)
from tests.storage.test_script_pay import BIG, FINAL, with_scripts

TEN_PERCENT = replace(
    FIVE_PERCENT,
    name="Ten",
    templates=(replace(SHARE, premium=PercentPremium(Decimal("0.1"))),),
)
SALARY = 47_000


@dataclass
class Room:
    """In March the first won 2 000 roubles and the second 100, in April the first 1 000."""

    services: Services
    months: PayMonths

    def run(self, scheme: Scheme = TEN_PERCENT, last: Period = APRIL) -> Trial:
        return self.services.trials.run(MARCH, last, scheme)


@pytest.fixture
def sessions(database: str) -> Sessions:
    return sessions_on(database)


@pytest.fixture
def room(database: str, sessions: Sessions) -> Iterator[Room]:
    months = pay_months(sessions)
    months.add_deal(0, 1_000, APRIL)
    services = open_services(database, fixed(NOW))
    yield Room(services, months)
    services.close()


def amounts(trial: Trial) -> dict[str, list[tuple[int, int]]]:
    """Return what each person got and would get in each month, above the salary, in roubles."""
    return {
        row.name: [
            (one.was.minor // 100 - SALARY, one.would_be.minor // 100 - SALARY)
            for one in row.months
            if one is not None
        ]
        for row in trial.people
    }


def test_people_are_compared_month_by_month(room: Room) -> None:
    trial = room.run()

    assert trial.months == (MARCH, APRIL)
    assert amounts(trial) == {
        "Employee 0": [(100, 200), (50, 100)],
        "Employee 1": [(5, 10), (0, 0)],
        "Employee 2": [(0, 0), (0, 0)],
    }
    assert trial.people[0].whole.difference == rub(150)


def test_departments_and_cost_sum_up_people(room: Room) -> None:
    trial = room.run()

    assert [(row.name, row.whole.difference) for row in trial.departments] == [
        ("", rub(0)),
        ("Department 0", rub(155)),
    ]
    assert trial.whole.whole.was == rub(6 * SALARY + 155)
    assert trial.whole.whole.would_be == rub(6 * SALARY + 310)
    assert trial.revenue == rub(3_100)
    assert trial.share_would_be == Decimal(6 * SALARY + 310) / 3_100


def test_it_tells_of_some_people_alone(room: Room) -> None:
    chosen = room.services.trials.run(
        MARCH, APRIL, TEN_PERCENT, with_sensitivity=True, people={employee(0)}
    )
    everybody = room.run()
    assert chosen.people == everybody.people[:1]
    assert chosen.revenue == everybody.revenue
    as_it_was = chosen.sensitivity[1]
    assert as_it_was.cost == chosen.whole.whole.would_be == everybody.people[0].whole.would_be


def test_what_was_paid_stands_even_where_records_changed_since(room: Room) -> None:
    room.months.settle(MARCH)
    room.months.add_deal(0, 4_000)

    [first, *_] = room.run(last=MARCH).people

    assert first.whole.is_settled
    assert (first.whole.was, first.whole.would_be) == (rub(SALARY + 100), rub(SALARY + 600))


def test_the_same_rules_cost_the_same(room: Room) -> None:
    trial = room.run(room.services.trials.in_force())

    assert trial.whole.whole.difference == rub(0)


def test_rules_hold_in_months_before_they_begin(room: Room) -> None:
    later = Version(date(2026, 5, 1), 2)
    template = replace(TEN_PERCENT.templates[0], version=later)
    card = replace(TEN_PERCENT.cards[0], version=later)

    trial = room.run(replace(TEN_PERCENT, templates=(template,), cards=(card,)))

    assert amounts(trial)["Employee 0"] == [(100, 200), (50, 100)]


def test_planned_rules_are_those_that_begin_later(room: Room) -> None:
    room.services.schemes.import_scheme(TEN_PERCENT, date(2026, 7, 1))

    trials = room.services.trials
    assert amounts(room.run(trials.planned()))["Employee 0"] == [(100, 200), (50, 100)]
    assert amounts(room.run(trials.in_force()))["Employee 0"] == [(100, 100), (50, 50)]


def test_instalments_are_paid_month_after_month_also_those_from_before(room: Room) -> None:
    """March earned 200 by 10 %, April 100: halves of both, and nothing of February."""
    halves = replace(TEN_PERCENT.templates[0], instalments=2)

    trial = room.run(replace(TEN_PERCENT, templates=(halves,)), last=MAY)
    later = room.services.trials.run(APRIL, MAY, replace(TEN_PERCENT, templates=(halves,)))

    by_month = [would_be for _, would_be in amounts(trial)["Employee 0"]]
    assert by_month == [100, 150, 50]
    assert [would_be for _, would_be in amounts(later)["Employee 0"]] == [150, 50]


def test_an_advance_is_kept_back_later(room: Room) -> None:
    """In March 200 were earned of 300 advanced; April earned 400 and keeps 100 of it back."""
    room.months.add_deal(0, 3_000, APRIL)
    card = replace(TEN_PERCENT.cards[0], advance=Advance(Decimal(300)))

    trial = room.run(replace(TEN_PERCENT, cards=(card,)))

    assert [would_be for _, would_be in amounts(trial)["Employee 0"]] == [300, 300]


def test_who_never_and_who_always_reaches_a_plan_is_told(room: Room) -> None:
    """The plan of sales is 2 000 for the first, 1 000 for the others."""
    room.months.add_deal(0, 1_000, APRIL)

    trial = room.run()

    told = {(one.subject.name, one.indicator, one.reached, one.months) for one in trial.always}
    assert ("Employee 0", "sales", 2, 2) in told
    never = {(one.subject.name, one.indicator) for one in trial.never}
    assert {("Employee 1", "sales"), ("Employee 2", "sales")} <= never
    assert ("Employee 0", "sales") not in never


def test_of_one_month_nobody_says_never(room: Room) -> None:
    trial = room.run(last=MARCH)

    assert (trial.never, trial.always) == ((), ())


def test_a_scheme_without_plans_is_measured_by_those_of_the_firm(room: Room) -> None:
    """For the first the firm plans 2 000, which only March has; the profile asks for 1 000."""
    own = (Plan("sales", employee(0), Decimal(1_000)),)

    by_the_firm = room.run(replace(TEN_PERCENT, plans=()))
    by_its_own = room.run(replace(TEN_PERCENT, plans=own))

    assert ("Employee 0", "sales") not in always(by_the_firm)
    assert ("Employee 0", "sales") in always(by_its_own)


def test_the_rules_of_today_go_by_the_plans_of_each_month(room: Room) -> None:
    """From May on the firm plans 500 for the first; until then it was 2 000."""
    plan = replace(PLAN, value=Decimal(500), valid_from=date(2026, 5, 1))
    room.services.schemes.import_scheme(replace(FIVE_PERCENT, plans=(plan,)), plan.valid_from)

    trial = room.run(room.services.trials.in_force())

    assert ("Employee 0", "sales") not in always(trial)
    assert trial.whole.whole.difference == rub(0)


def always(trial: Trial) -> set[tuple[str, str | None]]:
    return {(one.subject.name, one.indicator) for one in trial.always}


def test_warnings_of_the_scheme_stand_beside(room: Room) -> None:
    found = room.services.health.findings(date(2026, 5, 1), scheme=TEN_PERCENT)

    assert found
    assert room.run().findings == found


def test_warnings_are_the_same_whether_they_read_the_records_or_not(room: Room) -> None:
    """Of eight months the trial has read the six that are looked at."""
    first = Period.month(2025, 10)

    trial = room.services.trials.run(first, MAY, TEN_PERCENT)

    today = room.services.firm.today()
    assert trial.findings == room.services.health.findings(today, scheme=TEN_PERCENT)


COUNTED = replace(SALES, source=deals(Aggregate.COUNT))


@pytest.mark.parametrize(
    "change",
    [
        lambda scheme: scheme,
        lambda scheme: replace(
            scheme, cards=(replace(scheme.cards[0], proration=Proration.WORKING_DAYS),)
        ),
        lambda scheme: replace(
            scheme, templates=(replace(scheme.templates[0], period_kind=PeriodKind.QUARTER),)
        ),
        lambda scheme: replace(
            scheme,
            indicators=tuple(
                COUNTED if each.code == "sales" else each for each in scheme.indicators
            ),
        ),
    ],
    ids=["as it is", "by days there", "by quarters", "of another indicator"],
)
def test_each_month_is_what_it_is_alone(
    room: Room, sessions: Sessions, change: Callable[[Scheme], Scheme]
) -> None:
    """The first was away for days of March, the second came in April and moved in May."""
    with sessions.begin() as session:
        away = AbsenceRecord(
            employee_id=1, kind="vacation", first_on=date(2026, 3, 2), end_on=date(2026, 3, 9)
        )
        stays = [
            DepartmentStayRecord(employee_id=2, department_id=1, since=date(2026, 4, 6)),
            DepartmentStayRecord(employee_id=2, department_id=None, since=date(2026, 5, 11)),
        ]
        session.add_all([away, *stays])
        hired = update(EmployeeRecord).where(EmployeeRecord.id == 2)
        session.execute(hired.values(hired_on=date(2026, 4, 6)))
    room.months.add_deal(1, 700, APRIL)
    room.months.add_deal(1, 900, MAY)
    tried = change(TEN_PERCENT)
    months = [Period.month(2026, month) for month in (2, 3, 4, 5)]
    calculate = room.services.calculation.calculate

    trial = room.services.trials.run(months[0], MAY, tried)

    for place, month in enumerate(months):
        would_be = totals(calculate(month, scheme=tried))
        was = totals(calculate(month))
        there = [(row.name, row.months[place]) for row in trial.people]
        assert {name: one.would_be for name, one in there if one} == would_be
        assert {name: one.was for name, one in there if one} == was


def totals(calculation: Calculation) -> dict[str, Money]:
    return {
        outcome.result.subject.name: outcome.statement.total
        for outcome in calculation.outcomes
        if outcome.statement is not None
    }


def test_scripts_answer_in_each_month_and_not_again_for_other_sales(
    room: Room, sessions: Sessions
) -> None:
    """In March “final” adds 100.10 to 200 for the one large deal, in April to 100."""
    tried = with_scripts(TEN_PERCENT, BIG, FINAL)
    with sessions.begin() as session:
        for script in (BIG, FINAL):
            approval = queries.Approval(script.code, script.fingerprint, "Anna", NOW)
            queries.approve(session, approval)

    trial = room.services.trials.run(MARCH, APRIL, tried, with_sensitivity=True)

    [first, *_] = trial.people
    assert [one.would_be.minor for one in first.months if one] == [47_300_10, 47_200_10]
    assert [one.bonus.minor for one in trial.sensitivity] == [479_20, 510_20, 541_20]


def test_what_was_is_by_the_rules_of_each_month(room: Room) -> None:
    """From April on the firm counts deals, 3 roubles each; the scheme on trial pays 10 %."""
    each = BonusTemplate("each", "3 a deal", PerUnitPremium(Decimal(3)), "sales")
    card = replace(FIVE_PERCENT.cards[0], templates=("each",))
    indicators = tuple(COUNTED if one.code == "sales" else one for one in FIVE_PERCENT.indicators)
    rules = replace(FIVE_PERCENT, indicators=indicators, templates=(each,), cards=(card,))
    room.services.schemes.import_scheme(rules, APRIL.start)

    assert amounts(room.run())["Employee 0"] == [(100, 200), (3, 100)]


def test_other_sales_are_told_where_they_are_asked_for(room: Room) -> None:
    """10 % of 3 100, of a tenth less and of a tenth more; the third sold nothing."""
    salaries = rub(6 * SALARY)

    trial = room.services.trials.run(MARCH, APRIL, TEN_PERCENT, with_sensitivity=True)

    assert [
        (str(one.factor), one.bonus, one.cost - salaries, one.revenue, one.without_bonus)
        for one in trial.sensitivity
    ] == [
        ("0.9", rub(279), rub(279), rub(2_790), 1),
        ("1", rub(310), rub(310), rub(3_100), 1),
        ("1.1", rub(341), rub(341), rub(3_410), 1),
    ]
    assert trial.sensitivity[1].share == trial.share_would_be
    assert room.run().sensitivity == ()


def test_bonuses_are_told_apart_from_salaries_that_were_paid(room: Room) -> None:
    room.months.settle(MARCH)

    trial = room.run()

    assert (trial.bonus.was, trial.bonus.would_be) == (rub(155), rub(310))
    assert trial.bonus_of_salary_would_be == Decimal(310) / (6 * SALARY)
    assert [one.would_be for one in trial.distribution()] == [rub(150), rub(5), rub(0)]


def test_the_number_of_statements_does_not_depend_on_people(room: Room, sessions: Sessions) -> None:
    with counted(sessions) as few:
        room.services.trials.run(MARCH, MAY, TEN_PERCENT)
    with sessions.begin() as session:
        for number in range(3, 30):
            name = f"n {number}"
            person = EmployeeRecord(
                id=number + 1, code=f"e{number}", name=name, name_folded=name, department_id=1
            )
            session.add(person)
    with counted(sessions) as more:
        room.services.trials.run(MARCH, MAY, TEN_PERCENT)

    assert len(more) == len(few)


@contextmanager
def counted(sessions: Sessions) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def test_it_may_be_ended_between_months(room: Room) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        room.services.trials.run(MARCH, MAY, TEN_PERCENT, report=stop)

    assert told == [(0, 3), (0, 3), (0, 3), (1, 3)]


def test_it_may_be_ended_as_soon_as_facts_are_read(room: Room, sessions: Sessions) -> None:
    asked = iter((True, False))

    def stop(_done: int, _total: int) -> None:
        if not next(asked):
            raise InterruptedError

    with counted(sessions) as statements, pytest.raises(InterruptedError):
        room.services.trials.run(MARCH, MAY, TEN_PERCENT, report=stop)

    assert not any("statement" in each for each in statements)


def test_findings_may_be_left_out(room: Room) -> None:
    run = partial(room.services.trials.run, MARCH, APRIL, TEN_PERCENT)

    assert run().findings
    assert run(with_findings=False) == replace(run(), findings=())


def test_nothing_is_saved(room: Room) -> None:
    room.run()

    assert room.services.payroll.list_statements(MARCH) == []
    assert room.services.trials.in_force().templates[0].premium == SHARE.premium


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-04", "2026-03", "comes before"),
        ("2026-Q1", "2026-03", "is no month"),
        ("2026-03", "2026-06", "yet to begin"),
        ("2023-01", "2026-03", "24 months at most"),
    ],
)
def test_months_that_cannot_be_tried_are_refused(
    room: Room, first: str, last: str, words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        room.services.trials.run(Period.parse(first), Period.parse(last), TEN_PERCENT)


def test_an_unsound_scheme_is_refused(room: Room) -> None:
    with pytest.raises(UnsoundSchemeError):
        room.run(replace(TEN_PERCENT, indicators=()))


def test_a_file_that_names_a_stranger_is_refused(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    assignment = replace(TEN_PERCENT.cards[0].assignments[0], subject=employee(9))
    card = replace(TEN_PERCENT.cards[0], assignments=(assignment,))
    write_scheme(file, replace(TEN_PERCENT, cards=(card,)))

    with pytest.raises(CrmError, match="e9"):
        room.services.trials.from_file(file)


def test_a_file_is_tried_as_it_is(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    write_scheme(file, TEN_PERCENT)

    trial = room.run(room.services.trials.from_file(file))

    assert trial.name == "Ten"
    assert amounts(trial)["Employee 0"] == [(100, 200), (50, 100)]


def test_the_workbook_says_the_same(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "trial.xlsx"
    trial = room.run()

    room.services.trials.save_workbook(trial, file)

    book = CalamineWorkbook.from_path(file)
    people = book.get_sheet_by_name("People").to_python()
    assert people[3][0] == "Employee 0"
    assert people[3][-3:] == [2 * SALARY + 150, 2 * SALARY + 300, 150]
    assert people[-1][-1] == 155
    departments = book.get_sheet_by_name("Departments").to_python()
    assert departments[-1][-1] == 155
    cost = {row[0]: row[1:] for row in book.get_sheet_by_name("Cost of the scheme").to_python()}
    assert cost["Pay"][2] == 155


def test_the_workbook_tells_of_bonuses_and_of_other_sales(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "trial.xlsx"
    trial = room.services.trials.run(MARCH, APRIL, TEN_PERCENT, with_sensitivity=True)

    room.services.trials.save_workbook(trial, file)

    book = CalamineWorkbook.from_path(file)
    cost = [row for row in book.get_sheet_by_name("Cost of the scheme").to_python() if any(row)]
    told = {row[0]: row[1:] for row in cost}
    assert told["Of this, above salaries"] == [155, 310, 155]
    assert told["Pay as a share of the revenue"][1] == pytest.approx(282_310 / 3_100)
    assert [row[1:] for row in cost[-3:]] == [
        [2_790, 6 * SALARY + 279, 279],
        [3_100, 6 * SALARY + 310, 310],
        [3_410, 6 * SALARY + 341, 341],
    ]
    told_as_json = json.loads(trial_json(trial))
    assert told_as_json["bonus"]["would_be"] == "310.00"
    assert [one["bonus"] for one in told_as_json["sensitivity"]] == ["279.00", "310.00", "341.00"]


def test_a_workbook_that_cannot_be_written_is_an_error_in_words(room: Room, tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="cannot be written"):
        room.services.trials.save_workbook(room.run(), tmp_path / "no" / "trial.xlsx")


def test_json_and_table_say_the_same(room: Room) -> None:
    trial = room.run()

    told = json.loads(trial_json(trial))
    assert told["cost"]["difference"] == "155.00"
    assert [row["difference"] for row in told["people"]] == ["150.00", "5.00", "0.00"]
    names = [row[0] for row in trial_table(trial).rows]
    assert names == [
        *("Employee 0", "Employee 1", "Employee 2"),
        *("Without a department", "Department 0", "Total"),
    ]
    assert len(trial_summary(trial)) == 2
