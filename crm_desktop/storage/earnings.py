"""What commissions earn: the records of a period that move on, and whatever decides their pay.

A fixed number of statements for each kind of record, whatever the people and the templates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.earning import (
    CommissionRule,
    Credit,
    EarningRecord,
    accruals,
)
from crm_desktop.rewards.template import Event, ProductRate
from crm_desktop.storage import earning_statements as statements
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.earning_statements import PAYING, Asked, Rows

_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Earner(NamedTuple):
    """An employee, and the commission templates of their card."""

    ref: SubjectRef
    codes: frozenset[str]


def commissions(
    session: Session,
    rules: Sequence[CommissionRule],
    people: Mapping[int, Earner],
    around: Surroundings,
    *,
    today: date,
    only: Collection[int] | None = None,
) -> Commissions:
    """Return what records earn ``people``, who are by their ids, in the periods of ``rules``.

    ``today`` is the day of relative filters. Records are read of ``only`` some employees, or of
    all.
    """
    found: dict[int, list[Accrual]] = defaultdict(list)
    for entity in (Entity.DEAL, Entity.DOCUMENT):
        of_entity = [rule for rule in rules if rule.premium.entity is entity]
        if of_entity:
            has_stages = any(rule.premium.stages for rule in of_entity)
            asked = Asked.of(of_entity, around, today, None if has_stages else only)
            for rule, record in _Reading(session, entity, of_entity, asked).meant():
                code = rule.template.code
                for employee, accrual in accruals(rule, record):
                    earner = people.get(employee)
                    if earner is not None and code in earner.codes:
                        found[employee].append(accrual)
    return Commissions({people[id_].ref: of_one for id_, of_one in found.items()})


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the records of one kind; ``rules`` are all about it."""

    session: Session
    entity: Entity
    rules: Sequence[CommissionRule]
    asked: Asked

    def meant(self) -> Iterator[tuple[CommissionRule, EarningRecord]]:
        """Yield each record with each of the rules that means it."""
        rules = self._with_rates()
        records = self._deals() if self.entity is Entity.DEAL else self._documents()
        for record, flags in records:
            for rule, is_meant in zip(rules, flags, strict=True):
                if is_meant:
                    yield rule, record

    def _documents(self) -> Iterator[tuple[EarningRecord, Sequence[int]]]:
        """Yield documents with whether each of the rules means them."""
        rows = self._rows(statements.documents(self.asked))
        has_deals = any(row.deal_id is not None for row in rows)
        payments, products = self._payments(), self._products()
        credited = self._credits() if has_deals else {}
        movers = self._movers() if has_deals else {}
        kind_of, zone = Entity.DOCUMENT, self.asked.around.zone
        for row in rows:
            key, kind, number, owner, deal, issued, shipped, cancelled, closed, amount, *rest = row
            base, net, margin, *flags = rest
            won_on = None if closed is None else closed.astimezone(zone).date()
            record = EarningRecord(  # there are many: names would cost more than the rest
                kind_of,
                key,
                f"{kind} {number}",
                owner,
                amount,
                {"amount": base, "net": net, "margin": margin},
                won_on,
                issued,
                shipped,
                None,
                cancelled,
                payments.get(key, ()),
                _NOTHING,
                credited.get(deal, ()),
                movers.get(deal, _NOTHING),
                products.get(key, ()),
            )
            yield record, flags

    def _deals(self) -> Iterator[tuple[EarningRecord, Sequence[int]]]:
        """Yield won deals with whether each of the rules means them."""
        payments, papers = self._payments(), self._papers()
        credited, movers = self._credits(), self._movers()
        zone = self.asked.around.zone
        for row in self._rows(statements.deals(self.asked)):
            key, title, owner, product, closed, base, margin, *flags = row
            won_on = closed.astimezone(zone).date()
            record = EarningRecord(
                Entity.DEAL,
                key,
                label=title,
                owner=owner,
                amount=base,
                measures={"amount": base, "margin": margin},
                won_on=won_on,
                starts_on=won_on,
                payments=payments.get(key, ()),
                papers=papers.get(key, {}),
                credits=credited.get(key, ()),
                movers=movers.get(key, {}),
                products=((product, base),),
            )
            yield record, flags

    def _payments(self) -> Mapping[int, Sequence[tuple[date, int]]]:
        """Return the days and amounts of payments by record, the oldest first.

        Money that came for an invoice of a deal is gone from the deal when the invoice is
        cancelled.
        """
        found: dict[int, list[tuple[date, int]]] = defaultdict(list)
        if not self.asked.events & PAYING:
            return found
        if self.entity is Entity.DOCUMENT:
            for key, on, minor in self._rows(statements.payments_of_documents(self.asked)):
                found[key].append((on, minor))
            return found
        for key, on, minor, state, cancelled in self._rows(
            statements.payments_of_deals(self.asked)
        ):
            if state != "cancelled":
                found[key].append((on, minor))
            elif cancelled is not None and on < cancelled:
                found[key] += [(on, minor), (cancelled, -minor)]
        return {key: sorted(of_deal) for key, of_deal in found.items()}

    def _papers(self) -> Mapping[int, Mapping[Event, Sequence[tuple[date, int]]]]:
        """Return from which days on each deal is invoiced and shipped, or is no longer.

        It is as long as one of its papers is good.
        """
        if not self.asked.events & statements.PAPERS:
            return {}
        found: dict[int, dict[Event, dict[date, int]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(int))
        )
        for deal, *days, cancelled in self._rows(statements.papers_of_deals(self.asked)):
            for event, day in zip((Event.INVOICED, Event.SHIPPED), days, strict=True):
                if day is None or (cancelled is not None and cancelled <= day):
                    continue
                found[deal][event][day] += 1
                if cancelled is not None:
                    found[deal][event][cancelled] -= 1
        return {
            deal: {event: _levels(by_day) for event, by_day in events.items()}
            for deal, events in found.items()
        }

    def _credits(self) -> Mapping[int | None, Sequence[Credit]]:
        """Return the credits of deals by deal."""
        found: dict[int | None, list[Credit]] = defaultdict(list)
        for deal, *credit in self._rows(statements.deal_credits(self.asked, self.entity)):
            found[deal].append(Credit(*credit))
        return found

    def _movers(self) -> Mapping[int | None, Mapping[str, int]]:
        """Return who moved each deal into the stages that pay, the last one of each."""
        found: dict[int | None, dict[str, int]] = defaultdict(dict)
        stages = {stage.stage for rule in self.rules for stage in rule.premium.stages}
        if stages:
            for deal, stage, by in self._rows(
                statements.movers(self.asked, self.entity, sorted(stages))
            ):
                found[deal][stage] = by
        return found

    def _products(self) -> Mapping[int, Sequence[tuple[int | None, int]]]:
        """Return the products of documents with their amounts, where a rate depends on them."""
        found: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
        if any(rule.premium.rates for rule in self.rules):
            for document, product, minor in self._rows(statements.lines(self.asked)):
                found[document].append((product, minor))
        return found

    def _with_rates(self) -> list[CommissionRule]:
        """Return the rules with the rates of all products that theirs are of."""
        if not any(rule.premium.rates for rule in self.rules):
            return list(self.rules)
        products = _Products(
            self._rows(statements.products()), self._rows(statements.product_groups())
        )
        return [
            replace(rule, rate_of=products.rates(rule.premium.rates))
            if rule.premium.rates
            else rule
            for rule in self.rules
        ]

    def _rows(self, query: Rows) -> Sequence[Any]:
        return self.session.connection().execute(query).all()


