"""Which rules are in force or to come, and who has confirmed to have read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm_desktop import formats
from crm_desktop.domain.pay import EditionRow, ReadingRow
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.plans.listing import RowCard
from ui.rewards.section import RewardSection
from ui.rewards.viewmodel import RewardViewModel
from ui.rewards.words import edition_name
from ui.theme import Tone
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """An edition, and each whom it concerns."""

    edition: EditionRow
    readings: tuple[ReadingRow, ...]

    @property
    def unread(self) -> tuple[ReadingRow, ...]:
        return tuple(row for row in self.readings if row.read_at is None)


@dataclass(frozen=True, slots=True)
class AcquaintanceRead:
    rows: tuple[Acquaintance, ...]
    zone: ZoneInfo


class AcquaintanceViewModel(RewardViewModel):
    """``loaded`` carries an ``AcquaintanceRead``."""

    def load(self) -> None:
        def work() -> AcquaintanceRead:
            by_edition: dict[EditionRow, list[ReadingRow]] = {}
            for row in self.services.readings.readings():
                by_edition.setdefault(row.edition, []).append(row)
            rows = tuple(Acquaintance(one, tuple(found)) for one, found in by_edition.items())
            return AcquaintanceRead(rows, self.services.firm.firm().time_zone())

        self._read(work)


def _since(edition: EditionRow) -> str:
    if edition.valid_from == ALWAYS:
        return shows.DASH
    return formats.day(edition.valid_from)


def _read_by(row: Acquaintance) -> str:
    words = Message(
        "{count} of {all}", count=len(row.readings) - len(row.unread), all=len(row.readings)
    )
    return str(words)


def _missing(row: Acquaintance) -> str:
    return ", ".join(one.employee for one in row.unread)


_COLUMNS: tuple[Column[Acquaintance], ...] = (
    Column(
        "kind",
        Message("Rule"),
        lambda r: shown(r.edition.kind),
        width=64,
        stretch=1,
        tip=lambda r: shown(r.edition.kind),
    ),
    Column(
        "name",
        Message("Name"),
        lambda r: r.edition.name,
        width=136,
        stretch=2,
        tip=lambda r: r.edition.name,
    ),
    Column(
        "number",
        Message("Version"),
        lambda r: str(r.edition.number),
        lambda r: r.edition.number,
        is_number=True,
    ),
    Column(
        "since",
        Message("In force from"),
        lambda r: _since(r.edition),
        lambda r: r.edition.valid_from,
    ),
    Column(
        "read",
        Message("Read by"),
        _read_by,
        lambda r: len(r.unread),
        is_number=True,
        tone=lambda r: Tone.WARNING if r.unread else Tone.POSITIVE,
    ),
    Column("missing", Message("Not read by"), _missing, width=48, stretch=3, tip=_missing),
)


class AcquaintanceSection(RewardSection):
    shortcuts = (
        ("Return", Message("See who has read it")),
        ("Esc", Message("Close the card")),
    )
    list_share = 68  # the card has but names

    def __init__(self, context: Context) -> None:
        self._model = RowsModel(_COLUMNS)
        table = TableView("acquaintance", self._model, title=_("Acquaintance"))
        self._fit = ColumnFit(table, self._model, "acquaintance")
        self.viewmodel = AcquaintanceViewModel(context)
        super().__init__(context, table, EditionCard(), self.viewmodel)
        self.words = Label(role=Role.MUTED, wraps=True)
        words = _("No rule of pay concerns anybody yet.")
        table.set_empty(empty := EmptyState("scheme", words, _("To the KPI scheme")))
        self.lay_out(self.words)
        empty.accepted.connect(partial(context.navigate, "scheme", None))

    def load(self) -> None:
        self.viewmodel.load()

    def show_card(self, row: Acquaintance) -> None:
        self.card.show_row(row)

    def show_read(self, read: AcquaintanceRead) -> None:
        self.card.zone = read.zone
        self._model.set_rows(read.rows)
        self._fit.fit()
        people = {one.employee_id for row in read.rows for one in row.unread}
        words = plural(
            "{count} person has rules to read: they confirm it on their progress or statement.",
            "{count} people have rules to read: they confirm it on their progress or statement.",
            count=len(people),
        )
        self.words.setText(str(words) if people else _("Everybody has read their rules."))
        self.words.setVisible(bool(read.rows))


class EditionCard(RowCard):
    """Who has read an edition, and who has not."""

    def __init__(self) -> None:
        super().__init__()
        self.zone = ZoneInfo("UTC")
        self.title = Label(role=Role.TITLE, wraps=True)
        self.unread = Label(tone=Tone.WARNING, wraps=True)
        self.read = Label(role=Role.MUTED, wraps=True)
        self._unread_title = Label(_("Not read by"), Role.STRONG)
        self._read_title = Label(_("Read by"), Role.STRONG)
        self.close_button = self.form.add_buttons(_("Close"), can_leave=False)
        parts: tuple[QWidget, ...] = (
            self.title,
            self._unread_title,
            self.unread,
            self._read_title,
            self.read,
            self.form,
        )
        for part in parts:
            self.body.addWidget(part)
        self.body.addStretch()
        self.form.submitted.connect(self._on_close)

    def focus(self) -> None:
        self.close_button.setFocus()

    def show_row(self, row: Acquaintance) -> None:
        self.title.setText(capital(edition_name(row.edition)))
        self.unread.setText("\n".join(one.employee for one in row.unread))
        self.read.setText("\n".join(self._words(one) for one in row.readings if one.read_at))
        for label, title in ((self.unread, self._unread_title), (self.read, self._read_title)):
            label.setVisible(bool(label.text()))
            title.setVisible(bool(label.text()))

    def _words(self, row: ReadingRow) -> str:
        at = row.read_at
        if at is None:
            return row.employee
        moment = formats.moment(at.astimezone(self.zone))
        return str(Message("{name}, {moment}", name=row.employee, moment=moment))

    @Slot()
    def _on_close(self) -> None:
        self.closed.emit()
