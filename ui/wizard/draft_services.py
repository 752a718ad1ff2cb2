"""The draft in the place of the saved rules, so that the editors of rules can work on it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal, Slot

from crm_desktop.changes import Changes
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.check_sources import typed
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.check import UnsoundSchemeError, problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import Definition, WizardDraft, part_of
from crm_desktop.rewards.wizard.editing import with_definition
from crm_desktop.rewards.wizard.surroundings import surrounded
from ui.context import Context
from ui.scheme.versions import bare
from ui.wizard.viewmodel import WizardViewModel

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.premium_preview import PremiumPreviewService
    from crm_desktop.services.schemes import SchemeService
    from crm_desktop.services.script_trials import TriedRow, TryOut


class DraftSchemes(QObject):
    """Reads and writes the draft as ``services.schemes`` does the saved rules.

    It is asked off the window's thread, as services are; what is written reaches the draft there.
    """

    _written = Signal(object)  # tuple[Definition, ...]

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self._viewmodel = viewmodel
        self._written.connect(self._on_written)

    def scheme(self, _on: date) -> Scheme:
        """Return the rules of the draft, as if they always had held."""
        return rules_of(self._viewmodel)

    def settled_until(self) -> None:
        """Return None: a draft changes no day that is settled."""

    def history(self, _kind: object, _code: str) -> list[Any]:
        """Return no versions: a draft has none."""
        return []

    def save(self, definition: Definition, valid_from: date) -> Changes:
        return self.save_all([definition], valid_from)

    def save_all(self, wanted: Collection[Definition], _valid_from: date) -> Changes:
        """Let all of ``wanted`` be in the draft, or none of them.

        Raises:
            UnsoundSchemeError: they have mistakes, or others because of them.

        """
        made = tuple(_typed(bare(definition)) for definition in wanted)
        draft, present = self._viewmodel.draft, self._viewmodel.firm.present
        was = tuple(problems(surrounded(draft, present)))
        after = problems(surrounded(_with_all(draft, made), present))
        own = tuple(f"{part_of(each)}.{each.code}." for each in made)
        if found := tuple(
            one for one in after if one not in was or f"{one.place}.".startswith(own)
        ):
            raise UnsoundSchemeError(found)
        self._written.emit(made)
        return Changes.NONE

    @Slot(object)
    def _on_written(self, made: tuple[Definition, ...]) -> None:
        self._viewmodel.change(_with_all(self._viewmodel.draft, made))


class DraftScriptTrials:
    """Tries scripts by the rules of the draft, as ``services.script_trials`` by the saved ones."""

    def __init__(self, viewmodel: WizardViewModel) -> None:
        self._viewmodel = viewmodel

    def try_one(
        self, script: Script, employee_code: str, period: Period, *, trace: bool = True
    ) -> TryOut:
        trials, rules = self._viewmodel.context.services.script_trials, rules_of(self._viewmodel)
        return trials.try_one(script, employee_code, period, trace=trace, scheme=rules)

    def try_everybody(
        self, script: Script, period: Period, *, report: Callable[[int, int], None]
    ) -> list[TriedRow]:
        trials, rules = self._viewmodel.context.services.script_trials, rules_of(self._viewmodel)
        return trials.try_everybody(script, period, report=report, scheme=rules)


class DraftServices:
    """All services, with those of the rules on the draft."""

    def __init__(self, viewmodel: WizardViewModel) -> None:
        self._services = viewmodel.context.services
        self.schemes = DraftSchemes(viewmodel)
        self.script_trials = DraftScriptTrials(viewmodel)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)

    @cached_property
    def premium_preview(self) -> PremiumPreviewService:
        """Examples of premiums by the plans of the draft."""
        from crm_desktop.services.premium_preview import (  # noqa: PLC0415 - with all it calculates
            PremiumPreviewService,
        )

        schemes = cast("SchemeService", self.schemes)
        return PremiumPreviewService(schemes, self._services.calculation)


def draft_context(viewmodel: WizardViewModel) -> Context:
    """Return the surroundings of an editor that works on the draft."""
    return replace(viewmodel.context, services=cast("Services", DraftServices(viewmodel)))


def rules_of(viewmodel: WizardViewModel) -> Scheme:
    """Return the rules of the draft that is open, with what else the firm has."""
    return surrounded(viewmodel.draft, viewmodel.firm.present)


def _with_all(draft: WizardDraft, made: Collection[Definition]) -> WizardDraft:
    for definition in made:
        draft = with_definition(draft, definition)
    return draft


def _typed(definition: Definition) -> Definition:
    """Return ``definition`` with typed filters; where they do not suit, the check will say so."""
    if not isinstance(definition, Indicator):
        return definition
    try:
        return typed(definition)
    except InvalidInputError:
        return definition
