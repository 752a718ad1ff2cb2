"""A line below the text to look for words in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.texts import Message, _
from ui.scripts.code_edit import CodeEdit
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.text import Label, Role


class FindBar(QWidget):
    """Enter goes to the next place, Shift+Enter to the one before, Esc closes."""

    def __init__(self, edit: CodeEdit) -> None:
        super().__init__()
        self._edit = edit
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Find in the text"))
        self.words.setAccessibleName(_("Find in the text"))
        self.count = Label(role=Role.MUTED)
        self.previous_button = IconButton("up", _("Previous place"))
        self.next_button = IconButton("down", _("Next place"))
        self.close_button = IconButton("close", _("Close the search"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        for widget in (self.count, self.previous_button, self.next_button, self.close_button):
            row.addWidget(widget)
        self.words.textChanged.connect(self._on_words)
        self.previous_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.close_button.clicked.connect(self.shut)
        self.hide()

    def begin(self) -> None:
        """Look for what is chosen in the text, or for what was looked for before."""
        chosen = self._edit.textCursor().selectedText()
        self.show()
        if chosen and "\N{PARAGRAPH SEPARATOR}" not in chosen:
            self.words.setText(chosen)
        self._on_words()
        self.words.setFocus()
        self.words.selectAll()

    @Slot()
    def shut(self) -> None:
        self.hide()
        self._edit.find_all("")
        self._edit.setFocus()

    @Slot()
    def go_on(self) -> None:
        self._go(1)

    @Slot()
    def go_back(self) -> None:
        self._go(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.shut()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self._go(-1 if is_back else 1)
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _on_words(self) -> None:
        found = self._edit.find_all(self.words.text())
        if not self.words.text():
            self.count.setText("")
        elif not found:
            self.count.setText(_("not found"))
        else:
            self.count.setText(str(Message("{count} found", count=found)))

    def _go(self, step: int) -> None:
        hits = self._edit.hits
        if not hits:
            return
        cursor = self._edit.textCursor()
        starts = [hit.selectionStart() for hit in hits]
        if step > 0:
            later = [n for n, start in enumerate(starts) if start >= cursor.selectionEnd()]
            number = later[0] if later else 0
        else:
            earlier = [n for n, start in enumerate(starts) if start < cursor.selectionStart()]
            number = earlier[-1] if earlier else len(hits) - 1
        self._edit.setTextCursor(QTextCursor(hits[number]))
        words = Message("{number} of {count}", number=number + 1, count=len(hits))
        self.count.setText(str(words))
