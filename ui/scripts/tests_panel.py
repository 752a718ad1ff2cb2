"""The tests that are kept with a script: what is given, what it must answer, and what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.kpi.script import Expected
from crm_desktop.texts import Message, _, plural
from ui import icons, theme
from ui.scheme.sheet_box import SheetBox
from ui.scheme.sheet_model import SheetColumn
from ui.scripts.code_edit import code_font
from ui.scripts.lists import fit, short_list
from ui.scripts.sketch import RESULT, ScriptReading, ScriptSketch, TestSketch, shown_number
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.form import Field
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.script_tests import TestResult

_MOST_SEEN = 5
_GIVEN_HEIGHT = 22 * GRID
CHANGED: Mapping[Changed | None, Message] = {
    None: Message("Result"),
    Changed.VALUE: Message("Value of an indicator"),
    Changed.COEFFICIENT: Message("Coefficient"),
    Changed.BONUS: Message("Bonus"),
    Changed.TOTAL: Message("Total"),
    Changed.LINE: Message("Line"),
}


class TestsPanel(QWidget):
    """``edited`` is emitted at each entry, ``run_wanted`` when the tests are to run."""

    __test__ = False

    edited = Signal()
    run_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tests: list[TestSketch] = []
        self._results: tuple[TestResult | None, ...] = ()
        self._kind = ScriptKind.INDICATOR
        self._reading: ScriptReading | None = None
        self._is_showing = False
        self.state = Label(role=Role.STRONG, wraps=True)
        self.list = short_list(_("Tests of the script"))
        self.run_button = Button(_("Run the tests"), icon="calculate")
        self.add_button = Button(_("Add test"), icon="add")
        self.remove_button = Button(_("Remove"), icon="minus")
        self.name = QLineEdit()
        self.given = QPlainTextEdit()
        self.given.setFont(code_font(theme.BODY - 1))
        self.given.setTabChangesFocus(True)
        self.given.setFixedHeight(_GIVEN_HEIGHT)
        self.expects = SheetBox(_("What it must answer"))
        self.outcome = Label(wraps=True)
        self.fields = {
            "name": Field("name", _("Name of the test"), self.name),
            "given": Field(
                "given",
                _("What the script is given (JSON)"),
                self.given,
                hint=_("values, plans, rows, employee, period; days as “2026-03-31”."),
            ),
        }
        self._lay_out()
        self._connect()

    @property
    def has_passed(self) -> bool:
        """Whether there are tests and the last run of all of them as they are went well."""
        return bool(self._tests) and all(
            result is not None and result.has_passed for result in self._results
        )

    def show_sketch(self, sketch: ScriptSketch) -> None:
        self._tests = list(sketch.tests)
        self._results = (None,) * len(self._tests)
        self._kind = sketch.kind
        self._show_list(0)

    def show_reading(self, reading: ScriptReading) -> None:
        """Show what of the tests cannot be read."""
        self._reading, self._kind = reading, reading.script.kind
        self._show_mistakes()

    def part(self, sketch: ScriptSketch) -> ScriptSketch:
        """Return ``sketch`` with what is entered here."""
        return replace(sketch, tests=tuple(self._tests))

    def forget_results(self) -> None:
        """Show that what was found does not hold for the text any more."""
        self._results = (None,) * len(self._tests)
        self._show_states()

    def show_results(self, results: Sequence[TestResult]) -> None:
        """Show how the tests ended; the first that failed is opened."""
        found: list[TestResult | None] = [None] * len(self._tests)
        found[: len(results)] = results
        self._results = tuple(found[: len(self._tests)])
        self._show_states()
        failed = [n for n, one in enumerate(self._results) if one and not one.has_passed]
        if failed:
            self.list.setCurrentRow(failed[0])
        self._show_test()

    def add(self, test: TestSketch) -> None:
        """Add ``test`` and open it."""
        self._tests.append(test)
        self._results = (*self._results, None)
        self._show_list(len(self._tests) - 1)
        self.edited.emit()

    def _show_list(self, number: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for test in self._tests:
            self.list.addItem(QListWidgetItem(test.name or _("Test without a name")))
        self.list.blockSignals(False)
        self.list.setVisible(bool(self._tests))
        fit(self.list, _MOST_SEEN)
        self.list.setCurrentRow(min(number, len(self._tests) - 1))
        self._show_states()
        self._show_test()

    def _show_states(self) -> None:
        for number, result in enumerate(self._results):
            item = self.list.item(number)
            name = self._tests[number].name or _("Test without a name")
            if result is None:
                item.setIcon(icons.icon("minus"))
                item.setText(name)
            elif result.has_passed:
                item.setIcon(icons.icon("check", Tone.POSITIVE))
                item.setText(str(Message("{name}: passed", name=name)))
            else:
                item.setIcon(icons.icon("error", Tone.NEGATIVE))
                item.setText(str(Message("{name}: failed", name=name)))
        self.run_button.setEnabled(bool(self._tests))
        failed = [one for one in self._results if one is not None and not one.has_passed]
        if not self._tests:
            words = _("No test yet. A script is published only with tests that pass.")
            set_tone(self.state, Tone.MUTED)
        elif failed:
            words = str(plural("{count} test fails", "{count} tests fail", count=len(failed)))
            set_tone(self.state, Tone.NEGATIVE)
        elif self.has_passed:
            words = _("All tests pass.")
            set_tone(self.state, Tone.POSITIVE)
        else:
            words = _("The tests have not run since the last change.")
            set_tone(self.state, Tone.MUTED)
        self.state.setText(words)

    @Slot()
    def _show_test(self) -> None:
        number = self.list.currentRow()
        has_one = 0 <= number < len(self._tests)
        self._body.setVisible(has_one)
        self.remove_button.setEnabled(has_one)
        if not has_one:
            return
        test = self._tests[number]
        self._is_showing = True
        if self.name.text() != test.name:
            self.name.setText(test.name)
        if self.given.toPlainText() != test.given:
            self.given.setPlainText(test.given)
        self._is_showing = False
        self._show_mistakes()
        result = self._results[number] if number < len(self._results) else None
        self.outcome.setText("" if result is None else result_words(result))
        self.outcome.setVisible(result is not None)
        if result is not None:
            set_tone(self.outcome, Tone.POSITIVE if result.has_passed else Tone.NEGATIVE)

    def _show_mistakes(self) -> None:
        number = self.list.currentRow()
        if not 0 <= number < len(self._tests):
            return
        reading = self._reading
        mistakes = () if reading is None else reading.mistakes.get(number, ())
        wrong = None if reading is None else reading.wrong.get(number)
        self.expects.show_rows(_columns(self._kind), self._tests[number].expects, mistakes)
        self.fields["given"].show_error("" if wrong is None else str(wrong))

    def _change(self, test: TestSketch) -> None:
        number = self.list.currentRow()
        if self._is_showing or not 0 <= number < len(self._tests):
            return
        if test == self._tests[number]:
            return
        self._tests[number] = test
        results = list(self._results)
        results[number] = None
        self._results = tuple(results)
        self._show_states()
        self.outcome.hide()
        self.edited.emit()

    def _lay_out(self) -> None:
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GRID + GRID // 2)
        for widget in (self.outcome, *self.fields.values(), self.expects):
            body.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.add_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.state)
        layout.addWidget(self.run_button)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self._body)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show_test)
        self.run_button.clicked.connect(self.run_wanted)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.name.textEdited.connect(self._on_name)
        self.given.textChanged.connect(self._on_given)
        self.expects.edited.connect(self._on_expects)

    @Slot()
    def _on_add(self) -> None:
        number = len(self._tests) + 1
        expects = ((RESULT, "", "0"),) if self._kind is ScriptKind.INDICATOR else ()
        self.add(TestSketch(str(Message("Test {number}", number=number)), expects=expects))
        self.name.setFocus()
        self.name.selectAll()

    @Slot()
    def _on_remove(self) -> None:
        number = self.list.currentRow()
        del self._tests[number]
        self._results = self._results[:number] + self._results[number + 1 :]
        self._show_list(max(0, number - 1))
        self.edited.emit()

    @Slot(str)
    def _on_name(self, text: str) -> None:
        number = self.list.currentRow()
        result = self._results[number]
        self._change(replace(self._tests[number], name=text))
        self._results = (*self._results[:number], result, *self._results[number + 1 :])
        self._show_states()

    @Slot()
    def _on_given(self) -> None:
        if self._tests and not self._is_showing:
            self._change(
                replace(self._tests[self.list.currentRow()], given=self.given.toPlainText())
            )

    @Slot(object)
    def _on_expects(self, rows: object) -> None:
        self._change(replace(self._tests[self.list.currentRow()], expects=rows))  # type: ignore[arg-type]


def result_words(result: TestResult) -> str:
    """Return what a test waited for and what it got."""
    if result.has_passed:
        return _("Passed")
    lines = [str(Message("Expected: {what}", what=_said(result.wanted)))]
    if result.message is not None and result.outcome.line is not None:
        words = Message(
            "Got: line {line}: {message}", line=result.outcome.line, message=result.message
        )
        return "\n".join([*lines, str(words)])
    got = str(result.message) if result.message is not None else _said(result.got)
    return "\n".join([*lines, str(Message("Got: {what}", what=got))])


def _said(expected: Sequence[Expected]) -> str:
    words = [
        f"{' '.join(filter(None, [str(CHANGED[one.what]), one.code]))} = {shown_number(one.value)}"
        for one in expected
    ]
    return "; ".join(words) or _("no change")


def _columns(kind: ScriptKind) -> tuple[SheetColumn, ...]:
    whats = [None] if kind is ScriptKind.INDICATOR else list(Changed)
    choices = tuple((str(CHANGED[one]), RESULT if one is None else one.value) for one in whats)
    return (
        SheetColumn(_("What"), choices, blank=choices[0][1]),
        SheetColumn(_("Code or label"), is_text=True, width=100),
        SheetColumn(_("Value"), width=80),
    )
