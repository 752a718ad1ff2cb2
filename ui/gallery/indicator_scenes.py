"""Indicators: the list, the editor of each kind, the catalogue, and the health of the scheme."""

from __future__ import annotations

from functools import partial

from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.scheme.indicators.catalogue import CatalogueView
from ui.scheme.indicators.editor import IndicatorEditor
from ui.scheme.indicators.section import IndicatorsView
from ui.scheme.indicators.sketch import SourceKind
from ui.scheme.keys import SchemeKey
from ui.scheme.page import SchemePage
from ui.widgets.scroll import Scroll


def _open(code: str | None, stage: Stage) -> None:
    stage.desk.open("scheme", SchemeKey("indicators", code))


def _list(stage: Stage) -> None:
    stage.find(SchemePage).show_section("indicators")


def _choose(kind: SourceKind, stage: Stage) -> None:
    box = stage.find(IndicatorEditor).making.kind_box
    box.choose(kind)
    box.activated.emit(box.currentIndex())


def _try_out(stage: Stage) -> None:
    stage.find(IndicatorEditor).try_out()


def _scroll_down(stage: Stage) -> None:
    bar = stage.find(Scroll).verticalScrollBar()
    bar.setValue(bar.maximum())


def _write_half_a_formula(stage: Stage) -> None:
    editor = stage.find(IndicatorEditor)
    editor.making.formula.setPlainText("sales / (deals +")
    editor.try_out()


def _open_records(stage: Stage) -> None:
    panel = stage.find(IndicatorEditor).panel
    if panel.preview is not None:
        panel.open_records(panel.preview.company, len(panel.preview.periods) - 1)


def _search_nothing(stage: Stage) -> None:
    stage.find(IndicatorsView).search.setText("???")
    stage.find(IndicatorsView).search.searched.emit("???")


def _catalogue(stage: Stage) -> None:
    stage.find(IndicatorsView).open_catalogue()


def _choose_entries(stage: Stage) -> None:
    view = stage.find(CatalogueView)
    for code in ("lead_cost", "stage_conversion"):
        view.toggle(code)
    view.go_to("stage_conversion")


def _take(stage: Stage) -> None:
    stage.find(CatalogueView).take()


def _health(stage: Stage) -> None:
    stage.find(SchemePage).show_health()


_SCHEME = page("scheme")
_LIST = (_SCHEME, _list)
_NEW = partial(_open, None)

INDICATOR_SCENES: tuple[Scene, ...] = (
    Scene("indicators", _LIST, is_main=True),
    Scene("indicators-empty", _LIST, room=Room.EMPTY),
    Scene("indicators-not-found", (*_LIST, _search_nothing)),
    Scene("indicator", (partial(_open, "sales"),), is_main=True),
    Scene("indicator-words", (partial(_open, "sales"), _scroll_down)),
    Scene("indicator-records", (partial(_open, "sales"), _open_records)),
    *(
        Scene(f"indicator-{kind}", (_NEW, partial(_choose, kind), _try_out))
        for kind in SourceKind
        if kind is not SourceKind.RECORDS
    ),
    Scene(
        "indicator-formula-wrong",
        (_NEW, partial(_choose, SourceKind.FORMULA), _write_half_a_formula),
    ),
    Scene("catalogue", (*_LIST, _catalogue), is_main=True),
    Scene("catalogue-chosen", (*_LIST, _catalogue, _choose_entries)),
    Scene("catalogue-asked", (*_LIST, _catalogue, _choose_entries, _take), is_main=True),
    Scene("health", (_SCHEME, _health), is_main=True),
    Scene("health-empty", (_SCHEME, _health), room=Room.EMPTY),
)
