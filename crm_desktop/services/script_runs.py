"""Runs the scripts of a calculation: who may run, with which rows, and what came of it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from hashlib import blake2b

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import Plain, RunStatus, ScriptAnswer, ScriptKind
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.scripted import Given, RowsOf, Runner, with_scripts
from crm_desktop.rewards.asking import asked
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Limits, Problem, RunOutcome
from crm_desktop.services.measuring import around
from crm_desktop.services.script_answers import KeptAnswers
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.storage.queries.subjects import Staff
from crm_desktop.storage.script_rows import owned_rows
from crm_desktop.texts import Message

_MOST_WORKERS = 4
_LASTING = frozenset({RunStatus.OK, RunStatus.ERROR})
"""How a run ends with the same data again and again."""


@dataclass(frozen=True, slots=True)
class BatchRun:
    """A script that answered for ``count`` employees, ``failed`` of them.

    ``seconds`` is what its runs took, nothing where all was answered before; ``problem`` is the
    first, of a unit too.
    """

    script: Script
    count: int
    failed: int
    seconds: Decimal
    problem: Message | None


@dataclass(slots=True)
class Asking:
    """What one calculation may run: texts by their ``approved`` fingerprints, within ``limits``.

    ``done`` are the batches that were answered, for the books. It is ``all_answered`` while every
    script answers as it always will, be it with a mistake.
    """

    approved: Collection[str]
    limits: Limits
    allow_unconfined: bool
    done: list[BatchRun] = field(default_factory=list)
    all_answered: bool = True


class ScriptRuns:
    """Keeps a worker for each of the last scripts, and what came of the same data.

    Scripts are deterministic: the same text with the same data answers the same. Any thread may
    call; a script runs in one thread at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looking, self._looker = threading.Lock(), Sandbox()
        self._workers: OrderedDict[tuple[str, Limits, bool], _Worker] = OrderedDict()
        self._answers = KeptAnswers()
        self._passing: dict[bytes, ScriptAnswer] | None = None

    def for_one_calculation(self) -> ScriptRuns:
        """Return the same, that asks nothing twice: not even what may be otherwise another time."""
        once = copy(self)
        once._passing = {}  # noqa: SLF001 - it is one of ours
        return once

    def asked(
        self,
        session: Session,
        ground: Ground,
        firm: Firm,
        staff: Staff,
        owners: Collection[int] | None = None,
        *,
        tried: Collection[str] = (),
    ) -> tuple[Ground, Sequence[BatchRun]]:
        """Return ``ground`` with what its scripts make of it, and which of them answered.

        ``staff`` is everyone who counts for a subject; rows are those of ``owners``, None is
        everybody. Texts of the fingerprints that are ``tried`` run without an approval. What an
        input finds too much of spoils what its script makes alone.
        """
        if not ground.scheme.scripts:
            return ground, ()
        asking = asking_of(session)
        asking.approved = {*asking.approved, *tried}
        rows_in = cache(partial(rows_of, session, firm, staff, ground.today, owners))
        found = asked(ground, self.runner(asking), rows_in)
        return replace(found, is_certain=asking.all_answered), asking.done

    def facts(
        self,
        session: Session,
        rules: Scheme,
        subjects: Sequence[Subject],
        facts: Facts,
        period: Period,
        *,
        firm: Firm,
        staff: Staff,
        today: date,
        owners: Collection[int] | None = None,
    ) -> Facts:
        """Return ``facts`` with those that the scripts of ``rules`` work out for ``subjects``.

        The others are as in ``asked``, for figures without pay.
        """
        if not rules.scripts:
            return facts
        return with_scripts(
            rules,
            subjects,
            facts,
            period,
            calendar=firm.calendar(),
            runner=self.runner(asking_of(session)),
            rows=rows_of(session, firm, staff, today, owners, period),
        )

    def runner(self, asking: Asking) -> Runner:
        """Return what runs scripts as ``asking`` lets them."""

        def run(script: Script, given: Sequence[Given]) -> Sequence[ScriptAnswer]:
            if script.fingerprint not in asking.approved:
                asking.all_answered = False
                problem = Message(
                    "the text of the script “{script}” is not approved yet: somebody who may "
                    "must read it in Scripts",
                    script=script.name,
                )
                return [ScriptAnswer(problem=problem)] * len(given)
            return self._run(script, given, asking)

        return run

    def check(self, source: str, kind: ScriptKind) -> list[Problem]:
        """Return all that is wrong with a text; the worker that looks at texts runs none."""
        with self._looking:
            return self._looker.check(source, kind)

    def close(self) -> None:
        """End all workers."""
        self._looker.close()
        with self._lock:
            workers = list(self._workers.values())
            self._workers.clear()
        for worker in workers:
            worker.sandbox.close()

    def _run(
        self, script: Script, given: Sequence[Given], asking: Asking
    ) -> Sequence[ScriptAnswer]:
        keys = [_key(script, asking, each) for each in given]
        known = self._answers.known(keys)
        if self._passing is not None:
            passing = {key: self._passing[key] for key in keys if key in self._passing}
            asking.all_answered &= not passing
            known |= passing
        new = {key: each for key, each in zip(keys, given, strict=True) if key not in known}
        began = time.monotonic()
        if new:
            with self._worker(script, asking) as sandbox:
                outcomes = sandbox.run_batch(script.source, list(new.values()), script.kind)
            answers = [answer_of(script, outcome) for outcome in outcomes]
            asking.all_answered &= all(outcome.status in _LASTING for outcome in outcomes)
            known.update(zip(new, answers, strict=True))
            self._keep(list(new), answers, outcomes)
        seconds = Decimal(str(round(time.monotonic() - began, 3) if new else 0))
        found = [known[key] for key in keys]
        asking.done.append(_batch(script, given, found, seconds))
        return found

    def _keep(
        self,
        keys: Sequence[bytes],
        answers: Sequence[ScriptAnswer],
        outcomes: Sequence[RunOutcome],
    ) -> None:
        lasting: dict[bytes, ScriptAnswer] = {}
        for key, answer, outcome in zip(keys, answers, outcomes, strict=True):
            if outcome.status in _LASTING:
                lasting[key] = answer
            elif self._passing is not None:
                self._passing[key] = answer
        self._answers.keep(lasting)

    @contextmanager
    def _worker(self, script: Script, asking: Asking) -> Iterator[Sandbox]:
        """Lend the worker of ``script``; those that were not asked for long are ended."""
        key = script.fingerprint, asking.limits, asking.allow_unconfined
        with self._lock:
            worker = self._workers.pop(key, None) or _Worker(
                Sandbox(asking.limits, allow_unconfined=asking.allow_unconfined)
            )
            self._workers[key] = worker
            worker.users += 1
        try:
            with worker.lock:
                yield worker.sandbox
        finally:
            with self._lock:
                worker.users -= 1
                old = self._unneeded()
            for each in old:
                each.sandbox.close()

    def _unneeded(self) -> list[_Worker]:
        """Take out the workers that are too many, those that nobody waits for."""
        idle = [key for key, worker in self._workers.items() if not worker.users]
        many = max(len(self._workers) - _MOST_WORKERS, 0)
        return [self._workers.pop(key) for key in idle[:many]]


