"""The catalogue: ready indicators by role, several taken at once with what they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from crm_desktop.domain.names import folded
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.basket import Basket
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry, Role
from crm_desktop.texts import Message, _, plural, shown
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.rights import needs
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead, CatalogueViewModel
from ui.scheme.indicators.entry_card import EntryCard
from ui.scheme.leaving import ask_to_leave
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.day_edit import DayEdit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView
from ui.widgets.text import Label
from ui.widgets.text import Role as TextRole

_DAY_WIDTH = 18 * GRID


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in the list; it is ``held`` where the firm has it already."""

    entry: CatalogueEntry
    name: str
    roles: str
    is_held: bool
    is_chosen: bool

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def state(self) -> str:
        if self.is_chosen:
            return _("chosen")
        return _("is there") if self.is_held else ""


_TAKE = 0
COLUMNS: tuple[Column[EntryLine], ...] = (
    Column(
        "take",
        Message("Take"),
        lambda _row: "",
        lambda r: bool(r.state),
        width=64,
        icon=lambda r: "check" if r.state else "add",
        tip=lambda r: r.state or _("Choose"),
    ),
    Column(
        "name",
        Message("Indicator"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=180,
        stretch=3,
        is_strong=True,
        tip=lambda r: str(r.entry.description),
    ),
    Column(
        "roles", Message("Role"), lambda r: r.roles, width=110, stretch=1, tip=lambda r: r.roles
    ),
    Column("state", Message("Taken"), lambda r: r.state, width=80),
)


class CatalogueView(QWidget):
    """``closed`` is emitted when the list of indicators may come back."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = CatalogueViewModel(context.services, context.tasks, context.changes, self)
        self.basket = Basket()
        self.question: QMessageBox | None = None
        self._read: SchemeRead | None = None
        self._text = ""
        self.back_button = LinkButton(_("All indicators"), icon="previous")
        self.role_box = ChoiceBox(_("Role"))
        self.role_box.set_choices(
            [(_("All roles"), None), *((role.shown(), role) for role in Role)]
        )
        self.search = SearchField(_("Find in the catalogue"))
        self.model = RowsModel[EntryLine](COLUMNS)
        self.table = TableView("catalogue", self.model, title=_("Catalogue of indicators"))
        self._fit = ColumnFit(self.table, self.model, "catalogue")
        self.card = EntryCard()
        self.chosen = Label(wraps=True)
        self.problems = Label(role=TextRole.BODY, wraps=True)
        self.valid_from = DayEdit()
        self.day_field = Field("valid_from", _("In force from"), self.valid_from)
        self.take_button = Button(_("Take"), Kind.PRIMARY)
        self._lay_out()
        self._connect()

    def open(self, read: SchemeRead) -> None:
        """Show what can be taken beside what the firm has."""
        self._read = read
        self.basket = Basket(frozenset(each.code for each in read.newest.indicators))
        self.valid_from.today = read.today
        self.valid_from.show_day(read.first_day())
        self.card.show_read(CatalogueRead())
        self._say("")
        self._show_rows()
        self.viewmodel.load(read.today)
        self.table.setFocus()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing is lost; else ask, and call ``then`` on a yes."""
        if not self.basket.chosen:
            return True
        if self.question is None:

            def leave() -> None:
                self.basket = Basket(self.basket.held)
                then()

            self.question = ask_to_leave(self, leave)
            self.question.finished.connect(self._on_answered)
        return False

    def toggle(self, code: str) -> None:
        """Choose the entry of ``code``, or no longer."""
        self.basket = self.basket.toggled(code)
        self._say("")
        self._show_rows()

    @Slot()
    def take(self) -> None:
        """Save what was chosen, if all that was asked is answered."""
        self._say("")
        self.day_field.show_error("")
        try:
            day = self._first_day()
            indicators = self.basket.indicators()
        except InvalidInputError as error:
            self._on_failed(error)
        else:
            self.take_button.setEnabled(False)
            self.viewmodel.save(indicators, day)

    def _first_day(self) -> date:
        day = self.valid_from.day("valid_from")
        if day is None:
            raise InvalidInputError("valid_from", Message("Enter a day."))
        return day

    def _show_rows(self) -> None:
        role = self.role_box.choice()
        current = self.table.current_row
        rows = [
            EntryLine(
                entry,
                str(entry.name),
                ", ".join(sorted(each.shown() for each in entry.roles)),
                entry.code in self.basket.held,
                entry.code in self.basket.chosen,
            )
            for entry in CATALOGUE.values()
            if role is None or role in entry.roles
        ]
        self.model.set_rows(row for row in rows if self._text in _folded(row))
        self._fit.fit()
        if not self.model.rows:
            self.table.set_empty(EmptyState("search", _("Nothing in the catalogue is like this.")))
            self.card.show_entry(None, self.basket)
        codes = [row.code for row in self.model.rows]
        place = codes.index(current.code) if current is not None and current.code in codes else 0
        self.table.setCurrentIndex(self.model.index(place, _TAKE))
        count = len(self.basket.chosen)
        self.chosen.setText(
            str(plural("{count} chosen", "{count} chosen", count=count)) if count else ""
        )
        self.take_button.setEnabled(bool(count))

    def go_to(self, code: str) -> None:
        """Select the entry of ``code`` if it is listed."""
        codes = [row.code for row in self.model.rows]
        if code in codes:
            self.table.setCurrentIndex(self.model.index(codes.index(code), 0))

    def _say(self, words: str) -> None:
        self.problems.setText(words)
        self.problems.setVisible(bool(words))

    def _lay_out(self) -> None:
        head, tools, body, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, tools, foot):
            row.setSpacing(GRID)
        body.setSpacing(2 * GRID)
        head.addWidget(self.back_button)
        head.addWidget(Label(_("Catalogue of indicators"), TextRole.TITLE), 1)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.role_box)
        body.addWidget(self.table, 3)
        body.addWidget(self.card, 2)
        self.valid_from.setFixedWidth(_DAY_WIDTH)
        foot.addWidget(self.chosen, 1)
        foot.addWidget(self.day_field)
        foot.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for part in (head, tools):
            layout.addLayout(part)
        layout.addLayout(body, 1)
        layout.addWidget(line())
        layout.addWidget(self.problems)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self._on_close)
        self.role_box.activated.connect(self._show_rows)
        self.search.searched.connect(self._on_searched)
        self.table.row_selected.connect(self._on_row)
        self.table.row_activated.connect(self._on_activated)
        self.table.clicked.connect(self._on_clicked)
        self.card.toggled.connect(self.toggle)
        self.card.answered.connect(self._on_answer)
        self.take_button.clicked.connect(self.take)
        needs(self._context.access, Right.SCHEME, self.take_button)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.failed.connect(self._on_failed)
        space = QShortcut(QKeySequence("Space"), self.table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._on_space)
        for keys, call in (("Esc", self._on_close), ("Ctrl+S", self.take)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._text = folded(text)
        self._show_rows()

    @Slot(object)
    def _on_row(self, row: EntryLine | None) -> None:
        self.card.show_entry(None if row is None else row.entry, self.basket)

    @Slot(object)
    def _on_activated(self, row: EntryLine) -> None:
        self.toggle(row.code)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == _TAKE:
            self.toggle(self.model.row_at(index).code)

    @Slot()
    def _on_space(self) -> None:
        row = self.table.current_row
        if row is not None:
            self.toggle(row.code)

    @Slot(str, object)
    def _on_answer(self, code: str, values: object) -> None:
        self.basket = self.basket.answered(code, values)  # type: ignore[arg-type]

    @Slot(object)
    def _on_loaded(self, read: CatalogueRead) -> None:
        self.card.show_read(read)

    @Slot(int, object)
    def _on_saved(self, count: int, day: object) -> None:
        self.basket = Basket(self.basket.held)
        words = plural(
            "{count} indicator holds from {day}.",
            "{count} indicators hold from {day}.",
            count=count,
            day=day,
        )
        self._context.say(str(words))
        self.closed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.take_button.setEnabled(bool(self.basket.chosen))
        if not isinstance(error, CrmError):
            self._context.report(error)
        elif isinstance(error, InvalidInputError) and error.field == "valid_from":
            self.day_field.show_error(shown(error.message))
            self.valid_from.setFocus()
        elif isinstance(error, InvalidInputError) and "." in error.field:
            code, _dot, parameter = error.field.partition(".")
            self.go_to(code)
            self.card.show_problem(parameter, str(error))
        else:
            self._say(str(error))

    @Slot()
    def _on_close(self) -> None:
        if self.may_leave(self.closed.emit):
            self.closed.emit()

    @Slot()
    def _on_answered(self) -> None:
        self.question = None


def _folded(row: EntryLine) -> str:
    return folded(f"{row.name} {row.entry.description} {row.code}")
