"""Bonus templates and reward cards: the lists, each kind of premium, half typed and wrong."""

from __future__ import annotations

from functools import partial

from ui.gallery.scene import Room, Scene, Step, page
from ui.gallery.stage import Stage
from ui.scheme.cards.editor import CardEditor
from ui.scheme.page import SchemePage
from ui.scheme.templates.editor import TemplateEditor
from ui.scheme.templates.kinds import KINDS, PremiumKind
from ui.widgets.scroll import Scroll


def _section(code: str, stage: Stage) -> None:
    stage.find(SchemePage).show_section(code)


def _new(section: str, stage: Stage) -> None:
    stage.find(SchemePage).section(section).open_code(None)


def _template(kind: PremiumKind, stage: Stage) -> None:
    """Open a template of ``kind`` as the demonstration has it."""
    view = stage.find(SchemePage).section("templates")
    view.open_code(next(row.code for row in view.model.rows if row.kind == KINDS[kind].name))


def _card(stage: Stage) -> None:
    """Open the card with the most templates."""
    view = stage.find(SchemePage).section("cards")
    view.open_code(max(view.model.rows, key=lambda row: len(row.templates)).code)


def _choose(kind: PremiumKind, stage: Stage) -> None:
    box = stage.find(TemplateEditor).form.kind_box
    box.choose(kind)
    box.activated.emit(box.currentIndex())


def _scroll_down(stage: Stage) -> None:
    bar = stage.find(Scroll).verticalScrollBar()
    bar.setValue(bar.maximum())


def _scroll_to_tables(stage: Stage) -> None:
    tables = stage.find(TemplateEditor).form.sheets
    for table in (tables["rates"], tables["earned"]):
        stage.find(Scroll).ensureWidgetVisible(table)


def _save_template(stage: Stage) -> None:
    stage.find(TemplateEditor).save_button.click()


def _save_card(stage: Stage) -> None:
    stage.find(CardEditor).save_button.click()


_SCHEME = page("scheme")
_TEMPLATES, _CARDS = partial(_section, "templates"), partial(_section, "cards")
_NEW = (_SCHEME, _TEMPLATES, partial(_new, "templates"))
_UNUSED = (PremiumKind.COEFFICIENT, PremiumKind.ABOVE_PLAN, PremiumKind.FORMULA)
"""Kinds that the demonstration has no template of."""


def _shown(kind: PremiumKind) -> tuple[Step, ...]:
    if kind in _UNUSED:
        return (*_NEW, partial(_choose, kind))
    return (_SCHEME, _TEMPLATES, partial(_template, kind))


_CARD = (_SCHEME, _CARDS, _card)

REWARD_SCHEME_SCENES: tuple[Scene, ...] = (
    Scene("scheme-templates", (_SCHEME, _TEMPLATES), is_main=True),
    Scene("scheme-templates-empty", (_SCHEME, _TEMPLATES), room=Room.EMPTY),
    *(
        Scene(f"scheme-template-{kind}", _shown(kind), is_main=kind is PremiumKind.RATES)
        for kind in PremiumKind
    ),
    *(
        Scene(f"scheme-template-{kind}-below", (*_shown(kind), _scroll_down))
        for kind in (PremiumKind.COMMISSION, PremiumKind.CONTEST)
    ),
    Scene(
        "scheme-template-commission-tables",
        (*_shown(PremiumKind.COMMISSION), _scroll_to_tables),
        is_main=True,
    ),
    Scene(
        "scheme-template-wrong",
        (*_NEW, partial(_choose, PremiumKind.COEFFICIENT), _save_template),
    ),
    Scene("scheme-template-new-commission", (*_NEW, partial(_choose, PremiumKind.COMMISSION))),
    Scene("scheme-cards", (_SCHEME, _CARDS), is_main=True),
    Scene("scheme-cards-empty", (_SCHEME, _CARDS), room=Room.EMPTY),
    Scene("scheme-card", _CARD, is_main=True),
    Scene("scheme-card-below", (*_CARD, _scroll_down)),
    Scene("scheme-card-new", (_SCHEME, _CARDS, partial(_new, "cards"), _save_card)),
)
