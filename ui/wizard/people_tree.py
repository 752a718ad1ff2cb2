"""The people of the firm by department, to be chosen for teams; a search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.texts import Message, _, shown
from ui import theme
from ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex

REFS = "application/x-crm-subjects"
"""What is dragged: a subject a line, as ``SubjectRef`` writes it."""

_NAME, _TEAM = range(2)
_TEAM_WIDTH = 112
_ROW_HEIGHT = 42
_MOST_OPEN = 40
"""In a larger firm departments are opened by hand, or by a search."""
_REF = Qt.ItemDataRole.UserRole
_FOLDED = Qt.ItemDataRole.UserRole + 1
_BELOW = Qt.ItemDataRole.UserRole + 2
"""What stands below the name."""


def refs_of(mime: QMimeData) -> tuple[SubjectRef, ...]:
    """Return the subjects that are dragged."""
    lines = bytes(mime.data(REFS).data()).decode().splitlines()
    return tuple(map(SubjectRef.parse, lines))


def mime_of(refs: Iterable[SubjectRef]) -> QMimeData:
    mime = QMimeData()
    mime.setData(REFS, "\n".join(map(str, refs)).encode())
    return mime


def work_words(person: Candidate, most: int | None = None) -> str:
    """Return what records show of three months, the most frequent first."""
    counts = sorted(person.work.items(), key=lambda pair: -pair[1])[:most]
    told = (Message("{work}: {count}", work=work, count=count) for work, count in counts)
    return ", ".join(map(str, told))


class _TwoLines(QStyledItemDelegate):
    """The name, and below it in small letters the position, or what the work shows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        below = index.data(_BELOW)
        if not below:
            super().paint(painter, option, index)
            return
        styled = QStyleOptionViewItem(option)
        self.initStyleOption(styled, index)
        name, styled.text = styled.text, ""
        style = styled.widget.style()
        part = QStyle.SubElement.SE_ItemViewItemText
        room = style.subElementRect(part, styled, styled.widget).adjusted(3, 4, 0, -4)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, styled, painter, styled.widget)
        room.setRight(styled.rect.right())
        painter.save()
        for words, size, tone, where in (
            (name, theme.BODY, Tone.TEXT, Qt.AlignmentFlag.AlignTop),
            (below, theme.TINY, Tone.MUTED, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(theme.font(size))
            painter.setPen(theme.colour(tone))
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, where | Qt.AlignmentFlag.AlignLeft, cut)
        painter.restore()


class PeopleTree(QTreeWidget):
    """A department that is ticked is chosen as such, with whoever joins it later."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[SubjectRef, QTreeWidgetItem] = {}
        self.setAccessibleName(_("People of the firm"))
        self.setHeaderLabels([_("Name and position"), _("Team")])
        self.setItemDelegateForColumn(_NAME, _TwoLines(self))
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setDragEnabled(True)
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(60)
        self.setColumnWidth(_TEAM, _TEAM_WIDTH)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)

    def show_firm(self, firm: WizardFirm) -> None:
        """Show who works in ``firm``; what was ticked and is still there stays ticked."""
        kept = set(self.chosen())
        self.blockSignals(True)
        self.clear()
        self._items.clear()
        company = self._add(self.invisibleRootItem(), COMPANY, firm.paths.get(COMPANY, firm.name))
        self._add_units(company, firm)
        for person in firm.people:
            above = person.subject.department
            place = self._items.get(SubjectRef(SubjectLevel.DEPARTMENT, above or ""), company)
            self._add_person(place, person)
        company.setExpanded(True)
        for item in _below(company) if len(firm.people) <= _MOST_OPEN else ():
            item.setExpanded(True)
        for ref in kept & self._items.keys():
            self._items[ref].setCheckState(_NAME, Qt.CheckState.Checked)
        self.blockSignals(False)

    def show_teams(self, teams: Mapping[SubjectRef, str]) -> None:
        """Say of each subject in which team it is; who is in none is shown quietly."""
        self.blockSignals(True)
        quiet = theme.colour(Tone.MUTED)
        for ref, item in self._items.items():
            is_person = ref.level is SubjectLevel.EMPLOYEE
            words = teams.get(ref, _("in no team") if is_person else "")
            item.setText(_TEAM, words)
            item.setToolTip(_TEAM, words)
            item.setForeground(_TEAM, theme.colour(Tone.TEXT) if ref in teams else quiet)
        self.blockSignals(False)

    def chosen(self) -> tuple[SubjectRef, ...]:
        """Return what is ticked, a department in the place of all who are in it."""
        return tuple(self._ticked(self.invisibleRootItem()))

    def choose(self, refs: Iterable[SubjectRef]) -> None:
        """Tick ``refs`` and nothing else."""
        self.blockSignals(True)
        for item in self._items.values():
            if not item.childCount():
                item.setCheckState(_NAME, Qt.CheckState.Unchecked)
        for ref in refs:
            if ref in self._items:
                self._items[ref].setCheckState(_NAME, Qt.CheckState.Checked)
        self.blockSignals(False)
        self.itemChanged.emit(self.invisibleRootItem(), _NAME)

    def search(self, words: str) -> None:
        """Show whose name, position or department has ``words`` in it, all for nothing."""
        _show_fitting(self.invisibleRootItem(), folded(words))

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        refs = [item.data(_NAME, _REF) for item in items]
        chosen = self.chosen()
        return mime_of(chosen if any(ref in chosen for ref in refs) else refs)

    def mimeTypes(self) -> list[str]:
        return [REFS]

    def _add_units(self, company: QTreeWidgetItem, firm: WizardFirm) -> None:
        """Add departments below those that they belong to, then the groups."""
        departments = firm.departments()

        def place(code: str, seen: frozenset[str]) -> QTreeWidgetItem:
            ref = SubjectRef(SubjectLevel.DEPARTMENT, code)
            if ref not in self._items:
                unit = departments[code]
                above = unit.department
                is_below = above in departments and above not in seen
                parent = place(above, seen | {code}) if above and is_below else company
                self._add(parent, ref, unit.name)
            return self._items[ref]

        for code in sorted(departments, key=lambda one: departments[one].name.casefold()):
            place(code, frozenset({code}))
        for unit in firm.units:
            if unit.ref.level is SubjectLevel.GROUP:
                name = Message("Group “{name}”", name=unit.name)
                self._add(self.invisibleRootItem(), unit.ref, str(name))

    def _add_person(self, parent: QTreeWidgetItem, person: Candidate) -> None:
        item = self._add(parent, person.ref, person.subject.name)
        item.setData(_NAME, _BELOW, person.position or work_words(person, most=1))
        told = Message(
            "{name}, {position}. Last three months: {work}",
            name=person.subject.name,
            position=person.position or _("no position"),
            work=work_words(person) or _("no records"),
        )
        item.setToolTip(_NAME, str(told))
        item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, str(told))
        item.setData(_NAME, _FOLDED, folded(f"{person.subject.name} {person.position}"))

    def _add(self, parent: QTreeWidgetItem, ref: SubjectRef, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [name])
        item.setData(_NAME, _REF, ref)
        item.setData(_NAME, _FOLDED, folded(name))
        item.setToolTip(_NAME, shown(name))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        if ref.level is not SubjectLevel.EMPLOYEE:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
        item.setCheckState(_NAME, Qt.CheckState.Unchecked)
        self._items[ref] = item
        return item

    def _ticked(self, parent: QTreeWidgetItem) -> Iterator[SubjectRef]:
        for item in _below(parent):
            if item.checkState(_NAME) is Qt.CheckState.Checked:
                yield item.data(_NAME, _REF)
            else:
                yield from self._ticked(item)


def _below(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for place in range(item.childCount()):
        child = item.child(place)
        if child is not None:
            yield child


def _show_fitting(item: QTreeWidgetItem, words: str, *, is_above: bool = False) -> bool:
    """Hide what does not fit and has nothing below that does; return whether any does."""
    fits = is_above or words in (item.data(_NAME, _FOLDED) or "")
    is_any = fits
    for child in _below(item):
        is_seen = _show_fitting(child, words, is_above=bool(fits and words and item.parent()))
        child.setHidden(not is_seen)
        is_any = is_any or is_seen
    if words and is_any:
        item.setExpanded(True)
    return is_any
