"""Deals with their stages, their history and the shares of those who are credited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from crm_desktop.changes import Changes
from crm_desktop.domain.deals import SHARE_UNITS, DealStatus, credited_parts
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError, MissingRateError
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.exchange.import_values import Value
from crm_desktop.exchange.mapping import PipelineDraft
from crm_desktop.services.imports.currencies import Currencies, worth_of
from crm_desktop.services.imports.intake import (
    Draft,
    Intake,
    Present,
    Surroundings,
    fingerprint,
)
from crm_desktop.services.imports.references import (
    References,
    Refused,
    unknown_customer,
    unknown_employee,
    unknown_product,
)
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    EmployeeRecord,
    PipelineRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.models.deals import DIVIDED
from crm_desktop.storage.queries import deals, imports
from crm_desktop.texts import Message

PIPELINES = Message("pipelines")
STAGES = Message("stages")
LOSS_REASONS = Message("loss reasons")

_COLUMNS = (
    "title",
    "title_folded",
    "customer_id",
    "owner_id",
    "product_id",
    "stage_id",
    "status",
    "amount_minor",
    "currency",
    "base_minor",
    "base_cost_minor",
    "base_discount_minor",
    "expected_on",
    "first_response_at",
    "source",
    "note",
    "loss_reason_id",
    "created_at",
    "closed_at",
    "external_id",
)
_STAGE, _AMOUNT, _CURRENCY, _BASE, _CREATED, _CLOSED = (
    _COLUMNS.index(name)
    for name in ("stage_id", "amount_minor", "currency", "base_minor", "created_at", "closed_at")
)
_DIVIDED = tuple(map(_COLUMNS.index, DIVIDED))


class _Stage(NamedTuple):
    id: int
    name: str
    status: str


class DealIntake(Intake):
    table = bulk.table_of(DealRecord)
    columns = _COLUMNS
    columns_of = {
        "title": ("title", "title_folded"),
        "customer": ("customer_id",),
        "owner": ("owner_id",),
        "product": ("product_id",),
        "stage": ("stage_id", "status", "closed_at"),
        "amount": ("amount_minor", "currency", "base_minor"),
        "cost": ("base_cost_minor",),
        "discount": ("base_discount_minor",),
        "expected": ("expected_on",),
        "response": ("first_response_at",),
        "source": ("source",),
        "note": ("note",),
        "loss_reason": ("loss_reason_id",),
        "created": ("created_at",),
        "closed": ("closed_at",),
        "external_id": ("external_id",),
    }
    changes = Changes.DEALS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        session = around.session
        self._zone = around.firm.time_zone()
        self._places = self._places_by_row(set(around.mapping.fields))
        self._currencies = Currencies(around)
        self._owners = References(
            session, bulk.table_of(EmployeeRecord), "code", unknown=unknown_employee
        )
        self._customers = References(
            session, bulk.table_of(CustomerRecord), "external_id", unknown=unknown_customer
        )
        self._products = References(
            session, bulk.table_of(ProductRecord), "external_id", unknown=unknown_product
        )
        self._stages = self._known_stages(around.mapping.pipeline)
        self._loss_reasons = imports.list_loss_reasons(session)

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._owners.learn(row.values["owner"] for row in rows)
        self._customers.learn(row.values.get("customer") for row in rows)
        self._products.learn(row.values.get("product") for row in rows)

    def drafted(self, row: ImportedRow) -> Draft:
        get = row.values.get
        stage = self._stage(get("stage"))
        created, closed = self._dates(row, stage)
        amount = self._amount(row, stage)
        title, key = str(get("title")), get("external_id")
        moment = closed or created or self.now
        base = self._base(amount, moment)
        return Draft(
            row,
            ("external_id",),
            (
                title,
                folded(title),
                self._customers.find("customer", get("customer")),
                self._owners.find("owner", get("owner")),
                self._products.find("product", get("product")),
                stage.id,
                stage.status,
                amount.minor,
                amount.currency,
                base,
                *self._parts(row, amount, base, moment),
                get("expected"),
                self._response(row, created),
                get("source") or "",
                get("note") or "",
                self._loss_reason(get("loss_reason"), stage),
                created or closed or self.now,
                closed,
                key or fingerprint(row),
            ),
            self._places[created is not None, stage.status == DealStatus.LOST],
        )

    def suited(self, draft: Draft, present: Present) -> Draft:
        """Let a deal keep the rate that it was recorded at unless its amount or day changes."""
        old: Sequence[Any] = present.values
        new: Sequence[Any] = draft.values
        if new[_CURRENCY] == self.firm.currency:
            return draft
        created = new[_CREATED] if _CREATED in draft.determined else old[_CREATED]
        amount, moment = Money(new[_AMOUNT], new[_CURRENCY]), new[_CLOSED] or created
        was_on = self._day(old[_CLOSED] or old[_CREATED])
        if (amount, self._day(moment)) == (Money(old[_AMOUNT], old[_CURRENCY]), was_on):
            base = old[_BASE]
        else:
            base = self._base(amount, moment)
        parts = self._parts(draft.row, amount, base, moment)
        after = _BASE + 1 + len(parts)
        return draft._replace(values=(*new[:_BASE], base, *parts, *new[after:]))

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        self._add_history(
            [
                (key, draft.values[_STAGE], draft.values[_CLOSED] or draft.values[_CREATED])
                for key, draft in records
            ]
        )

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        moved = [
            (present.id, draft.values[_STAGE], draft.values[_CLOSED] or self.now)
            for present, draft in records
            if present.values[_STAGE] != draft.values[_STAGE]
        ]
        self._add_history(moved)
        if not set(_DIVIDED).isdisjoint(self.determined):
            self._share_anew(
                {
                    present.id: monies
                    for present, draft in records
                    if (monies := _divided(present, draft))
                    != tuple(present.values[place] for place in _DIVIDED)
                }
            )
        return set()

    def _places_by_row(self, fields: set[str]) -> dict[tuple[bool, bool], tuple[int, ...]]:
        """Return what a row determines if it has a day of creation, and if it is lost.

        Without the day an older one stays; a deal that is not lost has no reason of a loss.
        """
        return {
            (is_dated, is_lost): self.places(
                (fields if is_dated else fields - {"created"})
                | (set() if is_lost else {"loss_reason"})
            )
            for is_dated in (False, True)
            for is_lost in (False, True)
        }

    def _stage(self, name: Value) -> _Stage:
        stage = self._stages.get(folded(str(name)))
        if stage is None:
            raise Refused("stage", self._unknown_stage(str(name)))
        return stage

    def _unknown_stage(self, name: str) -> Message:
        if not self._stages:
            return Message(
                "There are no stages yet: name them under [pipeline] in the mapping file, or "
                "press “{button}” among the deals.",
                button=Message("Start with the usual stages"),
            )
        allowed = ", ".join(stage.name for stage in self._stages.values())
        return Message(
            "There is no stage “{name}”: use one of {allowed}.", name=name, allowed=allowed
        )

    def _dates(self, row: ImportedRow, stage: _Stage) -> tuple[datetime | None, datetime | None]:
        created = self.instant(row.values.get("created"))
        closed = self.instant(row.values.get("closed"))
        is_open = stage.status == DealStatus.OPEN
        if closed is None and not is_open:
            raise Refused("closed", Message("A won or lost deal needs the day of its closing."))
        if closed is not None and is_open:
            raise Refused("closed", Message("An open deal has no day of closing."))
        if created and closed and closed < created:
            raise Refused("closed", Message("The deal was closed before it was created."))
        return created, closed

    def _amount(self, row: ImportedRow, stage: _Stage) -> Money:
        amount = row.values.get("amount")
        if isinstance(amount, Money):
            self._currencies.need(amount.currency)
            return amount
        if stage.status == DealStatus.WON and "amount" in self.mapping.fields:
            raise Refused("amount", Message("A won deal needs its amount."))
        return Money.zero(self.firm.currency)

    def _base(self, amount: Money, moment: datetime) -> int:
        if amount.currency == self.firm.currency:
            return amount.minor
        try:
            return self._currencies.base(amount, self._day(moment))
        except (MissingRateError, InvalidInputError) as error:
            raise Refused("amount", error.message) from error

    def _parts(
        self, row: ImportedRow, amount: Money, base: int, moment: datetime
    ) -> tuple[int, ...]:
        """Return what the cost and the discount are worth at the rate of the deal."""
        parts = (row.values.get(field) for field in ("cost", "discount"))
        return tuple(self._part(part, amount, base, moment) for part in parts)

    def _part(self, part: Value, amount: Money, base: int, moment: datetime) -> int:
        if not isinstance(part, Money):
            return 0
        if not amount.minor:
            return self._base(part, moment)
        try:
            return worth_of(part.minor, of=amount.minor, worth=base)
        except InvalidInputError as error:
            raise Refused("amount", error.message) from error

    def _response(self, row: ImportedRow, created: datetime | None) -> datetime | None:
        response = self.instant(row.values.get("response"))
        if response and created and response < created:
            raise Refused("response", Message("The first answer comes after the deal was created."))
        return response

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _loss_reason(self, name: Value, stage: _Stage) -> int | None:
        if name is None:
            return None
        if stage.status != DealStatus.LOST:
            raise Refused("loss_reason", Message("Only a lost deal has a reason for its loss."))
        known = self._loss_reasons.get(str(name))
        if known is None:
            known = deals.add_loss_reason(self.session, str(name))
            self._loss_reasons[str(name)] = known
            self.tally.made[LOSS_REASONS] += 1
        return known

    def _known_stages(self, draft: PipelineDraft | None) -> dict[str, _Stage]:
        """Return the stages by folded name; those of ``draft`` that do not exist are made."""
        if draft is not None:
            self._make_missing(draft)
        stages: dict[str, _Stage] = {}
        for record in imports.list_stages(self.session, draft.name if draft else None):
            stages.setdefault(folded(record.name), _Stage(record.id, record.name, record.status))
        return stages

    def _make_missing(self, draft: PipelineDraft) -> None:
        pipeline = imports.find_pipeline(self.session, draft.name)
        if pipeline is None:
            position = imports.last_pipeline_position(self.session) + 1
            pipeline = PipelineRecord(name=draft.name, position=position)
            self.session.add(pipeline)
            self.session.flush()
            self.tally.made[PIPELINES] += 1
        present = imports.list_stages(self.session, draft.name)
        names = {folded(stage.name) for stage in present}
        position = max((stage.position for stage in present), default=0)
        for stage in draft.stages:
            if folded(stage.name) not in names:
                position += 1
                self.session.add(
                    StageRecord(
                        pipeline_id=pipeline.id,
                        name=stage.name,
                        position=position,
                        status=stage.status.value,
                        probability_percent=int(stage.probability * 100),
                    )
                )
                self.tally.made[STAGES] += 1
        self.session.flush()

    def _add_history(self, entries: Sequence[tuple[object, ...]]) -> None:
        bind = self._binds[_CREATED]
        rows = [(key, stage, bind(at)) for key, stage, at in entries] if bind else entries
        bulk.insert(
            self.session,
            bulk.table_of(DealStageChangeRecord),
            ("deal_id", "stage_id", "at"),
            list(rows),
        )

    def _share_anew(self, revalued: Mapping[int, Sequence[int]]) -> None:
        """Divide the new money of shared deals as the old was; overlays follow it too."""
        if not revalued:
            return
        rows: list[tuple[object, ...]] = []
        credits_ = imports.list_credits(self.session, revalued.keys())
        for deal, group in groupby(credits_, attrgetter("deal_id")):
            credited = list(group)
            shares = [_share(credit) for credit in credited if not credit.is_overlay]
            overlays = [_share(credit) for credit in credited if credit.is_overlay]
            parts = [
                credited_parts(Money(minor, self.firm.currency), shares, overlays)
                for minor in revalued[deal]
            ]
            rows += [
                (credit.id, *(part.minor for part in of_one))
                for credit, *of_one in zip(credited, *parts, strict=True)
            ]
        bulk.update(self.session, bulk.table_of(DealCreditRecord), DIVIDED, rows)


def _divided(present: Present, draft: Draft) -> tuple[Any, ...]:
    """Return the money that the record has once it took over what ``draft`` determines."""
    return tuple(
        (draft if place in draft.determined else present).values[place] for place in _DIVIDED
    )


def _share(credit: DealCreditRecord) -> Decimal:
    return Decimal(credit.share) / SHARE_UNITS
