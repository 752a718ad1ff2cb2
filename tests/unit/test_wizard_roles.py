"""Roles are guessed from positions in two languages, and from records where these say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import Role
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.roles import guess, suggest_teams
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm, Work


@pytest.mark.parametrize(
    ("position", "role"),
    [
        ("Менеджер по продажам", Role.SALES),
        ("МЕНЕДЖЕР ПО РАБОТЕ С КЛИЕНТАМИ", Role.SALES),
        ("Продавец-консультант", Role.SALES),
        ("Торговый представитель", Role.SALES),
        ("Инженер по продажам", Role.SALES),
        ("Key account manager", Role.SALES),
        ("Sales executive", Role.SALES),
        ("РОП", Role.HEAD_OF_SALES),
        ("Руководитель отдела продаж", Role.HEAD_OF_SALES),
        ("Начальник отдела сбыта", Role.HEAD_OF_SALES),
        ("Head of Sales", Role.HEAD_OF_SALES),
        ("Оператор колл-центра", Role.CALL_CENTRE),
        ("Специалист контактного центра", Role.CALL_CENTRE),
        ("Телемаркетолог", Role.CALL_CENTRE),
        ("Call center operator", Role.CALL_CENTRE),
        ("Инженер технической поддержки", Role.SERVICE),
        ("Оператор техподдержки", Role.SERVICE),
        ("Сервисный инженер", Role.SERVICE),
        ("Customer service manager", Role.SERVICE),
        ("Секретарь генерального директора", Role.OFFICE),
        ("Помощник руководителя отдела продаж", Role.OFFICE),
        ("Офис-менеджер", Role.OFFICE),
        ("Receptionist", Role.OFFICE),
        ("Маркетолог", Role.MARKETING),
        ("SMM-менеджер", Role.MARKETING),
        ("Lead generation manager", Role.MARKETING),
        ("Генеральный директор", None),
        ("Главный бухгалтер", None),
        ("Помощник бухгалтера", None),
        ("Системный администратор", None),
        ("HR-менеджер", None),
        ("Менеджер по закупкам", None),
        ("Оператор станка с ЧПУ", None),
        ("Руководитель технической поддержки", None),
        ("Бёрди-мастер", None),
        ("", None),
    ],
)
def test_a_position_names_the_work(position: str, role: Role | None) -> None:
    assert guess(position, {}).role is role


@pytest.mark.parametrize(
    ("work", "role"),
    [
        ({Work.WON_DEALS: 4, Work.CALLS_OUT: 200}, Role.SALES),
        ({Work.WON_DEALS: 2, Work.CALLS_OUT: 200}, Role.CALL_CENTRE),
        ({Work.CALLS_IN: 80, Work.TASKS: 20}, Role.CALL_CENTRE),
        ({Work.TICKETS: 60, Work.WON_DEALS: 5, Work.TASKS: 20}, Role.SERVICE),
        ({Work.TASKS: 30, Work.LETTERS: 30, Work.CALLS_IN: 20}, Role.OFFICE),
        ({Work.TASKS: 10, Work.CALLS_IN: 10}, None),
        ({Work.TICKETS: 4}, None),
        ({}, None),
    ],
)
def test_records_name_the_work_where_the_position_does_not(
    work: Mapping[Work, int], role: Role | None
) -> None:
    assert guess("Менеджер", work).role is role


def test_a_position_comes_before_records() -> None:
    assert guess("Секретарь", {Work.WON_DEALS: 90}).role is Role.OFFICE


def test_a_senior_who_leads_and_answers_calls_too_is_in_the_call_centre() -> None:
    work = {Work.CALLS_IN: 90}
    assert guess("Старший оператор", work, ["calls"]).role is Role.CALL_CENTRE
    assert guess("Старший оператор", {}, ["calls"]).role is None


def test_who_leads_sellers_is_no_seller_and_other_heads_have_no_role() -> None:
    assert guess("Менеджер по продажам", {}, ["sales"]).role is Role.HEAD_OF_SALES
    assert guess("Инженер поддержки", {}, ["service"]).role is None
    assert guess("", {Work.WON_DEALS: 90}, ["sales"]).role is None


@given(st.text(), st.dictionaries(st.sampled_from(Work), st.integers(1, 999)))
def test_whatever_is_known_a_reason_is_told(position: str, work: dict[Work, int]) -> None:
    assert str(guess(position, work).reason)


TODAY = date(2026, 3, 10)
SALES, NORTH, SUPPORT = (
    SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("sales", "north", "support")
)


def person(
    code: str, position: str, department: str | None, heads: tuple[str, ...] = ()
) -> Candidate:
    ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
    return Candidate(Subject(ref, code.title(), department), position, {}, heads)


def firm(*people: Candidate) -> WizardFirm:
    units = (
        Subject(SALES, "Sales"),
        Subject(NORTH, "North", "sales"),
        Subject(SUPPORT, "Support"),
    )
    paths = {COMPANY: "Firm", SALES: "Sales", NORTH: "Sales / North", SUPPORT: "Support"}
    return WizardFirm("Firm", "RUB", TODAY, people, units, paths, Scheme("", "RUB"))


def test_a_department_whose_people_all_sell_is_a_team_with_those_below() -> None:
    teams = suggest_teams(
        firm(
            person("anna", "Продавец", "sales"),
            person("boris", "Продавец", "north"),
            person("vera", "Продавец", "support"),
            person("gleb", "Инженер поддержки", "support"),
            person("dina", "Бухгалтер", None),
        )
    )
    assert [(team.role, team.refs) for team in teams] == [
        (Role.SALES, (SALES, SubjectRef(SubjectLevel.EMPLOYEE, "vera"))),
        (Role.SERVICE, (SubjectRef(SubjectLevel.EMPLOYEE, "gleb"),)),
    ]
    assert str(teams[0].reason).endswith("Anna, Boris, Vera")


def test_a_head_stands_apart_and_leaves_the_others_to_be_named() -> None:
    teams = suggest_teams(
        firm(
            person("anna", "Продавец", "sales"),
            person("boris", "Продавец", "north"),
            person("rop", "РОП", "sales", ("sales",)),
        )
    )
    assert [(team.role, [str(ref) for ref in team.refs]) for team in teams] == [
        (Role.SALES, ["department:north", "employee:anna"]),
        (Role.HEAD_OF_SALES, ["employee:rop"]),
    ]


def test_a_firm_of_nobody_has_no_teams() -> None:
    assert suggest_teams(firm()) == ()
