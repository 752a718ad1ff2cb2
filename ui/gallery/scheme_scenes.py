"""The KPI scheme: profiles and scales, whole, half typed and wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.scheme.keys import SchemeKey
from ui.scheme.page import SchemePage
from ui.scheme.profiles.editor import ProfileEditor
from ui.scheme.scales.editor import ScaleEditor
from ui.scheme.scales.sketch import FROM, VALUE, ScaleKind
from ui.widgets.scroll import Scroll


def _offer_file(stage: Stage) -> None:
    """Open the file of the firm's own scheme without its premiums, which would end."""
    services = stage.services
    file = Path("scheme.crmscheme")
    day = stage.desk.context.selection.period.start
    scheme = services.schemes.scheme(day).since(day)
    services.scheme_files.write(file, replace(scheme, templates=(), cards=()))
    stage.window.open_file(file)


def _open(section: str, code: str | None, stage: Stage) -> None:
    stage.desk.open("scheme", SchemeKey(section, code))


def _section(code: str, stage: Stage) -> None:
    stage.find(SchemePage).show_section(code)


def _choose(kind: ScaleKind, stage: Stage) -> None:
    box = stage.find(ScaleEditor).kind_box
    box.choose(kind)
    box.activated.emit(box.currentIndex())


def _leave_gap(stage: Stage) -> None:
    """Type a gap, a fall, and half a number."""
    editor = stage.find(ScaleEditor)
    for row, column, text in ((2, FROM, "90"), (3, VALUE, "0"), (4, VALUE, "1;2")):
        editor.table.sheet.setData(editor.table.sheet.index(row, column), text)


def _scroll_down(stage: Stage) -> None:
    bar = stage.find(Scroll).verticalScrollBar()
    bar.setValue(bar.maximum())


def _probe(stage: Stage) -> None:
    stage.find(ScaleEditor).probe.setText("95")


def _overweigh(stage: Stage) -> None:
    editor = stage.find(ProfileEditor)
    box = editor.model_box
    box.setCurrentIndex(1)
    box.activated.emit(1)
    editor.entries.setCurrentIndex(editor.entries.sheet.index(0, 1))
    editor.entries.sheet.setData(editor.entries.currentIndex(), "60")


def _save_nothing(stage: Stage) -> None:
    stage.find(ProfileEditor).save_button.click()


_SCHEME = page("scheme")
_PROFILES, _SCALES = partial(_section, "profiles"), partial(_section, "scales")
_SCALE = partial(_open, "scales", "attainment")
_NEW_SCALE = partial(_open, "scales", None)
_PROFILE = partial(_open, "profiles", "seller")

SCHEME_SCENES: tuple[Scene, ...] = (
    Scene("scheme-file", (_offer_file,), is_main=True),
    Scene("scheme-profiles", (_SCHEME, _PROFILES), is_main=True),
    Scene("scheme-profiles-empty", (_SCHEME, _PROFILES), room=Room.EMPTY),
    Scene("scheme-scales", (_SCHEME, _SCALES)),
    Scene("scheme-scales-empty", (_SCHEME, _SCALES), room=Room.EMPTY),
    Scene("scheme-scale", (_SCALE, _probe), is_main=True),
    Scene("scheme-scale-gap", (_SCALE, _leave_gap), is_main=True),
    Scene("scheme-scale-findings", (_SCALE, _leave_gap, _scroll_down)),
    Scene("scheme-scale-line", (_NEW_SCALE, partial(_choose, ScaleKind.LINE), _probe)),
    Scene("scheme-scale-curve", (_NEW_SCALE, partial(_choose, ScaleKind.CURVE))),
    Scene("scheme-scale-threshold", (_NEW_SCALE, partial(_choose, ScaleKind.THRESHOLD))),
    Scene("scheme-scale-matrix", (_NEW_SCALE, partial(_choose, ScaleKind.MATRIX))),
    Scene("scheme-scale-rates", (partial(_open, "scales", "payment_rates"),)),
    Scene("scheme-profile", (_PROFILE,), is_main=True),
    Scene("scheme-profile-weights", (_PROFILE, _overweigh)),
    Scene("scheme-profile-new", (partial(_open, "profiles", None), _save_nothing)),
)
