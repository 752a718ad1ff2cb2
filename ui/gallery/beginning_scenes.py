"""A firm's first hour after it was set up: who works here, and by which scheme."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.changes import Changes
from crm_desktop.domain.people import EmployeeDraft
from ui.deals.page import DealsPage
from ui.gallery.scene import Room, Scene, page
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage

_FAULTY = """
[scheme]
name = "CRM"
currency = "RUB"

[indicators.sales]
name = "CRM"

[indicators.sales.source]
records = "deel"
aggregate = "cuont"
"""


def _new_deal(stage: Stage) -> None:
    stage.find(DealsPage).new_button.click()


def _hire(stage: Stage) -> None:
    """Let somebody work here; the scenes after this one have them too."""
    people = stage.services.people
    if not people.list_employees():
        people.create_employee(EmployeeDraft("crm", "CRM"))
        stage.desk.context.changes.happened.emit(Changes.PEOPLE)


def _import_faulty_scheme(stage: Stage) -> None:
    file = Path("scheme.crmscheme")
    file.write_text(_FAULTY, encoding="utf-8")
    stage.find(ProgressPage).beginning.scheme_import.viewmodel.take(file)


_PROGRESS = page("progress")

BEGINNING_SCENES: tuple[Scene, ...] = (
    Scene("deal-without-stages", (page("deals"), _new_deal), room=Room.EMPTY, is_main=True),
    Scene("progress-without-scheme", (_PROGRESS, _hire), room=Room.EMPTY, is_main=True),
    Scene("team-without-scheme", (page("team"), _hire), room=Room.EMPTY),
    Scene("statements-without-scheme", (page("statements"), _hire), room=Room.EMPTY),
    Scene("scheme-error", (_PROGRESS, _hire, _import_faulty_scheme), room=Room.EMPTY),
)
"""They change the empty firm, and so come last."""
