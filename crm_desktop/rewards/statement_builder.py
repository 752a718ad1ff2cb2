"""The statement of one employee: salary, premiums line by line, what keeps and caps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce
from typing import NamedTuple

from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError, NotFoundError, NotInForceError
from crm_desktop.kpi.definition import Proration, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.proration import Attendance, attendance, attended
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.kpi.sentence import equation, product
from crm_desktop.rewards.condition import holds, judged
from crm_desktop.rewards.premium import SALARY_NAMES, PayBasis, amount
from crm_desktop.rewards.premium_words import Told, told
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    FormulaPremium,
    PayModel,
    RewardCard,
)
from crm_desktop.texts import Message

OWN_CODES = frozenset({"score", "floor", "cap"})
"""Codes of the lines that no template makes."""

_TOO_LARGE = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class StatementBuilder:
    """Makes statements in ``currency``; ``figures`` are those of everyone, by subject.

    Amounts are computed at once; what they are called and how they came about, when asked.
    """

    templates: Mapping[str, BonusTemplate]
    figures: Mapping[SubjectRef, Figures]
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    _salaries: dict[Decimal, Money] = field(default_factory=dict, compare=False, repr=False)

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

        Source: domain.md §5 for the pay models, §6 for the sum; cases C1, C2, C18.

        """
        salary = _salary_of(card, assignment)
        full = self._salary_in_money(salary)
        there, step = self._attendance(card, result.subject), None
        if there is not None:
            full = self._part(full, there)
            salary, step = full.as_decimal(), partial(self._reduced, card, assignment, full, there)
        is_score_only = card.pay_model is PayModel.SCORE_ONLY
        paid = Money.zero(self.currency) if is_score_only else full
        lines = (
            []
            if card.pay_model is PayModel.BONUSES_ONLY
            else [self._score_line(result, full, step)]
        )
        lines += [self._template_line(code, result, salary) for code in card.templates]
        variable = sum([line.amount.minor for line in lines])
        if variable < 0:
            lines.append(self._floor(card, variable))
            variable = 0
        total = Money(paid.minor + variable, self.currency)
        if card.total_cap is not None:
            limit = self._money(card.total_cap * salary)
            if limit < total:
                in_figures = equation(product(Quantity(card.total_cap), full), limit)
                lines.append(self._cap(card, total - limit, in_figures))
                total = limit
        return Statement(
            result.subject,
            result.period,
            card.code,
            paid,
            Derivation.later(partial(self._salary, card, assignment, paid, there)),
            tuple(lines),
            total,
        )

    def _salary_in_money(self, salary: Decimal) -> Money:
        """Return what most have alike."""
        known = self._salaries.get(salary)
        if known is None:
            known = self._salaries[salary] = self._money(salary)
        return known

    def _attendance(self, card: RewardCard, subject: Subject) -> Attendance | None:
        """Return for how much of the period ``card`` pays the salary, None for all of it."""
        if card.proration is Proration.NONE:
            return None
        rules = self.figures[subject.ref].rules
        there = attendance(card.proration, rules.period, subject.presence, rules.calendar)
        return None if there.there == there.whole else there

    def _part(self, salary: Money, there: Attendance) -> Money:
        share = there.share()
        part = salary.as_decimal() * share.numerator / share.denominator
        return Money.of(part, self.currency, self.rounding)

    def _salary(
        self, card: RewardCard, assignment: Assignment, paid: Money, there: Attendance | None
    ) -> Derivation:
        if there is not None and card.pay_model is not PayModel.SCORE_ONLY:
            return self._reduced(card, assignment, paid, there)
        sentence = self._salary_sentence(card, assignment)
        return Derivation(Message("Salary"), self._quantity(paid), sentence, rule=card.version)

    def _reduced(
        self, card: RewardCard, assignment: Assignment, part: Money, there: Attendance
    ) -> Derivation:
        """Tell how the salary of a whole month became ``part``."""
        full = self._quantity(self._money(_salary_of(card, assignment)))
        sentence, rule = self._source_of_salary(card, assignment), card.version
        whole = Derivation(Message("Salary of a whole month"), full, sentence, rule=rule)
        found = self._quantity(part)
        how = attended(card.proration, there, full, found)
        return Derivation(Message("Salary"), found, how, (whole,), rule=rule)

    def _salary_sentence(self, card: RewardCard, assignment: Assignment) -> Message:
        if card.pay_model is PayModel.SCORE_ONLY:
            return Message("by the reward card “{card}” the score alone pays", card=card.name)
        return self._source_of_salary(card, assignment)

    def _source_of_salary(self, card: RewardCard, assignment: Assignment) -> Message:
        """Say whether the card gave the salary to all alike, or the assignment to some."""
        if assignment.salary is None:
            return Message("set in the reward card “{card}”", card=card.name)
        if assignment.subject == COMPANY:
            return Message("set for the whole company in the reward card “{card}”", card=card.name)
        if assignment.subject.level is SubjectLevel.EMPLOYEE:
            return Message("set personally in the reward card “{card}”", card=card.name)
        named = self.figures.get(assignment.subject)
        name = assignment.subject.code if named is None else named.subject.name
        return Message(
            "set for “{subject}” in the reward card “{card}”", subject=name, card=card.name
        )

    def _score_line(
        self, result: SubjectResult, salary: Money, step: Callable[[], Derivation] | None
    ) -> StatementLine:
        """S·K: the salary times the score; ``step`` tells what became of the salary."""
        paid = self._money(salary.as_decimal() * (result.score or Decimal(0)))
        return self._line("score", paid, partial(_told_score, result, salary, step))

    def _template_line(self, code: str, result: SubjectResult, salary: Decimal) -> StatementLine:
        template = self.templates.get(code)
        if template is None:
            raise NotFoundError(Message("Bonus template"), code)
        figures = self._figures(template.level, result.subject)
        basis = None if figures is None else PayBasis(figures, salary, result.score)
        earned = Decimal(0) if basis is None else _earned(template, basis)
        return self._line(code, self._money(earned), partial(_told_premium, template, basis))

    def _figures(self, level: SubjectLevel, subject: Subject) -> Figures | None:
        """Return the figures that a premium of ``level`` reads for ``subject``."""
        match level:
            case SubjectLevel.EMPLOYEE:
                return self.figures.get(subject.ref)
            case SubjectLevel.COMPANY:
                return self.figures.get(COMPANY)
            case SubjectLevel.DEPARTMENT:
                return self.figures.get(SubjectRef(level, subject.department or ""))
            case SubjectLevel.GROUP:
                return None

    def _floor(self, card: RewardCard, variable: int) -> StatementLine:
        """Keep the salary whole: a KPI adds pay and never deducts (domain.md §6)."""
        label = Message("The salary stays whole")
        made = Told(reason=Message("premiums never reduce the salary"))
        kept = Money(-variable, self.currency)
        return self._line("floor", kept, lambda: _Words(label, made, card.version))

    def _cap(self, card: RewardCard, excess: Money, limit: Message) -> StatementLine:
        label = Message("Capped by {amount}", amount=excess)
        made = Told(reason=Message("total pay is at most {limit}", limit=limit))
        return self._line("cap", -excess, lambda: _Words(label, made, card.version))

    def _line(self, code: str, amount: Money, words: Callable[[], _Words]) -> StatementLine:
        whole = partial(self._told_line, code, amount, words)
        return StatementLine.later(whole, code=code, amount=amount)

    def _told_line(self, code: str, amount: Money, words: Callable[[], _Words]) -> StatementLine:
        label, made, rule, indicator = words()
        formula = _formula(made, amount)
        inputs = tuple({id(part): part for part in made.inputs}.values())  # each figure once
        derivation = Derivation(label, self._quantity(amount), formula, inputs, rule=rule)
        return StatementLine(code, label, amount, formula, derivation, indicator)

    def _quantity(self, amount: Money) -> Quantity:
        return Quantity(amount.as_decimal(), Unit.MONEY, self.currency)

    def _money(self, amount: Decimal) -> Money:
        if abs(amount) >= _TOO_LARGE:
            raise InvalidInputError("amount", Message("An amount is too large for a statement."))
        return Money.of(amount, self.currency, self.rounding)


