"""Lists that are filtered by conditions, and the views that they are kept as."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from crm_desktop.domain.filters import (
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Who,
)
from crm_desktop.domain.views import Screen, ViewDraft
from crm_desktop.texts import Message
from ui.customers.page import CustomersPage
from ui.deals.page import DealsPage
from ui.filters.page import FilteredPage
from ui.filters.pick_box import PickBox
from ui.gallery.scene import Scene, Step, page
from ui.gallery.stage import Stage

_LARGE = Decimal(100_000)
_MINE = Group(
    Match.ALL,
    (
        Condition("status", Operator.EQUAL, ("open",)),
        Condition("created", Operator.AT_LEAST, (RelativeDay(Anchor.QUARTER_START, -7),)),
        Group(
            Match.ANY,
            (
                Condition("owner", Operator.EQUAL, (Who.ME,)),
                Condition("amount", Operator.AT_LEAST, (_LARGE,)),
            ),
        ),
    ),
)
_NEW = Condition("created", Operator.AT_LEAST, (RelativeDay(Anchor.YEAR_START),))
_GONE = Condition("tag", Operator.EQUAL, ("VIP",))
_NAME = Message("Open and large")


def _filter_by(kind: type[FilteredPage], tree: Filter) -> Step:
    return partial(_show_conditions, kind, tree)


def _show_conditions(kind: type[FilteredPage], tree: Filter, stage: Stage) -> None:
    stage.find(kind).show_conditions(tree)


def _open(kind: type[FilteredPage]) -> Step:
    return partial(_open_filter, kind)


def _open_filter(kind: type[FilteredPage], stage: Stage) -> None:
    stage.find(kind).open_filter()


def _enter_nothing(stage: Stage) -> None:
    """Save a view with a condition that is not whole, under no name."""
    panel = stage.find(DealsPage).panel
    if panel is not None:
        panel.editor.root.add_condition()
        panel.save_button.click()


def _save_view(stage: Stage) -> None:
    draft = ViewDraft(str(_NAME), _MINE, "amount", is_descending=True)
    if not stage.services.views.list_views(Screen.DEALS):
        stage.services.views.create(Screen.DEALS, draft)
    stage.find(DealsPage).reload()


def _choose_view(stage: Stage) -> None:
    deals = stage.find(DealsPage)
    deals.view.setCurrentIndex(1)
    deals.view.activated.emit(1)
    deals.open_filter()


def _pick(stage: Stage) -> None:
    stage.find(PickBox).showPopup()


_DEALS, _CUSTOMERS = page("deals"), page("customers")

FILTER_SCENES: tuple[Scene, ...] = (
    Scene("filter-new", (_DEALS, _open(DealsPage)), is_main=True),
    Scene("filter-error", (_DEALS, _open(DealsPage), _enter_nothing)),
    Scene("filter-deals", (_DEALS, _filter_by(DealsPage, _MINE), _open(DealsPage)), is_main=True),
    Scene("filter-pick", (_DEALS, _filter_by(DealsPage, _MINE), _open(DealsPage), _pick)),
    Scene("filter-chips", (_DEALS, _filter_by(DealsPage, _MINE)), is_main=True),
    Scene("filter-customers", (_CUSTOMERS, _filter_by(CustomersPage, _NEW), _open(CustomersPage))),
    Scene("filter-gone", (_CUSTOMERS, _filter_by(CustomersPage, _GONE)), is_main=True),
    Scene("filter-view", (_DEALS, _save_view, _choose_view), is_main=True),
)
