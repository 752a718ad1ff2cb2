"""Premiums for one kind of work: call centre, service, office, marketing, heads."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.definition import MatrixCell, MatrixScale
from crm_desktop.rewards.gallery.entry import (
    Chosen,
    GalleryGroup,
    PremiumEntry,
    Rule,
    amount,
    over,
    plan_reached,
    rate,
    threshold,
)
from crm_desktop.rewards.template import (
    CoefficientPremium,
    FixedPremium,
    PercentPremium,
    PerUnitPremium,
)
from crm_desktop.rewards.wizard.draft import Aim
from crm_desktop.texts import Message

_ROLES = GalleryGroup.ROLES
_SUM = Message("Sum")
_CALLS, _SERVICE = frozenset({Role.CALL_CENTRE}), frozenset({Role.SERVICE})
_OFFICE, _MARKETING = frozenset({Role.OFFICE}), frozenset({Role.MARKETING})
_HEAD = frozenset({Role.HEAD_OF_SALES})
_DEPARTMENT = SubjectLevel.DEPARTMENT

_MARKS = (
    ("-3", "0"),
    ("-2", "0.5"),
    ("-1", "0.75"),
    ("0", "1"),
    ("1", "1.1"),
    ("2", "1.2"),
    ("3", "1.3"),
)
"""What part of the sum each mark of the head gives."""


def _if(code: str, sign: str) -> Callable[[Chosen], Rule]:
    """Return what makes a sum that is paid if the fact of ``code`` passes the threshold."""
    return lambda chosen: Rule(
        FixedPremium(chosen.number("amount")),
        conditions=(over(code, sign, chosen.number("threshold")),),
    )


def _each(code: str) -> Callable[[Chosen], Rule]:
    """Return what makes a sum for each unit of ``code``."""
    return lambda chosen: Rule(PerUnitPremium(chosen.number("amount")), code)


def _by_mark(chosen: Chosen) -> Rule:
    cells = tuple(MatrixCell(Decimal(mark), Decimal(value)) for mark, value in _MARKS)
    scale = MatrixScale(chosen.code, str(Message("Marks of the head")), cells)
    premium = CoefficientPremium(chosen.number("amount"), chosen.code)
    return Rule(premium, "heads_mark", scales=(scale,))


_LINES = (
    PremiumEntry(
        "application",
        Message("For each processed application"),
        Message("A sum for each application that you answered."),
        _CALLS,
        _ROLES,
        _each("processed_applications"),
        (amount(100, Message("For an application")),),
        ("processed_applications",),
        (Aim.FAST_ANSWERS, Aim.MORE_SALES),
    ),
    PremiumEntry(
        "few_missed_calls",
        Message("Few missed calls"),
        Message("A sum if hardly any call that came in was missed."),
        _CALLS,
        _ROLES,
        _if("missed_share", "<="),
        (
            amount(5_000, _SUM),
            threshold("0.05", Message("If missed are at most"), Unit.PERCENT),
        ),
        ("missed_share",),
        (Aim.FAST_ANSWERS, Aim.SERVICE_QUALITY),
    ),
    PremiumEntry(
        "fast_answers",
        Message("Fast answers"),
        Message("A sum if customers wait no longer than that for an answer, in working time."),
        _SERVICE,
        _ROLES,
        _if("answer_time", "<="),
        (
            amount(5_000, _SUM),
            threshold("14400", Message("If the answer takes at most"), Unit.DURATION),
        ),
        ("answer_time",),
        (Aim.FAST_ANSWERS, Aim.SERVICE_QUALITY),
    ),
    PremiumEntry(
        "solved",
        Message("For each solved problem"),
        Message("A sum for each ticket that you closed."),
        _SERVICE,
        _ROLES,
        _each("solved_problems"),
        (amount(100, Message("For a ticket")),),
        ("solved_problems",),
        (Aim.SERVICE_QUALITY,),
    ),
    PremiumEntry(
        "satisfied",
        Message("Satisfied customers"),
        Message("A sum if customers gave you such points or more on average."),
        _SERVICE,
        _ROLES,
        _if("satisfaction", ">="),
        (
            amount(7_000, _SUM),
            threshold("4.5", Message("If they gave at least"), Unit.SCORE),
        ),
        ("satisfaction",),
        (Aim.SERVICE_QUALITY, Aim.RETENTION),
    ),
    PremiumEntry(
        "no_complaints",
        Message("No complaints"),
        Message("A sum in each month without complaints and negative reviews."),
        _SERVICE,
        _ROLES,
        _if("complaints", "<="),
        (
            amount(5_000, _SUM),
            threshold("0", Message("If complaints are at most"), Unit.NUMBER),
        ),
        ("complaints",),
        (Aim.SERVICE_QUALITY,),
    ),
)

_DESK = (
    PremiumEntry(
        "mark",
        Message("By the mark of the head"),
        Message("The whole sum for a mark of 0, nothing for −3, more for a good one."),
        _OFFICE,
        _ROLES,
        _by_mark,
        (amount(5_000, Message("For a mark of 0")),),
        ("heads_mark",),
        (Aim.OFFICE_ORDER,),
    ),
    PremiumEntry(
        "deadlines",
        Message("Deadlines kept"),
        Message("A sum if enough of your tasks were done in time."),
        frozenset({Role.OFFICE, Role.SERVICE}),
        _ROLES,
        _if("deadlines_kept", ">="),
        (
            amount(5_000, _SUM),
            threshold("0.95", Message("If in time were at least"), Unit.PERCENT),
        ),
        ("deadlines_kept",),
        (Aim.OFFICE_ORDER,),
    ),
    PremiumEntry(
        "points",
        Message("For points of difficulty"),
        Message("A sum for each point of difficulty of the tasks that you finished."),
        _OFFICE,
        _ROLES,
        _each("task_points"),
        (amount(200, Message("For a point")),),
        ("task_points",),
        (Aim.OFFICE_ORDER,),
    ),
    PremiumEntry(
        "lead",
        Message("For each lead"),
        Message("A sum for each lead that came in."),
        _MARKETING,
        _ROLES,
        _each("leads"),
        (amount(100, Message("For a lead")),),
        ("leads",),
        (Aim.MORE_LEADS,),
    ),
    PremiumEntry(
        "cheap_leads",
        Message("Leads at a good price"),
        Message("A sum if a lead cost no more than that."),
        _MARKETING,
        _ROLES,
        _if("lead_cost", "<="),
        (
            amount(10_000, _SUM),
            threshold("1_000", Message("If a lead costs at most"), Unit.MONEY),
        ),
        ("lead_cost",),
        (Aim.MORE_LEADS, Aim.HIGHER_MARGIN),
    ),
)

_HEADS = (
    PremiumEntry(
        "department_plan",
        Message("Plan of the department"),
        Message("A sum in each month in which your department reaches its plan of sales."),
        _HEAD,
        _ROLES,
        lambda chosen: Rule(
            FixedPremium(chosen.number("amount")),
            conditions=(plan_reached("department_sales"),),
            level=_DEPARTMENT,
        ),
        (amount(30_000, _SUM),),
        ("department_sales",),
        (Aim.MORE_SALES,),
    ),
    PremiumEntry(
        "department_share",
        Message("Percent of the department’s sales"),
        Message("A share of all that your department sells."),
        _HEAD,
        _ROLES,
        lambda chosen: Rule(
            PercentPremium(chosen.number("rate")), "department_sales", level=_DEPARTMENT
        ),
        (rate("0.005", Message("Share of the department’s sales")),),
        ("department_sales",),
        (Aim.MORE_SALES,),
    ),
    PremiumEntry(
        "team_stays",
        Message("The team stays"),
        Message("A sum if hardly anybody left your department."),
        _HEAD,
        _ROLES,
        lambda chosen: Rule(
            FixedPremium(chosen.number("amount")),
            conditions=(over("turnover", "<=", chosen.number("threshold")),),
            level=_DEPARTMENT,
        ),
        (
            amount(10_000, _SUM),
            threshold("0.05", Message("If those who left are at most"), Unit.PERCENT),
        ),
        ("turnover",),
        (Aim.RETENTION, Aim.SERVICE_QUALITY),
    ),
)

ENTRIES = (*_LINES, *_DESK, *_HEADS)
