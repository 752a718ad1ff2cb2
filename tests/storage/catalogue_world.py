"""A firm in which each hand-worked case of the catalogue has people and customers of its own.

All cases are computed at once, so that none may touch another. Days are of 2026, in Moscow's
time; it is noon of Wednesday, 25 March.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    ClassifierRecord,
    CurrencyRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    DepartmentRecord,
    DocumentRecord,
    EmployeeRecord,
    FirmRecord,
    LossReasonRecord,
    MarkRecord,
    PaymentRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    SeriesValueRecord,
    StageRecord,
)
from crm_desktop.storage.models.deals import DIVIDED
from tests.storage.kpi_rows import ZONE

NOW = datetime(2026, 3, 25, 9, tzinfo=UTC)
CHOSEN: Mapping[str, Mapping[str, str]] = {
    "stage_conversion": {"stage_from": "Offer", "stage_to": "Contract"},
    "refusals_for_reason": {"loss_reason": "Price"},
    "group_sales": {"group": "Windows"},
    "tag_sales": {"tag": "Segment/Retail"},
    "own_pipeline": {"pipeline": "Hotline"},
    "calm_time": {"type": "System error"},
    "repair_time": {"type": "Operational"},
    "source_sales": {"source": "Site"},
}
"""What the firm chose for the entries that ask."""

_STAGES = {
    ("Sales", "New"): "open",
    ("Sales", "Offer"): "open",
    ("Sales", "Contract"): "open",
    ("Sales", "Won"): "won",
    ("Sales", "Lost"): "lost",
    ("Hotline", "New"): "open",
    ("Hotline", "Won"): "won",
    ("Hotline", "Lost"): "lost",
}
_TICKETS = ("System error", "Operational")


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal, open where ``closed`` is None; ``my_share`` in percent leaves the rest to another.

    The response comes ``answered``; ``passed`` are stages that it was in.
    """

    amount: str = "100"
    closed: str | None = "03-10"
    status: str = "won"
    created: str = "03-02"
    customer: str = ""
    is_mine: bool = True
    my_share: int | None = None
    answered: str | None = None
    cost: str = "0"
    discount: str = "0"
    source: str = ""
    reason: str = ""
    group: str = ""
    pipeline: str = "Sales"
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of ``kind``, not done where ``done`` is None; ``type`` is that of a ticket."""

    kind: str
    done: str | None = "03-10"
    planned: str = "03-10"
    created: str | None = None
    is_mine: bool = True
    seconds: int = 0
    score: int | None = None
    points: int | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its days, and what was ``received`` for it: a day and an amount each."""

    kind: str = "invoice"
    amount: str = "100"
    state: str = "posted"
    issued: str = "03-05"
    posted: str | None = None
    due: str | None = None
    paid: str | None = None
    is_mine: bool = True
    received: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    created: str = "03-10"
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class Tagged:
    """The customer of this name is under the tag, a path of names."""

    customer: str
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    value: str
    month: str = "03-01"
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """A value from outside of ``indicator``, of the entry of the case where it names none."""

    on: str
    value: str
    indicator: str = ""
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class Colleague:
    """One more person in the department of the case."""

    hired: str | None = None
    left: str | None = None


Sketch = Deal | Activity | Document | Customer | Tagged | Mark | SeriesValue | Colleague


@dataclass(frozen=True, slots=True)
class Case:
    """What ``entry`` gives for ``records`` of March: ``value``, or None for that ``reason``.

    It is of the person, or of their department where ``of_department``, which then has ``plan``
    of what it sells; two people belong to it besides colleagues, me and another.
    """

    entry: str
    value: str | None
    records: tuple[Sketch, ...]
    reason: str = ""
    name: str = ""
    of_department: bool = False
    plan: str | None = None

    @property
    def code(self) -> str:
        return f"{self.entry}-{self.name}" if self.name else self.entry

    @property
    def subject(self) -> SubjectRef:
        level = SubjectLevel.DEPARTMENT if self.of_department else SubjectLevel.EMPLOYEE
        return SubjectRef(level, self.code)


def scheme(cases: Iterable[Case]) -> Scheme:
    """Return a scheme by which everybody and each department is measured by all entries."""
    indicators = tuple(entry.indicator(CHOSEN.get(code)) for code, entry in CATALOGUE.items())
    entries = tuple(ProfileEntry(indicator.code) for indicator in indicators)
    levels = (SubjectLevel.EMPLOYEE, SubjectLevel.DEPARTMENT)
    profiles = tuple(
        Profile(level.value, level.value, entries, (COMPANY,), level=level) for level in levels
    )
    plans = tuple(
        Plan("department_sales", case.subject, Decimal(case.plan)) for case in cases if case.plan
    )
    return Scheme("Catalogue", "RUB", indicators=indicators, profiles=profiles, plans=plans)


