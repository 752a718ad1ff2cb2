"""What stands between scripts and the rest of the machine, and how much runs may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.scripting.values import BOUNDS, OS_LAYERS, Layer, Limits
from crm_desktop.texts import Message, _, plural
from ui.changes_bus import ChangesBus
from ui.context import Context, PageView
from ui.people.sections import SANDBOX, Sections
from ui.rights import needs
from ui.scheme.leaving import ask_to_leave
from ui.tasks import Latest, Tasks
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.decimal_edit import DecimalEdit, parsed
from ui.widgets.form import Field
from ui.widgets.icon_label import Icon
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from crm_desktop.composition import Services
    from crm_desktop.services.scripts import ScriptSettings

_WIDEST = 760
_PLACES = 3
"""Times are kept in thousandths of a second."""


@dataclass(frozen=True, slots=True)
class SandboxRead:
    layers: tuple[Layer, ...]
    settings: ScriptSettings


class SandboxViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # SandboxRead
    failed = Signal(object)  # Exception
    saved = Signal(object)  # ScriptSettings
    refused = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        services = self._services

        def work() -> SandboxRead:
            return SandboxRead(services.scripts.layers(), services.scripts.settings())

        self.reading.emit()
        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def save(self, limits: Limits, *, without_layers: bool) -> None:
        services = self._services

        def work() -> tuple[ScriptSettings, Changes]:
            from crm_desktop.services.scripts import ScriptSettings  # noqa: PLC0415

            wanted = ScriptSettings(limits, without_layers)
            return wanted, services.scripts.save_settings(wanted)

        def done(written: tuple[ScriptSettings, Changes]) -> None:
            self.saved.emit(written[0])
            self._changes.happened.emit(written[1])

        self._tasks.run(self, work, done, self.refused.emit)


class SandboxView(PageView):
    """The layers as they came up here, the limits, and the word that lets scripts do without."""

    shortcuts = (("Ctrl+S", Message("Save the limits")),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = SandboxViewModel(context.services, context.tasks, context.changes, self)
        self.sections = Sections(SANDBOX, context.access)
        self.question: QMessageBox | None = None
        self._kept: tuple[str, ...] = ()
        self._is_kept_without = False
        self._is_stale = True
        self.sentence = Label(role=Role.STRONG, wraps=True)
        self.layers = QGridLayout()
        self.edits = {
            "seconds": DecimalEdit(_("s")),
            "memory_mb": DecimalEdit(_("MB")),
            "batch_seconds": DecimalEdit(_("s")),
        }
        self.fields = {
            code: Field(code, label, self.edits[code], hint=_bounds(code))
            for code, label in (
                ("seconds", _("Time of one run")),
                ("memory_mb", _("Memory of one run")),
                ("batch_seconds", _("Time of one script for all people")),
            )
        }
        self.without_layers = QCheckBox(_("Let scripts run without any wall of the system"))
        self.warning = Label(tone=Tone.WARNING, wraps=True)
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.save_button = Button(_("Save"), Kind.PRIMARY)
        self._content = QWidget()
        self.states = States(Scroll(self._content))
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def is_changed(self) -> bool:
        without = self.without_layers.isChecked()
        return bool(self._kept) and (
            self._texts() != self._kept or without != self._is_kept_without
        )

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.is_changed():
            return True

        def leave() -> None:
            self._kept = ()
            then()

        if self.question is None:
            self.question = ask_to_leave(self, leave)
            self.question.finished.connect(self._on_answered)
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def save(self) -> None:
        """Keep the limits as they are entered."""
        for field in self.fields.values():
            field.show_error("")
        self.wrong.hide()
        try:
            limits = Limits(
                self._number("seconds"),
                int(self._number("memory_mb")),
                self._number("batch_seconds"),
            )
        except InvalidInputError as error:
            self._on_refused(error)
        else:
            self.viewmodel.save(limits, without_layers=self.without_layers.isChecked())

    def _number(self, code: str) -> Decimal:
        value = parsed(self.edits[code].text())
        if value is None:
            raise InvalidInputError(code, Message("A number is missing."))
        return value

    def _texts(self) -> tuple[str, ...]:
        return tuple(edit.text() for edit in self.edits.values())

    @Slot(object)
    def _on_loaded(self, read: SandboxRead) -> None:
        self._show_layers(read.layers)
        self._show_settings(read.settings)
        self.states.show_figures()

    def _show_settings(self, settings: ScriptSettings) -> None:
        limits = settings.limits
        for code, edit in self.edits.items():
            edit.setText(formats.number(Decimal(getattr(limits, code)), _PLACES))
        self.without_layers.setChecked(settings.without_layers)
        self._kept, self._is_kept_without = self._texts(), settings.without_layers
        self._warn()

    def _show_layers(self, layers: tuple[Layer, ...]) -> None:
        clear(self.layers)
        for row, layer in enumerate(layers):
            icon, tone = ("check", Tone.POSITIVE) if layer.is_active else ("minus", Tone.MUTED)
            self.layers.addWidget(Icon(icon, tone=tone), row, 0)
            self.layers.addWidget(Label(str(layer.name), Role.STRONG, wraps=True), row, 1)
            state = _("stands") if layer.is_active else _("is not there")
            self.layers.addWidget(Label(state, tone=tone), row, 2)
            self.layers.addWidget(Label(str(layer.detail), Role.MUTED, wraps=True), row, 3)
        standing = [layer for layer in layers if layer.is_active and layer.code in OS_LAYERS]
        if standing:
            words = plural(
                "{count} wall of the operating system stands around scripts.",
                "{count} walls of the operating system stand around scripts.",
                count=len(standing),
            )
            self.sentence.setText(str(words))
        else:
            self.sentence.setText(
                _("No wall of the operating system stands here: scripts do not run.")
            )

    @Slot()
    def _warn(self) -> None:
        is_without = self.without_layers.isChecked()
        words = _(
            "A mistake in the language’s own walls would then let a script read files of this "
            "machine and use its network. Allow it only where you trust all who publish scripts."
        )
        self.warning.setText(words)
        self.warning.setVisible(is_without)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The sandbox could not be asked.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(object)
    def _on_saved(self, settings: ScriptSettings) -> None:
        self._show_settings(settings)
        self.context.say(_("The limits of scripts are saved."))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInputError) and error.field in self.fields:
            field = self.fields[error.field]
            field.show_error(str(error))
            field.editor.setFocus()
        elif isinstance(error, CrmError):
            self.wrong.setText(str(error))
            self.wrong.show()
        else:
            self.context.report(error)

    @Slot()
    def _on_answered(self) -> None:
        self.question = None

    def _lay_out(self) -> None:
        walls = Card(_("Walls around scripts"))
        walls.body.addWidget(self.sentence)
        self.layers.setHorizontalSpacing(GRID + GRID // 2)
        self.layers.setVerticalSpacing(GRID)
        self.layers.setColumnStretch(1, 1)
        self.layers.setColumnStretch(3, 2)
        walls.body.addLayout(self.layers)
        limits = Card(_("What runs may take"))
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(2 * GRID)
        for field in self.fields.values():
            row.addWidget(field, 1)
        limits.body.addLayout(row)
        limits.body.addWidget(self.without_layers)
        limits.body.addWidget(self.warning)
        limits.body.addWidget(self.wrong)
        foot.addStretch()
        foot.addWidget(self.save_button)
        limits.body.addLayout(foot)
        self.wrong.hide()
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, GRID, 0)
        inner.setSpacing(2 * GRID)
        inner.addWidget(walls)
        inner.addWidget(limits)
        inner.addStretch(1)
        content = QHBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.addWidget(column, 1)
        content.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addWidget(self.sections)
        layout.addWidget(self.states, 1)

    def _connect(self) -> None:
        viewmodel = self.viewmodel
        needs(self.context.access, Right.ADMINISTER, self.save_button, self.without_layers)
        viewmodel.reading.connect(self.states.show_reading)
        viewmodel.loaded.connect(self._on_loaded)
        viewmodel.failed.connect(self._on_failed)
        viewmodel.saved.connect(self._on_saved)
        viewmodel.refused.connect(self._on_refused)
        self.save_button.clicked.connect(self.save)
        self.without_layers.toggled.connect(self._warn)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)


def _bounds(code: str) -> str:
    least, greatest = BOUNDS[code]
    words = Message(
        "From {least} to {greatest}",
        least=formats.number(least, 1),
        greatest=formats.number(greatest, 0),
    )
    return str(words)
