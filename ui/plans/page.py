"""Plans: the grid and its cascade, the working calendar, who is away, and marks given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Slot

from crm_desktop.domain.permissions import Right
from crm_desktop.texts import _
from ui.context import Context, PageView
from ui.plans.cascade_section import CascadeSection
from ui.plans.grid import Place
from ui.plans.grid_section import PlanGridSection
from ui.plans.sections import GRID_CODE, SECTIONS
from ui.plans.viewmodel import GridQuestion
from ui.rights import needs
from ui.tabbed_page import Section, TabbedPage


class PlansPage(TabbedPage):
    """``open_key`` takes the code of a section."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, SECTIONS, _("Plans"))

    def build(self, section: Section) -> PageView:
        """Let what the cascade makes go on in the grid, and who may change plans save them."""
        view = super().build(section)
        if isinstance(view, PlanGridSection):
            needs(self.context.access, Right.SCHEME, view.save_button, view.spread_button)
        if isinstance(view, CascadeSection):
            view.divided.connect(self._on_divided)
        return view

    @Slot(object, object, str)
    def _on_divided(self, question: GridQuestion, places: Mapping[Place, str], note: str) -> None:
        """Let the grid go on with what the cascade made."""
        grid = self.section(GRID_CODE)
        self.open_key(GRID_CODE)
        if isinstance(grid, PlanGridSection):
            take = partial(grid.take, question, places, note)
            if grid.may_leave(take):
                take()
