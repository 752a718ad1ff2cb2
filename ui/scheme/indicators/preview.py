"""What an indicator would have been in the last months, beside its editor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordRow, RecordsPage
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, _, plural, shown
from ui.charts.sparkline import Sparkline
from ui.context import Context
from ui.scheme.indicators.preview_viewmodel import PreviewViewModel
from ui.theme import GRID
from ui.why.records import AMOUNT, CUSTOMER, ON, PAGES, SHARE, RecordsModel
from ui.widgets.card import Card, clear, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.table_view import TableView
from ui.widgets.text import ElidedLabel, Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.preview import Preview, PreviewRow

_NARROW, _WIDE = 264, 360
_MOST_PEOPLE = 5


class PreviewPanel(Card):
    """``wrong`` carries what makes a preview impossible, to be shown at its field."""

    wrong = Signal(object)  # CrmError
    figures_changed = Signal()
    mending_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.viewmodel = PreviewViewModel(context.services, context.tasks, self)
        self.preview: Preview | None = None
        self.setAccessibleName(_("As it would have been"))
        self.setMinimumWidth(_NARROW)
        self.setMaximumWidth(_WIDE)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.note = Label(role=Role.MUTED, wraps=True)
        self.line = Sparkline(_("The last months of the company"))
        self.months, self.people = QGridLayout(), QGridLayout()
        self.people_title = Label(role=Role.STRONG, wraps=True)
        self._line = line()
        self.records = _RecordsList(context)
        self._figures = QWidget()
        self._lay_out_figures()
        self._states = States(Scroll(self._figures))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._states)
        self._stack.addWidget(self.records)
        self.body.addWidget(self._stack, 1)
        self.viewmodel.previewed.connect(self.show_preview)
        self.viewmodel.records_read.connect(self.records.show_page)
        self.viewmodel.failed.connect(self._on_failed)
        self.records.closed.connect(self.close_records)
        self.records.part_chosen.connect(self.viewmodel.read_records)

    def ask(self, indicator: Indicator, scheme: Scheme) -> None:
        """Show in a moment what ``indicator`` would have been up to the month chosen above."""
        last = self._context.selection.period.last_day()
        self._states.show_reading()
        self.viewmodel.preview(indicator, scheme, Period.containing(last, PeriodKind.MONTH))

    def say(self, sentence: str, *, is_marked: bool = False) -> None:
        """Show ``sentence`` in place of figures, and the way to what is marked."""
        self.viewmodel.drop()
        self.preview = None
        self.close_records()
        state = self._states.show_sentence("chart", sentence)
        if is_marked:
            state.add_way(_("Show where")).clicked.connect(self.mending_wanted)

    @property
    def sentence(self) -> str:
        """What stands in place of figures, empty while there are some."""
        return self._states.sentence

    @Slot(object)
    def show_preview(self, preview: Preview) -> None:
        if preview == self.preview:
            self._states.show_figures()
            return
        self.preview = preview
        self.close_records()
        company = preview.company
        self.line.show_values([fact.value for fact in company.facts])
        self.line.setVisible(sum(fact.value is not None for fact in company.facts) > 1)
        clear(self.months)
        for number, period in enumerate(preview.periods):
            self._add(self.months, preview, company, number, title=shown(period))
        reason = company.facts[-1].reason
        has_none = all(fact.value is None for fact in company.facts)
        self.note.setText(str(Message("No value: {reason}.", reason=reason)) if reason else "")
        self.note.setVisible(has_none and bool(reason))
        self._show_people(preview)
        self._states.show_figures()
        self.figures_changed.emit()

    def _show_people(self, preview: Preview) -> None:
        clear(self.people)
        last = len(preview.periods) - 1
        first = [row for row in preview.people if row.facts[-1].value is not None]
        self.people_title.setText(str(Message("People, {period}", period=preview.periods[-1])))
        self.people_title.setVisible(bool(first))
        self._line.setVisible(bool(first))
        for row in first[:_MOST_PEOPLE]:
            self._add(self.people, preview, row, last, title=row.subject.name)

    def _add(
        self, grid: QGridLayout, preview: Preview, row: PreviewRow, number: int, *, title: str
    ) -> None:
        """Add a line; its figure leads to the records where there are any."""
        place, fact = grid.count() // 2, row.facts[number]
        words = shown(preview.quantity(fact.value))
        name = ElidedLabel(title, Role.MUTED)
        grid.addWidget(name, place, 0)
        if not fact.parts or fact.value is None:
            figure = Label(words)
            figure.setToolTip("" if fact.reason is None else str(fact.reason))
            grid.addWidget(figure, place, 1, Qt.AlignmentFlag.AlignRight)
            return
        link = LinkButton(words)
        link.setAccessibleName(f"{title}: {words}")
        link.setToolTip(_("Show the records"))
        link.clicked.connect(partial(self.open_records, row, number))
        grid.addWidget(link, place, 1, Qt.AlignmentFlag.AlignRight)

    def open_records(self, row: PreviewRow, number: int) -> None:
        """Show the records behind what ``row`` has in the period of ``number``."""
        if self.preview is not None:
            period, subject = self.preview.periods[number], row.subject
            heading = Message("{who}, {period}", who=subject.name, period=period)
            queries = [
                (str(part.label), part.records(subject.ref, period))
                for part in row.facts[number].parts
            ]
            self.records.open(str(heading), queries)
            self._stack.setCurrentWidget(self.records)
            self.records.back_button.setFocus()

    @Slot()
    def close_records(self) -> None:
        self._stack.setCurrentWidget(self._states)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self.say(_("Mend what is marked to see figures."))
            self.wrong.emit(error)
        else:
            self._context.report(error)

    def _lay_out_figures(self) -> None:
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Label(_("As it would have been"), Role.TITLE, wraps=True))
        column.addWidget(Label(_("The whole company"), Role.STRONG))
        column.addWidget(self.line)
        for widget in (self.months, self.note, self._line, self.people_title, self.people):
            if isinstance(widget, QGridLayout):
                widget.setHorizontalSpacing(GRID)
                widget.setVerticalSpacing(GRID // 2)
                widget.setColumnStretch(0, 1)
                column.addLayout(widget)
            else:
                column.addWidget(widget)
        column.addStretch()


class _RecordsList(QWidget):
    """The records behind one figure; ``part_chosen`` asks for those of a part of it."""

    closed = Signal()
    part_chosen = Signal(object)  # RecordsQuery

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.back_button = LinkButton(_("Back to the figures"), icon="previous")
        self.heading = Label(role=Role.STRONG, wraps=True)
        self.parts = ChoiceBox(_("Part of the figure"))
        self.count = Label(role=Role.TINY, wraps=True)
        self.model = RecordsModel()
        self.table = TableView("preview-records", self.model, title=_("Records"))
        self._fit = ColumnFit(self.table, self.model, "preview-records")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addStretch()
        layout.addLayout(head)
        for widget in (self.heading, self.parts, self.count):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        self.back_button.clicked.connect(self.closed)
        self.parts.activated.connect(self._on_part)
        self.table.row_activated.connect(self._on_row)

    def open(self, heading: str, queries: Sequence[tuple[str, RecordsQuery]]) -> None:
        """Show the records of the first of ``queries``; the others can be chosen."""
        self.heading.setText(heading)
        self.parts.set_choices(queries)
        self.parts.setVisible(len(queries) > 1)
        self.parts.setCurrentIndex(0)
        self.model.set_rows(())
        self.table.set_loading(True)
        self._on_part()

    @Slot(object)
    def show_page(self, page: RecordsPage) -> None:
        self.table.set_loading(False)
        self.model.set_rows(page.rows)
        has_amounts = self.model.has_amounts()
        for column, is_seen in (
            (CUSTOMER, False),
            (ON, not has_amounts),  # there is room for one of the two
            (SHARE, self.model.has_shares()),
            (AMOUNT, has_amounts),
        ):
            self.table.setColumnHidden(column, not is_seen)
        self._fit.fit()
        words = plural("{count} record", "{count} records", count=page.count)
        if page.count > len(page.rows):
            words = Message("{first} of {all}", first=len(page.rows), all=words)
        self.count.setText(str(words))

    @Slot()
    def _on_part(self) -> None:
        query = self.parts.choice()
        if query is not None:
            self.part_chosen.emit(query)

    def _on_row(self, row: RecordRow) -> None:
        page = PAGES.get(row.entity)
        if page is not None:
            self._context.navigate(page, row.id)
