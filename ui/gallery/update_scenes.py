"""What the window says of the program itself: of a newer version, and which one it is."""

from __future__ import annotations

from ui.gallery.scene import Scene, page
from ui.gallery.stage import Stage
from ui.updates.notice import UpdateNotice
from ui.updates.viewmodel import UpdateViewModel

_NEWER = "0.9.0"


def _tell(stage: Stage) -> None:
    """Let the firm's folder hold a newer version."""
    desk, services = stage.desk, stage.services
    viewmodel = UpdateViewModel(
        services.updates,
        stage.program.runner,
        today=services.firm.today,
        report=desk.context.report,
        parent=desk,
    )
    viewmodel.version = _NEWER
    desk.show_notice(UpdateNotice(viewmodel))


def _about(stage: Stage) -> None:
    stage.desk.show_about()


UPDATE_SCENES: tuple[Scene, ...] = (
    Scene("notice-update", (page("customers"), _tell), is_main=True),
    Scene("about", (page("customers"), _about), is_main=True),
)
