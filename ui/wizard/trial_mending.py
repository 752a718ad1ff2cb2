"""What is worth mending after a trial, the worst first, each with the page that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from crm_desktop.kpi.health import Finding, Severity
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.mending import step_of
from crm_desktop.texts import Message, _, plural, shown
from ui.brief import capital
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear, line
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_MOST = 8
_LOOKS = {
    Severity.WARNING: ("warning", Tone.WARNING),
    Severity.ADVICE: ("information", Tone.MUTED),
}
_ACTS = {
    WizardStep.GOAL: Message("To the goal"),
    WizardStep.PEOPLE: Message("To the people"),
    WizardStep.INDICATORS: Message("To the indicators"),
    WizardStep.PLANS: Message("Mend plans and weights"),
    WizardStep.CALENDAR: Message("To the calendar"),
    WizardStep.SCORING: Message("Mend the scoring"),
    WizardStep.PREMIUMS: Message("Mend the premiums"),
    WizardStep.SCRIPT: Message("Open the script"),
    WizardStep.TRIAL: Message("To the trial"),
    WizardStep.PUBLISH: Message("To the dates"),
}


class MendingCard(Card):
    """``wanted`` carries the page that mends something; ``own`` is the page on which it stands."""

    wanted = Signal(object)  # WizardStep

    def __init__(self, title: str, own: WizardStep) -> None:
        super().__init__(title)
        self._own = own
        self._findings: tuple[Finding, ...] = ()
        self._scheme: Scheme | None = None
        self._unlooked = ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID)
        self.body.addLayout(self._rows)

    def show_findings(
        self, findings: Sequence[Finding], scheme: Scheme, unlooked: str = ""
    ) -> None:
        """Show ``findings`` about ``scheme``, the worst first; the same ones stay as they are.

        ``unlooked`` says why nobody looked for any, where nobody could.
        """
        is_new = self._scheme is None or (
            (self._findings, self._scheme, self._unlooked) != (tuple(findings), scheme, unlooked)
        )
        self._findings, self._scheme, self._unlooked = tuple(findings), scheme, unlooked
        if is_new:
            self._fill(_MOST)

    def _fill(self, most: int) -> None:
        clear(self._rows)
        if self._unlooked:
            words = Message("Nobody could look at this scheme yet: {reason}", reason=self._unlooked)
            self._rows.addWidget(Label(str(words), tone=Tone.WARNING, wraps=True))
        elif not self._findings:
            self._rows.addWidget(
                Label(_("Nothing was found that may spoil this scheme."), Role.MUTED, wraps=True)
            )
        for number, finding in enumerate(self._findings[:most]):
            if number:
                self._rows.addWidget(line())
            self._rows.addLayout(self._row(finding))
        if more := max(0, len(self._findings) - most):
            words = plural("Show {count} more", "Show {count} more", count=more)
            link = LinkButton(str(words))
            link.clicked.connect(partial(self._fill, len(self._findings)))
            self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _row(self, finding: Finding) -> QHBoxLayout:
        icon, tone = _LOOKS[finding.severity]
        sign = Icon(icon, 18, tone)
        sign.setAccessibleName(finding.severity.shown())
        sign.setToolTip(finding.severity.shown())
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(Label(capital(finding.message), wraps=True))
        said.addWidget(Label(capital(finding.advice), Role.TINY, wraps=True))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)
        step = step_of(finding, self._scheme)
        if step is not self._own:
            row.addWidget(way_to(step, self.wanted, str(finding.message)))
        return row


def way_to(step: WizardStep, wanted: SignalInstance, why: str) -> LinkButton:
    """Return a button that asks by ``wanted`` for the page ``step``."""
    link = LinkButton(shown(_ACTS[step]))
    link.setAccessibleDescription(why)
    link.clicked.connect(partial(wanted.emit, step))
    return link