def _levels(by_day: Mapping[date, int]) -> Sequence[tuple[date, int]]:
    """Return from which days on there is one at least, of what is more or less each day."""
    days = sorted(by_day)
    counts = accumulate(by_day[day] for day in days)
    return [(day, min(count, 1)) for day, count in zip(days, counts, strict=True)]


class _Products:
    """The directory of products, to find what a rate is of."""

    def __init__(self, products: Iterable[Any], groups: Iterable[Any]) -> None:
        self._products = [tuple(row) for row in products]
        self._groups = {key: (parent, name) for key, parent, name in groups}

    def rates(self, rates: Sequence[ProductRate]) -> dict[int, Decimal]:
        """Return the rates of products by their ids.

        The own rate of a product comes first, then that of the closest group that has one.
        """
        of_product = {folded(one.product): one.rate for one in rates if one.product is not None}
        of_group = {folded(one.group): one.rate for one in rates if one.group is not None}
        found = (
            (key, of_product.get(name, self._of_group(group, of_group)))
            for key, name, group in self._products
        )
        return {key: rate for key, rate in found if rate is not None}

    def _of_group(self, group: int | None, of_group: Mapping[str, Decimal]) -> Decimal | None:
        while group is not None:
            group, name = self._groups[group]
            if name in of_group:
                return of_group[name]
        return None