RUNS = ScriptRuns()
"""The runs of services that stand alone."""


@dataclass(eq=False, slots=True)
class _Worker:
    """A sandbox for one thread at a time; ``users`` have it or wait for it."""

    sandbox: Sandbox
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


def rows_of(
    session: Session,
    firm: Firm,
    staff: Staff,
    today: date,
    owners: Collection[int] | None,
    period: Period,
) -> RowsOf:
    """Return what reads the rows of a script in ``period``, each input once for all subjects."""
    return _RowsIn(session, firm, staff, period, today, owners).of


def asking_of(session: Session) -> Asking:
    """Return what the firm lets scripts do."""
    wanted = queries.settings(session)
    limits = Limits()
    if wanted is not None:
        limits = Limits(wanted.seconds, wanted.memory_mb, wanted.batch_seconds)
    approved = frozenset(queries.approvals(session))
    return Asking(approved, limits, wanted is not None and wanted.without_layers)


def answer_of(script: Script, outcome: RunOutcome) -> ScriptAnswer:
    """Return what a run means to a calculation: an indicator needs one number."""
    if outcome.status is not RunStatus.OK:
        return ScriptAnswer(log=outcome.log, problem=_problem(script, outcome))
    if script.kind is ScriptKind.REWARD:
        return ScriptAnswer(changes=outcome.changes, log=outcome.log)
    if outcome.result is None or isinstance(outcome.result, Decimal):
        return ScriptAnswer(outcome.result, log=outcome.log)
    problem = Message(
        "the script “{script}” gave several numbers, and one is needed", script=script.name
    )
    return ScriptAnswer(log=outcome.log, problem=problem)