def day(text: str) -> date:
    """Return the day of ``03-10`` in 2026, or of ``2025-03-10``."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def moment(text: str | None) -> datetime | None:
    """Return noon of a day, or the time of ``03-31 23:59:59``."""
    if text is None:
        return None
    on, _, time = text.partition(" ")
    local = datetime.fromisoformat(f"{day(on)} {time or '12:00'}")
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def add_cases(session: Session, cases: Iterable[Case]) -> None:
    """Add the firm, and of each case the people and records."""
    session.add(CurrencyRecord(code="RUB"))
    session.flush()
    session.add(
        FirmRecord(
            id=1, name="Firm", currency="RUB", zone=ZONE.key, country="RU", rounding="half-up"
        )
    )
    directory = _Directory(session)
    for case in cases:
        _People(session, directory, case).add()
    session.flush()


class _Directory:
    """What all cases share, by names."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.reason = self._id(LossReasonRecord(name="Price"))
        self.other_reason = self._id(LossReasonRecord(name="Term"))
        pipelines = {
            name: self._id(PipelineRecord(name=name, position=place))
            for place, name in enumerate(("Sales", "Hotline"))
        }
        self.stages = {
            key: self._id(
                StageRecord(
                    pipeline_id=pipelines[key[0]], name=key[1], position=place, status=status
                )
            )
            for place, (key, status) in enumerate(_STAGES.items())
        }
        kinds = {kind: kind for kind in ACTIVITY_KINDS} | dict.fromkeys(_TICKETS, "ticket")
        self.types = {
            name: self._id(ActivityTypeRecord(name=name, kind=kind)) for name, kind in kinds.items()
        }
        self.products = {name: self._product(name) for name in ("Windows", "Doors")}
        segment = self._tag("Segment", None)
        retail = self._tag("Retail", segment)
        self.tags = {
            "Segment/Retail": retail,
            "Segment/Retail/Chains": self._tag("Chains", retail),
            "Segment/Wholesale": self._tag("Wholesale", segment),
        }

    def _id(self, record: object) -> int:
        self._session.add(record)
        self._session.flush()
        key: int = record.id  # type: ignore[attr-defined]
        return key

    def _product(self, name: str) -> int:
        group = self._id(ProductGroupRecord(name=name, name_folded=folded(name)))
        price = Money(100, "RUB")
        return self._id(
            ProductRecord(name=name, name_folded=folded(name), group_id=group, price=price)
        )

    def _tag(self, name: str, parent: int | None) -> int:
        return self._id(ClassifierRecord(name=name, name_folded=folded(name), parent_id=parent))


