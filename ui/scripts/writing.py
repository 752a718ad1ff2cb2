"""The text of a script with what belongs below it: the search, the place, and the problems."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.scripting.hints import left_from_pascal
from crm_desktop.scripting.values import Problem
from crm_desktop.texts import Message, _, plural
from ui import icons
from ui.scripts.code_edit import Mark
from ui.scripts.find_bar import FindBar
from ui.scripts.gutter import SIGNS
from ui.scripts.lists import WrappingList
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
        self.list = WrappingList(_("Problems in the text"), _MOST_SEEN)
        self._problems: tuple[Problem, ...] = ()
        self._left: tuple[Problem, ...] = ()
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

    @property
    def left_from_pascal(self) -> tuple[Problem, ...]:
        """Return what the conversion from Pascal has marked to be looked at."""
        return self._left

    def show_checking(self) -> None:
        """Say that the text is being looked at; what was found before stays meanwhile."""
        self._is_checking = True
        self._show_state()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong or left from Pascal: at its place, in the gutter, in the list."""
        self._is_checking = False
        self._problems = tuple(problems)
        self._left = tuple(left_from_pascal(self.edit.toPlainText()))
        marks = [
            Mark(one.line, one.column, one.end_column, problem_words(one), self._tone(number))
            for number, one in enumerate(self._listed)
        ]
        self.edit.show_marks(marks)
        self.list.clear()
        for one, mark in zip(self._listed, marks, strict=True):
            words = Message(
                "Line {line}, column {column}: {message}",
                line=one.line,
                column=one.column,
                message=mark.words,
            )
            item = QListWidgetItem(icons.icon(SIGNS[mark.tone], mark.tone), str(words))
            self.list.addItem(item)
            item.setToolTip(str(words))
        self.list.setVisible(bool(marks))
        self.list.fit()
        self._show_state()

    def next_problem(self) -> None:
        """Go to the first problem below the cursor, or to the first of all."""
        if not self._listed:
            return
        place = self.edit.place()
        in_order = sorted(self._listed, key=lambda one: (one.line, one.column))
        later = [one for one in in_order if (one.line, one.column) > place]
        self._go(self._listed.index((later or in_order)[0]))

    @property
    def _listed(self) -> tuple[Problem, ...]:
        return self._problems + self._left

    def _tone(self, number: int) -> Tone:
        return Tone.NEGATIVE if number < len(self._problems) else Tone.WARNING

    def _go(self, number: int) -> None:
        one = self._listed[number]
        self.list.setCurrentRow(number)
        self.edit.go_to(one.line, one.column)

    @Slot()
    def _show_state(self) -> None:
        line, column = self.edit.place()
        place = Message("Line {line}, column {column}", line=line, column=column)
        found = Message("looking at the text…") if self._is_checking else self._found()
        self.state.setText(str(Message("{place} · {found}", place=place, found=found)))
        set_tone(self.state, self._tone(0) if self._listed else Tone.MUTED)

    def _found(self) -> Message:
        wrong = plural("{count} problem", "{count} problems", count=len(self._problems))
        count = len(self._left)
        left = plural("{count} place to look at", "{count} places to look at", count=count)
        if self._problems and self._left:
            return Message("{problems}, {places}", problems=wrong, places=left)
        if self._listed:
            return wrong if self._problems else left
        return Message("no problems")

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self._go(self.list.row(item))


def problem_words(one: Problem) -> str:
    """Return what is wrong, and what helps."""
    return str(one.message) if one.hint is None else f"{one.message} {one.hint}"
