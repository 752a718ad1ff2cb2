"""The statement of one employee: salary, premiums line by line, what keeps and caps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from crm_desktop.domain.money import Money, Rounding, minor_digits
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.scripts import ScriptAnswer
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.sentence import equation, product
from crm_desktop.kpi.working import Operand, Rows, computed, of_signs
from crm_desktop.rewards.accrual import Earnings
from crm_desktop.rewards.instalments import InParts, later_parts, put_due
from crm_desktop.rewards.opening import NOTHING_BEFORE, Balance, Carry, Opening
from crm_desktop.rewards.premium import PayBasis, earned, gifts
from crm_desktop.rewards.premium_words import Told
from crm_desktop.rewards.rounding import rounded
from crm_desktop.rewards.salaries import Salaries, Salary
from crm_desktop.rewards.scripted import put_changes
from crm_desktop.rewards.settling import Settling
from crm_desktop.rewards.shared import SharedPremiums
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.tally import Tally, Words, all_of
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CommissionPremium,
    ContestPremium,
    PayModel,
    PoolPremium,
    RewardCard,
)
from crm_desktop.rewards.template_line import template_words
from crm_desktop.rewards.terms import Term, Terms
from crm_desktop.texts import Message

_ZERO = Decimal(0)

OWN_CODES = frozenset(
    {"score", "carried", "floor", "cap", "guarantee", "clawback", "advance", "remainder"}
)
"""Codes of the lines that no template makes."""


@dataclass(frozen=True, slots=True)
class StatementBuilder:
    """Makes the statements of a month by the ``terms`` that end with it.

    ``openings`` are what each employee's statement begins with, ``answers`` those of reward scripts
    that ran already and ``names`` those of what they may change, by code. Amounts are computed at
    once; what they are called and how they came about, when asked.
    """

    templates: Mapping[str, BonusTemplate]
    terms: Terms
    salaries: Salaries
    earnings: Earnings
    shared: SharedPremiums
    openings: Mapping[SubjectRef, Opening]
    rounding: Rounding = Rounding.HALF_UP
    place: RoundingPlace = RoundingPlace.LINE
    answers: Mapping[SubjectRef, ScriptAnswer] = field(default_factory=dict)
    scripts: Mapping[str, Script] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    _paid: dict[str, list[tuple[BonusTemplate, Term]]] = field(default_factory=dict)

    def statement(
        self, result: SubjectResult, card: RewardCard, assignment: Assignment
    ) -> Statement:
        """Return the pay of the subject of ``result`` by ``card``: ``S + Σ(bi·S) + ΣBi``.

        ``assignment`` is the one of the card that names the subject most closely.

        A premium that is not earned stays as a line of zero with its reason. ``total`` is
        salary plus lines as printed; where the score alone pays, no salary stands beside it.
        A salary that ``card`` reduces for absence is rounded first: all that reads it reads what
        is printed.

        Raises:
            CrmError: the card names what is not there, or an amount is too large.

        Source: domain.md §5 for the pay models, §6 for the sum; cases C1, C2, C18, C38, C47.

        """
        salary = self.salaries.of(card, assignment, result.subject)
        is_score_only = card.pay_model is PayModel.SCORE_ONLY
        paid = Money.zero(salary.money.currency) if is_score_only else salary.money
        tally = Tally(paid, self.rounding, self.place)
        opening = self.openings.get(result.subject.ref, NOTHING_BEFORE)
        sheet = _Sheet(self, tally, result, card, salary, opening)
        sheet.put_premiums()
        answer = self.answers.get(result.subject.ref)
        if answer is not None:
            put_changes(tally, answer, self.scripts.get(card.script or ""), self.names)
        sheet.put_bounds()
        sheet.settle()
        tally.balance()
        return Statement(
            result.subject,
            result.period,
            card.code,
            paid,
            Derivation.later(partial(self.salaries.told, card, assignment, salary)),
            tuple(tally.lines),
            tally.total(),
            tuple(sheet.balances),
            tuple(sheet.carries),
            tuple(sheet.gifts),
        )

    def paid_by(self, card: RewardCard) -> Sequence[tuple[BonusTemplate, Term]]:
        """Return what ``card`` pays this month in its order, each with what it is paid for."""
        known = self._paid.get(card.code)
        if known is None:
            found = (
                (template, self.terms.get(template.period_kind)) for template in self._of(card)
            )
            known = [(template, term) for template, term in found if term is not None]
            self._paid[card.code] = known
        return known

    def _of(self, card: RewardCard) -> Iterator[BonusTemplate]:
        for code in card.templates:
            template = self.templates.get(code)
            if template is None:
                raise NotFoundError(Message("Bonus template"), code)
            yield template


@dataclass(slots=True)
class _Sheet:
    """One statement in the making: each step puts its lines down in ``tally``.

    ``basis`` is what the last template was counted from: most of a card have one. ``waiting`` is
    what was given back and is to be kept back later.
    """

    rules: StatementBuilder
    tally: Tally
    result: SubjectResult
    card: RewardCard
    salary: Salary
    opening: Opening
    balances: list[Balance] = field(default_factory=list)
    carries: list[Carry] = field(default_factory=list)
    gifts: list[Message | str] = field(default_factory=list)
    basis: PayBasis | None = None
    waiting: Money | None = None

    def put_premiums(self) -> None:
        """Put down the score, the templates in the card's order, and what was left to pay."""
        if self.card.pay_model is not PayModel.BONUSES_ONLY:
            score = self.rules.terms[PeriodKind.MONTH].scores[self.result.subject.ref]
            by_score = self.salary.money.as_decimal() * (score or _ZERO)
            self.tally.add("score", by_score, _told_score, self.result, self.salary)
        for template, term in self.rules.paid_by(self.card):
            self._put_template(template, term)
        put_due(self.tally, self.opening, self.result.period, self.rules.templates)

    def put_bounds(self) -> None:
        """Keep the salary whole, and total pay within its cap and the guarantee."""
        card, tally = self.card, self.tally
        if tally.above().minor < 0:
            self._carry_given_back()
        tally.lift("floor", 0, partial(_told_floor, card))
        if card.total_cap is not None:
            limit = self._money(card.total_cap * self.salary.exact)
            words = partial(_told_cap, card, self.salary, limit)
            tally.lower("cap", limit.minor - tally.salary.minor, words)
        if card.guarantee is not None:
            least = self._money(card.guarantee)
            words = partial(_told_guarantee, card, least)
            tally.lift("guarantee", least.minor - tally.salary.minor, words)

    def settle(self) -> None:
        """Put down what earlier months and people's decisions change."""
        opening, card = self.opening, self.card
        if opening is NOTHING_BEFORE and card.advance is None and self.waiting is None:
            return
        kept, premiums, rows = self.tally.salary, self.tally.above(), self.tally.rows(1)
        if card.guarantee is not None:
            kept = max(kept, self._money(card.guarantee))
        settling = Settling(self.tally, opening, self.result.period, kept)
        pay = self.tally.total()
        waiting = settling.put_corrections()
        if self.waiting is not None:
            waiting += self.waiting
        self.gifts.extend(settling.put_adjustments(pay))
        for balance in (
            settling.put_clawback(waiting),
            settling.put_advance(card, premiums, rows),
        ):
            if balance.before or balance.added:
                self.balances.append(balance)
            if balance.after:
                self.carries.append(Carry(balance.kind, balance.after))

    def _carry_given_back(self) -> None:
        """Leave for later what commissions that were given back take below the salary."""
        below, nothing = -self.tally.above(), Money.zero(self.tally.salary.currency)
        commissions = {
            template.code
            for template, _ in self.rules.paid_by(self.card)
            if isinstance(template.premium, CommissionPremium)
        }
        lines = [line for line in self.tally.lines if line.code in commissions]
        back = sum((max(-line.amount, nothing) for line in lines), nothing)
        waiting = min(below, back)
        if waiting:
            self.waiting = waiting
            words = partial(_told_carried, self.card, waiting, below, back, self.tally.rows(1))
            self.tally.put("carried", waiting, words)

    def _put_template(self, template: BonusTemplate, term: Term) -> None:
        """Put down what ``template`` pays now, and keep what it pays later."""
        basis, due, parts = self._basis(template, term), _ZERO, None
        if basis is not None:
            due = earned(template, basis)
            if template.instalments > 1:
                parts, due = self._first_part(template, due)
            if isinstance(template.premium, ContestPremium):
                self.gifts.extend(gifts(template, basis))
        self.tally.add(template.code, due, template_words, template, basis, term, parts)

    def _basis(self, template: BonusTemplate, term: Term) -> PayBasis | None:
        """Return what ``template`` is counted from, None where it has no figures to read."""
        subject, basis = self.result.subject, self.basis
        figures = _read_by(template, subject, term)
        if figures is None:
            return None
        if basis is None or basis.figures is not figures:
            rules, salary = self.rules, self.salary.exact
            basis = PayBasis(subject, figures, salary, term.scores, rules.earnings, rules.shared)
            self.basis = basis
        return basis

    def _first_part(self, template: BonusTemplate, due: Decimal) -> tuple[InParts | None, Decimal]:
        """Return ``due``, if a part of it is paid later, and what is paid now."""
        whole, period = self._money(due), self.result.period
        accruals = self.rules.earnings.accruals(self.result.subject.ref)
        later = later_parts(template, whole, period, accruals)
        if not later:
            return None, due
        self.carries.extend(later)
        rest = sum((carry.amount for carry in later), Money.zero(whole.currency))
        exact = whole.as_decimal() if self.rules.place is RoundingPlace.LINE else due
        return InParts(whole, rest), exact - rest.as_decimal()

    def _money(self, amount: Decimal) -> Money:
        return rounded(amount, self.tally.salary.currency, self.rules.rounding)


