"""Runs scripts in this process, as the worker does in its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext
from typing import Any

from crm_desktop.scripting.worker import exact
from crm_desktop.scripting.worker.kpi import API
from crm_desktop.scripting.worker.policy import compile_script
from crm_desktop.scripting.worker.running import Program
from crm_desktop.scripting.worker.text import Finding, RefusedError


def ran(source: str, given: Mapping[str, Any] | None = None, kind: str = "indicator") -> Any:
    """Return what a run of ``source`` replies."""
    with localcontext():
        exact.use_context()
        return Program(compile_script(source, API[kind]), kind).run(given or {}, is_traced=False)


def result_of(source: str, given: Mapping[str, Any] | None = None) -> Any:
    """Return the result as it is sent; the script must come to its end."""
    reply = ran(source, given)
    assert reply["status"] == "ok", reply
    return reply["result"]


def fault_in(source: str, given: Mapping[str, Any] | None = None, kind: str = "indicator") -> Any:
    """Return the code of what went wrong, and the line."""
    reply = ran(source, given, kind)
    assert reply["status"] != "ok", reply
    return reply["code"], reply["line"]


def findings_in(source: str, kind: str = "indicator") -> list[Finding]:
    """Return all that is found in ``source``."""
    try:
        return compile_script(source, API[kind]).findings
    except RefusedError as error:
        return error.findings
