"""What is to be said about scripts when the database is examined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.kpi.script import Script
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import OS_LAYERS, Layer
from crm_desktop.services.finding import Finding
from crm_desktop.services.rules import DefinitionKind
from crm_desktop.services.script_books import live_texts
from crm_desktop.services.script_runs import Asking, asking_of
from crm_desktop.services.script_tests import run_tests
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message, plural


def script_findings(engine: Engine, now: Now) -> Iterator[Finding]:
    """Yield which walls stand around scripts, which texts wait, and which tests fail."""
    with Sessions(engine)() as session:
        asking = asking_of(session)
        holding, coming = _live(session, now)
    scripts = [*holding, *coming]
    with Sandbox(asking.limits) as sandbox:
        layers = sandbox.layers()
    yield _walls(layers, is_needed=bool(scripts) and not asking.allow_unconfined)
    if scripts:
        yield _waiting(holding, asking)
        yield from _to_come(coming, asking)
        yield _failing(scripts, asking)


def _live(session: Session, now: Now) -> tuple[list[Script], list[Script]]:
    """Return the texts that hold today, and those that are still to begin."""
    versions = defaultdict(list)
    for version in definitions.list_versions(session, DefinitionKind.SCRIPT):
        versions[version.code].append(version)
    if not versions:
        return [], []
    today = clock.today(now, firm_queries.firm(session).time_zone())
    texts = [text for each in versions.values() for text in live_texts(each, today)]
    return (
        [text for text in texts if text.version.valid_from <= today],
        [text for text in texts if text.version.valid_from > today],
    )


def _walls(layers: tuple[Layer, ...], *, is_needed: bool) -> Finding:
    active = [str(layer.name) for layer in layers if layer.is_active]
    is_confined = any(layer.is_active and layer.code in OS_LAYERS for layer in layers)
    message = Message("Scripts run behind these walls: {walls}.", walls=", ".join(active))
    if not is_confined:
        message = Message(
            "The operating system holds no wall around scripts here: they do not run unless an "
            "administrator allows it."
        )
    return Finding("script_walls", is_confined or not is_needed, message)


def _waiting(scripts: Sequence[Script], asking: Asking) -> Finding:
    names = [script.name for script in scripts if script.fingerprint not in asking.approved]
    message = Message("The texts of all scripts in force are approved.")
    if names:
        message = plural(
            "{count} script does not run until somebody approves its text: {names}.",
            "{count} scripts do not run until somebody approves their texts: {names}.",
            count=len(names),
            names=", ".join(names),
        )
    return Finding("script_approvals", not names, message)


def _to_come(scripts: Sequence[Script], asking: Asking) -> Iterator[Finding]:
    """Yield a hint at what is yet to be approved: until it begins, nothing is wrong with pay."""
    days: dict[str, date] = {
        script.name: script.version.valid_from
        for script in scripts
        if script.fingerprint not in asking.approved
    }
    if days:
        message = plural(
            "{count} script that is still to begin waits for approval: {names}, {day}.",
            "{count} scripts that are still to begin wait for approval: {names}; the first on "
            "{day}.",
            count=len(days),
            names=", ".join(days),
            day=min(days.values()),
        )
        yield Finding("script_approvals_to_come", is_ok=True, message=message)


def _failing(scripts: Sequence[Script], asking: Asking) -> Finding:
    """Run the tests of approved scripts: nobody has read the others."""
    failing = {
        script.name: None  # in their order, each once
        for script in scripts
        if script.fingerprint in asking.approved
        and not all(
            result.has_passed
            for result in run_tests(script, asking.limits, allow_unconfined=asking.allow_unconfined)
        )
    }
    message = Message("All tests of scripts pass.")
    if failing:
        message = plural(
            "{count} script has tests that do not pass: {names}.",
            "{count} scripts have tests that do not pass: {names}.",
            count=len(failing),
            names=", ".join(failing),
        )
    return Finding("script_tests", not failing, message)
