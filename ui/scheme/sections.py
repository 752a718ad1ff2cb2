"""The parts of the KPI scheme that are edited, in the order of the tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.texts import Message
from ui.context import Context
from ui.scheme.cards.section import CardsView
from ui.scheme.definitions import DefinitionsView
from ui.scheme.indicators.section import IndicatorsView
from ui.scheme.profiles.section import ProfilesView
from ui.scheme.scales.section import ScalesView
from ui.scheme.templates.section import TemplatesView


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``factory`` is called when it is shown first."""

    code: str
    title: Message
    factory: Callable[[Context], DefinitionsView]


SECTIONS: tuple[Section, ...] = (
    Section("indicators", Message("Indicators"), IndicatorsView),
    Section("profiles", Message("Profiles"), ProfilesView),
    Section("scales", Message("Scales"), ScalesView),
    Section("templates", Message("Templates"), TemplatesView),
    Section("cards", Message("Cards"), CardsView),
)
