"""The words of a template's line: its conditions, its bounds, and what the premium says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.quantity import Quantity
from crm_desktop.errors import CrmError, NotInForceError
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.working import Operand, Working, computed, paid_if
from crm_desktop.rewards.condition import judged
from crm_desktop.rewards.due import off_term
from crm_desktop.rewards.instalments import InParts, part_in_table
from crm_desktop.rewards.premium import SALARY_NAMES, PayBasis, amount, bounded, earned
from crm_desktop.rewards.premium_words import Told, told
from crm_desktop.rewards.shared import is_shared
from crm_desktop.rewards.tally import Words, all_of, formula
from crm_desktop.rewards.template import BonusTemplate, CommissionPremium, FormulaPremium
from crm_desktop.rewards.terms import Term
from crm_desktop.texts import Message, plural


def template_words(
    template: BonusTemplate, basis: PayBasis | None, term: Term, parts: InParts | None
) -> Words:
    """Return what stands in the line of ``template``; ``basis`` None is no figures to read.

    ``parts`` are what is due where only the first instalment is paid, None where all is.
    """
    made = _nothing_to_read(template, term) if basis is None else _made(template, basis)
    if parts is not None:
        made = _in_parts(template, made, parts)
    return Words(template.name, made, template.version, _paid_for(template))


def _nothing_to_read(template: BonusTemplate, term: Term) -> Told:
    if term.figures:
        return Told(reason=Message("there are no figures of the {level}", level=template.level))
    return Told(reason=Message("there are no figures of {period}", period=term.period))


def _made(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how what ``earned`` gives came about."""
    reason = off_term(template, basis.figures.rules.on)
    if reason is not None:
        return Told(reason=reason)
    try:
        return _with_conditions(template, basis)
    except NotInForceError as error:
        return Told(reason=error.message)


def _with_conditions(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how the premium came about with every condition, or all those that failed."""
    judgements = [judged(condition, basis.figures) for condition in template.conditions]
    steps = [judgement.step for judgement in judgements]
    failed = [judgement.reason for judgement in judgements if not judgement.holds]
    tests = [judgement.test for judgement in judgements if judgement.test is not None]
    if failed:
        unpaid = _unpaid(template, basis, tests) if len(tests) == len(judgements) else None
        return Told(None, all_of(failed), tuple(steps), unpaid)
    made = _bounded(template, basis, told(template, basis))
    reasons = [judgement.reason for judgement in judgements]
    if made.reason is not None:
        reasons.append(made.reason)
    because = all_of(reasons) if reasons else None
    working = made.computed()
    if tests:
        working = paid_if(working or _as_it_is(basis, earned(template, basis)), tests)
    return Told(made.in_figures, because, (*made.inputs, *steps), working)


def _unpaid(template: BonusTemplate, basis: PayBasis, tests: Sequence[Working]) -> Working | None:
    """Return what pays nothing as long as one of ``tests`` fails; who shares has no part then."""
    if is_shared(template):
        return None
    try:
        paid = told(template, basis).computed() or _as_it_is(basis, amount(template, basis))
    except CrmError:
        return None
    return paid_if(paid, tests)


def _bounded(template: BonusTemplate, basis: PayBasis, made: Told) -> Told:
    """Return ``made``, or how a bound took its place."""
    found = amount(template, basis)
    due = bounded(template, found)
    if due == found:
        return made
    whole, minimum = formula(made, basis.money(found)), template.minimum
    working, bound = made.computed() or _as_it_is(basis, found), basis.money(due)
    if minimum is not None and found < minimum:
        reason = Message(
            "{sum} is below the minimum of {minimum}", sum=whole, minimum=basis.money(minimum)
        )
        form, bound = "({0}) if {0} >= {1} else 0", basis.money(minimum)
    elif due > found:
        reason = Message("{sum}, and at least {floor} is due", sum=whole, floor=bound)
        form = "max({0}, {1})"
    else:
        reason = Message("{sum}, and at most {cap} is due", sum=whole, cap=bound)
        form = "min({0}, {1})"
    paid = computed(form, working, Operand(bound, Message("Bound")))
    return Told(None, reason, made.inputs, paid)


def _as_it_is(basis: PayBasis, found: Decimal) -> Operand:
    """Return the sum that is paid, as no formula gives it."""
    return Operand(basis.money(found))


def _in_parts(template: BonusTemplate, made: Told, parts: InParts) -> Told:
    """Return that a part is paid now; ``made`` tells the whole."""
    whole = parts.whole
    value = Quantity.of_money(whole)
    sentence, rule = formula(made, whole), template.version
    step = Derivation(
        template.name, value, sentence, made.inputs, rule=rule, working=made.computed()
    )
    reason = plural(
        "{whole} is paid in {count} monthly instalment",
        "{whole} is paid in {count} monthly instalments",
        count=template.instalments,
        whole=whole,
    )
    return Told(None, reason, (step,), _part_now(template, parts))


def _part_now(template: BonusTemplate, parts: InParts) -> Working:
    """Return the first of equal parts; each record of a commission has parts of its own."""
    if not isinstance(template.premium, CommissionPremium):
        return computed("{0}", part_in_table(template.name, parts.whole, template.instalments, 1))
    later = Operand(Quantity.of_money(parts.later), Message("Paid in later months"))
    return computed("{0} - {1}", Operand(Quantity.of_money(parts.whole), template.name), later)


def _paid_for(template: BonusTemplate) -> str | None:
    """Return what the premium counts, else what its formula or condition reads first."""
    if template.level is not SubjectLevel.EMPLOYEE:
        return None
    read = [condition.indicator for condition in template.conditions]
    if isinstance(template.premium, FormulaPremium):
        names = parse(template.premium.formula).names
        read = [*(name for name in names if name not in SALARY_NAMES), *read]
    return template.indicator or next(iter(read), None)
