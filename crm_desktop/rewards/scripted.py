"""What reward scripts are given after all templates, and what their changes do to pay."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import partial

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.scripts import Changed, ScriptAnswer, ScriptChange
from crm_desktop.errors import CrmError
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.overriding import Overrides
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import Given, RowsOf, Runner, answered, given_of, in_a_row
from crm_desktop.rewards.instalments import INSTALMENT_LINE
from crm_desktop.rewards.premium_words import Told
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.rewards.tally import Tally, Words
from crm_desktop.rewards.template import RewardCard
from crm_desktop.texts import Message

SCRIPT_LINE = "script:"
"""With what the codes of lines begin that a script made; the number of the change follows."""

_OWN_BEFORE = "score"


class ScriptFailedError(CrmError):
    """A reward script gave no answer for an employee, who therefore has no statement."""


def answers(
    scheme: Scheme,
    outcomes: Collection[Outcome],
    figures: Mapping[SubjectRef, Figures],
    *,
    runner: Runner,
    rows: RowsOf,
) -> dict[SubjectRef, ScriptAnswer]:
    """Return what the reward scripts of cards answer for those who have a statement.

    ``outcomes`` are those that came without scripts, ``figures`` what they came of. Each script
    runs once for all whose card names it.
    """
    found: dict[SubjectRef, ScriptAnswer] = {}
    cards = {card.code: card for card in scheme.cards if card.script is not None}
    scripts = {script.code: script for script in scheme.scripts}
    for code in sorted({card.script for card in cards.values() if card.script is not None}):
        paid = [
            (outcome.statement, cards[outcome.statement.card])
            for outcome in outcomes
            if outcome.statement is not None
            and outcome.statement.card in cards
            and cards[outcome.statement.card].script == code
        ]
        script = scripts.get(code)
        if script is None:
            problem = ScriptAnswer(problem=Message("there is no script “{script}”", script=code))
            found.update((statement.subject.ref, problem) for statement, _ in paid)
            continue
        asks = [
            partial(reward_given, script, statement, card, figures[statement.subject.ref], rows)
            for statement, card in paid
        ]
        refs = [statement.subject.ref for statement, _ in paid]
        found.update(zip(refs, answered(script, asks, runner), strict=True))
    return found


def overrides(found: Mapping[SubjectRef, ScriptAnswer]) -> dict[SubjectRef, Overrides]:
    """Return which facts and coefficients of whom the scripts changed."""
    return {ref: Overrides.of(answer.changes) for ref, answer in found.items() if answer.changes}


def put_changes(
    tally: Tally,
    answer: ScriptAnswer,
    script: Script | None,
    names: Mapping[str, str],
) -> None:
    """Put down each change by a script: a line of what it adds, with before and after.

    A changed figure adds nothing here: what it pays more or less is in the lines that read it.
    Changes of the same bonus or of the total each begin with what the one before left. ``names``
    are those of indicators and templates by their codes.

    Raises:
        ScriptFailedError: the script failed.

    """
    if answer.problem is not None:
        raise ScriptFailedError(
            Message("The final script gave no answer: {reason}.", reason=answer.problem)
        )
    bonuses = _bonuses(tally)
    wrote = _wrote(answer, script)
    for number, change in enumerate(answer.changes, 1):
        match change.what:
            case Changed.BONUS:
                before = bonuses.get(change.code, _ZERO)
                bonuses[change.code] = change.after
            case Changed.TOTAL:
                before = tally.total().as_decimal()
            case Changed.LINE:
                before = _ZERO
            case Changed.VALUE | Changed.COEFFICIENT:
                told = partial(
                    _told_figure, change, names.get(change.code, change.code), script, wrote
                )
                tally.put(f"{SCRIPT_LINE}{number}", Money.zero(tally.salary.currency), told)
                continue
        name = names.get(change.code, change.code)
        words = partial(_told, change, before, name, script, wrote, tally.salary.currency)
        tally.add(f"{SCRIPT_LINE}{number}", change.after - before, words)


_ZERO = Decimal(0)


def reward_given(
    script: Script, statement: Statement, card: RewardCard, figures: Figures, rows: RowsOf
) -> Given:
    """Return what a reward script is given: what an indicator script is, and the pay.

    ``statement`` is that without the script, ``figures`` are what it came of.
    """
    own = [line for line in statement.lines if _is_before(line.code, card)]
    codes = figures.entries.keys()
    given = given_of(script, figures, rows, codes)
    bonuses = {line.code: line.amount.as_decimal() for line in own if line.code in card.templates}
    earned = sum((line.amount.as_decimal() for line in own), _ZERO)
    given["coefficients"] = {code: figures.coefficient(code).value for code in codes}
    given["bonuses"] = {code: bonuses.get(code, _ZERO) for code in card.templates}
    given["salary"] = statement.salary.as_decimal()
    given["total"] = statement.salary.as_decimal() + earned
    return given


def _is_before(code: str, card: RewardCard) -> bool:
    """Return whether a line stands before what the script adds."""
    return code in card.templates or code == _OWN_BEFORE or code.startswith(INSTALMENT_LINE)


def _sum(amount: Decimal, currency: str) -> Quantity:
    return Quantity(amount, Unit.MONEY, currency)


def _bonuses(tally: Tally) -> dict[str, Decimal]:
    return {line.code: line.amount.as_decimal() for line in tally.lines}


def _wrote(answer: ScriptAnswer, script: Script | None) -> tuple[Derivation, ...]:
    """Return the step that tells what the script wrote down; none if it was silent."""
    log = in_a_row(answer.log)
    if log is None:
        return ()
    label = Message("What the script wrote down")
    rule = None if script is None else script.version
    return (Derivation(label, Quantity(None), log, rule=rule),)


def _reason(change: ScriptChange, script: Script | None) -> Message:
    if script is None:
        return Message("{reason}, says the script", reason=change.reason)
    return Message("{reason}, says the script “{script}”", reason=change.reason, script=script.name)


def _told_figure(
    change: ScriptChange, name: str, script: Script | None, wrote: tuple[Derivation, ...]
) -> Words:
    """Return the words of a line that tells of a changed figure."""
    label = Message("Coefficient of “{indicator}”, changed by script", indicator=name)
    if change.what is Changed.VALUE:
        label = Message("“{indicator}”, changed by script", indicator=name)
    reason = Message(
        "{before} became {after}: {reason}",
        before=Quantity(change.before),
        after=Quantity(change.after),
        reason=_reason(change, script),
    )
    return Words(label, Told(None, reason, wrote), None if script is None else script.version)


def _told(
    change: ScriptChange,
    before: Decimal,
    name: str,
    script: Script | None,
    wrote: tuple[Derivation, ...],
    currency: str,
) -> Words:
    """Return the words of a line: what was before and after, and the script's own reason."""
    reason, rule = _reason(change, script), None if script is None else script.version
    if change.what is Changed.LINE:
        return Words(change.code, Told(None, reason, wrote), rule)
    after, was = _sum(change.after, currency), _sum(before, currency)
    in_figures = Message.of(
        "{after} \N{MINUS SIGN} {before}", None, {"after": after, "before": was}
    )
    if change.what is Changed.TOTAL:
        return Words(Message("Total changed by script"), Told(in_figures, reason, wrote), rule)
    label = Message("{bonus}, changed by script", bonus=name)
    return Words(label, Told(in_figures, reason, wrote), rule)