def _read_by(template: BonusTemplate, subject: Subject, term: Term) -> Figures | None:
    """Return the figures that ``template`` reads for ``subject``.

    Who shares a pool or competes is judged by the own ones.
    """
    level = template.read_level
    if level is SubjectLevel.EMPLOYEE or isinstance(template.premium, PoolPremium | ContestPremium):
        return term.figures.get(subject.ref)
    if level is SubjectLevel.COMPANY:
        return term.figures.get(COMPANY)
    return term.figures.get(SubjectRef(level, subject.department or ""))


def _told_score(result: SubjectResult, salary: Salary) -> Words:
    """S·K: the salary times the score."""
    parts = (None if salary.step is None else salary.step(), result.score_derivation)
    inputs = tuple(part for part in parts if part is not None)
    if result.score is None:
        made = Told(None, result.reason, inputs)
    else:
        made = Told(product(salary.money, Quantity(result.score, Unit.SCORE)), None, inputs)
    return Words(Message("Pay by the score"), made)


def _sum_of(amount: Money, label: Message, rows: Rows) -> Operand:
    return Operand(Quantity.of_money(amount), label, rows)


def _told_carried(
    card: RewardCard, waiting: Money, below: Money, back: Money, above: Rows
) -> Words:
    reasons = [
        Message("premiums never reduce the salary"),
        Message("{amount} is to be taken back", amount=waiting),
    ]
    given = Operand(Quantity.of_money(back), Message("Commissions given back"))
    premiums = _sum_of(-below, Message("Premiums"), above)
    working = computed("min(max(-{0}, 0), {1})", premiums, given)
    made = Told(reason=all_of(reasons), working=working)
    return Words(Message("Kept back later"), made, card.version)


