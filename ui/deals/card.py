"""The card of a deal: its way through the stages, what is entered about it, and its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm_desktop import formats
from crm_desktop.changes import Changes
from crm_desktop.domain.deals import DealCard, DealDraft, DealStatus
from crm_desktop.domain.money import Money
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.deals.closing import Closing
from ui.deals.differences import differences
from ui.deals.entry import DealEntry
from ui.deals.first_stages import FirstStagesViewModel, NoStages
from ui.deals.history import History
from ui.deals.stage_bar import StageBar
from ui.deals.viewmodel import DealCardViewModel, DealRead, NewDeal, draft_of
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.theme import Tone
from ui.widgets.buttons import IconButton
from ui.widgets.text import Label, Role, set_tone


class DealCardView(RecordCard):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = DealCardViewModel(context.services, context.tasks, context.changes)
        super().__init__(
            context,
            self.cards,
            kind=Message("Deal"),
            new_title=Message("New deal"),
            parent=parent,
        )
        self._seed = NewDeal()
        self._before: DealRead | None = None
        self._now: DealRead | None = None
        self.stages, self.closing, self.history = StageBar(), Closing(), History()
        self.closed_hint = Label(
            _("The deal is closed. Reopen it to change it."), Role.MUTED, wraps=True
        )
        self.entry = DealEntry(self.form, self.cards.find_customers, context.tasks, context.report)
        self.no_stages = NoStages()
        self.no_stages.hide()  # until it is read that there are none
        self._first_stages = FirstStagesViewModel(
            context.services, context.tasks, context.changes, self
        )
        self.customer_button = IconButton("customers", _("Open the customer"))
        self.titles.insertWidget(1, self.customer_button)
        tops = (self.stages, self.closing, self.closed_hint, self.no_stages)
        for place, widget in enumerate(tops):
            self.body.insertWidget(place, widget)
            self.body.insertWidget(place, widget)
        needs(context.access, self.right, self.stages, self.closing)
        needs(context.access, Right.ADMINISTER, self.no_stages.button)
        self.body.addWidget(self.history)
        self.body.addStretch()
        self.customer_button.clicked.connect(self._on_customer)
        self.stages.moved.connect(self._on_moved)
        self.closing.won.connect(self._on_won)
        self.closing.lost.connect(self._on_lost)
        self.closing.reopened.connect(self._on_reopened)
        self.no_stages.button.clicked.connect(self._first_stages.add)
        self._first_stages.failed.connect(context.report)
        self.entry.customer.creation_wanted.connect(self.cards.create_customer)
        self.cards.customer_created.connect(self._on_customer_created)
        context.changes.happened.connect(self._on_changes)

    def focus(self) -> None:
        self.entry.title.setFocus()

    def begin(self, key: object) -> None:
        self._seed = key if isinstance(key, NewDeal) else NewDeal()
        self.cards.open(None)

    def entered(self) -> DealDraft:
        return self.entry.draft()

    def show_read(self, read: DealRead) -> None:
        self._before, self._now = self._now, read
        card, is_closed = read.card, read.status is not DealStatus.OPEN
        draft = self._begun(read) if card is None else draft_of(card)
        self.entry.show(draft, self._seed.customer if card is None else card.row.customer, read)
        self.entry.set_read_only(is_closed)
        self.stages.setVisible(card is not None)
        self.closing.setVisible(card is not None)
        self.closed_hint.setVisible(is_closed)
        self.no_stages.setVisible(card is None and not read.open_stages())
        self.save_button.setVisible(not is_closed)
        self.cancel_button.setText(_("Close") if is_closed else _("Cancel"))
        self.customer_button.setVisible(card is not None and card.row.customer_id is not None)
        self.history.show_changes(() if card is None else card.history)
        self.closing.show_status(read.status, read.loss_reasons)
        if card is not None:
            self.stages.show_stages(read.open_stages(), card.row.stage_id, read.status)
        self.state.setText("" if card is None else str(_state(card)))
        self.state.setVisible(card is not None)
        set_tone(self.state, _TONES.get(read.status))

    def words_of_saved(self, read: DealRead) -> str:
        before = self._before
        if before is None or before.card is None or read.card is None or before.id != read.id:
            return str(Message("Deal “{name}” is saved.", name=read.name))
        if before.status is not read.status:
            return str(_DONE[read.status](read.name))
        if before.card.row.stage_id != read.card.row.stage_id:
            stage = read.card.row.stage
            return str(Message("Deal “{name}” is now in “{stage}”.", name=read.name, stage=stage))
        return str(Message("Deal “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[DealRead, DealDraft]) -> list[Difference]:
        customers = {conflict.mine.customer_id or 0: self.entry.customer.text()}
        if conflict.theirs.card is not None and conflict.theirs.card.row.customer_id is not None:
            row = conflict.theirs.card.row
            customers[row.customer_id or 0] = row.customer
        return differences(conflict, self.cards.draft_of(conflict.theirs), customers)

    def merged(self, conflict: Conflict[DealRead, DealDraft], mine: frozenset[str]) -> DealDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    def show_error(self, error: Exception) -> None:
        if isinstance(error, InvalidInputError) and error.field == "loss_reason":
            self.closing.show_error(str(error))
        else:
            super().show_error(error)

    def submit(self) -> None:
        if self._now is None or self._now.status is DealStatus.OPEN:
            super().submit()

    def _begun(self, read: DealRead) -> DealDraft:
        """Return what a new deal begins with: the chosen employee, the customer it is for."""
        chosen = self.context.selection.employee_id
        return DealDraft(
            title="",
            owner_id=chosen if chosen is not None and chosen in read.employed else 0,
            stage_id=0,
            amount=Money.zero(read.currencies[0]),
            customer_id=self._seed.customer_id,
        )

    def _draft(self) -> DealDraft | None:
        """Return what is entered, or say what is wrong with it."""
        self.form.clear_errors()
        try:
            return self.entered()
        except CrmError as error:
            self.show_error(error)
            return None

    @Slot(int)
    def _on_moved(self, stage_id: int) -> None:
        if (draft := self._draft()) is not None:
            self.cards.move(draft, stage_id)

    @Slot()
    def _on_won(self) -> None:
        if (draft := self._draft()) is not None:
            self.cards.win(draft)

    @Slot(str)
    def _on_lost(self, reason: str) -> None:
        if (draft := self._draft()) is not None:
            self.cards.lose(draft, reason)

    @Slot()
    def _on_reopened(self) -> None:
        if (draft := self._draft()) is not None:
            self.cards.reopen(draft)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        """Offer the stages that others brought meanwhile, where a new deal had none."""
        if changes & Changes.DEALS and not self.no_stages.isHidden():
            work = partial(self.cards.read_record, None)
            self.context.tasks.run(self, work, self._offer_stages, self.context.report)

    def _offer_stages(self, read: DealRead) -> None:
        if self.record_id is None:
            was_changed = self.form.is_changed()
            self.entry.offer(read)
            if read.open_stages():
                self.form.field("stage_id").show_error("")
                if self.no_stages.button.hasFocus():
                    self.focus()
            self.no_stages.setVisible(not read.open_stages())
            if not was_changed:
                self.form.keep()

    @Slot(int, str)
    def _on_customer_created(self, customer_id: int, name: str) -> None:
        if self.entry.customer.text().strip() == name:  # else another record is shown since
            self.entry.customer.show_customer(customer_id, name)
        self.context.say(str(Message("Customer “{name}” is saved.", name=name)))

    def _on_customer(self) -> None:
        read = self.cards.read
        if read is not None and read.card is not None and read.card.row.customer_id is not None:
            self.context.navigate("customers", read.card.row.customer_id)


_DONE: dict[DealStatus, Callable[[str], Message]] = {
    DealStatus.OPEN: lambda name: Message("Deal “{name}” is open again.", name=name),
    DealStatus.WON: lambda name: Message("Deal “{name}” is won.", name=name),
    DealStatus.LOST: lambda name: Message("Deal “{name}” is lost.", name=name),
}
_TONES = {DealStatus.WON: Tone.POSITIVE, DealStatus.LOST: Tone.NEGATIVE}


def _state(card: DealCard) -> Message:
    row = card.row
    if row.closed_at is None:
        return Message(
            "In “{stage}” since {day}", stage=row.stage, day=formats.day(card.history[-1].at)
        )
    day = formats.day(row.closed_at)
    if row.status is DealStatus.WON:
        return Message("Won on {day}", day=day)
    return Message("Lost on {day}: {reason}", day=day, reason=card.loss_reason)