class _Words(NamedTuple):
    """What stands in a line besides its amount."""

    label: Message | str
    made: Told
    rule: Version | None = None
    indicator: str | None = None


def _salary_of(card: RewardCard, assignment: Assignment) -> Decimal:
    return card.salary if assignment.salary is None else assignment.salary


def _told_score(
    result: SubjectResult, salary: Money, step: Callable[[], Derivation] | None
) -> _Words:
    parts = (None if step is None else step(), result.score_derivation)
    inputs = tuple(part for part in parts if part is not None)
    if result.score is None:
        made = Told(None, result.reason, inputs)
    else:
        made = Told(product(salary, Quantity(result.score, Unit.SCORE)), None, inputs)
    return _Words(Message("Pay by the score"), made)


def _told_premium(template: BonusTemplate, basis: PayBasis | None) -> _Words:
    if basis is None:
        made = Told(reason=Message("there are no figures of the {level}", level=template.level))
    else:
        made = _told_if_in_force(template, basis)
    return _Words(template.name, made, template.version, _paid_for(template))


def _earned(template: BonusTemplate, basis: PayBasis) -> Decimal:
    """Return what the template pays, zero if a condition fails or a rule has not begun yet."""
    figures = basis.figures
    if template.version.valid_from > figures.rules.period.start:
        return Decimal(0)
    try:
        is_due = all(holds(condition, figures) for condition in template.conditions)
        return amount(template, basis) if is_due else Decimal(0)
    except NotInForceError:
        return Decimal(0)


