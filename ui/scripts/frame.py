"""What stands in the laboratory: the text at the left, its parts beside it, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.texts import _
from ui.context import Context
from ui.scripts.about_panel import AboutPanel
from ui.scripts.everybody_panel import EverybodyPanel
from ui.scripts.inputs_panel import InputsPanel
from ui.scripts.library_panel import LibraryPanel
from ui.scripts.rail import Rail
from ui.scripts.reference_panel import ReferencePanel
from ui.scripts.run_panel import RunPanel
from ui.scripts.state import state_tone
from ui.scripts.tests_panel import TestsPanel
from ui.scripts.versions_panel import VersionsPanel
from ui.scripts.writing import Writing
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import line
from ui.widgets.link_button import LinkButton
from ui.widgets.text import ElidedLabel, Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.scripts import ScriptCard

_SIZES = (600, 420)
_WIDE_SIZES = (460, 560)
_WIDE_PARTS = frozenset({"run", "everybody", "versions"})


class LaboratoryFrame(QWidget):
    """``closed`` is emitted when the list may come back."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.back_button = LinkButton(_("All scripts"), icon="previous")
        self.title = ElidedLabel(role=Role.TITLE)
        self.state = Label(role=Role.STRONG)
        self.draft_state = Label(role=Role.MUTED)
        self.problem = Label(tone=Tone.NEGATIVE, wraps=True)
        self.writing = Writing()
        self.edit = self.writing.edit
        self.about, self.inputs = AboutPanel(), InputsPanel(context)
        self.tests, self.run, self.everybody = TestsPanel(), RunPanel(), EverybodyPanel()
        self.reference, self.library = ReferencePanel(), LibraryPanel(context)
        self.versions = VersionsPanel()
        self.rail = Rail(
            (
                ("about", "information", _("About"), self.about),
                ("inputs", "database", _("Records"), self.inputs),
                ("tests", "check", _("Tests"), self.tests),
                ("run", "calculate", _("Run"), self.run),
                ("everybody", "team", _("Everybody"), self.everybody),
                ("reference", "why", _("Reference"), self.reference),
                ("library", "box", _("Library"), self.library),
                ("versions", "clock", _("Versions"), self.versions),
            )
        )
        self.discard_button = Button(_("Discard draft"), Kind.DANGER, icon="delete")
        self.end_button = Button(_("End…"), icon="close")
        self.keep_button = Button(_("Keep as draft"))
        self.publish_button = Button(_("Publish…"), Kind.PRIMARY, icon="check")
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._other_sizes = list(_WIDE_SIZES)
        self._is_wide = False
        self._lay_out()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        head.addWidget(self.draft_state)
        head.addSpacing(GRID)
        head.addWidget(self.state)
        split = self._split
        split.setChildrenCollapsible(False)
        split.addWidget(self.writing)
        split.addWidget(self.rail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes(list(_SIZES))
        foot.setSpacing(GRID)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.end_button)
        foot.addStretch()
        foot.addWidget(self.keep_button)
        foot.addWidget(self.publish_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(split, 1)
        layout.addWidget(line())
        layout.addLayout(foot)
        self.problem.hide()

    def show_head(self, card: ScriptCard | None) -> None:
        """Show whose text it is; None is a new one."""
        self.title.setText(_("New script") if card is None else card.script.name)
        self.state.setVisible(card is not None)
        if card is not None:
            self.state.setText(card.row.state.shown())
            set_tone(self.state, state_tone(card.row.state))
        self.end_button.setVisible(card is not None and card.published is not None)

    def show_draft(self, *, has_draft: bool, is_changed: bool) -> None:
        """Say whether anything is not yet published, or not even kept."""
        self.discard_button.setVisible(has_draft)
        words = _("The draft is kept") if has_draft else ""
        self.draft_state.setText(_("Changed, not kept yet") if is_changed else words)

    def make_room(self, code: str) -> None:
        """Give the part of ``code`` the room that it had the last time, or needs."""
        is_wide = code in _WIDE_PARTS
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            sizes = self._split.sizes()
            self._split.setSizes(self._other_sizes)
            self._other_sizes = sizes

    def change_side(self) -> None:
        """Let the keyboard go from the text to what is beside it, and back."""
        if self.edit.hasFocus():
            self.rail.focus_part(self.rail.number)
        else:
            self.edit.setFocus()


def error_words(error: CrmError) -> str:
    """Return all that ``error`` says, a line for each place of the scheme."""
    if isinstance(error, UnsoundSchemeError):
        return "\n".join(str(problem.message) for problem in error.problems)
    return str(error)
