"""Since when the draft holds, when it is looked at again, and what employees are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.wizard import review
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import _, plural, shown
from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_TEXT_HEIGHT = 24 * GRID
_MOST_NAMED = 8


class StartForm(QWidget):
    """``changed`` carries the draft with what was entered, and the field it was entered in."""

    changed = Signal(object, str)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._draft: WizardDraft | None = None
        self.begins = ChoiceBox()
        self.looks = DayEdit(today)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_TEXT_HEIGHT)
        self.anew_button = LinkButton(_("Write it anew from the rules"), icon="refresh")
        self.readers = ReadersLine()
        begins_hint = _("Always with a new month: nothing changes for days that are over.")
        looks_hint = _("On this day you are reminded to see whether the rules are still right.")
        self.fields = {
            "valid_from": Field("valid_from", _("Holds from"), self.begins, hint=begins_hint),
            "review_on": Field("review_on", _("Review on"), self.looks, hint=looks_hint),
            "announcement": Field("announcement", _("What employees are told"), self.text),
        }
        self._lay_out()
        self.begins.activated.connect(self._on_begins)
        self.looks.editingFinished.connect(self.take)
        self.text.textChanged.connect(self._on_text)
        self.anew_button.clicked.connect(self._on_anew)

    def suggested(self, draft: WizardDraft, firm: WizardFirm) -> WizardDraft:
        """Return ``draft`` with days where it has none that still fit."""
        days = review.first_days(draft, firm.today, firm.settled_until)
        begins = draft.valid_from
        if begins not in days:
            draft = _beginning(draft, days[0])
        return _own_words(draft, draft.announcement)

    def show_draft(self, draft: WizardDraft, firm: WizardFirm) -> None:
        self._draft = draft
        days = review.first_days(draft, firm.today, firm.settled_until)
        self.begins.set_choices([(shown(day), day) for day in days])
        if draft.valid_from is not None:
            self.begins.choose(draft.valid_from, shown(draft.valid_from))
        if not self.looks.hasFocus():
            self.looks.show_day(draft.review_on)
        self._show_text(draft)
        self.anew_button.setVisible(bool(draft.announcement))
        self.readers.show_people([one.subject.name for one in review.concerned(draft, firm)])

    @Slot()
    def take(self) -> None:
        """Take over the day of the review that is typed, if it is a day."""
        if self._draft is None or self.problems():
            return
        self._tell(replace(self._draft, review_on=self.looks.day("review_on")), "review_on")

    def problems(self) -> tuple[SchemeProblem, ...]:
        """Return what is typed here and is no day."""
        try:
            self.looks.day("review_on")
        except InvalidInputError as error:
            return (SchemeProblem(error.field, error.message),)
        return ()

    def show_problem(self, problem: SchemeProblem) -> bool:
        """Say ``problem`` at its field; return whether there is such a field."""
        field = self.fields.get(problem.place)
        if field is not None:
            field.show_error(str(problem.message))
        return field is not None

    def clear_problems(self) -> None:
        for field in self.fields.values():
            field.show_error("")

    @Slot()
    def _on_begins(self) -> None:
        if self._draft is not None:
            self._tell(_beginning(self._draft, self.begins.choice()), "valid_from")

    @Slot()
    def _on_text(self) -> None:
        if self._draft is not None:
            self._tell(_own_words(self._draft, self.text.toPlainText()), "announcement")

    @Slot()
    def _on_anew(self) -> None:
        if self._draft is not None:
            self.anew_button.setFocus()
            self._tell(replace(self._draft, announcement=""), "announcement")

    def _tell(self, draft: WizardDraft, field: str) -> None:
        if draft != self._draft:
            self._draft = draft
            self.changed.emit(draft, field)

    def _show_text(self, draft: WizardDraft) -> None:
        text, told = self.text.toPlainText(), review.told(draft)
        is_emptied = not text.strip() and self.text.hasFocus()  # to write something else
        if text != told and not is_emptied:
            self.text.blockSignals(True)
            self.text.setPlainText(told)
            self.text.blockSignals(False)

    def _lay_out(self) -> None:
        days, told = Card(_("When")), Card(_("Announcement"))
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.fields["valid_from"], 1)
        row.addWidget(self.fields["review_on"], 1)
        days.body.addLayout(row)
        told.body.addWidget(self.fields["announcement"])
        told.body.addWidget(self.readers)
        told.body.addWidget(self.anew_button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(days)
        column.addWidget(told)


class ReadersLine(QWidget):
    """Who has to read the announcement: some names, the others on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label(role=Role.TINY, wraps=True)
        self.more_button = LinkButton("")
        self._names: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.more_button.clicked.connect(self._on_more)

    def show_people(self, names: Sequence[str]) -> None:
        """Name those who have to read it; the same ones stay as they are shown."""
        if self._names != tuple(names) or not names:
            self._names = tuple(names)
            self._show(_MOST_NAMED)

    @Slot()
    def _on_more(self) -> None:
        self._show(len(self._names))

    def _show(self, most: int) -> None:
        words = plural(
            "{count} employee reads it on the page “Progress” and confirms it there: {names}",
            "{count} employees read it on the page “Progress” and confirm it there: {names}",
            count=len(self._names),
            names=listed(self._names[:most]),
        )
        nobody = _("Nobody has to read it: no team has people.")
        self.words.setText(str(words) if self._names else nobody)
        more = max(0, len(self._names) - most)
        self.more_button.setText(str(plural("and {count} more", "and {count} more", count=more)))
        self.more_button.setVisible(bool(more))


def _beginning(draft: WizardDraft, day: date) -> WizardDraft:
    """Return ``draft`` that begins on ``day``; a review that was a year later stays so."""
    begins, looks = draft.valid_from, draft.review_on
    is_usual = looks is None or looks <= day or (begins and looks == review.review_day(begins))
    looks = review.review_day(day) if is_usual else looks
    return replace(draft, valid_from=day, review_on=looks)


def _own_words(draft: WizardDraft, text: str) -> WizardDraft:
    """Return ``draft`` that tells ``text``: what follows from the rules goes on following them."""
    begins = draft.valid_from
    is_own = bool(text.strip()) and (begins is None or text != review.proposed(draft, begins))
    return replace(draft, announcement=text if is_own else "")
