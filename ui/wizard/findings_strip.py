"""The foot of a page: what has to be mended before the next one, and what is worth a thought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.kpi.health import Finding, Severity
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.mending import step_of
from crm_desktop.texts import Message, _, plural, shown
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role

_MOST = 3
_HEIGHT = 160
"""What findings take of a page at most."""
_LOOKS = {
    Severity.WARNING: ("warning", Tone.WARNING),
    Severity.ADVICE: ("information", Tone.MUTED),
}


class FindingsStrip(QWidget):
    """Belongs to the page of ``step``: a finding that another page mends is a link to that one."""

    wanted = Signal(object)  # WizardStep

    def __init__(self, step: WizardStep | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self._found: tuple[Finding, ...] = ()
        self._scheme: Scheme | None = None
        self._is_open = False
        self._more = LinkButton("")
        self.problems, self.findings = Card(), Card()
        self.problems.setAccessibleName(_("To be mended here"))
        self.findings.setAccessibleName(_("Worth a thought"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        for card in (self.problems, self.findings):
            card.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
            card.body.setSpacing(GRID // 2)
            card.hide()
            column.addWidget(card)

    def show_problems(self, messages: Sequence[Message]) -> None:
        """Say what keeps the next page from coming; nothing takes it back."""
        clear(self.problems.body)
        for message in messages[:_MOST]:
            row = _row("error", Tone.NEGATIVE)
            row.addWidget(Label(shown(message), tone=Tone.NEGATIVE, wraps=True), 1)
            self.problems.body.addLayout(row)
        if more := len(messages) - _MOST if len(messages) > _MOST else 0:
            words = plural("and {count} more like these", "and {count} more like these", count=more)
            self.problems.body.addWidget(Label(str(words), Role.MUTED))
        self.problems.setAccessibleDescription(" ".join(map(str, messages)))
        self.problems.setVisible(bool(messages))

    def show_findings(self, findings: Iterable[Finding], scheme: Scheme | None = None) -> None:
        """Say what may spoil ``scheme`` though it is sound, the worst first."""
        found = tuple(findings)
        if (found, scheme) != (self._found, self._scheme):
            self._is_open &= found == self._found
            self._found, self._scheme = found, scheme
            self._draw()

    def _draw(self) -> None:
        """Show one finding in full, of several the worst in a line until all are wanted."""
        clear(self.findings.body)
        self.findings.setVisible(bool(self._found))
        more = len(self._found) - 1
        if more < 1:
            for finding in self._found:
                self.findings.body.addLayout(self._finding_row(finding))
            return
        if self._is_open:
            self.findings.body.addWidget(self._all())
            words: object = Message("Show the first alone")
        else:
            self.findings.body.addLayout(self._finding_row(self._found[0], is_short=True))
            words = plural("and {count} more", "and {count} more", count=more)
        self._more = LinkButton(shown(words))
        self._more.clicked.connect(self._on_more)
        self.findings.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def _all(self) -> Scroll:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, GRID, 0)
        rows.setSpacing(GRID // 2)
        for finding in self._found:
            rows.addLayout(self._finding_row(finding))
        rows.addStretch()
        scroll = Scroll(content)
        scroll.setFixedHeight(_HEIGHT)
        return scroll

    def _finding_row(self, finding: Finding, *, is_short: bool = False) -> QHBoxLayout:
        row = _row(*_LOOKS[finding.severity])
        text = str(_in_words(finding))
        words = ElidedLabel(text) if is_short else Label(text, wraps=True)
        words.setToolTip(str(finding.advice))
        row.addWidget(words, 1)
        step = step_of(finding, self._scheme)
        if step is not self._step and self._step is not None:
            link = LinkButton(step.shown())
            link.setAccessibleDescription(str(finding.message))
            link.clicked.connect(partial(self.wanted.emit, step))
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @Slot()
    def _on_more(self) -> None:
        self._is_open = not self._is_open
        self._draw()
        self._more.setFocus()


def _row(icon: str, tone: Tone) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(Icon(icon, 16, tone), 0, Qt.AlignmentFlag.AlignTop)
    return row


def _in_words(finding: Finding) -> Message:
    figure = finding.figure
    known = () if figure is None else (figure, figure.value)
    is_said = any(value in known for _name, value in finding.message.args)
    if figure is None or is_said:
        return Message("{what} {advice}", what=finding.message, advice=finding.advice)
    return Message(
        "{what} ({figure}) {advice}",
        what=finding.message,
        figure=finding.figure,
        advice=finding.advice,
    )
