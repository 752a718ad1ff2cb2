"""The scripts of the library run on the records of a firm, as the databases give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crm_desktop.clock import fixed
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.scripts import Plain, RunStatus
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import ExternalSource, Window
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, FixedPremium, RewardCard
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.script_library import library
from crm_desktop.services.script_trials import ScriptTrialService, TryOut
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage.filter_world import MARCH, add_world

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
CALLS_BONUS = BonusTemplate("calls_bonus", "Calls", FixedPremium(Decimal(1000)))
SCRIPTS = [one.script for one in library()]
READ = sorted({code for script in SCRIPTS for code in script.reads})


def scheme() -> Scheme:
    """Return a scheme that has all that the library reads."""
    entries = tuple(ProfileEntry(code, plan=Decimal(10)) for code in READ)
    card = RewardCard(
        "all", "All", Decimal(30_000), ("calls_bonus",), assignments=(Assignment(COMPANY),)
    )
    return Scheme(
        "Library",
        "RUB",
        indicators=tuple(Indicator(code, code, ExternalSource()) for code in READ),
        profiles=(Profile("all", "All", entries, (COMPANY,)),),
        templates=(CALLS_BONUS,),
        cards=(card,),
    )


@pytest.fixture
def trials(database: str) -> Iterator[ScriptTrialService]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        add_world(session)
    SchemeService(sessions, fixed(AT)).import_scheme(scheme())
    yield ScriptTrialService(sessions, fixed(AT))
    engine.dispose()


def of_everything(script: Script) -> Script:
    """Return ``script`` with inputs that no filter narrows: records with and without each value."""
    inputs = (replace(one, where=EVERYTHING, window=Window.UNTIL_END) for one in script.inputs)
    return replace(script, inputs=tuple(inputs))


def test_each_script_of_the_library_runs_on_records(trials: ScriptTrialService) -> None:
    tried = {
        script.code: trials.try_one(of_everything(script), "e0", MARCH, trace=False)
        for script in SCRIPTS
    }
    ended = {code: (one.outcome.status, one.outcome.message) for code, one in tried.items()}
    found = {name for one in tried.values() for name, rows in rows_of(one).items() if rows}

    assert ended == {script.code: (RunStatus.OK, None) for script in SCRIPTS}
    assert found == {one.name for script in SCRIPTS for one in script.inputs}


def rows_of(tried: TryOut) -> dict[str, Plain]:
    rows = tried.given["rows"]
    assert isinstance(rows, dict)
    return rows
