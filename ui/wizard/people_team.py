"""One team on the page of people: its name, its work, who is in it, and their salary."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import Role as Work
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.joining import own_salaries
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, _, plural
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card, clear
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.people_tree import REFS, mime_of, refs_of

_MOST_CHIPS, _LETTERS = 24, 5
_LEVELS = {
    SubjectLevel.EMPLOYEE: Message("each person"),
    SubjectLevel.DEPARTMENT: Message("the department as a whole"),
    SubjectLevel.COMPANY: Message("the company as a whole"),
}


class MemberChip(QToolButton):
    """A member of a team; its menu moves them, and so does dragging."""

    def __init__(self, ref: SubjectRef, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ref = ref
        self._pressed_at: QPoint | None = None
        self.setText(name.replace("&", "&&"))
        self.setToolTip(_("Move to another team, or out"))
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait whether it is dragged: the menu opens when the button is let go."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        moved = event.position().toPoint() - self._pressed_at
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            drag = QDrag(self)
            drag.setMimeData(mime_of([self.ref]))
            drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None:
            self._pressed_at = None
            self.showMenu()


class TeamCard(Card):
    """Says what was asked of the team of ``code``; the page changes the draft.

    ``salary_entered`` carries whose salary, None for the team's own, and how much, None for the
    team's.
    """

    renamed = Signal(str)
    role_chosen = Signal(object)  # kpi.catalogue.Role | None
    level_chosen = Signal(object)  # SubjectLevel
    dropped = Signal(object)  # tuple[SubjectRef, ...]
    moved = Signal(object, str)  # SubjectRef, code of the team, empty for none
    salary_entered = Signal(object, object)  # SubjectRef | None, Decimal | None
    removed = Signal()
    opened = Signal()  # the salaries of each are to be shown

    def __init__(self, code: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.code = code
        self._currency = currency
        self._members: tuple[tuple[SubjectRef, str], ...] = ()
        self._teams: tuple[tuple[str, str], ...] = ()
        self.own_fields: dict[SubjectRef, DecimalEdit] = {}
        self.chips: dict[SubjectRef, MemberChip] = {}
        self.name = QLineEdit()
        self.work, self.level = ChoiceBox(), ChoiceBox()
        self.salary = DecimalEdit()
        self.salary.set_currency(currency)
        self.count = Label(role=Role.MUTED)
        self.remove_button = IconButton("delete", _("Take the team out"))
        self.own_link = LinkButton(_("Salary of each"))
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._flow.setSpacing(GRID // 2)
        self._grid_box = QWidget()
        self._grid = QGridLayout(self._grid_box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid_box.hide()
        self.name_field = Field("name", _("Name of the team"), self.name)
        self.salary_field = Field("salary", _("Salary a month"), self.salary)
        self._lay_out()
        for box in (self.work, self.level):
            box.setMinimumContentsLength(_LETTERS)
        self.setAcceptDrops(True)
        self.name.textEdited.connect(self.renamed)
        self.work.activated.connect(self._on_work)
        self.level.activated.connect(self._on_level)
        self.salary.textEdited.connect(self._on_salary)
        self.remove_button.clicked.connect(self.removed)
        self.own_link.clicked.connect(self._on_own)

    def show_team(self, draft: WizardDraft, firm: WizardFirm, people: int) -> None:
        """Show the team as it is in ``draft``, with ``people`` in it."""
        profile, card = draft.profile(self.code), draft.card(self.code)
        self.setAccessibleName(profile.name)
        if self.name.text() != profile.name:
            self.name.setText(profile.name)
        self.work.choose(draft.team(self.code).role)
        self.level.choose(profile.level)
        self.count.setText(str(plural("{count} person", "{count} people", count=people)))
        self.salary_field.setVisible(card is not None)
        if card is not None and (_typed(self.salary) or Decimal(0)) != card.salary:
            self.salary.show_number(card.salary or None)
        self._teams = tuple(
            (each.code, draft.profile(each.code).name)
            for each in draft.teams
            if each.code != self.code
        )
        members = tuple((ref, firm.name_of(ref)) for ref in profile.assigned_to)
        if members != self._members:
            self._members = members
            self._draw_chips()
        self._show_own(draft, firm)

    def show_problem(self, problem: SchemeProblem) -> bool:
        """Say ``problem`` at its field; return whether it has one here."""
        fields = {
            f"profiles.{self.code}.name": self.name_field,
            f"cards.{self.code}.salary": self.salary_field,
        }
        field = fields.get(problem.place)
        if field is not None:
            field.show_error(str(problem.message))
        return field is not None

    def clear_problems(self) -> None:
        for field in (self.name_field, self.salary_field):
            field.show_error("")

    def unread(self) -> list[SchemeProblem]:
        """Return what is typed but is no amount."""
        found = []
        for edit in (self.salary, *self.own_fields.values()):
            try:
                edit.number(f"cards.{self.code}.salary")
            except InvalidInputError as error:
                found.append(SchemeProblem(error.field, error.message))
        return found

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(REFS):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(refs_of(event.mimeData()))

    def _lay_out(self) -> None:
        self.work.set_choices([(_("other work"), None), *((role.shown(), role) for role in Work)])
        self.level.set_choices([(str(words), level) for level, words in _LEVELS.items()])
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.name_field, 3)
        head.addWidget(Field("role", _("Work"), self.work), 2)
        head.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        second = QHBoxLayout()
        second.setSpacing(GRID)
        second.addWidget(Field("level", _("Who is measured"), self.level), 3)
        second.addWidget(self.salary_field, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.own_link)
        for part in (head, second):
            self.body.addLayout(part)
        self.body.addWidget(self._chips)
        self.body.addLayout(foot)
        self.body.addWidget(self._grid_box)

    def _draw_chips(self, most: int = _MOST_CHIPS) -> None:
        clear(self._flow)
        self.chips.clear()
        for ref, name in self._members[:most]:
            chip = self.chips[ref] = MemberChip(ref, name)
            menu = QMenu(chip)
            menu.aboutToShow.connect(partial(self._fill_menu, menu, ref))
            chip.setMenu(menu)
            self._flow.addWidget(chip)
        if more := len(self._members) - most if len(self._members) > most else 0:
            rest = LinkButton(str(plural("and {count} more", "and {count} more", count=more)))
            rest.clicked.connect(partial(self._draw_chips, len(self._members)))
            self._flow.addWidget(rest)
        if not self._members:
            hint = _("Tick people at the left and add them, or drag them here.")
            self._flow.addWidget(Label(hint, Role.MUTED))

    def _fill_menu(self, menu: QMenu, ref: SubjectRef) -> None:
        menu.clear()
        for code, name in self._teams:
            words = str(Message("Move to “{team}”", team=name)).replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._move, ref, code))
        menu.addAction(_("Take out")).triggered.connect(partial(self._move, ref, ""))

    def _move(self, ref: SubjectRef, code: str, _is_checked: object = None) -> None:
        self.moved.emit(ref, code)

    def _show_own(self, draft: WizardDraft, firm: WizardFirm) -> None:
        """Show whose salary is another than the team's."""
        own = own_salaries(draft, self.code)
        is_paid = draft.card(self.code) is not None
        self.own_link.setVisible(is_paid and bool(self._members))
        self.own_link.setText(
            str(
                plural("{count} has another salary", "{count} have another salary", count=len(own))
                if own
                else Message("Salary of each")
            )
        )
        if self._grid_box.isHidden() or not is_paid:
            return
        people = firm.people_of(draft.members(self.code))
        if {each.ref for each in people} != self.own_fields.keys():
            self._draw_own([(each.ref, each.subject.name) for each in people])
        for ref, edit in self.own_fields.items():
            if _typed(edit) != own.get(ref):
                edit.show_number(own.get(ref))

    def _draw_own(self, people: Iterable[tuple[SubjectRef, str]]) -> None:
        clear(self._grid)
        self.own_fields.clear()
        hint = Label(_("Empty is the salary of the team."), Role.TINY, wraps=True)
        self._grid.addWidget(hint, 0, 0, 1, 2)
        for line, (ref, name) in enumerate(people, 1):
            edit = self.own_fields[ref] = DecimalEdit()
            edit.set_currency(self._currency)
            edit.setAccessibleName(str(Message("Salary of {name}", name=name)))
            edit.textEdited.connect(partial(self._on_own_salary, ref))
            self._grid.addWidget(Label(name, wraps=True), line, 0)
            self._grid.addWidget(edit, line, 1)

    @Slot()
    def _on_own(self) -> None:
        self._grid_box.setVisible(self._grid_box.isHidden())
        self.opened.emit()

    @Slot()
    def _on_work(self) -> None:
        self.role_chosen.emit(self.work.choice())

    @Slot()
    def _on_level(self) -> None:
        self.level_chosen.emit(self.level.choice())

    @Slot()
    def _on_salary(self) -> None:
        with suppress(InvalidInputError):
            self.salary_entered.emit(None, self.salary.number("salary") or Decimal(0))

    def _on_own_salary(self, ref: SubjectRef, _text: str) -> None:
        with suppress(InvalidInputError):
            self.salary_entered.emit(ref, self.own_fields[ref].number("salary"))


def _typed(edit: DecimalEdit) -> Decimal | None:
    """Return the amount in ``edit``, None where there is none."""
    with suppress(InvalidInputError):
        return edit.number("salary")
    return None