def _told_floor(card: RewardCard, lacking: Money, above: Rows) -> Words:
    """Keep the salary whole: a KPI adds pay and never deducts (domain.md §6)."""
    premiums = _sum_of(-lacking, Message("Premiums"), Rows(1, above.end))
    working = computed("max(-{0}, 0)", premiums)
    made = Told(reason=Message("premiums never reduce the salary"), working=working)
    return Words(Message("The salary stays whole"), made, card.version)


def _told_cap(card: RewardCard, salary: Salary, limit: Money, excess: Money, above: Rows) -> Words:
    most = product(Quantity(card.total_cap), salary.money)
    reason = Message("total pay is at most {limit}", limit=equation(most, limit))
    total = _sum_of(limit - excess, Message("Pay so far"), above)
    rounded_most = f"-max({{0}} - round({{1}}, {minor_digits(limit.currency)}), 0)"
    working = computed(rounded_most, total, of_signs(most) or Quantity.of_money(limit))
    made = Told(reason=reason, working=working)
    return Words(Message("Capped by {amount}", amount=-excess), made, card.version)


def _told_guarantee(card: RewardCard, least: Money, lacking: Money, above: Rows) -> Words:
    total = _sum_of(least - lacking, Message("Pay so far"), above)
    guarantee = Operand(Quantity.of_money(least), Message("Guarantee"))
    working = computed("max({0} - {1}, 0)", guarantee, total)
    made = Told(reason=Message("total pay is at least {least}", least=least), working=working)
    return Words(Message("Up to the guarantee"), made, card.version)