def _problem(script: Script, outcome: RunOutcome) -> Message:
    reason = outcome.message or Message("it ended without an answer")
    if outcome.line is None:
        return Message("the script “{script}” failed ({reason})", script=script.name, reason=reason)
    return Message(
        "the script “{script}” failed in line {line} ({reason})",
        script=script.name,
        line=outcome.line,
        reason=reason,
    )


def _batch(
    script: Script, given: Sequence[Given], answers: Sequence[ScriptAnswer], seconds: Decimal
) -> BatchRun:
    problems = [answer.problem for answer in answers if answer.problem is not None]
    of_people = [
        answer for each, answer in zip(given, answers, strict=True) if each.get("employee")
    ]
    failed = sum(answer.problem is not None for answer in of_people)
    return BatchRun(script, len(of_people), failed, seconds, next(iter(problems), None))


def _key(script: Script, asking: Asking, given: Given) -> bytes:
    """Return what stands for all that an answer depends on; problems name the script."""
    told = repr((script.fingerprint, script.name, asking.limits, asking.allow_unconfined, given))
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20).digest()


_Rows = Mapping[SubjectRef, dict[str, list[Plain]]]


@dataclass(frozen=True, slots=True)
class _RowsIn:
    """The rows of all inputs in one period, by subject; each input is read once."""

    session: Session
    firm: Firm
    staff: Staff
    period: Period
    today: date
    owners: Collection[int] | None
    known: dict[str, _Rows] = field(default_factory=dict)

    def of(self, script: Script, ref: SubjectRef) -> dict[str, list[Plain]]:
        rows = self.known.get(script.code)
        if rows is None:
            rows = self.known[script.code] = self._read(script)
        nothing: dict[str, list[Plain]] = {one.name: [] for one in script.inputs}
        return nothing | rows.get(ref, {})

    def _read(self, script: Script) -> _Rows:
        """Return the rows of every subject; a unit has those of who was in it on their day."""
        found: dict[SubjectRef, dict[str, list[Plain]]] = defaultdict(lambda: defaultdict(list))
        refs_on = _refs_on(self.staff)
        surroundings = around(self.session, self.firm)
        for one in script.inputs:
            rows = owned_rows(self.session, one, surroundings, self.period, self.today, self.owners)
            for row in rows:
                for ref in refs_on(row.owner, row.on):
                    found[ref][one.name].append(row.columns)
        return found


def _refs_on(staff: Staff) -> Callable[[int, date], tuple[SubjectRef, ...]]:
    @cache
    def membership_on(day: date | None) -> Mapping[int, tuple[SubjectRef, ...]]:
        there = (staff if day is None else staff.on(day)).membership
        return {id_: (ref, *there.places[place]) for id_, (ref, place) in there.people.items()}

    def refs_on(owner: int, day: date) -> tuple[SubjectRef, ...]:
        return membership_on(day if staff.has_moves else None).get(owner, (COMPANY,))

    return refs_on
