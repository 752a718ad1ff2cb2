"""Two drafts of one script: where they differ, and what comes of a choice among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from crm_desktop.kpi.script import Script
from crm_desktop.texts import Message
from ui.records.conflict_dialog import Difference

_FIELDS: Mapping[str, tuple[Message, Callable[[Script], str]]] = {
    "name": (Message("Name"), lambda one: one.name),
    "kind": (Message("What it does"), lambda one: one.kind.shown()),
    "description": (Message("What it is for"), lambda one: one.description),
    "source": (Message("Text"), lambda one: one.source),
    "reads": (Message("Indicators that it reads"), lambda one: ", ".join(one.reads)),
    "inputs": (Message("Records"), lambda one: ", ".join(each.name for each in one.inputs)),
    "tests": (Message("Tests"), lambda one: ", ".join(each.name for each in one.tests)),
}


def differences(base: Script, mine: Script, theirs: Script) -> list[Difference]:
    """Return the fields in which ``mine`` and ``theirs`` differ; both were ``base`` before."""
    return [
        Difference(
            code,
            str(label),
            words(mine),
            words(theirs),
            is_mine=getattr(theirs, code) == getattr(base, code),
        )
        for code, (label, words) in _FIELDS.items()
        if getattr(mine, code) != getattr(theirs, code)
    ]


def merged(mine: Script, theirs: Script, kept: Collection[str]) -> Script:
    """Return ``theirs`` with the fields ``kept`` as they are in ``mine``."""
    return replace(theirs, **{code: getattr(mine, code) for code in kept})
