"""A statement on paper, from the same page as its HTML."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtGui import QImage

from crm_desktop import formats
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.pay_page import (
    SIGNATURES,
    PayPage,
    accrual_words,
    attained,
    editions_words,
    filled,
)
from crm_desktop.texts import Message, _, shown
from ui.printing.flow import (
    BarCell,
    Cell,
    ImageCell,
    LineCell,
    Row,
    Stack,
    TextCell,
    heading,
    table,
)
from ui.printing.paper import paper
from ui.theme import Tone

_INDENT = 8.0
_DEEPEST = 12


def statement_pdf(page: PayPage) -> bytes:
    """Return the statement as PDF on A4."""
    heading_ = page.heading
    return paper(
        list(_rows(page)),
        title=f"{heading_.employee}. {page.title}",
        foot=f"{heading_.firm} · {heading_.employee}",
    )


def _rows(page: PayPage) -> Iterator[Row]:
    yield _head(page)
    yield _who(page)
    yield from _bars(page)
    yield from _pay(page)
    yield from _balances(page)
    yield from _listed(_("Prizes in kind"), [shown(gift) for gift in page.gifts])
    yield from _listed(_("Rules used"), [editions_words(page.editions)] if page.editions else [])
    yield from signatures(SIGNATURES)
    yield from _steps(page)
    yield from _accruals(page)


def _head(page: PayPage) -> Row:
    words = Stack((
        TextCell(page.heading.firm, 9, Tone.MUTED),
        TextCell(str(page.title), 18, is_bold=True),
    ))  # fmt: skip
    return Row((words, _logo(page)), (0.7, 0.3), padding=0)


def _logo(page: PayPage) -> Cell:
    logo = page.heading.logo
    image = QImage() if logo is None else QImage.fromData(logo.png)
    return TextCell("") if image.isNull() else ImageCell(image)


def _who(page: PayPage) -> Row:
    facts = page.facts()
    names = Stack(tuple(_fact(name, value) for name, value in facts))
    total = Stack((
        TextCell(_("To be paid"), 9, Tone.MUTED, is_figure=True),
        TextCell(page.total.shown(), 20, is_bold=True, is_figure=True),
    ))  # fmt: skip
    return Row((names, total), (0.6, 0.4), padding=12)


def _fact(name: Message, value: object) -> Cell:
    return Row(
        (TextCell(str(name), 9, Tone.MUTED), TextCell(shown(value))), (0.3, 0.7), padding=1.5
    )


def _bars(page: PayPage) -> Iterator[Row]:
    if not page.bars:
        return
    yield heading(_("Indicators"))
    names = (_("Indicator"), _("Fact"), _("Plan"), _("Attainment"), _("Coefficient"), _("Weight"))
    head = _table_head(names, (0.26, 0.18, 0.18, 0.13, 0.15, 0.1))
    yield from table(head, (_bar(bar) for bar in page.bars))
    if page.score is not None:
        score = formats.number(page.score, digits=4)
        words = (TextCell(_("Score"), is_bold=True), TextCell(score, is_bold=True, is_figure=True))
        yield Row(words, (0.5, 0.5))


def _bar(bar: IndicatorResult) -> tuple[Cell, ...]:
    share = filled(bar)
    under: Cell = TextCell(shown(bar.reason or ""), 8, Tone.MUTED)
    if share is not None:
        under = BarCell(share)
    values = (bar.fact, bar.plan, attained(bar), bar.coefficient, bar.weight)
    return (
        Stack((TextCell(bar.name), under)),
        *(TextCell(_figure(value), is_figure=True) for value in values),
    )


def _pay(page: PayPage) -> Iterator[Row]:
    yield heading(_("Pay"))
    head = _table_head((_("Line"), _("How it came about"), _("Amount")), (0.3, 0.48, 0.22), 1)
    lines = [(_("Salary"), shown(page.salary_how), page.salary)]
    lines += [(shown(line.label), shown(line.formula), line.amount) for line in page.lines]
    body = [
        (
            TextCell(label),
            TextCell(how, 8, Tone.MUTED),
            TextCell(amount.shown(), is_figure=True),
        )
        for label, how, amount in lines
    ]
    yield from table(head, body, is_summed=True)
    total = TextCell(page.total.shown(), 12, is_bold=True, is_figure=True)
    yield Row((TextCell(_("Total"), 12, is_bold=True), total), (0.5, 0.5), padding=6)


def _balances(page: PayPage) -> Iterator[Row]:
    if not page.balances:
        return
    yield heading(_("Balances"))
    names = (_("Balance"), _("Before"), _("Added"), _("Kept back"), _("After"))
    body = [
        (
            TextCell(balance.kind.shown()),
            *(
                TextCell(amount.shown(), is_figure=True)
                for amount in (balance.before, balance.added, balance.kept_back, balance.after)
            ),
        )
        for balance in page.balances
    ]
    yield from table(_table_head(names, (0.32, 0.17, 0.17, 0.17, 0.17)), body)


def _listed(title: str, items: list[str]) -> Iterator[Row]:
    if not items:
        return
    yield heading(title)
    for item in items:
        yield Row((TextCell(item, 8, Tone.MUTED),), (1.0,), padding=1)


def signatures(people: tuple[Message, Message]) -> Iterator[Row]:
    """Yield where two people sign, which stands on one page."""
    shares, nobody = (0.45, 0.1, 0.45), TextCell("")
    yield Row((LineCell(), nobody, LineCell()), shares, padding=0, keeps=True)
    words = _("Signature, date")
    left, right = (TextCell(f"{who} · {words}", 8, Tone.MUTED) for who in people)
    yield Row((left, nobody, right), shares)


def _steps(page: PayPage) -> Iterator[Row]:
    if not page.steps:
        return
    yield heading(_("How each line came about"))
    head = _table_head((_("Figure"), _("How it came about"), _("Value")), (0.4, 0.42, 0.18), 1)
    body = [
        (
            TextCell(shown(step.label), 8, indent=min(step.depth, _DEEPEST) * _INDENT),
            TextCell(shown(step.sentence or ""), 8, Tone.MUTED),
            TextCell(step.value.shown(), 8, is_figure=True),
        )
        for step in page.steps
    ]
    yield from table(head, body)


def _accruals(page: PayPage) -> Iterator[Row]:
    if not page.steps or not page.accruals:
        return
    yield heading(_("Commissions, record by record"))
    names = (
        _("Record"),
        _("Event"),
        _("Day"),
        _("Commission base"),
        _("Commission rate"),
        _("Amount"),
    )
    shares, last_of_words = (0.25, 0.22, 0.12, 0.15, 0.12, 0.14), 2
    head = _table_head(names, shares, last_of_words)
    body = [
        tuple(
            TextCell(shown(value), 8, is_figure=place > last_of_words)
            for place, value in enumerate(accrual_words(accrual, page.total.currency))
        )
        for accrual in page.accruals
    ]
    yield from table(head, body)


def _table_head(names: tuple[str, ...], shares: tuple[float, ...], last_of_words: int = 0) -> Row:
    """Return the head of a table whose columns after ``last_of_words`` hold figures."""
    cells = tuple(
        TextCell(name, 8, Tone.MUTED, is_figure=place > last_of_words)
        for place, name in enumerate(names)
    )
    return Row(cells, shares, keeps=True, is_ruled=True)


def _figure(value: object) -> str:
    return formats.number(value, digits=4) if isinstance(value, Decimal) else shown(value)