def _told_if_in_force(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how ``_earned`` came about."""
    if template.version.valid_from > basis.figures.rules.period.start:
        day = template.version.valid_from
        return Told(reason=Message("it is in force from {day} on", day=day))
    try:
        return _told_with_conditions(template, basis)
    except NotInForceError as error:
        return Told(reason=error.message)


def _told_with_conditions(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how the premium came about with every condition, or all those that failed."""
    judgements = [judged(condition, basis.figures) for condition in template.conditions]
    steps = [judgement.step for judgement in judgements]
    failed = [judgement.reason for judgement in judgements if not judgement.holds]
    if failed:
        return Told(None, _all_of(failed), tuple(steps))
    made = told(template, basis)
    reasons = [judgement.reason for judgement in judgements]
    if made.reason is not None:
        reasons.append(made.reason)
    because = _all_of(reasons) if reasons else None
    return Told(made.in_figures, because, (*made.inputs, *steps))


def _paid_for(template: BonusTemplate) -> str | None:
    """Return what the premium counts, else what its formula or condition reads first."""
    if template.level is not SubjectLevel.EMPLOYEE:
        return None
    read = [condition.indicator for condition in template.conditions]
    if isinstance(template.premium, FormulaPremium):
        names = parse(template.premium.formula).names
        read = [*(name for name in names if name not in SALARY_NAMES), *read]
    return template.indicator or next(iter(read), None)


def _all_of(clauses: Sequence[Message]) -> Message:
    return reduce(
        lambda left, right: Message("{left}, and {right}", left=left, right=right), clauses
    )


def _formula(made: Told, amount: Money) -> Message:
    """Return the line's sentence, such as ``5 % × 1 240 000 = 62 000, because …``."""
    if made.in_figures is not None:
        sentence = equation(made.in_figures, amount)
    else:
        sentence = Message.of("{amount}", None, {"amount": amount})
    if made.reason is None:
        return sentence
    return Message("{sum}, because {reason}", sum=sentence, reason=made.reason)
