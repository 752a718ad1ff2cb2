"""Scripts in pay: approved ones work indicators out and change rewards, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import RunStatus, ScriptKind
from crm_desktop.kpi.definition import Indicator, ProfileEntry
from crm_desktop.kpi.script import Script, ScriptInput
from crm_desktop.kpi.source import ScriptSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import BonusTemplate, PerUnitPremium
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import RunOutcome
from crm_desktop.services import script_runs
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.script_runs import ScriptRuns
from crm_desktop.services.scripts import ScriptService
from crm_desktop.storage import script_rows
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealRecord
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME
from tests.storage.pay_months import PayMonths

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)

BIG = Script(
    "big_deals",
    "Big deals",
    ScriptKind.INDICATOR,
    'result = len([row for row in kpi.rows("won") if row["amount"] >= 1000])\n'
    "kpi.log(f\"{len(kpi.rows('won'))} deals looked at\")\n",
    inputs=(
        ScriptInput(
            "won",
            Entity.DEAL,
            "closed",
            ("amount",),
            Condition("status", Operator.EQUAL, ("won",)),
        ),
    ),
)
FINAL = Script(
    "final",
    "Final",
    ScriptKind.REWARD,
    'if kpi.value("big"):\n'
    '    kpi.add_line("Big deals", 100.10 * kpi.value("big"), "each big deal is worth more")\n',
    reads=("big",),
)


def with_scripts(scheme: Scheme, *scripts: Script) -> Scheme:
    profile = scheme.profiles[0]
    return replace(
        scheme,
        indicators=(*scheme.indicators, Indicator("big", "Big deals", ScriptSource("big_deals"))),
        profiles=(
            replace(profile, entries=(*profile.entries, ProfileEntry("big", plan=Decimal(1)))),
            *scheme.profiles[1:],
        ),
        cards=tuple(replace(card, script="final") for card in scheme.cards),
        scripts=scripts,
    )


class Firm:
    def __init__(self, sessions: sessionmaker[Session], runs: ScriptRuns) -> None:
        self.sessions = sessions
        self.calculation = CalculationService(sessions, fixed(AT), runs=runs)
        self.payroll = PayrollService(sessions, fixed(AT), runs=runs)

    def approve(self, *scripts: Script) -> None:
        with self.sessions.begin() as session:
            for script in scripts:
                queries.approve(
                    session, queries.Approval(script.code, script.fingerprint, "Anna", AT)
                )

    def outcomes(self) -> dict[str, Outcome]:
        found = self.calculation.calculate(MARCH).outcomes
        return {outcome.result.subject.ref.code: outcome for outcome in found}


@pytest.fixture(scope="module")
def runs() -> Iterator[ScriptRuns]:
    kept = ScriptRuns()
    yield kept
    kept.close()


@pytest.fixture
def firm(database: str, runs: ScriptRuns) -> Iterator[Firm]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(0, 2_000_00), DealSketch(1, 100_00)])
    SchemeService(sessions, fixed(AT)).import_scheme(with_scripts(SCHEME, BIG, FINAL))
    yield Firm(sessions, runs)
    engine.dispose()


def big_of(outcome: Outcome) -> Decimal | None:
    return next(one.fact.value for one in outcome.result.indicators if one.code == "big")


def lines_of(outcome: Outcome) -> dict[str, Decimal]:
    assert outcome.statement is not None, outcome.problem
    return {line.code: line.amount.as_decimal() for line in outcome.statement.lines}


def test_nothing_runs_that_nobody_approved(firm: Firm) -> None:
    anna = firm.outcomes()["e0"]
    assert big_of(anna) is None
    assert anna.statement is None
    assert "“Final” is not approved yet" in str(anna.problem)


def test_approved_scripts_make_figures_and_pay(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    found = firm.outcomes()
    assert (big_of(found["e0"]), big_of(found["e1"])) == (Decimal(1), Decimal(0))
    assert lines_of(found["e0"])["script:1"] == Decimal("100.10")
    assert "script:1" not in lines_of(found["e1"])


def test_one_person_has_what_everybody_together_have(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    found = firm.outcomes()
    for code in ("e0", "e1", "e2"):
        assert firm.calculation.progress(code, MARCH) == found[code]


def test_another_text_needs_another_approval(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    changed = replace(FINAL, source=FINAL.source.replace("100.10", "1_000_000"))
    scheme = with_scripts(SCHEME, BIG, changed)
    SchemeService(firm.sessions, fixed(AT)).import_scheme(scheme)
    assert "not approved" in str(firm.outcomes()["e0"].problem)


def test_a_saved_statement_reads_without_its_scripts(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    saved = firm.payroll.calculate_and_save(MARCH)
    assert saved.problems == 0
    with firm.sessions.begin() as session:
        assert queries.forget_approvals(session) == 2
    card = firm.payroll.statement("e0", MARCH)
    assert lines_of(card.outcome)["script:1"] == Decimal("100.10")
    assert big_of(card.outcome) == 1


def test_what_ran_for_pay_is_in_the_books(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    fresh = ScriptRuns()  # it has no answers of other tests yet
    PayrollService(firm.sessions, fixed(AT), runs=fresh).calculate_and_save(MARCH)
    fresh.close()
    with firm.sessions() as session:
        [run] = queries.runs(session, "final")
    assert (run.start, run.end, run.fingerprint) == (MARCH.start, MARCH.end, FINAL.fingerprint)
    assert (run.count, run.failed, run.problem) == (3, 0, "")


def test_what_was_answered_before_is_in_the_books_all_the_same(firm: Firm) -> None:
    """A window asks for every number that it shows, long before anybody saves the month."""
    firm.approve(BIG, FINAL)
    fresh = ScriptRuns()
    payroll = PayrollService(firm.sessions, fixed(AT), runs=fresh)
    payroll.preview(MARCH)
    payroll.calculate_and_save(MARCH)
    fresh.close()
    with firm.sessions() as session:
        noted = [run for code in ("big_deals", "final") for run in queries.runs(session, code)]
    assert [(run.code, run.count, run.milliseconds) for run in noted] == [
        ("big_deals", 3, 0),
        ("final", 3, 0),
    ]


def test_the_time_of_a_run_is_in_the_books_though_it_ended_before_pay_was_saved(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.approve(BIG, FINAL)
    fresh, hours = ScriptRuns(), count()
    clock = SimpleNamespace(monotonic=lambda: next(hours) * 3600)
    monkeypatch.setattr(script_runs, "time", clock)
    PayrollService(firm.sessions, fixed(AT), runs=fresh).calculate_and_save(MARCH)
    fresh.close()
    with firm.sessions() as session:
        [run] = queries.runs(session, "final")
    assert run.milliseconds == 3_600_000


def test_a_failure_known_before_is_in_the_books_at_the_time_of_the_firm(firm: Firm) -> None:
    failing = replace(FINAL, source='if kpi.employee["code"] == "e1":\n    x = 1 / 0\n')
    SchemeService(firm.sessions, fixed(AT)).import_scheme(with_scripts(SCHEME, BIG, failing))
    firm.approve(BIG, failing)
    firm.outcomes()
    firm.payroll.calculate_and_save(MARCH)
    [run] = ScriptService(firm.sessions, fixed(AT)).runs("final")
    assert (run.count, run.failed) == (3, 1)
    assert "line 2" in run.problem
    assert (run.at, run.at.utcoffset()) == (AT, timedelta(hours=3))


def test_one_that_fails_is_named_and_the_others_are_paid(firm: Firm) -> None:
    failing = replace(
        FINAL, source='if kpi.employee["code"] == "e1":\n    x = 1 / 0\nkpi.log("fine")\n'
    )
    SchemeService(firm.sessions, fixed(AT)).import_scheme(with_scripts(SCHEME, BIG, failing))
    firm.approve(BIG, failing)
    found = firm.outcomes()
    assert found["e0"].statement is not None
    assert found["e1"].statement is None
    assert "line 2" in str(found["e1"].problem)


def test_the_past_is_shown_by_the_script_of_today(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    assert firm.calculation.trend("e0", MARCH, count=2)["big"] == (Decimal(0), Decimal(1))


def test_others_may_write_while_scripts_run(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch may take a minute; a deal is saved meanwhile."""
    firm.approve(BIG, FINAL)
    fresh = ScriptRuns()
    run_batch, saved = Sandbox.run_batch, []

    def writing(self: Sandbox, source: str, *given: Any, **options: Any) -> list[RunOutcome]:
        with firm.sessions.begin() as session:
            session.execute(update(DealRecord).values(note="written meanwhile"))
        saved.append(source)
        return run_batch(self, source, *given, **options)

    monkeypatch.setattr(Sandbox, "run_batch", writing)
    PayrollService(firm.sessions, fixed(AT), runs=fresh).calculate_and_save(MARCH)
    fresh.close()
    assert saved == [BIG.source, FINAL.source]


