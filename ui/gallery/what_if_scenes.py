"""What more deals would bring, and a scheme on trial."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.scheme.page import SchemePage
from ui.trial.view import TrialView
from ui.what_if.panel import WhatIfPanel
from ui.widgets.scroll import Scroll


def _progress_of(person: str, stage: Stage) -> None:
    people = stage.services.people.list_employees()
    stage.desk.open("progress", next(row.id for row in people if row.code == person))


def _ask(stage: Stage) -> None:
    stage.find(ProgressPage).pay.what_if_button.click()


def _tick(stage: Stage) -> None:
    panel = stage.find(WhatIfPanel)
    for box in panel.boxes[:2]:
        box.setChecked(True)
    panel.amount.setText("20000")
    panel.compute()


def _mistype(stage: Stage) -> None:
    panel = stage.find(WhatIfPanel)
    panel.amount.setText("?")
    panel.compute()


def _scroll_down(stage: Stage) -> None:
    for scroll in stage.find(WhatIfPanel).findChildren(Scroll):
        scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())


def _trial(stage: Stage) -> None:
    stage.find(SchemePage).show_trial()


def _run(stage: Stage) -> None:
    stage.find(TrialView).run()


def _by_department(stage: Stage) -> None:
    stage.find(TrialView).result.tabs.setCurrentIndex(1)


def _no_file(stage: Stage) -> None:
    view = stage.find(TrialView)
    view.try_file(Path("next year.toml"))
    view.run()


_SELLER, _OPEN = partial(_progress_of, "seller_steady"), (_ask,)
_SCHEME = page("scheme")

WHAT_IF_SCENES: tuple[Scene, ...] = (
    Scene("what-if", (_SELLER, *_OPEN), is_main=True),
    Scene("what-if-deals", (_SELLER, *_OPEN, _tick), is_main=True),
    Scene("what-if-deals-below", (_SELLER, *_OPEN, _tick, _scroll_down)),
    Scene("what-if-wrong", (_SELLER, *_OPEN, _mistype)),
    Scene("trial", (_SCHEME, _trial)),
    Scene("trial-run", (_SCHEME, _trial, _run), is_main=True),
    Scene("trial-departments", (_SCHEME, _trial, _run, _by_department)),
    Scene("trial-no-file", (_SCHEME, _trial, _no_file)),
    Scene("trial-empty", (_SCHEME, _trial, _run), room=Room.EMPTY),
)
