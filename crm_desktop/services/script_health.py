"""What is to be said about scripts when the database is examined."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from crm_desktop.kpi.script import Script
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import OS_LAYERS, Layer
from crm_desktop.services.finding import Finding
from crm_desktop.services.rules import DefinitionKind, read
from crm_desktop.services.script_runs import Asking, asking_of
from crm_desktop.services.script_tests import run_tests
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message, plural


def script_findings(engine: Engine) -> Iterator[Finding]:
    """Yield which walls stand around scripts, which texts wait, and which tests fail."""
    with Sessions(engine)() as session:
        asking = asking_of(session)
        newest = {
            version.code: read(version)
            for version in definitions.list_versions(session, DefinitionKind.SCRIPT)
        }
    scripts = [script for script in newest.values() if isinstance(script, Script)]
    with Sandbox(asking.limits) as sandbox:
        layers = sandbox.layers()
    yield _walls(layers, is_needed=bool(scripts) and not asking.allow_unconfined)
    if scripts:
        yield _waiting(scripts, asking)
        yield _failing(scripts, asking)


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


def _waiting(scripts: list[Script], asking: Asking) -> Finding:
    names = [script.name for script in scripts if script.fingerprint not in asking.approved]
    message = Message("The texts of all scripts are approved.")
    if names:
        message = plural(
            "{count} script does not run until somebody approves its text: {names}.",
            "{count} scripts do not run until somebody approves their texts: {names}.",
            count=len(names),
            names=", ".join(names),
        )
    return Finding("script_approvals", not names, message)


def _failing(scripts: list[Script], asking: Asking) -> Finding:
    """Run the tests of approved scripts: nobody has read the others."""
    failing = [
        script.name
        for script in scripts
        if script.fingerprint in asking.approved
        and not all(
            result.has_passed
            for result in run_tests(script, asking.limits, allow_unconfined=asking.allow_unconfined)
        )
    ]
    message = Message("All tests of scripts pass.")
    if failing:
        message = plural(
            "{count} script has tests that do not pass: {names}.",
            "{count} scripts have tests that do not pass: {names}.",
            count=len(failing),
            names=", ".join(failing),
        )
    return Finding("script_tests", not failing, message)