def test_what_reaches_a_limit_is_not_tried_again_while_nobody_else_may_write(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.approve(BIG, FINAL)
    fresh, ran = ScriptRuns(), list[str]()

    def too_slow(_: Sandbox, source: str, given: Sequence[object], *_kind: Any) -> Any:
        ran.append(source)
        return [RunOutcome(RunStatus.LIMIT)] * len(given)

    payroll = PayrollService(firm.sessions, fixed(AT), runs=fresh)
    with monkeypatch.context() as slow:
        slow.setattr(Sandbox, "run_batch", too_slow)
        assert payroll.calculate_and_save(MARCH).problems == 3
    assert ran == [BIG.source, FINAL.source]
    assert payroll.calculate_and_save(MARCH).problems == 0
    fresh.close()


def test_a_script_that_does_not_answer_takes_nothing_back_of_settled_pay(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither after a backup came back without approvals, nor where a machine is too slow."""
    scheme = with_scripts(SCHEME, BIG, FINAL)
    per_big = BonusTemplate("per_big", "Per big deal", PerUnitPremium(Decimal(500)), "big")
    cards = tuple(
        replace(card, templates=(*card.templates, "per_big"), script=None) for card in scheme.cards
    )
    scheme = replace(scheme, templates=(*scheme.templates, per_big), cards=cards, scripts=(BIG,))
    SchemeService(firm.sessions, fixed(AT)).import_scheme(scheme)
    firm.approve(BIG)
    months = replace(PayMonths.of(firm.sessions, fixed(AT)), payroll=firm.payroll)
    months.settle(MARCH)
    months.add_deal(0, 3_000)

    def changed(runs: ScriptRuns) -> list[Decimal]:
        found = ChangeMonitorService(firm.sessions, fixed(AT), runs=runs).changes()
        runs.close()
        return [change.amount.as_decimal() for change in found]

    def too_slow(_: Sandbox, _source: str, given: Sequence[object], *_kind: Any) -> Any:
        return [RunOutcome(RunStatus.LIMIT)] * len(given)

    assert changed(ScriptRuns()) == [Decimal(1150)]
    with monkeypatch.context() as slow:
        slow.setattr(Sandbox, "run_batch", too_slow)
        assert changed(ScriptRuns()) == []
    with firm.sessions.begin() as session:
        queries.forget_approvals(session)
    assert changed(ScriptRuns()) == []


def test_scripts_cost_a_fixed_number_of_statements(firm: Firm) -> None:
    firm.approve(BIG, FINAL)
    firm.outcomes()
    few = statements_of(firm)
    with firm.sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(number % 3, 1_500_00) for number in range(60)])
    assert statements_of(firm) == few


def statements_of(firm: Firm) -> int:
    bind = firm.sessions.kw["bind"]
    seen: list[str] = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(bind, "before_cursor_execute", listen)
    firm.outcomes()
    event.remove(bind, "before_cursor_execute", listen)
    return len(seen)


def test_too_many_records_spoil_what_needs_them_alone(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.approve(BIG, replace(FINAL, source="kpi.log('paid')"))
    quiet = replace(FINAL, source="kpi.log('paid')")
    SchemeService(firm.sessions, fixed(AT)).import_scheme(with_scripts(SCHEME, BIG, quiet))
    monkeypatch.setattr(script_rows, "MOST_ROWS", 1)
    anna = firm.outcomes()["e0"]
    found = next(one for one in anna.result.indicators if one.code == "big")
    assert "narrow its filter" in str(found.reason)
    assert anna.statement is not None
