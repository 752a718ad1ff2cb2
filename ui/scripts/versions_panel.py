"""Who has published which text when and why, what it changed, and when it ran for pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.texts import Message, _, plural
from ui.scripts.diff import told
from ui.scripts.diff_view import DiffView
from ui.scripts.lists import fit, short_list
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.kpi.script import Script
    from crm_desktop.services.scripts import ScriptRun, ScriptVersion

_MOST_SEEN = 5
_DIFF_HEIGHT = 30 * GRID
_MOST_RUNS = 12


class VersionsPanel(QWidget):
    """``take_wanted`` carries the Script whose text is to go on with."""

    take_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._versions: tuple[ScriptVersion, ...] = ()
        self._present: Script | None = None
        self.sentence = Label(
            _("It was never published. Each version will stand here with author and reason."),
            Role.MUTED,
            wraps=True,
        )
        self.list = short_list(_("Versions"))
        self.reason = Label(wraps=True)
        self.against_box = ChoiceBox(_("Compared with"))
        self.diff = DiffView()
        self.diff.setMinimumHeight(_DIFF_HEIGHT)
        self.take_button = Button(_("Go on with this text"), icon="undo")
        self.runs = Label(role=Role.TINY, wraps=True)
        self.against_box.set_choices(
            [(_("The version before"), False), (_("The text in the editor"), True)]
        )
        self._lay_out()
        self.list.currentRowChanged.connect(self._show_version)
        self.against_box.activated.connect(self._show_version)
        self.take_button.clicked.connect(self._on_take)

    def clear(self) -> None:
        self.show_versions((), ())

    def show_present(self, script: Script) -> None:
        """Compare with ``script``, the text as it stands in the editor."""
        self._present = script
        if self.against_box.choice():
            self._show_version()

    def show_versions(self, versions: Sequence[ScriptVersion], runs: Sequence[ScriptRun]) -> None:
        """Show the versions, the newest first, and the last runs for pay."""
        self._versions = tuple(versions)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_words(one) for one in self._versions])
        self.list.blockSignals(False)
        fit(self.list, _MOST_SEEN)
        self._body.setVisible(bool(self._versions))
        self.sentence.setVisible(not self._versions)
        lines = [_run_words(run) for run in runs[:_MOST_RUNS]]
        self.runs.setText("\n".join(lines or [_("It has not run for pay yet.")]))
        if self._versions:
            self.list.setCurrentRow(0)
            self._show_version()

    @Slot()
    def _show_version(self) -> None:
        number = self.list.currentRow()
        if not 0 <= number < len(self._versions):
            return
        one = self._versions[number]
        script = one.script
        self.take_button.setEnabled(script is not None)
        words = [script.reason] if script is not None and script.reason else []
        if one.approved_by:
            words.append(str(Message("Approved by {name}", name=one.approved_by)))
        elif script is not None:
            words.append(_("Nobody has approved this text yet."))
        self.reason.setText("\n".join(words))
        if self.against_box.choice() and self._present is not None:
            self.diff.show_texts(told(script), told(self._present))
        else:
            older = [each.script for each in self._versions[number + 1 :] if each.script]
            self.diff.show_texts(told(older[0] if older else None), told(script))

    def _lay_out(self) -> None:
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GRID + GRID // 2)
        body.addWidget(self.list)
        body.addWidget(self.reason)
        body.addWidget(Field("against", _("Compared with"), self.against_box))
        body.addWidget(self.diff, 1)
        body.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.sentence)
        layout.addWidget(self._body, 1)
        layout.addWidget(Label(_("Runs for pay"), Role.STRONG))
        layout.addWidget(self.runs)
        layout.addStretch()
        self._body.hide()

    @Slot()
    def _on_take(self) -> None:
        number = self.list.currentRow()
        script = self._versions[number].script
        if script is not None:
            self.take_wanted.emit(script)


def _words(one: ScriptVersion) -> str:
    day = formats.day(one.valid_from)
    if one.script is None:
        return str(Message("{number}: ends on {day}", number=one.number, day=day))
    since = _("from the beginning") if one.valid_from == ALWAYS else day
    return " · ".join(filter(None, [str(one.number), since, one.script.author]))


def _run_words(run: ScriptRun) -> str:
    whole = Period.containing(run.start, PeriodKind.MONTH)
    paid = Period(run.start, run.end)
    is_month = (paid.start, paid.end) == (whole.start, whole.end)
    words = [
        formats.moment(run.at),
        (whole if is_month else paid).shown(),
        str(plural("{count} employee", "{count} employees", count=run.count)),
    ]
    if run.failed:
        words.append(str(plural("{count} problem", "{count} problems", count=run.failed)))
    return " · ".join(filter(None, [*words, run.author]))
