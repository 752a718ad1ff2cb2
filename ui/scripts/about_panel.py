"""What a script is called, what it is for, and which indicators it reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.codes import identifier_of
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.texts import Message, _, plural
from ui import icons
from ui.people.code_entry import CodeEntry
from ui.scripts.sketch import ScriptSketch
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role

_DESCRIPTION_HEIGHT = 11 * GRID


class AboutPanel(QWidget):
    """``edited`` is emitted at each entry."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name, self.code = QLineEdit(), QLineEdit()
        self.kind_box = ChoiceBox()
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self.search = SearchField(_("Find an indicator"))
        self.reads = QListWidget()
        self.reads.setAccessibleName(_("Indicators that it reads"))
        self.unknown = Label(tone=Tone.WARNING, wraps=True)
        self.missing = Label(tone=Tone.WARNING, wraps=True)
        self.add_missing_button = Button(_("Let it read them"), icon="add")
        self._offered: frozenset[str] = frozenset()
        self._missing: tuple[str, ...] = ()
        self._taken: Collection[str] = ()
        self.fields = {
            field.code: field
            for field in (
                Field("name", _("Name"), self.name),
                Field("code", _("Code"), self.code, hint=_("How rules and files name it.")),
                Field("kind", _("What it does"), self.kind_box),
                Field("description", _("What it is for, as employees read it"), self.description),
            )
        }
        self.kind_box.set_choices([(kind.shown(), kind) for kind in ScriptKind])
        self._codes = CodeEntry(self.name, self.code, identifier_of)
        self._lay_out()
        self._connect()

    def offer(self, indicators: Sequence[tuple[str, str]], taken: Collection[str]) -> None:
        """Offer ``indicators`` (code, name) to be read; ``taken`` are codes of other scripts."""
        chosen = self.chosen()
        self._taken = taken
        self._offered = frozenset(code for code, _name in indicators)
        self.reads.blockSignals(True)
        self.reads.clear()
        for code, name in indicators:
            item = QListWidgetItem(f"{name} · {code}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(f"{name} · {code}")
            self.reads.addItem(item)
        self.reads.blockSignals(False)
        self._show_reads(chosen)

    def settle_code(self) -> None:
        """Let the code stay: it is known under it."""
        self._codes.show_code(self.code.text(), (), is_new=False)

    def show_sketch(self, sketch: ScriptSketch, *, is_new: bool) -> None:
        self.blockSignals(True)
        self._codes.show_code(sketch.code, self._taken, is_new=is_new)
        self.name.setText(sketch.name)
        if is_new and sketch.code:
            self.code.setText(sketch.code)
        self.kind_box.choose(sketch.kind)
        self.search.clear()
        self.description.setPlainText(sketch.description)
        self._show_reads(sketch.reads)
        self.reads.scrollToTop()
        for field in self.fields.values():
            field.show_error("")
        self.blockSignals(False)

    def part(self, sketch: ScriptSketch) -> ScriptSketch:
        """Return ``sketch`` with what is entered here."""
        return replace(
            sketch,
            code=self.code.text().strip(),
            name=self.name.text().strip(),
            kind=self.kind_box.choice(),
            description=self.description.toPlainText().strip(),
            reads=self.chosen(),
        )

    def chosen(self) -> tuple[str, ...]:
        """Return the codes of the indicators that it may read."""
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        )

    def add_read(self, code: str) -> None:
        """Let the script read the indicator of ``code`` too."""
        if code not in self.chosen():
            self._show_reads((*self.chosen(), code))
            self.edited.emit()

    def show_asked(self, codes: Sequence[str]) -> None:
        """Say which of ``codes``, which the text writes out, are not read yet or do not exist."""
        chosen = self.chosen()
        asked = dict.fromkeys((*chosen, *codes))
        self._show_unknown([code for code in asked if code not in self._offered])
        self._missing = tuple(
            code for code in codes if code in self._offered and code not in chosen
        )
        words = Message("The text asks for {codes} too.", codes=", ".join(self._missing))
        self.missing.setText(str(words))
        self.missing.setVisible(bool(self._missing))
        self.add_missing_button.setVisible(bool(self._missing))

    def _show_unknown(self, codes: Sequence[str]) -> None:
        words = plural(
            "There is no indicator {codes} here. Tick the one that is meant in the list below, and "
            "write its code in the text in place of this one.",
            "There are no indicators {codes} here. Tick those that are meant in the list below, "
            "and write their codes in the text in place of these.",
            count=len(codes),
            codes=", ".join(codes),
        )
        self.unknown.setText(str(words))
        self.unknown.setVisible(bool(codes))

    def _items(self) -> list[QListWidgetItem]:
        return [self.reads.item(row) for row in range(self.reads.count())]

    def _show_reads(self, codes: Collection[str]) -> None:
        self.reads.blockSignals(True)
        known = set()
        for item in self._items():
            code = str(item.data(Qt.ItemDataRole.UserRole))
            known.add(code)
            is_read = code in codes
            item.setCheckState(Qt.CheckState.Checked if is_read else Qt.CheckState.Unchecked)
        for place, code in enumerate(code for code in codes if code not in known):
            self._put_unknown(place, code)
        self.reads.blockSignals(False)
        self._on_search(self.search.text().strip())

    def _put_unknown(self, place: int, code: str) -> None:
        """Put a code that nothing has on top, where it is seen."""
        item = QListWidgetItem(str(Message("{code} · no such indicator", code=code)))
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
        item.setCheckState(Qt.CheckState.Checked)
        item.setIcon(icons.icon("warning", Tone.WARNING))
        self.reads.insertItem(place, item)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.unknown)
        for field in self.fields.values():
            layout.addWidget(field)
        layout.addWidget(Label(_("Indicators that it reads"), Role.STRONG))
        layout.addWidget(self.missing)
        layout.addWidget(self.add_missing_button)
        layout.addWidget(self.search)
        layout.addWidget(self.reads, 1)
        self.reads.setMinimumHeight(16 * GRID)
        self.unknown.hide()
        self.missing.hide()
        self.add_missing_button.hide()

    def _connect(self) -> None:
        self.name.textChanged.connect(self.edited)
        self.code.textChanged.connect(self.edited)
        self.description.textChanged.connect(self.edited)
        self.kind_box.currentTextChanged.connect(self.edited)
        self.reads.itemChanged.connect(self.edited)
        self.search.searched.connect(self._on_search)
        self.add_missing_button.clicked.connect(self._on_missing)

    @Slot(str)
    def _on_search(self, words: str) -> None:
        for item in self._items():
            item.setHidden(words.casefold() not in item.text().casefold())

    @Slot()
    def _on_missing(self) -> None:
        self._show_reads((*self.chosen(), *self._missing))
        self.edited.emit()
