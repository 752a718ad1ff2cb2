"""The demonstration firm's settings, people and directories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.firm import usual_cut_limit
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.services.demonstration.market import NEWCOMER_MONTHS, PRODUCTS, months
from crm_desktop.services.demonstration.wording import Wording
from crm_desktop.storage.models import (
    ActivityResultRecord,
    ActivityTypeRecord,
    ClassifierRecord,
    CurrencyRecord,
    DepartmentRecord,
    EmployeeRecord,
    FirmRecord,
    LossReasonRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)

DEPARTMENTS = {
    "office": ("director", "accountant", "secretary"),
    "sales": ("sales_head", "seller_strong", "seller_steady", "seller_weak", "seller_new"),
    "service": ("service_head", "operator"),
    "fitting": ("fitting_head", "measurer", "fitter_one", "fitter_two"),
}
"""Who works where; the first is the head."""

_STAGES = (
    ("new", DealStatus.OPEN, 10),
    ("measured", DealStatus.OPEN, 30),
    ("estimated", DealStatus.OPEN, 50),
    ("agreed", DealStatus.OPEN, 80),
    ("won", DealStatus.WON, 100),
    ("lost", DealStatus.LOST, 0),
)


_ACTIVITY_KINDS = {
    "call": "call_out",
    "follow_up": "call_out",
    "call_in": "call_in",
    "missed_call": "missed_call",
    "measuring": "visit",
    "meeting": "meeting",
    "letter": "letter_out",
    "tender": "other",
    "fitting": "other",
    "survey": "survey",
    "complaint": "complaint",
    "task": "task",
}
"""The types of activities, and what each is to ready indicators."""


@dataclass(slots=True)
class Directories:
    """The directories of the firm by the codes of the story."""

    employees: dict[str, EmployeeRecord] = field(default_factory=dict)
    stages: dict[str, StageRecord] = field(default_factory=dict)
    products: dict[str, ProductRecord] = field(default_factory=dict)
    loss_reasons: list[LossReasonRecord] = field(default_factory=list)
    types: dict[str, ActivityTypeRecord] = field(default_factory=dict)
    results: dict[str, ActivityResultRecord] = field(default_factory=dict)
    segments: dict[str, ClassifierRecord] = field(default_factory=dict)


def add_firm(session: Session, wording: Wording, today: date) -> Directories:
    """Add settings, people and directories, and return them with their keys."""
    firm = Directories()
    cut_limit = usual_cut_limit(wording.country)
    session.add(CurrencyRecord(code=wording.currency))
    session.flush()
    session.add(
        FirmRecord(
            id=1,
            name=wording.firm,
            currency=wording.currency,
            zone=wording.zone,
            country=wording.country,
            rounding="half-up",
            scheme_name=wording.scheme["name"],
            cut_limit_percent=None if cut_limit is None else int(cut_limit * 100),
        )
    )
    _add_people(session, firm, wording, today)
    _add_sales_directories(session, firm, wording)
    _add_activity_directories(session, firm, wording)
    return firm


def _add_people(session: Session, firm: Directories, wording: Wording, today: date) -> None:
    story = months(today)
    began = story[0].start - timedelta(days=200)
    for number, (code, people) in enumerate(DEPARTMENTS.items()):
        name = wording.departments[code]
        department = DepartmentRecord(code=code, name=name, name_folded=folded(name))
        session.add(department)
        session.flush()
        for place, person in enumerate(people):
            name, position = wording.employees[person]
            hired = began + timedelta(days=17 * (number + place))
            if person == "seller_new":
                hired = story[-NEWCOMER_MONTHS].start
            firm.employees[person] = EmployeeRecord(
                code=person,
                name=name,
                name_folded=folded(name),
                position=position,
                email=f"{person}@{wording.customers['mail_domain']}",
                department_id=department.id,
                hired_on=hired,
            )
            session.add(firm.employees[person])
        session.flush()
        department.head_id = firm.employees[people[0]].id


def _add_sales_directories(session: Session, firm: Directories, wording: Wording) -> None:
    groups = {
        code: ProductGroupRecord(name=name, name_folded=folded(name))
        for code, name in wording.product_groups.items()
    }
    pipeline = PipelineRecord(name=wording.pipeline["name"], position=1)
    segment = _classifier(wording.words["segment"])
    session.add_all([*groups.values(), pipeline, segment])
    session.flush()
    for product in PRODUCTS:
        group = groups["other" if product.code in {"doors", "repair"} else "glazing"]
        name = wording.products[product.code]
        price = Money.of(wording.price(product.low * 1000), wording.currency)
        firm.products[product.code] = ProductRecord(
            name=name, name_folded=folded(name), group_id=group.id, price=price
        )
    for position, (code, status, percent) in enumerate(_STAGES, 1):
        firm.stages[code] = StageRecord(
            pipeline_id=pipeline.id,
            name=wording.pipeline[code],
            position=position,
            status=status.value,
            probability_percent=percent,
        )
    firm.loss_reasons = [LossReasonRecord(name=name) for name in wording.words["loss_reasons"]]
    firm.segments = {
        kind: _classifier(wording.words[f"segment_{kind}"], segment.id)
        for kind in ("people", "business", "builders")
    }
    session.add_all([*firm.products.values(), *firm.stages.values(), *firm.loss_reasons])
    session.add_all(firm.segments.values())
    session.flush()


def _classifier(name: str, parent_id: int | None = None) -> ClassifierRecord:
    return ClassifierRecord(name=name, name_folded=folded(name), parent_id=parent_id)


def _add_activity_directories(session: Session, firm: Directories, wording: Wording) -> None:
    for code, kind in _ACTIVITY_KINDS.items():
        firm.types[code] = ActivityTypeRecord(name=wording.words[code], kind=kind)
    session.add_all(firm.types.values())
    session.flush()
    for code, kind in (("answered", "call"), ("missed", "call"), ("done", "fitting")):
        firm.results[code] = ActivityResultRecord(
            type_id=firm.types[kind].id, name=wording.words[code]
        )
    session.add_all(firm.results.values())
    session.flush()
