"""The laboratory of scripts at work on a script of the draft."""

from __future__ import annotations

from crm_desktop.kpi.script import Script
from ui.context import Context
from ui.scripts.entered import EnteredScript
from ui.scripts.keys import connect_keys
from ui.scripts.sketch import sketch_of
from ui.scripts.viewmodel import ScriptRead


class ScriptWorkshop(EnteredScript):
    """It is checked, run and tested as any script; it is published with the scheme.

    ``context`` must be that of the draft.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        for widget in (
            *(self.back_button, self.title, self.state, self.draft_state),
            *(self.discard_button, self.end_button, self.keep_button, self.publish_button),
        ):
            widget.hide()
        self.rail.hide_part("versions")
        self.about.kind_box.setEnabled(False)
        self.library.use_button.hide()
        self.viewmodel.refused.connect(context.report)
        self.viewmodel.failed.connect(context.report)
        connect_keys(
            self,
            {
                "Ctrl+F": self.writing.finding.begin,
                "F3": self.writing.finding.go_on,
                "F5": self.run_here,
                "Shift+F5": self.run_tests,
                "F8": self.writing.next_problem,
                "F6": self.change_side,
            },
        )

    @property
    def script(self) -> Script:
        """What is entered, sound or not."""
        return self.reading.script

    def open(self, script: Script, around: ScriptRead) -> None:
        """Edit ``script``; ``around`` is what it can name."""
        self.read = around
        self.trying.offer(around)
        self.offer(around)
        self.show_sketch(sketch_of(script), is_new=False)
        self.forget_problems()
        self.check()
        self.rail.show_part(self.rail.code)

    def look_around(self, around: ScriptRead) -> None:
        """Take over what the draft has now, beside the text."""
        self.read = around
        self.offer(around)
        self.show_words()
