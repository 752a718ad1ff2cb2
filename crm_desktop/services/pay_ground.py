"""What pay is made of besides the facts of its month: commissions, openings, longer periods."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import Holders, departments_of
from crm_desktop.kpi.facts import Facts
from crm_desktop.rewards.accrual import Accrual, Earnings
from crm_desktop.rewards.assignment import cards_in_force
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.earning import rules_of
from crm_desktop.rewards.engine import NO_EARNINGS
from crm_desktop.rewards.opening import Opening
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, CommissionPremium
from crm_desktop.rewards.terms import longer_periods
from crm_desktop.services.measuring import Measuring, around
from crm_desktop.services.rules import clawbacks_of_all_times
from crm_desktop.storage.earnings import Earner, commissions
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.openings import Openings, openings
from crm_desktop.storage.queries.subjects import Person, Staff


@dataclass(frozen=True, slots=True)
class Besides:
    """What statements are made of besides facts."""

    earnings: Earnings = NO_EARNINGS
    openings: Mapping[SubjectRef, Opening] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PayReader:
    """Reads for the month ``period`` by ``rules``, in one transaction; ``today`` as filters ask.

    ``units`` have all departments that hold the people asked for.
    """

    session: Session
    firm: Firm
    rules: Scheme
    period: Period
    today: date
    units: Sequence[Subject]

    def besides(
        self, people: Collection[Person], *, of_one: bool = False, with_openings: bool = True
    ) -> Besides:
        """Return what the statements of ``people`` are made of, who are all unless ``of_one``.

        Without openings they pay what the rules say alone.
        """
        if self.period.kind is not PeriodKind.MONTH or not self.rules.cards:
            return Besides()
        only = [person.id for person in people] if of_one else None
        found = Openings()
        if with_openings:
            employee = only[0] if only is not None and len(only) == 1 else None
            asked = partial(clawbacks_of_all_times, self.session)
            found = openings(self.session, self.period, self.firm, asked, only=employee)
        refs = {person.id: person.subject.ref for person in people}
        return Besides(
            self._earnings(people, only, found.kept),
            {refs[id_]: one for id_, one in found.by_employee.items() if id_ in refs},
        )

    def _earnings(
        self,
        people: Collection[Person],
        only: Collection[int] | None,
        kept: Mapping[int, Sequence[Accrual]],
    ) -> Earnings:
        """Return what ``people`` earn record by record, and what was ``kept`` of it."""
        codes = {one.code for one in self._commissions()}
        if not codes:
            return NO_EARNINGS
        holders = Holders(cards_in_force(self.rules.cards, self.period), departments_of(self.units))
        earners: dict[int, Earner] = {}
        for person in people:
            assigned = holders.closest(person.subject)
            own = frozenset() if assigned is None else codes.intersection(assigned[0].templates)
            if own:
                earners[person.id] = Earner(person.subject.ref, frozenset(own))
        rules = rules_of(self.rules, codes, self.period)
        if not earners or not rules:
            return NO_EARNINGS
        found = commissions(
            self.session, rules, earners, around(self.session, self.firm), today=self.today,
            only=only,
        )  # fmt: skip
        if not kept:
            return found
        return Commissions(
            {
                earner.ref: [*found.accruals(earner.ref), *kept.get(id_, ())]
                for id_, earner in earners.items()
            }
        )

    def _commissions(self) -> list[BonusTemplate]:
        """Return the commission templates that stand on a card."""
        return [
            one
            for one in templates_on_cards(self.rules)
            if isinstance(one.premium, CommissionPremium)
        ]


def templates_on_cards(rules: Scheme) -> list[BonusTemplate]:
    """Return the templates that some card pays."""
    codes = {code for card in rules.cards for code in card.templates}
    return [template for template in rules.templates if template.code in codes]


def asked_longer(rules: Scheme, period: Period) -> list[Period]:
    """Return the longer periods that end with ``period`` and that some card pays for."""
    kinds = {template.period_kind for template in templates_on_cards(rules)}
    return [whole for whole in longer_periods(rules, period) if whole.kind in kinds]


def at_the_end(earnings: Earnings, subject: SubjectRef, share_due: Decimal) -> Earnings:
    """Return what ``subject`` will have earned if all goes on as it did for ``share_due``."""

    def grown(minor: int) -> int:
        return int((minor / share_due).to_integral_value())

    found = [
        one._replace(amount_minor=grown(one.amount_minor), base_minor=grown(one.base_minor))
        for one in earnings.accruals(subject)
    ]
    return Commissions({subject: found}) if found else earnings


def staff_in(session: Session, rules: Scheme, period: Period, employee: str | None = None) -> Staff:
    """Return who is in which department on the last day of ``period``, and who was there."""
    staff = subjects.staff(session, employee).on(period.last_day())
    if not rules.asks_presence:
        return staff
    widest = max([period, *asked_longer(rules, period)], key=_length)
    return subjects.with_presence(session, staff, widest)


def _length(period: Period) -> timedelta:
    return period.end - period.start


def longer_facts(
    measuring: Measuring,
    rules: Scheme,
    period: Period,
    staff: Staff,
    counted: Sequence[Subject],
    *,
    owners: Collection[int] | None = None,
) -> dict[PeriodKind, Facts]:
    """Return the facts of the longer periods that some card pays for at the end of ``period``."""
    return {
        whole.kind: measuring.facts(whole, staff, counted, owners)
        for whole in asked_longer(rules, period)
    }
