"""Bonus templates and reward cards: the lists, each kind of premium, half typed and wrong."""

from __future__ import annotations

from functools import partial

from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.scheme.cards.editor import CardEditor
from ui.scheme.page import SchemePage
from ui.scheme.templates.editor import TemplateEditor
from ui.scheme.templates.kinds import PremiumKind
from ui.widgets.scroll import Scroll


def _section(code: str, stage: Stage) -> None:
    stage.find(SchemePage).show_section(code)


def _open(section: str, place: int | None, stage: Stage) -> None:
    """Open what stands at ``place`` of the list, None a new one."""
    _section(section, stage)
    stage.settle()
    view = stage.find(SchemePage).section(section)
    view.open_code(None if place is None else view.model.rows[place].code)


def _choose(kind: PremiumKind, stage: Stage) -> None:
    box = stage.find(TemplateEditor).form.kind_box
    box.choose(kind)
    box.activated.emit(box.currentIndex())


def _scroll_down(stage: Stage) -> None:
    bar = stage.find(Scroll).verticalScrollBar()
    bar.setValue(bar.maximum())


def _save_template(stage: Stage) -> None:
    stage.find(TemplateEditor).save_button.click()


def _save_card(stage: Stage) -> None:
    stage.find(CardEditor).save_button.click()


_SCHEME = page("scheme")
_TEMPLATES, _CARDS = partial(_section, "templates"), partial(_section, "cards")
_TEMPLATE = (_SCHEME, partial(_open, "templates", 0))
_CARD = (_SCHEME, partial(_open, "cards", 0))
_NEW = (_SCHEME, partial(_open, "templates", None))

REWARD_SCHEME_SCENES: tuple[Scene, ...] = (
    Scene("scheme-templates", (_SCHEME, _TEMPLATES), is_main=True),
    Scene("scheme-templates-empty", (_SCHEME, _TEMPLATES), room=Room.EMPTY),
    Scene("scheme-template", _TEMPLATE, is_main=True),
    Scene("scheme-template-limits", (*_TEMPLATE, _scroll_down)),
    *(
        Scene(f"scheme-template-{kind}", (*_NEW, partial(_choose, kind)))
        for kind in PremiumKind
        if kind is not PremiumKind.PERCENT
    ),
    Scene(
        "scheme-template-wrong",
        (*_NEW, partial(_choose, PremiumKind.COEFFICIENT), _save_template),
    ),
    Scene(
        "scheme-template-commission-below",
        (*_NEW, partial(_choose, PremiumKind.COMMISSION), _scroll_down),
    ),
    Scene("scheme-cards", (_SCHEME, _CARDS), is_main=True),
    Scene("scheme-cards-empty", (_SCHEME, _CARDS), room=Room.EMPTY),
    Scene("scheme-card", _CARD, is_main=True),
    Scene("scheme-card-below", (*_CARD, _scroll_down)),
    Scene("scheme-card-new", (_SCHEME, partial(_open, "cards", None), _save_card)),
)