class _People:
    """The people of one case, and their records."""

    def __init__(self, session: Session, directory: _Directory, case: Case) -> None:
        self._session, self._directory, self._case = session, directory, case
        unit = DepartmentRecord(code=case.code, name=case.code, name_folded=case.code)
        self._kept(unit)
        self._department = unit.id
        self._me, self._other = self._person(case.code), self._person(f"other than {case.code}")
        self._customers: dict[str, int] = {}
        self._number = 0

    def add(self) -> None:
        for sketch in self._case.records:
            self._number += 1
            match sketch:
                case Deal():
                    self._add_deal(sketch)
                case Activity():
                    self._add_activity(sketch)
                case Document():
                    self._add_document(sketch)
                case Customer(created, is_mine):
                    self._customer(f"{self._number}", created, is_mine=is_mine)
                case Tagged(customer, path):
                    tag = self._directory.tags[path]
                    key = self._known(customer)
                    self._session.add(CustomerTagRecord(customer_id=key, classifier_id=tag))
                case Mark():
                    self._session.add(self._mark(sketch))
                case SeriesValue():
                    self._session.add(self._value(sketch))
                case Colleague(hired, left):
                    self._person(f"{self._case.code} {self._number}", hired, left)

    def _kept(self, record: object) -> None:
        self._session.add(record)
        self._session.flush()

    def _person(self, code: str, hired: str | None = None, left: str | None = None) -> int:
        person = EmployeeRecord(
            code=code,
            name=code,
            name_folded=code,
            department_id=self._department,
            hired_on=None if hired is None else day(hired),
            left_on=None if left is None else day(left),
        )
        self._kept(person)
        return person.id

    def _owner(self, *, is_mine: bool) -> int:
        return self._me if is_mine else self._other

    def _known(self, name: str) -> int:
        """Return the customer of the case called ``name``, entered long ago."""
        if name not in self._customers:
            self._customers[name] = self._customer(name, "2025-01-01", is_mine=False)
        return self._customers[name]

    def _customer(self, name: str, created: str, *, is_mine: bool) -> int:
        customer = CustomerRecord(
            name=name,
            name_folded=folded(name),
            kind="company",
            owner_id=self._owner(is_mine=is_mine),
            created_at=moment(created),
        )
        self._kept(customer)
        return customer.id

    def _add_deal(self, sketch: Deal) -> None:
        status = "open" if sketch.closed is None else sketch.status
        stage = {"open": "New", "won": "Won", "lost": "Lost"}[status]
        amount = Money.of(Decimal(sketch.amount), "RUB")
        directory = self._directory
        reasons = {"Price": directory.reason, "Term": directory.other_reason}
        deal = DealRecord(
            title="Deal",
            title_folded="deal",
            customer_id=self._known(sketch.customer) if sketch.customer else None,
            owner_id=self._owner(is_mine=sketch.is_mine),
            product_id=directory.products.get(sketch.group),
            stage_id=directory.stages[sketch.pipeline, stage],
            status=status,
            amount=amount,
            base_minor=amount.minor,
            base_cost_minor=Money.of(Decimal(sketch.cost), "RUB").minor,
            base_discount_minor=Money.of(Decimal(sketch.discount), "RUB").minor,
            is_shared=sketch.my_share is not None,
            source=sketch.source,
            loss_reason_id=reasons.get(sketch.reason),
            created_at=moment(sketch.created),
            closed_at=moment(sketch.closed),
            first_response_at=moment(sketch.answered),
        )
        self._kept(deal)
        for name in sketch.passed:
            key = directory.stages["Sales", name]
            self._session.add(
                DealStageChangeRecord(deal_id=deal.id, stage_id=key, at=deal.created_at)
            )
        if sketch.my_share is not None:
            self._session.add_all(self._credits(deal, sketch.my_share))

    def _credits(self, deal: DealRecord, percent: int) -> Iterator[DealCreditRecord]:
        for employee, part in ((self._me, percent), (self._other, 100 - percent)):
            yield DealCreditRecord(
                deal_id=deal.id,
                employee_id=employee,
                share=part * SHARE_UNITS // 100,
                **{name: getattr(deal, name) * part // 100 for name in DIVIDED},
            )

    def _add_activity(self, sketch: Activity) -> None:
        self._session.add(
            ActivityRecord(
                type_id=self._directory.types[sketch.type or sketch.kind],
                employee_id=self._owner(is_mine=sketch.is_mine),
                planned_at=moment(sketch.planned),
                done_at=moment(sketch.done),
                created_at=moment(sketch.created),
                duration_s=sketch.seconds,
                score=sketch.score,
                points=sketch.points,
            )
        )

    def _add_document(self, sketch: Document) -> None:
        amount = Money.of(Decimal(sketch.amount), "RUB")
        days = {
            f"{name}_on": None if text is None else day(text)
            for name, text in (
                ("issued", sketch.issued),
                ("posted", sketch.posted),
                ("due", sketch.due),
                ("paid", sketch.paid),
            )
        }
        owner = self._owner(is_mine=sketch.is_mine)
        document = DocumentRecord(
            kind=sketch.kind,
            number=f"{self._case.code} {self._number}",
            state=sketch.state,
            owner_id=owner,
            amount=amount,
            base_minor=amount.minor,
            **days,
        )
        self._kept(document)
        for on, text in sketch.received:
            minor = Money.of(Decimal(text), "RUB").minor
            self._session.add(
                PaymentRecord(
                    document_id=document.id,
                    owner_id=owner,
                    received_on=day(on),
                    amount_minor=minor,
                    base_minor=minor,
                )
            )

    def _code(self, *, is_mine: bool) -> str:
        return self._case.code if is_mine else f"other than {self._case.code}"

    def _mark(self, sketch: Mark) -> MarkRecord:
        return MarkRecord(
            indicator=self._case.entry,
            subject_level="employee",
            subject_code=self._code(is_mine=sketch.is_mine),
            period_kind="month",
            period_start=day(sketch.month),
            period_end=Period.containing(day(sketch.month), PeriodKind.MONTH).end,
            value=sketch.value,
            reason="Work",
            author="Head",
            at=NOW,
        )

    def _value(self, sketch: SeriesValue) -> SeriesValueRecord:
        return SeriesValueRecord(
            indicator=sketch.indicator or self._case.entry,
            subject_level="employee",
            subject_code=self._code(is_mine=sketch.is_mine),
            on=day(sketch.on),
            value=sketch.value,
        )
