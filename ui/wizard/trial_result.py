"""What a trial of the draft came to: its cost, each person, and who reaches what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.kpi.health import named
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.health import LEAST_BONUS
from crm_desktop.rewards.sensitivity import Sensitivity
from crm_desktop.rewards.trial import Comparison, Reach, Trial, TrialRow
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.premium_figures import Stake, stake_of
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.charts.distribution import Distribution
from ui.charts.pair_bars import Pair, PairBars
from ui.models.rows import RowsModel
from ui.theme import GRID, Tone
from ui.trial.columns import person_columns
from ui.widgets.card import Card, clear
from ui.widgets.column_fit import ColumnFit
from ui.widgets.link_button import LinkButton
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role, set_tone
from ui.wizard.trial_mending import way_to

_MOST_BARS = 10
_MOST_REACHES = 6
_GOOD_BONUS = Decimal("0.3")
_TABLE_HEIGHT = 44 * GRID
_WIDE, _NARROW = 8, 5


class TrialResult(QWidget):
    """``wanted`` carries the page that mends what somebody never, or always, reaches."""

    wanted = Signal(object)  # WizardStep

    def __init__(self) -> None:
        super().__init__()
        self.about = Label(role=Role.MUTED, wraps=True)
        self.pay = CostCard(_("Pay in all"))
        self.fund = CostCard(_("Bonus fund"))
        self.against = FigureCard(_("Against what was paid"))
        self.of_salary = FigureCard(_("Bonus to salary"))
        self.people = PeopleCard()
        self.spread = SpreadCard()
        self.reaches = ReachCard()
        self.sensitivity = SensitivityCard()
        self.reaches.wanted.connect(self.wanted)
        self.people.tabs.currentChanged.connect(self._on_tab)
        self._lay_out()

    def show_trial(self, trial: Trial, *, has_scripts: bool = False) -> None:
        """Show ``trial``; what scripts pay is not asked for with other sales."""
        self.about.setText(str(_about(trial)))
        months = len(trial.months)
        self.pay.show_cost(trial.whole.whole, months, trial.share_would_be, trial.share_was)
        self.fund.show_cost(trial.bonus, months, trial.bonus_share_would_be, trial.bonus_share_was)
        self._show_against(trial.whole.whole)
        self._show_of_salary(trial.bonus_of_salary_would_be)
        pairs = [
            Pair(row.name, one.was, one.would_be)
            for row, one in zip(trial.people, trial.distribution(), strict=True)
        ]
        self.people.show_trial(trial, pairs)
        self.spread.show_pairs(pairs)
        self.reaches.show_trial(trial)
        self.sensitivity.show_cases(trial.sensitivity, has_scripts=has_scripts)

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        """Leave the whole width to the table."""
        self.spread.setVisible(tab == 0)

    def _show_against(self, whole: Comparison) -> None:
        more = whole.difference
        if not more:
            self.against.show_figure(shows.percent(Decimal(0)), Message("as much as was paid"))
            return
        amount = Money(abs(more.minor), more.currency)
        is_more = more.minor > 0
        words = Message("{amount} more", amount=shows.whole_money(amount))
        if not is_more:
            words = Message("{amount} less", amount=shows.whole_money(amount))
        figure = shows.DASH
        if whole.was.minor > 0:
            share = Decimal(more.minor) / whole.was.minor
            figure = f"{'+' if is_more else ''}{shows.percent(share, 1)}"
        self.against.show_figure(figure, words, Tone.WARNING if is_more else Tone.POSITIVE)

    def _show_of_salary(self, share: Decimal | None) -> None:
        if share is None:
            self.of_salary.show_figure(shows.DASH, Message("nobody has a salary"))
            return
        usual = Message(
            "{least}–{most} of the salary is a good measure.",
            least=shows.percent(LEAST_BONUS),
            most=shows.percent(_GOOD_BONUS),
        )
        if share < LEAST_BONUS:
            usual = Message(
                "Below {least} it rarely motivates; {least}–{most} is a good measure.",
                least=shows.percent(LEAST_BONUS),
                most=shows.percent(_GOOD_BONUS),
            )
        tone = Tone.POSITIVE if stake_of(share) is Stake.RIGHT else Tone.WARNING
        self.of_salary.show_figure(shows.percent(share), usual, tone)

    def _lay_out(self) -> None:
        figures = QGridLayout()
        figures.setSpacing(2 * GRID)
        for place, card in enumerate((self.pay, self.fund, self.against, self.of_salary)):
            figures.addWidget(card, 0, place)
            figures.setColumnStretch(place, 1)
        people = _beside(self.people, _WIDE, self.spread, _NARROW)
        besides = _beside(self.sensitivity, _WIDE, self.reaches, _NARROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.about)
        column.addLayout(figures)
        column.addLayout(people)
        column.addLayout(besides)


class FigureCard(Card):
    """A big figure, its caption above, a word on it below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self.figure = Label(role=Role.PAGE)
        self.words = Label(role=Role.TINY, wraps=True)
        self.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self.body.setSpacing(GRID // 2)
        for label in (Label(caption, Role.MUTED, wraps=True), self.figure, self.words):
            self.body.addWidget(label)
        self.body.addStretch()

    def show_figure(self, figure: str, words: Message | None, tone: Tone | None = None) -> None:
        """Show ``figure``; ``words`` say in which way its ``tone`` is meant."""
        self.figure.setText(figure)
        self.words.setText("" if words is None else str(words))
        set_tone(self.figure, tone)
        name = Message("{caption}: {value}", caption=self._caption, value=figure)
        self.figure.setAccessibleName(str(name))


class CostCard(FigureCard):
    """What is paid in all, a month, and which share of the revenue that is."""

    def show_cost(
        self, cost: Comparison, months: int, share: Decimal | None, was: Decimal | None
    ) -> None:
        words = Message(
            "{amount} a month; {share} of the revenue, was {was}",
            amount=shows.whole_money(cost.divided(months).would_be),
            share=shows.percent(share, 1),
            was=shows.percent(was, 1),
        )
        self.show_figure(shows.whole_money(cost.would_be), words)


class PeopleCard(Card):
    """Who gets what on average of a month, as bars or as a table of all months."""

    def __init__(self) -> None:
        super().__init__(_("By person"))
        self.bars = PairBars(_("Bonus by person, a month on average"))
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("How people are shown"))
        self.tabs.addTab(_("Bars"))
        self.tabs.addTab(_("Table"))
        self.more_button = LinkButton("")
        self.legend = Label(role=Role.TINY, wraps=True)
        self.table: TableView | None = None
        self._trial: Trial | None = None
        self._pairs: tuple[Pair, ...] = ()
        if self.head is not None:
            self.head.addWidget(self.tabs)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.legend)
        self.body.addStretch()
        self.tabs.currentChanged.connect(self._show)
        self.more_button.clicked.connect(self._on_more)

    def show_trial(self, trial: Trial, pairs: Sequence[Pair]) -> None:
        self._trial = trial
        self._pairs = tuple(sorted(pairs, key=lambda pair: -pair.would_be.minor))
        self.bars.show_pairs(self._pairs[:_MOST_BARS])
        words = plural("Show all {count} person", "Show all {count} people", count=len(self._pairs))
        self.more_button.setText(str(words))
        self._show()

    @Slot()
    def _on_more(self) -> None:
        self.bars.show_pairs(self._pairs)
        self._show()

    @Slot()
    def _show(self) -> None:
        is_table = self.tabs.currentIndex() == 1
        if self.table is not None:
            self.body.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
            self.table = None
        if is_table and self._trial is not None:
            self.table = _table(self._trial)
            self.body.insertWidget(1, self.table)
        self.bars.setVisible(not is_table)
        bars = _("Bonus of a month on average: pale is what was paid, blue what would be.")
        table = _("All pay with the salary, and by what it differs in each month.")
        self.legend.setText(table if is_table else bars)
        self.more_button.setVisible(not is_table and len(self.bars.pairs) < len(self._pairs))


