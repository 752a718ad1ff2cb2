"""What is entered in the laboratory: shown in all parts, looked at while it is typed, tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot

from crm_desktop.kpi.script import Script
from ui.context import Context
from ui.scripts.frame import LaboratoryFrame
from ui.scripts.offers import Vocabulary, asked_codes
from ui.scripts.sketch import ScriptReading, ScriptSketch, read, sketch_of
from ui.scripts.trying import Trying
from ui.scripts.viewmodel import ScriptRead, ScriptViewModel

if TYPE_CHECKING:
    from crm_desktop.services.script_library import LibraryScript

_PAUSE_MS = 400


class EnteredScript(LaboratoryFrame):
    """``edited`` is emitted at each entry; ``read`` is what surrounds the script."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.viewmodel = ScriptViewModel(context.services, context.tasks, context.changes, self)
        self.read: ScriptRead | None = None
        self.trying = Trying(context, self.run, self.everybody, lambda: self.reading.script, self)
        self._is_showing = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._connect_parts()

    @property
    def sketch(self) -> ScriptSketch:
        """All that is entered."""
        found = ScriptSketch(source=self.edit.toPlainText())
        for panel in (self.about, self.inputs, self.tests):
            found = panel.part(found)
        return found

    @property
    def reading(self) -> ScriptReading:
        """What is entered means."""
        return read(self.sketch)

    @Slot()
    def check(self) -> None:
        """Look at the text now."""
        self._pause.stop()
        if self.read is not None:
            self.writing.show_checking()
            self.viewmodel.check(self.reading.script)

    @Slot()
    def run_here(self) -> None:
        """Run the script on whom and what is chosen beside."""
        self.rail.show_part("run")
        self.run.run()

    @Slot()
    def run_tests(self) -> None:
        """Run the tests as they stand."""
        reading = self.reading
        self.rail.show_part("tests")
        if reading.is_sound and reading.script.tests:
            self.viewmodel.run_tests(reading.script)

    def show_sketch(self, sketch: ScriptSketch, *, is_new: bool) -> None:
        """Show ``sketch`` in all parts."""
        self._is_showing = True
        self.about.show_sketch(sketch, is_new=is_new)
        self.inputs.show_sketch(sketch)
        self.tests.show_sketch(sketch)
        self.edit.show_text(sketch.source)
        self._is_showing = False
        self.show_words()

    def offer(self, found: ScriptRead) -> None:
        """Offer what a script can name."""
        indicators = [(one.code, one.name) for one in found.scheme.indicators]
        self.about.offer(indicators, found.taken)

    def show_words(self) -> None:
        """Let all parts know what is entered."""
        reading = self.reading
        script, found = reading.script, self.read
        self.tests.show_reading(reading)
        self.reference.show_kind(script.kind)
        self.versions.show_present(script)
        self.trying.look_at(script)
        self.about.show_asked(asked_codes(script.source))
        if found is not None:
            self.edit.vocabulary = Vocabulary(
                script.kind,
                tuple((one.code, one.name) for one in found.scheme.indicators),
                tuple((one.code, one.name) for one in found.scheme.templates),
                script.inputs,
            )

    def forget_problems(self) -> None:
        """Take back what was said of the script."""
        self.problem.hide()
        for field in self.about.fields.values():
            field.show_error("")

    def _connect_parts(self) -> None:
        self.edit.textChanged.connect(self._on_text)
        self.edit.moved.connect(self.run.show_line)
        self.edit.asked.connect(self.about.add_read)
        for panel in (self.about, self.inputs, self.tests):
            panel.edited.connect(self._on_edited)
        self._pause.timeout.connect(self.check)
        self.viewmodel.checked.connect(self.writing.show_problems)
        self.viewmodel.tested.connect(self.tests.show_results)
        self.viewmodel.versions_read.connect(self.versions.show_versions)
        self.tests.run_wanted.connect(self.run_tests)
        self.run.line_wanted.connect(self.edit.go_to)
        self.reference.insert_wanted.connect(self.edit.insert)
        self.library.insert_wanted.connect(self.edit.insert)
        self.library.use_wanted.connect(self._on_library)
        self.versions.take_wanted.connect(self._on_take)
        self.rail.shown.connect(self._on_part)

    @Slot()
    def _on_edited(self) -> None:
        if self._is_showing or self.read is None:
            return
        self.show_words()
        self.edited.emit()
        self._pause.start()

    @Slot()
    def _on_text(self) -> None:
        if not self._is_showing:
            self.tests.forget_results()
            self.viewmodel.drop_tests()
            self._on_edited()

    @Slot(str)
    def _on_part(self, code: str) -> None:
        self.make_room(code)
        if code == "library":
            self.library.load()

    @Slot(object)
    def _on_take(self, script: Script) -> None:
        self.edit.replace_text(script.source)

    @Slot(object)
    def _on_library(self, one: LibraryScript) -> None:
        """Go on with the text, the records and the tests of a script of the library."""
        before, found = self.sketch, sketch_of(one.script)
        is_new = self.read is None or self.read.card is None
        taken = replace(
            found,
            name=before.name or found.name,
            code=before.code or found.code,
            description=before.description or found.description,
        )
        self._is_showing = True
        self.about.show_sketch(taken, is_new=is_new)
        self.inputs.show_sketch(taken)
        self.tests.show_sketch(taken)
        self._is_showing = False
        self.edit.replace_text(taken.source)
