"""The columns of the tables of a bonus template, with what can be chosen in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.filters import Operator
from crm_desktop.kpi.definition import Indicator, Measure
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.scheme.named import by_name
from ui.scheme.sheet_model import SheetColumn
from ui.scheme.templates.sketch import events_of
from ui.theme import GRID

_NARROW = 10 * GRID
_COMPARED = {
    Operator.MORE: Message("more than"),
    Operator.AT_LEAST: Message("at least"),
    Operator.LESS: Message("less than"),
    Operator.AT_MOST: Message("at most"),
    Operator.EQUAL: Message("equals"),
    Operator.NOT_EQUAL: Message("does not equal"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from for commissions on records of ``entity``."""

    indicators: Sequence[Indicator]
    offers: FilterOffers
    entity: Entity

    def named(self, field: str) -> tuple[tuple[str, str], ...]:
        """Return the names of a directory, such as products."""
        return tuple((name, name) for name in self.offers.names.get(field, ()))


def columns_of(sheet: str, offered: Offered) -> tuple[SheetColumn, ...]:
    """Return the columns of the table ``sheet``, one of ``sketch.SHEETS``."""
    share = SheetColumn(_("Part, %"), blank="100", width=_NARROW, stretches=False)
    match sheet:
        case "conditions":
            return _conditions(offered)
        case "prizes":
            return (
                SheetColumn(_("Sum"), width=14 * GRID, stretches=False),
                SheetColumn(_("Prize in kind"), is_text=True),
            )
        case "earned":
            events = tuple((capital(one), one.value) for one in events_of(offered.entity))
            return (SheetColumn(_("Event"), events), share)
        case "rates":
            none = ("—", "")
            return (
                SheetColumn(_("Product"), (none, *offered.named("product"))),
                SheetColumn(_("Product group"), (none, *offered.named("product_group"))),
                SheetColumn(_("Rate, %"), width=_NARROW, stretches=False),
            )
        case _:
            stages = offered.named("stage")
            return (
                SheetColumn(_("Stage"), stages),
                SheetColumn(_("Part, %"), width=_NARROW, stretches=False),
            )


def _conditions(offered: Offered) -> tuple[SheetColumn, ...]:
    indicators = by_name(offered.indicators)
    measures = tuple((capital(one), one.value) for one in Measure)
    signs = tuple((str(words), one.value) for one, words in _COMPARED.items())
    return (
        SheetColumn(_("Indicator"), indicators),
        SheetColumn(_("Figure"), measures, blank="fact", width=14 * GRID, stretches=False),
        SheetColumn(_("Is"), signs, blank=">", width=14 * GRID, stretches=False),
        SheetColumn(_("Value"), width=12 * GRID, stretches=False),
    )
