"""The trial of a scheme: which one, on which months, and what it comes to."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.rewards.trial import Trial
from crm_desktop.texts import Message, _, shown
from ui.context import Context, PageView
from ui.scheme_files import kinds_to_read
from ui.settings import remember_folder, remembered_folder
from ui.theme import GRID
from ui.trial.result import ResultView
from ui.trial.viewmodel import Origin, Request, TrialViewModel
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.states import States

_SUGGESTED = 3
"""How many finished months are offered at first."""


class TrialView(PageView):
    shortcuts = ()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = TrialViewModel(context.services, context.tasks, self)
        self.chooser: QFileDialog | None = None
        self._file: Path | None = None
        self.scheme, self.first, self.last = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.fields = {
            "scheme": Field("scheme", _("Scheme"), self.scheme),
            "first": Field("first", _("First month"), self.first),
            "last": Field("last", _("Last month, included"), self.last),
        }
        self.run_button = Button(_("Calculate"), Kind.PRIMARY, icon="calculate")
        self.stop_button = Button(_("Stop"))
        self.result = ResultView()
        self.states = States(self.result)
        self._offer_schemes()
        self._lay_out()
        self._set_running(is_running=False)
        self._say_what_it_is()
        self._connect()

    def reload(self) -> None:
        self.viewmodel.read_months()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.first.count() == 0:
            self.reload()

    def try_file(self, file: Path) -> None:
        """Offer the scheme in ``file`` and choose it."""
        self._file = file
        self._offer_schemes()
        self.scheme.choose(Origin.FILE)

    @Slot()
    def run(self) -> None:
        """Run the scheme that is chosen on the months that are chosen."""
        for field in self.fields.values():
            field.show_error("")
        if self.first.choice() is None:
            return
        file = self._file if self.scheme.choice() is Origin.FILE else None
        request = Request(self.scheme.choice(), self.first.choice(), self.last.choice(), file)
        self.viewmodel.run(request)

    def ask_file(self) -> None:
        """Let the user name a scheme file."""
        chooser = self.chooser = QFileDialog(self.window(), _("Scheme file"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([kinds_to_read()])
        chooser.fileSelected.connect(lambda file: self.try_file(Path(file)))
        self._open(chooser)

    @Slot()
    def ask_where(self) -> None:
        """Let the user name a file for the workbook."""
        trial = self.result.trial
        if trial is None:
            return
        chooser = self.chooser = QFileDialog(self.window(), _("Save as a workbook"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setNameFilters([str(Message("Excel ({pattern})", pattern="*.xlsx"))])
        chooser.setDefaultSuffix("xlsx")
        chooser.setDirectory(remembered_folder())
        chooser.selectFile(f"{_file_name(trial)}.xlsx")
        chooser.fileSelected.connect(partial(self._save, trial))
        self._open(chooser)

    def _open(self, chooser: QFileDialog) -> None:
        # Qt translates its other words, not these two.
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder"))
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of files"))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _save(self, trial: Trial, file: str) -> None:
        self.viewmodel.save(trial, Path(file))

    def _connect(self) -> None:
        self.scheme.activated.connect(self._on_scheme)
        self.run_button.clicked.connect(self.run)
        self.stop_button.clicked.connect(self.viewmodel.stop)
        self.result.save_button.clicked.connect(self.ask_where)
        self.viewmodel.offered.connect(self._on_offered)
        self.viewmodel.started.connect(self._on_started)
        self.viewmodel.ran.connect(self._on_ran)
        self.viewmodel.stopped.connect(self._on_stopped)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.not_saved.connect(self._context.report)

    def _offer_schemes(self) -> None:
        file = _("A scheme file…") if self._file is None else self._file.name
        self.scheme.set_choices(
            [
                (_("The rules of today"), Origin.IN_FORCE),
                (_("With changes that begin later"), Origin.PLANNED),
                (file, Origin.FILE),
            ]
        )

    @Slot()
    def _on_scheme(self) -> None:
        if self.scheme.choice() is Origin.FILE:
            self.scheme.choose(Origin.IN_FORCE if self._file is None else Origin.FILE)
            self.ask_file()

    @Slot(object)
    def _on_offered(self, months: tuple[Period, ...]) -> None:
        is_new = self.first.count() == 0
        for box in (self.first, self.last):
            box.set_choices([(shown(month), month) for month in months])
        if is_new:
            self.first.choose(months[_SUGGESTED])
            self.last.choose(months[1])

    @Slot()
    def _on_started(self) -> None:
        self._set_running(is_running=True)
        self.states.forget()
        self.states.show_reading()

    @Slot(object)
    def _on_ran(self, trial: Trial) -> None:
        self._set_running(is_running=False)
        self.result.show_trial(trial)
        if trial.people:
            self.states.show_figures()
        else:
            self.states.show_sentence("team", _("Nobody is paid by a card in these months."))

    @Slot()
    def _on_stopped(self) -> None:
        self._set_running(is_running=False)
        self._say_what_it_is()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._set_running(is_running=False)
        if isinstance(error, InvalidInputError) and error.field in self.fields:
            self.fields[error.field].show_error(str(error))
            self._say_what_it_is()
            return
        if not isinstance(error, CrmError):
            self._context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The trial could not be computed.")
        self.states.show_sentence("warning", words)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        remember_folder(file)
        self._context.say(str(Message("Saved to {file}", file=str(file))))

    def _say_what_it_is(self) -> None:
        sentence = _(
            "A trial pays past months by a scheme once more and compares it with what was paid. "
            "Nothing is saved."
        )
        self.states.show_sentence("calculate", sentence)

    def _set_running(self, *, is_running: bool) -> None:
        self.run_button.setVisible(not is_running)
        self.stop_button.setVisible(is_running)
        for box in (self.scheme, self.first, self.last):
            box.setEnabled(not is_running)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for field in self.fields.values():
            row.addWidget(field, 1)
        for button in (self.run_button, self.stop_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addLayout(row)
        column.addWidget(self.states, 1)


def _file_name(trial: Trial) -> str:
    first, last = trial.months[0].code(), trial.months[-1].code()
    months = first if first == last else f"{first}\N{EN DASH}{last}"
    return f"{_('Trial of a scheme')} {months}"