class SpreadCard(Card):
    """How bonuses spread over people, was against would be."""

    def __init__(self) -> None:
        super().__init__(_("How bonuses spread"))
        self.plot = Distribution(_("How bonuses spread"))
        self.body.addWidget(self.plot)
        words = _("A dot is a person, by the average month.")
        self.body.addWidget(Label(words, Role.TINY, wraps=True))
        self.body.addStretch()

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        self.plot.show_pairs(pairs)


class ReachCard(Card):
    """Who never and who always reaches what."""

    wanted = Signal(object)  # WizardStep

    def __init__(self) -> None:
        super().__init__(_("Who reaches the plans"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID // 2)
        self.body.addLayout(self._rows)
        self.body.addStretch()

    def show_trial(self, trial: Trial) -> None:
        clear(self._rows)
        without = [row.name for row in trial.people if row.bonus.would_be.minor <= 0]
        if without:
            words = Message("No bonus in these months: {names}", names=named(without))
            self._rows.addWidget(Label(str(words), tone=Tone.WARNING, wraps=True))
        self._say_problems(trial)
        if trial.judged:
            never = _("No plan of two months or more was missed in all of them.")
            self._say(_("Never"), trial.never, never)
            always = _("No plan of two months or more was reached in all of them.")
            self._say(_("Always"), trial.always, always)
        else:
            nobody = _("Nobody had a plan in two of these months: there is nothing to compare.")
            self._rows.addWidget(Label(nobody, Role.TINY, wraps=True))
        if trial.never or trial.always:
            link = way_to(WizardStep.PLANS, self.wanted, _("Who reaches the plans"))
            self._rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _say_problems(self, trial: Trial) -> None:
        """Say for whom something could not be computed, and why."""
        for month, subject, problem in trial.problems[:_MOST_REACHES]:
            words = Message(
                "{name}, {month}: {problem}", name=subject.name, month=month, problem=problem
            )
            self._rows.addWidget(Label(str(words), Role.TINY, tone=Tone.WARNING, wraps=True))
        self._say_more(len(trial.problems))

    def _say_more(self, count: int) -> None:
        if (more := count - _MOST_REACHES) > 0:
            words = plural("and {count} more", "and {count} more", count=more)
            self._rows.addWidget(Label(str(words), Role.TINY))

    def _say(self, title: str, reaches: Sequence[Reach], nobody: str) -> None:
        self._rows.addWidget(Label(title, Role.STRONG))
        by_person: dict[str, list[Message | str]] = {}
        for reach in reaches:
            by_person.setdefault(reach.subject.name, []).append(reach.name)
        if not by_person:
            self._rows.addWidget(Label(nobody, Role.TINY, wraps=True))
        for name, goals in list(by_person.items())[:_MOST_REACHES]:
            words = Message("{name}: {goals}", name=name, goals=listed(goals))
            self._rows.addWidget(Label(str(words), Role.TINY, wraps=True))
        self._say_more(len(by_person))


class SensitivityCard(Card):
    """What pay would cost with less and with more sales."""

    def __init__(self) -> None:
        super().__init__(_("If sales had been different"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self.fixed = Label(
            _("What scripts pay is left as it was: they are not asked with other sales."),
            Role.TINY,
            wraps=True,
        )
        self.body.addLayout(self._grid)
        self.body.addWidget(self.fixed)
        self.body.addStretch()
        self.lines: tuple[str, ...] = ()

    def show_cases(self, cases: Sequence[Sensitivity], *, has_scripts: bool) -> None:
        """Show ``cases`` in their order; without any there is nothing to see."""
        self.fixed.setVisible(has_scripts)
        clear(self._grid)
        self.setVisible(bool(cases))
        heads = (
            _("Sales"),
            _("Pay in all"),
            _("Bonus fund"),
            _("Pay of the revenue"),
            _("People without a bonus"),
        )
        for column, head in enumerate(heads):
            self._put(0, column, Label(head, Role.TINY, wraps=True))
            self._grid.setColumnStretch(column, 1)
        for row, case in enumerate(cases, 1):
            for column, words in enumerate(_cells(case)):
                self._put(row, column, Label(words, Role.BODY if column else Role.MUTED))
        self.lines = tuple(" ".join(_cells(case)) for case in cases)
        self.setAccessibleDescription("; ".join(self.lines))

    def _put(self, row: int, column: int, label: Label) -> None:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignBottom)
        self._grid.addWidget(label, row, column)


def _beside(left: QWidget, wide: int, right: QWidget, narrow: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * GRID)
    row.addWidget(left, wide)
    row.addWidget(right, narrow)
    return row


def _cells(case: Sensitivity) -> tuple[str, ...]:
    by = case.factor - 1
    sales = _("as they were")
    if by:
        sales = f"{'+' if by > 0 else ''}{shows.percent(by)}"
    return (
        sales,
        shows.whole_money(case.cost),
        shows.whole_money(case.bonus),
        shows.percent(case.share, 1),
        shows.number(case.without_bonus),
    )


def _table(trial: Trial) -> TableView:
    model: RowsModel[TrialRow] = RowsModel(person_columns(trial))
    table = TableView("wizard-trial", model, title=_("Pay by this scheme"))
    model.setParent(table)
    model.set_rows(trial.people)
    ColumnFit(table, model, "wizard-trial").fit()
    table.setMinimumHeight(_TABLE_HEIGHT)
    return table


def _about(trial: Trial) -> Message:
    people = plural("{count} person", "{count} people", count=len(trial.people))
    months = plural("{count} month", "{count} months", count=len(trial.months))
    return Message(
        "{people} × {months}, {first} – {last}; revenue by deals won: {revenue}",
        people=people,
        months=months,
        first=trial.months[0],
        last=trial.months[-1],
        revenue=shows.whole_money(trial.revenue),
    )
