"""Use cases on what bonus templates and reward cards would have paid before they are saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.rewards.check import problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.rewards.template import BonusTemplate, PayModel, RewardCard
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """What a template would have paid ``subject``, and the line that says why."""

    subject: Subject
    line: StatementLine

    @property
    def amount(self) -> Money:
        return self.line.amount


@dataclass(frozen=True, slots=True)
class PremiumExample:
    """``rows`` are all who have the template, the highest amount first, and ``total`` their sum.

    Where no card ``has_template`` yet, they are all whom any card pays. ``problems`` are those of
    people whose pay could not be computed.
    """

    period: Period
    rows: tuple[ExampleRow, ...]
    total: Money
    has_template: bool
    problems: tuple[tuple[Subject, Message], ...] = ()

    @property
    def median(self) -> ExampleRow | None:
        """The row in the middle of those who get something, else of all; None without any."""
        rows = [row for row in self.rows if row.amount.minor] or self.rows
        return rows[len(rows) // 2] if rows else None


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card would have paid ``subject``; ``total`` is the salary with all premiums.

    ``was`` is the total by the rules as they are saved, None where no card pays them.
    """

    subject: Subject
    salary: Money
    premiums: Money
    total: Money
    was: Money | None = None

    @property
    def difference(self) -> Money | None:
        """What the draft pays more, below zero less; None where nothing changes for them."""
        more = None if self.was is None else self.total - self.was
        return more or None


@dataclass(frozen=True, slots=True)
class CardExample:
    """``rows`` are all whom the card pays, by name, and ``total`` their sum."""

    period: Period
    rows: tuple[CardRow, ...]
    total: Money
    problems: tuple[tuple[Subject, Message], ...] = ()

    @property
    def was(self) -> Money | None:
        """What the saved rules pay all of them; None where it is the same, or nobody is paid."""
        before = [row.was for row in self.rows if row.was is not None]
        whole = sum(before, Money.zero(self.total.currency))
        return whole if before and whole != self.total else None


class PremiumPreviewService:
    """Plans are those of the month, whatever scheme is asked about."""

    def __init__(self, schemes: SchemeService, calculation: CalculationService) -> None:
        self._schemes = schemes
        self._calculation = calculation

    def premium(self, draft: BonusTemplate, scheme: Scheme, month: Period) -> PremiumExample:
        """Return what ``draft`` would have paid in ``month`` by the cards of ``scheme``.

        It takes the place of the template with its code, and all rules hold as if they always
        had. What stands on the cards besides it is left out.

        Raises:
            UnsoundSchemeError: ``draft`` has mistakes, or what it needs has.
            NotSetUpError: there is no firm yet.

        """
        having = [card for card in scheme.cards if draft.code in card.templates]
        cards = tuple(_with_alone(card, [draft]) for card in having or scheme.cards)
        rules = replace(scheme, templates=(draft,), cards=cards).since_ever()
        outcomes = self._outcomes(rules, month)
        rows = [
            ExampleRow(statement.subject, line)
            for statement in _statements(outcomes)
            for line in statement.lines
            if line.code == draft.code
        ]
        rows.sort(key=lambda row: row.amount.minor, reverse=True)
        total = Money(sum(row.amount.minor for row in rows), scheme.currency)
        return PremiumExample(month, tuple(rows), total, bool(having), _problems(outcomes))

    def premiums(
        self,
        drafts: Collection[BonusTemplate],
        paying: RewardCard,
        scheme: Scheme,
        month: Period,
    ) -> dict[str, PremiumExample]:
        """Return by their codes what each of ``drafts`` alone would have paid by one card.

        They are calculated together, with what they need from ``scheme``; those that have mistakes
        are left out.

        Raises:
            UnsoundSchemeError: something else has mistakes.
            NotSetUpError: there is no firm yet.

        """
        rules = _with_drafts(drafts, paying, scheme)
        wrong = [problem.place for problem in problems(rules)]
        sound = [
            each
            for each in drafts
            if not any(place.startswith(f"templates.{each.code}.") for place in wrong)
        ]
        if not sound:
            return {}
        outcomes = self._outcomes(_with_drafts(sound, paying, scheme), month)
        told = _problems(outcomes)
        found: dict[str, list[ExampleRow]] = {each.code: [] for each in sound}
        for statement in _statements(outcomes):
            for line in statement.lines:
                if line.code in found:
                    found[line.code].append(ExampleRow(statement.subject, line))
        examples = {}
        for code, rows in found.items():
            rows.sort(key=lambda row: row.amount.minor, reverse=True)
            total = Money(sum(row.amount.minor for row in rows), scheme.currency)
            has = code in paying.templates
            examples[code] = PremiumExample(month, tuple(rows), total, has, told)
        return examples

    def card(self, draft: RewardCard, scheme: Scheme, month: Period) -> CardExample:
        """Return what ``draft``, in the place of the card with its code, would have paid.

        Beside what the same people get by the rules as they are saved.

        Raises:
            UnsoundSchemeError: ``draft`` has mistakes, or what it needs has.
            NotSetUpError: there is no firm yet.

        """
        others = (card for card in scheme.cards if card.code != draft.code)
        rules = replace(scheme, cards=(*others, draft)).since_ever()
        outcomes = self._outcomes(rules, month)
        saved = self._schemes.scheme(AFTER_ALL).since_ever()
        is_same = set(saved.cards) == set(rules.cards)
        was = _totals(outcomes if is_same else self._outcomes(saved, month))
        rows = tuple(
            _card_row(statement, was.get(statement.subject.ref))
            for statement in _statements(outcomes)
            if statement.card == draft.code
        )
        total = Money(sum(row.total.minor for row in rows), scheme.currency)
        return CardExample(month, rows, total, _problems(outcomes))

    def _outcomes(self, rules: Scheme, month: Period) -> tuple[Outcome, ...]:
        known = {indicator.code for indicator in rules.indicators}
        planned = self._schemes.scheme(month.start).plans
        plans = tuple(plan for plan in planned if plan.indicator in known)
        return self._calculation.calculate(month, scheme=replace(rules, plans=plans)).outcomes


def _with_drafts(drafts: Collection[BonusTemplate], paying: RewardCard, scheme: Scheme) -> Scheme:
    """Return ``scheme`` with ``paying`` as the only card, and nothing on it besides ``drafts``."""
    card = _with_alone(replace(paying, script=None), drafts)
    return replace(scheme, templates=tuple(drafts), cards=(card,)).since_ever()


def _with_alone(card: RewardCard, templates: Collection[BonusTemplate]) -> RewardCard:
    """Return ``card`` with nothing on it besides the salary and ``templates``."""
    return replace(
        card,
        templates=tuple(each.code for each in templates),
        pay_model=PayModel.BONUSES_ONLY,
        total_cap=None,
        advance=None,
        guarantee=None,
    )


def _card_row(statement: Statement, was: Money | None) -> CardRow:
    premiums = statement.total - statement.salary
    return CardRow(statement.subject, statement.salary, premiums, statement.total, was)


def _totals(outcomes: Iterable[Outcome]) -> dict[SubjectRef, Money]:
    return {statement.subject.ref: statement.total for statement in _statements(outcomes)}


def _statements(outcomes: Iterable[Outcome]) -> Iterable[Statement]:
    return (outcome.statement for outcome in outcomes if outcome.statement is not None)


def _problems(outcomes: Iterable[Outcome]) -> tuple[tuple[Subject, Message], ...]:
    return tuple(
        (outcome.result.subject, outcome.problem)
        for outcome in outcomes
        if outcome.problem is not None
    )
