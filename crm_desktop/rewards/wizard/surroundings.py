"""A draft with what else the firm has, as an editor of rules needs it and an example counts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft


def surrounded(draft: WizardDraft, present: Scheme) -> Scheme:
    """Return the scheme of ``draft`` as if it always had held, with codes as the draft has them.

    What may be named besides comes from ``present``: indicators, scales, templates and scripts,
    the draft's own before those of the same code. Nobody is measured or paid but by the draft;
    a team that has no indicators yet is not measured.
    """
    scheme = draft.scheme
    parts: dict[str, Any] = {}
    for part in ("indicators", "scales", "templates", "scripts"):
        known = {each.code: each for each in getattr(present, part)}
        own = {each.code: each for each in getattr(scheme, part)}
        parts[part] = tuple((known | own).values())
    plans = tuple(replace(plan, valid_from=ALWAYS, split=None) for plan in scheme.plans)
    profiles = tuple(each for each in scheme.profiles if each.entries)
    return replace(scheme, profiles=profiles, plans=plans, **parts).since_ever()
