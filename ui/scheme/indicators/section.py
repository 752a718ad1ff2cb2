"""Indicators: the list with what each was for the company, its editor, and the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.names import folded
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity
from crm_desktop.texts import Message, _, shown
from ui.context import Context
from ui.models.rows import Column
from ui.scheme.definitions import DefinitionsView, Wording
from ui.scheme.indicators.catalogue import CatalogueView
from ui.scheme.indicators.editor import IndicatorEditor
from ui.scheme.indicators.use import profiles_of
from ui.scheme.indicators.words import BETTER, source_words
from ui.scheme.viewmodel import SchemeRead
from ui.tasks import Latest
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in the list; ``company`` is what it was for all of ``period``."""

    code: str
    name: str
    source: str
    unit: str
    polarity: Message
    profiles: tuple[str, ...]
    company: Quantity | None
    period: Period
    state: Message

    @property
    def value(self) -> Decimal | None:
        return None if self.company is None else self.company.value

    def holds(self, text: str) -> bool:
        """Return whether one of its words has ``text``, which is folded."""
        return any(text in folded(words) for words in (self.name, self.code, self.source))


COLUMNS: tuple[Column[IndicatorLine], ...] = (
    Column(
        "name",
        Message("Indicator"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=136,
        stretch=2,
        is_strong=True,
        tip=lambda r: f"{r.name}\n{r.code}",
    ),
    Column("code", Message("Code"), lambda r: r.code, width=96, is_hidden=True),
    Column(
        "source",
        Message("Where from"),
        lambda r: r.source,
        width=96,
        stretch=3,
        tip=lambda r: r.source,
    ),
    Column("unit", Message("Unit"), lambda r: r.unit, width=72),
    Column("polarity", Message("Better"), lambda r: str(r.polarity), width=64),
    Column(
        "profiles",
        Message("Profiles"),
        lambda r: shown(len(r.profiles)),
        lambda r: len(r.profiles),
        is_number=True,
        width=72,
        tip=lambda r: "\n".join(r.profiles) or None,
    ),
    Column(
        "company",
        Message("Company"),
        lambda r: shown(r.company),
        lambda r: r.value,
        is_number=True,
        width=96,
        tip=lambda r: shown(r.period),
    ),
    Column("state", Message("In force"), lambda r: str(r.state), width=96),
)


class IndicatorsView(DefinitionsView):
    concerned = DefinitionsView.concerned | Changes.DEALS | Changes.ACTIVITIES | Changes.DOCUMENTS
    shortcuts = (*DefinitionsView.shortcuts, ("Ctrl+Shift+K", Message("Take from the catalogue")))

    def __init__(self, context: Context) -> None:
        self.search = SearchField(_("Find an indicator"))
        self.catalogue_button = Button(_("Catalogue"), icon="plans")
        self._text = ""
        self._is_catalogue_wanted = False
        self._values: Mapping[str, Quantity] = {}
        words = Wording(
            title=_("Indicators"),
            sentence=_("An indicator says what is counted, and by which day."),
            new=_("Add indicator"),
            nothing=_("Nothing is counted yet: the catalogue has what firms measure most."),
            icon="chart",
        )
        super().__init__(context, IndicatorEditor(context), COLUMNS, name="indicators", words=words)
        self.catalogue = CatalogueView(context)
        self._stack.addWidget(self.catalogue)
        self._latest = Latest(context.tasks, self)
        self.search.searched.connect(self._on_searched)
        self.catalogue_button.clicked.connect(self.open_catalogue)
        self.catalogue.closed.connect(self._on_closed)
        self.viewmodel.loaded.connect(self._read_values)
        context.selection.period_changed.connect(self._on_period)

    @property
    def month(self) -> Period:
        """The month that figures of the company are of."""
        last = self.context.selection.period.last_day()
        return Period.containing(last, PeriodKind.MONTH)

    def rows(self, read: SchemeRead) -> list[IndicatorLine]:
        newest = {each.code: each for each in read.newest.indicators}
        found = {each.code: each for each in read.present.indicators} | newest
        names = {each.code: each.name for each in found.values()}
        lines = [
            IndicatorLine(
                each.code,
                each.name,
                str(source_words(each.source, names)),
                each.unit.shown(),
                BETTER[each.polarity],
                profiles_of(each.code, read.newest),
                self._values.get(each.code),
                self.month,
                read.state_of(each.version, is_newest=each.code in newest),
            )
            for each in found.values()
        ]
        kept = [one for one in lines if one.holds(self._text)]
        return sorted(kept, key=lambda one: folded(one.name))

    def emptiness(self) -> EmptyState:
        if self._text:
            state = EmptyState("search", _("No indicator has these letters."), _("Show all"))
            state.accepted.connect(self._on_show_all)
            return state
        state = EmptyState(
            self.words.icon, self.words.nothing, _("Take indicators from the catalogue")
        )
        state.accepted.connect(self.open_catalogue)
        return state

    def may_leave(self, then: Callable[[], object]) -> bool:
        if self._stack.currentWidget() is self.catalogue:
            return self.catalogue.may_leave(then)
        return super().may_leave(then)

    @Slot()
    def open_catalogue(self) -> None:
        """Show the catalogue, once all is read and nothing is lost by it."""
        self._is_catalogue_wanted = True
        self._open_once_read()

    def _open_wanted(self) -> None:
        super()._open_wanted()
        is_open = self._stack.currentWidget() is self.catalogue
        if self._is_catalogue_wanted and not is_open and self.may_leave(self._show_catalogue):
            self._show_catalogue()
        self._is_catalogue_wanted = False

    def _show_catalogue(self) -> None:
        if self._read is not None:
            self._stack.setCurrentWidget(self.catalogue)
            self.catalogue.open(self._read)

    def _listing(self) -> QWidget:
        box = QWidget()
        head, tools = QHBoxLayout(), QHBoxLayout()
        head.addWidget(Label(self.words.sentence, Role.MUTED, wraps=True), 1)
        head.addWidget(self.catalogue_button)
        head.addWidget(self.new_button)
        tools.addWidget(self.search)
        tools.addStretch()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+K"), box)
        shortcut.activated.connect(self.open_catalogue)
        return box

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self._text = folded(text)
        self._show_rows()

    @Slot()
    def _on_show_all(self) -> None:
        self.search.clear()
        self._on_searched("")

    @Slot()
    def _on_period(self) -> None:
        self._values = {}
        if self._read is not None:
            self._show_rows()
            self._read_values(self._read)

    @Slot(object)
    def _read_values(self, read: SchemeRead) -> None:
        """Ask for the figures of the company; the list is there already."""
        services, month = self.context.services, self.month

        def work() -> Mapping[str, Quantity]:
            return services.preview.company(read.newest, month)

        if read.newest.indicators:
            self._latest.run(work, self._on_values, self.context.report)

    def _on_values(self, values: Mapping[str, Quantity]) -> None:
        self._values = values
        self._show_rows()

    def _show_rows(self) -> None:
        if self._read is None:
            return
        current = self.table.current_row
        self.model.set_rows(self.rows(self._read))
        self._fit.fit()
        if not self.model.rows:
            self.table.set_empty(self.emptiness())
        codes = [row.code for row in self.model.rows]
        if current is not None and current.code in codes:
            self.table.setCurrentIndex(self.model.index(codes.index(current.code), 0))
