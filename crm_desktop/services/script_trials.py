"""Trying a script on people and past periods before it is published; nothing is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.assignment import closest, departments_of
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import Given, RowsOf, given_of, script_of
from crm_desktop.kpi.source import ScriptSource
from crm_desktop.rewards.assignment import cards_in_force
from crm_desktop.rewards.check import UnsoundSchemeError, checked, problems
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.scripted import reward_given
from crm_desktop.rewards.statement import Outcome
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import RunOutcome
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.calculation import ground_of
from crm_desktop.services.measuring import reading
from crm_desktop.services.one_outcome import GroundOfOne, ground_of_one
from crm_desktop.services.script_runs import RUNS, ScriptRuns, asking_of, rows_of
from crm_desktop.services.standing import Standing, StandingRules
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.queries.subjects import Staff
from crm_desktop.texts import Message

TRIED = "tried_script"
"""The code of the indicator that shows what a tried script gives."""

Report = Callable[[int, int], None]
"""Is told how much is done, and of how much."""


def _silent(_done: int, _whole: int) -> None: ...


@dataclass(frozen=True, slots=True)
class TryOut:
    """One run for one person: what the script was ``given``, and how the run went."""

    given: Given
    outcome: RunOutcome


@dataclass(frozen=True, slots=True)
class TriedRow:
    """What a script changes for one person against the version in force.

    ``value_was`` and ``value_is`` are what an indicator script gives, ``pay_was`` and ``pay_is``
    the whole pay; None is no value or no statement. ``problem`` says what went wrong with it.
    """

    subject: Subject
    value_was: Quantity
    value_is: Quantity
    pay_was: Money | None
    pay_is: Money | None
    problem: Message | None = None

    @property
    def differs(self) -> bool:
        """Whether another value or pay came of it; what failed tells of neither."""
        is_other = self.value_was != self.value_is or self.pay_was != self.pay_is
        return self.problem is None and is_other

    @property
    def value_more(self) -> Decimal | None:
        """How much larger the value is; None unless both are known and the script ran."""
        was, would_be = self.value_was.value, self.value_is.value
        if self.problem is not None or was is None or would_be is None:
            return None
        return would_be - was

    @property
    def pay_more(self) -> Money | None:
        """What is paid more, below zero less; None unless both are known and the script ran."""
        if self.problem is not None or self.pay_was is None or self.pay_is is None:
            return None
        return self.pay_is - self.pay_was


class ScriptTrialService:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Now,
        acting: Acting = ANYBODY,
        runs: ScriptRuns = RUNS,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting
        self._runs = runs
        self._standing = StandingRules()

    @needs(Right.SCRIPTS)
    def try_one(
        self,
        script: Script,
        employee_code: str,
        period: Period,
        *,
        trace: bool = True,
        scheme: Scheme | None = None,
    ) -> TryOut:
        """Run ``script`` for one employee in a past or running ``period``, be it approved or not.

        By the rules in force, or by ``scheme``, which is not saved yet.

        Raises:
            DeniedError: their figures are not seen.
            NotFoundError: there is no such employee.
            InvalidInputError: a reward script is tried for who has no reward card.
            UnsoundSchemeError: it asks for records or indicators that there are not.

        """

        def work(session: Session) -> TryOut:
            self._acting.sight(session).require_employee(employee_code)
            ground, firm, staff, owners = self._of_one(session, employee_code, period, scheme)
            _refuse_unsound(ground.scheme, script)
            others = replace(ground, scheme=_without(ground.scheme, script))
            asked, _ = self._runs.asked(session, others, firm, staff, owners)
            rows = rows_of(session, firm, staff, ground.today, owners, period)
            figures = _figures(asked)
            if script.kind is ScriptKind.INDICATOR:
                given = given_of(script, figures, rows)
            else:
                given = _reward_given(script, asked, figures, rows)
            asking = asking_of(session)
            with Sandbox(asking.limits, allow_unconfined=asking.allow_unconfined) as sandbox:
                outcome = sandbox.run(script.source, given, script.kind, trace=trace)
            return TryOut(given, outcome)

        return reading(self._sessions, self._now, period.last_day(), work)

    @needs(Right.SCRIPTS)
    def try_everybody(
        self,
        script: Script,
        period: Period,
        *,
        report: Report = _silent,
        scheme: Scheme | None = None,
    ) -> list[TriedRow]:
        """Return what ``script`` would change in ``period`` against the version in force, by name.

        With a ``scheme`` that is not saved yet, against the same rules without the script.

        Raises:
            DeniedError: not everybody's pay is seen.
            UnsoundSchemeError: the scheme would be unsound with it.

        """
        self._acting.require_all()

        def work(session: Session) -> list[TriedRow]:
            standing = self._standing_of(session, period, scheme)
            ground, staff, _ = ground_of(
                session, period, self._now(), standing, None, with_openings=scheme is None
            )
            asks = partial(self._asked, session, standing.firm, staff)
            report(0, 2)
            before = ground.scheme if scheme is None else _without(ground.scheme, script)
            was = asks(replace(ground, scheme=_shown(before, script.code)), ())
            report(1, 2)
            tried = checked(_shown(_with(ground.scheme, script), script.code))
            now = asks(replace(ground, scheme=tried), (script.fingerprint,))
            report(2, 2)
            return list(_differences(was, now))

        return reading(self._sessions, self._now, period.last_day(), work)

    def _standing_of(self, session: Session, period: Period, scheme: Scheme | None) -> Standing:
        standing = self._standing.on(session, period.start)
        if scheme is None:
            return standing
        return Standing(standing.edition, standing.firm, scheme)

    def _of_one(
        self, session: Session, code: str, period: Period, scheme: Scheme | None
    ) -> GroundOfOne:
        """Return what the outcome of one employee follows from, who is the first subject."""
        if scheme is None:
            return ground_of_one(session, code, period, self._now())
        standing = self._standing_of(session, period, scheme)
        ground, staff, _ = ground_of(
            session, period, self._now(), standing, None, with_openings=False
        )
        ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
        first = sorted(ground.subjects, key=lambda each: each.ref != ref)
        if first[0].ref != ref:
            raise NotFoundError(EMPLOYEE, code)
        return GroundOfOne(replace(ground, subjects=first), standing.firm, staff, None)

    def _asked(
        self, session: Session, firm: Firm, staff: Staff, ground: Ground, tried: Sequence[str]
    ) -> _Tried:
        asked, _ = self._runs.asked(session, ground, firm, staff, tried=tried)
        everyone = figures_of(
            asked.scheme, asked.subjects, asked.facts, asked.period, calendar=asked.calendar
        )
        values = {one.subject.ref: one for one in everyone if TRIED in one.rules.indicators}
        return _Tried(asked.outcomes(), values)


@dataclass(frozen=True, slots=True)
class _Tried:
    outcomes: Sequence[Outcome]
    figures: Mapping[SubjectRef, Figures]

    def value(self, ref: SubjectRef) -> Quantity:
        figures = self.figures.get(ref)
        return Quantity(None) if figures is None else figures.fact(TRIED).quantity

    def problem(self, ref: SubjectRef) -> Message | None:
        figures = self.figures.get(ref)
        return None if figures is None else figures.fact(TRIED).reason


def _differences(was: _Tried, now: _Tried) -> list[TriedRow]:
    rows = []
    for before, after in zip(was.outcomes, now.outcomes, strict=True):
        subject = after.result.subject
        if subject.ref.level is not SubjectLevel.EMPLOYEE:
            continue
        rows.append(
            TriedRow(
                subject,
                was.value(subject.ref),
                now.value(subject.ref),
                None if before.statement is None else before.statement.total,
                None if after.statement is None else after.statement.total,
                after.problem or now.problem(subject.ref),
            )
        )
    return rows


def _figures(ground: Ground) -> Figures:
    """Return those of the first subject."""
    everyone = figures_of(
        ground.scheme, ground.subjects, ground.facts, ground.period, calendar=ground.calendar
    )
    return everyone[0]


def _reward_given(script: Script, ground: Ground, figures: Figures, rows: RowsOf) -> Given:
    """Return what a reward script is given for the first subject, who has a card.

    Raises:
        InvalidInputError: they have none, or no pay of the period.

    """
    subject = ground.subjects[0]
    if ground.period.kind is not PeriodKind.MONTH:
        raise InvalidInputError("period", Message("Pay is worked out by the month."))
    cards = cards_in_force(ground.scheme.cards, ground.period)
    assigned = closest(cards, subject, departments_of(ground.subjects))
    if assigned is None:
        message = Message(
            "{name} has no reward card in {period}.", name=subject.name, period=ground.period
        )
        raise InvalidInputError("employee", message)
    outcome = replace(ground, answers={}).outcomes()[0]
    if outcome.statement is None:
        raise InvalidInputError("employee", outcome.problem or Message("There is no pay."))
    return reward_given(script, outcome.statement, assigned[0], figures, rows)


def _with(scheme: Scheme, script: Script) -> Scheme:
    """Return ``scheme`` with ``script``; a reward script that no card names ends all of them."""
    others = tuple(one for one in scheme.scripts if one.code != script.code)
    cards = scheme.cards
    is_unused = all(card.script != script.code for card in cards)
    if script.kind is ScriptKind.REWARD and is_unused:
        cards = tuple(replace(card, script=card.script or script.code) for card in cards)
    return replace(scheme, scripts=(*others, script), cards=cards)


def _without(scheme: Scheme, script: Script) -> Scheme:
    """Return ``scheme`` without what uses ``script``, which is run by itself."""
    return replace(
        scheme,
        scripts=tuple(one for one in scheme.scripts if one.code != script.code),
        cards=tuple(
            replace(card, script=None if card.script == script.code else card.script)
            for card in scheme.cards
        ),
    )


def _refuse_unsound(scheme: Scheme, script: Script) -> None:
    """Refuse a script that cannot be given what it asks for.

    Raises:
        UnsoundSchemeError: it names what is not there.

    """
    asked = tuple(f"scripts.{script.code}.{part}" for part in ("reads", "inputs"))
    found = problems(_with(scheme, script))
    needed = tuple(one for one in found if one.place.startswith(asked))
    if needed:
        raise UnsoundSchemeError(needed)


def _shown(scheme: Scheme, code: str) -> Scheme:
    """Return ``scheme`` with an indicator of what the script of this ``code`` gives."""
    script = next((one for one in scheme.scripts if one.code == code), None)
    if script is None or script.kind is not ScriptKind.INDICATOR:
        return scheme
    user = next((one for one in scheme.indicators if script_of(one) == code), None)
    unit = Unit.NUMBER if user is None else user.unit
    shown = Indicator(TRIED, script.name or TRIED, ScriptSource(code), unit)
    return replace(scheme, indicators=(*scheme.indicators, shown))


__all__ = ["ScriptTrialService", "TriedRow", "TryOut"]
