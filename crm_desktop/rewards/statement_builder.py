"""The statement of one employee: salary, premiums line by line, what keeps and caps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial, reduce

from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError, NotFoundError, NotInForceError
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.result import SubjectResult
from crm_desktop.kpi.sentence import equation, product
from crm_desktop.rewards.condition import judged
from crm_desktop.rewards.premium import SALARY_NAMES, Earned, PayBasis, earned
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
    """Makes statements in ``currency``; ``figures`` are those of everyone, by subject."""

    templates: Mapping[str, BonusTemplate]
    figures: Mapping[SubjectRef, Figures]
    currency: str
    rounding: Rounding = Rounding.HALF_UP

    def statement(
        self, result: SubjectResult, card: RewardCard, assignment: Assignment
    ) -> Statement:
        """Return the pay of the subject of ``result`` by ``card``: ``S + Σ(bi·S) + ΣBi``.

        ``assignment`` is the one of the card that names the subject most closely.

        A premium that is not earned stays as a line of zero with its reason. ``total`` is
        salary plus lines as printed; where the score alone pays, no salary stands beside it.

        Raises:
            CrmError: the card names what is not there, or an amount is too large.

        Source: domain.md §5 for the pay models, §6 for the sum; cases C1, C2, C18.

        """
        salary = card.salary if assignment.salary is None else assignment.salary
        full = self._money(salary)
        is_score_only = card.pay_model is PayModel.SCORE_ONLY
        paid = Money.zero(self.currency) if is_score_only else full
        lines = [] if card.pay_model is PayModel.BONUSES_ONLY else [self._score_line(result, full)]
        score = Computed(result.score, result.reason)
        lines += [
            self._template_line(code, result.subject, salary, score=score)
            for code in card.templates
        ]
        lines += self._floor(card, lines)
        if card.total_cap is not None:
            limit = self._money(card.total_cap * salary)
            in_figures = product(Quantity(card.total_cap), full)
            excess = paid + self._sum(lines) - limit
            lines += self._cap(card, excess, equation(in_figures, limit))
        return Statement(
            subject=result.subject,
            period=result.period,
            card=card.code,
            salary=paid,
            salary_derivation=Derivation.later(partial(self._salary, card, assignment, paid)),
            lines=tuple(lines),
            total=paid + self._sum(lines),
        )

    def _salary(self, card: RewardCard, assignment: Assignment, paid: Money) -> Derivation:
        sentence = self._salary_sentence(card, assignment)
        return Derivation(Message("Salary"), self._quantity(paid), sentence, rule=card.version)

    def _salary_sentence(self, card: RewardCard, assignment: Assignment) -> Message:
        """Say whether the card gave the salary to all alike, or the assignment to some."""
        if card.pay_model is PayModel.SCORE_ONLY:
            return Message("by the reward card “{card}” the score alone pays", card=card.name)
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

    def _score_line(self, result: SubjectResult, salary: Money) -> StatementLine:
        """S·K: the salary times the score."""
        label = Message("Pay by the score")
        score = Quantity(result.score, Unit.SCORE)
        inputs = (result.score_derivation,) if result.score_derivation else ()
        if result.score is None:
            made = Earned(Decimal(0), None, result.reason, inputs)
        else:
            amount = salary.as_decimal() * result.score
            made = Earned(amount, product(salary, score), None, inputs)
        return self._line("score", label, made)

    def _template_line(
        self, code: str, subject: Subject, salary: Decimal, *, score: Computed
    ) -> StatementLine:
        template = self.templates.get(code)
        if template is None:
            raise NotFoundError(Message("Bonus template"), code)
        figures = self._figures(template.level, subject)
        if figures is None:
            reason = Message("there are no figures of the {level}", level=template.level)
            made = Earned(Decimal(0), None, reason)
        else:
            made = _if_in_force(template, PayBasis(figures, salary, score))
        line = self._line(code, template.name, made, template.version)
        return replace(line, indicator=_paid_for(template))

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

    def _floor(self, card: RewardCard, lines: Sequence[StatementLine]) -> list[StatementLine]:
        """Keep the salary whole: a KPI adds pay and never deducts (domain.md §6)."""
        variable = self._sum(lines)
        if variable.minor >= 0:
            return []
        reason = Message("premiums never reduce the salary")
        made = Earned(-variable.as_decimal(), None, reason)
        return [self._line("floor", Message("The salary stays whole"), made, card.version)]

    def _cap(self, card: RewardCard, excess: Money, limit: Message) -> list[StatementLine]:
        if excess.minor <= 0:
            return []
        label = Message("Capped by {amount}", amount=excess)
        reason = Message("total pay is at most {limit}", limit=limit)
        return [self._line("cap", label, Earned(-excess.as_decimal(), None, reason), card.version)]

    def _line(
        self, code: str, label: Message | str, made: Earned, rule: Version | None = None
    ) -> StatementLine:
        amount = self._money(made.amount)
        formula = _formula(made, amount)
        shell = Derivation(label, self._quantity(amount), formula, rule=rule)
        derivation = Derivation.later(partial(_with_inputs, shell, made.inputs))
        return StatementLine(code, label, amount, formula, derivation)

    def _quantity(self, amount: Money) -> Quantity:
        return Quantity(amount.as_decimal(), Unit.MONEY, self.currency)

    def _money(self, amount: Decimal) -> Money:
        if abs(amount) >= _TOO_LARGE:
            raise InvalidInputError("amount", Message("An amount is too large for a statement."))
        return Money.of(amount, self.currency, self.rounding)

    def _sum(self, lines: Iterable[StatementLine]) -> Money:
        return sum((line.amount for line in lines), Money.zero(self.currency))


def _with_inputs(step: Derivation, inputs: tuple[Derivation, ...]) -> Derivation:
    """Return ``step`` with each of ``inputs`` once; a figure has one derivation."""
    return replace(step, inputs=tuple({id(part): part for part in inputs}.values()))


def _if_in_force(template: BonusTemplate, basis: PayBasis) -> Earned:
    """Return what the template pays, zero before it or a rule that it reads has begun."""
    period = basis.figures.rules.period
    if template.version.valid_from > period.start:
        reason = Message("it is in force from {day} on", day=template.version.valid_from)
        return Earned(Decimal(0), None, reason)
    try:
        return _judged_and_earned(template, basis)
    except NotInForceError as error:
        return Earned(Decimal(0), None, error.message)


def _judged_and_earned(template: BonusTemplate, basis: PayBasis) -> Earned:
    """Return what the template pays, with every condition in the reason; zero if one fails."""
    judgements = [judged(condition, basis.figures) for condition in template.conditions]
    steps = [judgement.step for judgement in judgements]
    failed = [judgement.reason for judgement in judgements if not judgement.holds]
    if failed:
        return Earned(Decimal(0), None, _all_of(failed), tuple(steps))
    made = earned(template, basis)
    reasons = [judgement.reason for judgement in judgements]
    if made.reason is not None:
        reasons.append(made.reason)
    because = _all_of(reasons) if reasons else None
    return Earned(made.amount, made.in_figures, because, (*made.inputs, *steps))


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


def _formula(made: Earned, amount: Money) -> Message:
    """Return the line's sentence, such as ``5 % × 1 240 000 = 62 000, because …``."""
    if made.in_figures is not None:
        sentence = equation(made.in_figures, amount)
    else:
        sentence = Message.of("{amount}", None, {"amount": amount})
    if made.reason is None:
        return sentence
    return Message("{sum}, because {reason}", sum=sentence, reason=made.reason)
