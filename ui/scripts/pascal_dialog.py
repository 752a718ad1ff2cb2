"""The way over from Pascal: the program at the left, the script at the right, notes below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.scripts.code_edit import CodeEdit
from ui.scripts.lists import fit, short_list
from ui.tasks import Latest, Tasks
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.scripting.pascal import Conversion

_SIZE = (1000, 640)
_PAUSE_MS = 500
_MOST_SEEN = 4


class PascalViewModel(QObject):
    converted = Signal(object)  # Conversion
    read = Signal(str)  # the program of a file
    failed = Signal(object)  # Exception

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = Latest(tasks, self)

    def convert(self, program: str) -> None:
        def work() -> Conversion:  # the converter is loaded off the GUI thread
            from crm_desktop.scripting.pascal import convert  # noqa: PLC0415

            return convert(program)

        self._latest.run(work, self.converted.emit, self.failed.emit)

    def open(self, file: Path) -> None:
        def work() -> str:
            from crm_desktop.scripting.pascal.reading import decoded  # noqa: PLC0415

            return decoded(file.read_bytes())[0]

        self._latest.run(work, self.read.emit, self.failed.emit)


class PascalDialog(QDialog):
    """``chosen`` carries the text of the script, and its kind."""

    chosen = Signal(str, object)  # ScriptKind

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("From Pascal"))
        self._context = context
        self._kind = ScriptKind.INDICATOR
        self.viewmodel = PascalViewModel(context.tasks, self)
        self.pascal = CodeEdit(_("Pascal program"))
        self.pascal.highlighter.setDocument(None)  # its words are none of Python
        self.pascal.setPlaceholderText(_("Paste the program here, or open its file."))
        self.python = CodeEdit(_("Script"))
        self.python.setReadOnly(True)
        self.sentence = Label(role=Role.MUTED, wraps=True)
        self.notes = short_list(_("What to look at"))
        self.file_button = Button(_("Open a file…"), icon="import")
        self.cancel_button = Button(_("Cancel"))
        self.use_button = Button(_("Open in the editor"), Kind.PRIMARY, icon="edit")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.use_button.setEnabled(False)
        self.notes.hide()

    @Slot(str)
    def show_program(self, program: str) -> None:
        """Convert ``program`` at once."""
        self.pascal.show_text(program)
        self.convert()

    @Slot()
    def convert(self) -> None:
        """Convert what stands at the left."""
        self._pause.stop()
        program = self.pascal.toPlainText()
        if program.strip():
            self.viewmodel.convert(program)
        else:
            self.python.show_text("")
            self.sentence.setText("")
            self.notes.hide()
            self.use_button.setEnabled(False)

    def _lay_out(self) -> None:
        head, sides, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(Label(_("From Pascal"), Role.TITLE), 1)
        head.addWidget(self.file_button)
        sides.setSpacing(2 * GRID)
        for title, edit in ((_("Pascal"), self.pascal), (_("Script"), self.python)):
            side = QVBoxLayout()
            side.setSpacing(GRID // 2)
            side.addWidget(Label(title, Role.MUTED))
            side.addWidget(edit, 1)
            sides.addLayout(side, 1)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.use_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(head)
        layout.addLayout(sides, 1)
        layout.addWidget(self.sentence)
        layout.addWidget(self.notes)
        layout.addLayout(buttons)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self.pascal.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.convert)
        self.viewmodel.converted.connect(self._on_converted)
        self.viewmodel.read.connect(self.show_program)
        self.viewmodel.failed.connect(self._on_failed)
        self.file_button.clicked.connect(self._on_file)
        self.cancel_button.clicked.connect(self.reject)
        self.use_button.clicked.connect(self._on_use)
        self.notes.itemActivated.connect(self._on_note)
        self.notes.itemClicked.connect(self._on_note)

    @Slot(object)
    def _on_converted(self, conversion: Conversion) -> None:
        self._kind = conversion.kind
        self.python.show_text(conversion.python)
        self.notes.clear()
        for note in conversion.notes:
            words = Message("Line {line}: {message}", line=note.line, message=note.message)
            text = str(words) if note.hint is None else f"{words} {note.hint}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, note.line)
            item.setToolTip(text)
            self.notes.addItem(item)
        count = len(conversion.notes)
        self.notes.setVisible(bool(count))
        fit(self.notes, _MOST_SEEN)
        set_tone(self.sentence, Tone.WARNING if count else Tone.POSITIVE)
        self.sentence.setText(
            str(plural("{count} place to look at", "{count} places to look at", count=count))
            if count
            else _("All of it was converted.")
        )
        self.use_button.setEnabled(True)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.use_button.setEnabled(False)
        self.python.show_text("")
        self.notes.hide()
        set_tone(self.sentence, Tone.NEGATIVE)
        is_known = isinstance(error, CrmError | OSError)
        self.sentence.setText(str(error) if is_known else _("The program could not be converted."))
        if not is_known:
            self._context.report(error)

    @Slot()
    def _on_file(self) -> None:
        kinds = _("Pascal programs (*.pas *.pp *.txt);;All files (*)")
        name, _kind = QFileDialog.getOpenFileName(self, _("Open a Pascal program"), "", kinds)
        if name:
            self.viewmodel.open(Path(name))

    @Slot(QListWidgetItem)
    def _on_note(self, item: QListWidgetItem) -> None:
        self.pascal.go_to(int(item.data(Qt.ItemDataRole.UserRole)))

    @Slot()
    def _on_use(self) -> None:
        text = self.python.toPlainText()
        self.accept()
        self.chosen.emit(text, self._kind)
