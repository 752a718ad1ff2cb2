"""The laboratory: a script's text, and beside it all that is done with it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent

from crm_desktop.domain.entry import entered_code
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.script import Script
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.records.conflict_dialog import ConflictDialog
from ui.scripts import drafts
from ui.scripts.entered import EnteredScript
from ui.scripts.frame import error_words
from ui.scripts.keys import connect_keys
from ui.scripts.publishing import Publishing
from ui.scripts.questions import Questions
from ui.scripts.sketch import (
    ScriptSketch,
    first_sketch,
    read,
    refuse_unsound,
    sketch_of,
)
from ui.scripts.viewmodel import DraftConflict, ScriptRead

if TYPE_CHECKING:
    pass

_PAUSE_MS = 400


class ScriptEditor(EnteredScript):
    """Edits one script; what is unfinished is kept as a draft when it is left."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.questions = Questions(self)
        self.publishing = Publishing(context, self.viewmodel, self)
        self.conflict: ConflictDialog | None = None
        self._first = ScriptSketch()
        self._kept, self._keeping = ScriptSketch(), ScriptSketch()
        self._is_writing = False
        self._version: int | None = None
        self._after: Callable[[], object] | None = None
        self._connect()

    # What is open

    def open(self, code: str | None, first: ScriptSketch | None = None) -> None:
        """Edit the script of ``code``, or a new one that begins as ``first``."""
        self._first = first or ScriptSketch()
        self.setEnabled(False)
        self.viewmodel.open(code)

    def refresh(self) -> None:
        """Take over what others have changed around the script."""
        if self.read is not None and self.about.code.isReadOnly():
            self.viewmodel.refresh(self.sketch.code)

    def is_changed(self) -> bool:
        return self.read is not None and self.sketch != self._kept

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing is to be kept; else keep it, and call ``then``."""
        if self.isHidden() or not self.is_changed():
            return True
        if self.sketch.code:
            self._after = then
            self.keep(then)
        else:
            self._ask_to_leave(then)
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.window().isVisible() and self.is_changed() and self.sketch.code:
            self.keep()

    def keep(self, then: Callable[[], object] | None = None) -> None:
        """Keep what is entered as a draft, sound or not, and call ``then``."""
        if self._is_writing:
            return
        self.forget_problems()
        self._keeping = self.sketch
        script = self.reading.script
        try:
            self._refuse_code(script.code)
        except InvalidInputError as error:
            self._on_refused(error)
        else:
            self.viewmodel.keep(script, self._version, then)

    @Slot()
    def _on_keep(self) -> None:
        self.keep()

    def _refuse_code(self, code: str) -> None:
        taken = frozenset() if self.read is None else self.read.taken
        if not self.about.code.isReadOnly() and entered_code(code) in taken:
            raise InvalidInputError("code", Message("The code “{code}” is taken.", code=code))

    @Slot()
    def publish(self) -> None:
        """Show what would be published, and run its tests."""
        self.forget_problems()
        reading, opened = self.reading, self.read
        if opened is None:
            return
        try:
            self._refuse_code(reading.script.code)
            refuse_unsound(reading)
        except InvalidInputError as error:
            self._on_refused(error)
            return
        self.publishing.begin(reading.script, opened)

    # What was read

    @Slot(object)
    def _on_loaded(self, found: ScriptRead) -> None:
        self.read = found
        self.setEnabled(True)
        card = found.card
        sketch = self._first if card is None else sketch_of(card.script)
        self._version = None if card is None else card.draft_version
        self.versions.clear()
        self.trying.offer(found)
        self.offer(found)
        self._kept = first_sketch(sketch.kind)
        self.show_sketch(sketch, is_new=card is None)
        if card is not None:
            self._kept = self.sketch
            self.viewmodel.read_versions(card.row.code)
        self.show_head(card)
        self._show_draft()
        self.forget_problems()
        self.check()
        (self.about.name if card is None else self.edit).setFocus()
        self.rail.show_part("about" if card is None else self.rail.code)

    @Slot(object)
    def _on_refreshed(self, found: ScriptRead) -> None:
        self.read = found
        self.offer(found)
        self.show_head(found.card)
        self._show_draft()
        self.show_words()
        self.viewmodel.read_versions(self.sketch.code)

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        self._is_writing = is_writing

    def _show_draft(self) -> None:
        self.show_draft(has_draft=self._version is not None, is_changed=self.is_changed())

    # What was done

    @Slot(object, object)
    def _on_kept(self, script: Script, version: int) -> None:
        self._version, self._kept = version, self._keeping
        self._after = None
        self.about.settle_code()
        self._show_draft()
        self.context.say(str(Message("“{name}” is kept as a draft.", name=script.name)))

    @Slot(object)
    def _on_conflict(self, conflict: DraftConflict) -> None:
        found = drafts.differences(read(self._kept).script, conflict.mine, conflict.theirs)
        if not found:
            self._version = conflict.version
            self._kept = self._keeping
            self._show_draft()
            return
        dialog = ConflictDialog(Message("Script"), conflict.mine.name, found, self)
        dialog.kept.connect(partial(self._on_merged, conflict))
        dialog.taken.connect(partial(self._take_theirs, conflict))
        self.conflict = dialog
        dialog.open()

    def _on_merged(self, conflict: DraftConflict, mine: Collection[str]) -> None:
        script = drafts.merged(conflict.mine, conflict.theirs, mine)
        self._version = conflict.version
        self.show_sketch(sketch_of(script), is_new=False)
        self.keep()

    def _take_theirs(self, conflict: DraftConflict) -> None:
        self._version = conflict.version
        self.show_sketch(sketch_of(conflict.theirs), is_new=False)
        self._kept = self.sketch
        self._show_draft()

    @Slot()
    def _on_discarded(self) -> None:
        self._kept = self.sketch
        card = None if self.read is None else self.read.card
        self.context.say(_("The draft is discarded."))
        if card is None or card.row.number is None:
            self.closed.emit()
        else:
            self.viewmodel.open(card.row.code)

    @Slot(object, object)
    def _on_published(self, script: Script, day: date) -> None:
        self.about.settle_code()
        self._kept, self._version = self.sketch, None
        self._show_draft()
        words = Message("“{name}” holds from {day}.", name=script.name, day=day)
        self.context.say(str(words))

    @Slot(object)
    def _on_ended(self, day: date) -> None:
        words = Message("“{name}” ends on {day}.", name=self.sketch.name, day=day)
        self.context.say(str(words))
        self.closed.emit()

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        then, self._after = self._after, None
        if self.publishing.shows(error):
            return
        if not isinstance(error, CrmError):
            self.context.report(error)
        elif isinstance(error, InvalidInputError) and error.field in self.about.fields:
            self.rail.show_part("about")
            field = self.about.fields[error.field]
            field.show_error(str(error))
            field.editor.setFocus()
        else:
            self.problem.setText(error_words(error))
            self.problem.show()
            if isinstance(error, InvalidInputError) and error.field == "tests":
                self.rail.show_part("tests")
        if then is not None:
            self._ask_to_leave(then)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.context.report(error)
        if self.read is None:
            self.closed.emit()

    @Slot()
    def _on_close(self) -> None:
        if self.writing.finding.isVisible():
            self.writing.finding.shut()
        elif self.may_leave(self.closed.emit):
            self.closed.emit()

    def _ask_to_leave(self, then: Callable[[], object]) -> None:
        def leave() -> None:
            self._kept = self.sketch
            then()

        self.questions.leave(leave)

    @Slot()
    def _on_discard(self) -> None:
        discard = partial(self.viewmodel.discard, self.sketch.code)
        self.questions.ask(_("Discard the draft?"), _("Discard draft"), discard)

    @Slot()
    def _on_end(self) -> None:
        if self.read is not None:
            day = self.read.first_day()
            words = Message("Let “{name}” end on {day}?", name=self.sketch.name, day=day)
            end = partial(self.viewmodel.end, self.sketch.code, day)
            self.questions.ask(str(words), _("End"), end)

    def _connect(self) -> None:
        viewmodel = self.viewmodel
        self.edited.connect(self._show_draft)
        viewmodel.loaded.connect(self._on_loaded)
        viewmodel.refreshed.connect(self._on_refreshed)
        viewmodel.writing.connect(self._on_writing)
        viewmodel.failed.connect(self._on_failed)
        viewmodel.kept.connect(self._on_kept)
        viewmodel.conflicted.connect(self._on_conflict)
        viewmodel.discarded.connect(self._on_discarded)
        viewmodel.published.connect(self._on_published)
        viewmodel.ended.connect(self._on_ended)
        viewmodel.refused.connect(self._on_refused)
        self.back_button.clicked.connect(self._on_close)
        self.discard_button.clicked.connect(self._on_discard)
        self.end_button.clicked.connect(self._on_end)
        self.keep_button.clicked.connect(self._on_keep)
        self.publish_button.clicked.connect(self.publish)
        self._connect_keys()

    def _connect_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+S": self.keep,
            "Ctrl+F": self.writing.finding.begin,
            "F3": self.writing.finding.go_on,
            "F5": self.run_here,
            "Shift+F5": self.run_tests,
            "F8": self.writing.next_problem,
            "F6": self.change_side,
            "Esc": self._on_close,
        }
        for number in range(len(self.rail)):
            keys[f"Alt+{number + 1}"] = partial(self.rail.focus_part, number)
        connect_keys(self, keys)
