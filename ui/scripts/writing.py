"""The text of a script with what belongs below it: the search, the place, and the problems."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.scripting.values import Problem
from crm_desktop.texts import Message, _, plural
from ui import icons
from ui.scripts.code_edit import Mark
from ui.scripts.find_bar import FindBar
from ui.scripts.lists import fit, short_list
from ui.scripts.script_edit import ScriptEdit
from ui.theme import GRID, Tone
from ui.widgets.text import Label, Role, set_tone

_MOST_SEEN = 4


class Writing(QWidget):
    """Enter or a press at a problem goes to its place."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = ScriptEdit(_("Text of the script"))
        self.finding = FindBar(self.edit)
        self.state = Label(role=Role.TINY)
        self.list = short_list(_("Problems in the text"))
        self._problems: tuple[Problem, ...] = ()
        self._is_checking = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.finding)
        layout.addWidget(self.state)
        layout.addWidget(self.list)
        self.list.hide()
        self.edit.moved.connect(self._show_state)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def show_checking(self) -> None:
        """Say that the text is being looked at; what was found before stays meanwhile."""
        self._is_checking = True
        self._show_state()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show all that is wrong: at its place, in the gutter, and in the list."""
        self._is_checking = False
        self._problems = tuple(problems)
        marks = [Mark(one.line, one.column, one.end_column, problem_words(one)) for one in problems]
        self.edit.show_marks(marks)
        self.list.clear()
        for one in problems:
            words = Message(
                "Line {line}, column {column}: {message}",
                line=one.line,
                column=one.column,
                message=problem_words(one),
            )
            item = QListWidgetItem(icons.icon("error", Tone.NEGATIVE), str(words))
            self.list.addItem(item)
            item.setToolTip(str(words))
        self.list.setVisible(bool(problems))
        fit(self.list, _MOST_SEEN)
        self._show_state()

    def next_problem(self) -> None:
        """Go to the first problem below the cursor, or to the first of all."""
        if not self._problems:
            return
        place = self.edit.place()
        later = [one for one in self._problems if (one.line, one.column) > place]
        self._go(self._problems.index((later or self._problems)[0]))

    def _go(self, number: int) -> None:
        one = self._problems[number]
        self.list.setCurrentRow(number)
        self.edit.go_to(one.line, one.column)

    @Slot()
    def _show_state(self) -> None:
        line, column = self.edit.place()
        place = Message("Line {line}, column {column}", line=line, column=column)
        count = len(self._problems)
        tone = Tone.NEGATIVE if count else Tone.MUTED
        if self._is_checking:
            found: object = Message("looking at the text…")
        elif count:
            found = plural("{count} problem", "{count} problems", count=count)
        else:
            found = Message("no problems")
        self.state.setText(str(Message("{place} · {found}", place=place, found=found)))
        set_tone(self.state, tone)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self._go(self.list.row(item))


def problem_words(one: Problem) -> str:
    """Return what is wrong, and what helps."""
    return str(one.message) if one.hint is None else f"{one.message} {one.hint}"
