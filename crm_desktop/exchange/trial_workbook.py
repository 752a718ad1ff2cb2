"""A trial of a scheme as a workbook whose differences and sums are computed by formulas."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.exchange.pay_cells import TEXTS_STAY_TEXTS, Pen, worth
from crm_desktop.rewards.trial import Comparison, Reach, Trial, TrialRow
from crm_desktop.texts import Message, _

_AMOUNT = 14


def trial_workbook(trial: Trial) -> bytes:
    """Return the workbook: people, departments, the months as a whole, and who reaches what."""
    written = BytesIO()
    with Workbook(written, TEXTS_STAY_TEXTS) as book:
        amounts = (_AMOUNT,) * (2 * len(trial.months) + 3)
        people = Pen(book, _("People"), (30, 22, *amounts))
        _write_rows(people, trial, trial.people, (_("Employee"), _("Department")))
        departments = Pen(book, _("Departments"), (30, *amounts))
        _write_rows(departments, trial, trial.departments, (_("Department"),))
        _write_cost(Pen(book, _("Cost of the scheme"), (34, 18, 18, 18)), trial)
        _write_reaches(Pen(book, _("Who reaches"), (30, 34, 14, 14)), trial)
    return written.getvalue()


def _write_rows(pen: Pen, trial: Trial, rows: Sequence[TrialRow], words: tuple[str, ...]) -> None:
    """Write the ``words``, two columns for each month, the sums and by what they differ."""
    pen.title(trial.name, font_size=14)
    pen.row += 1
    heads = list(words)
    for month in trial.months:
        heads.append(str(Message("{month}: was", month=month)))
        heads.append(str(Message("{month}: would be", month=month)))
    pen.heads(*heads, _("Was"), _("Would be"), _("Difference"), words=len(words))
    top = pen.row
    for row in rows:
        named = (row.name or _("Without a department"), row.department)
        for column, name in enumerate(named[: len(words)]):
            pen.put(column, name)
        _write_amounts(pen, len(words), row)
        pen.row += 1
    if rows:
        _write_totals(pen, len(words), trial.whole, top)
    pen.sheet.freeze_panes(top, 1)
    pen.sheet.set_landscape()
    pen.sheet.repeat_rows(top - 1)


def _write_amounts(pen: Pen, first: int, row: TrialRow) -> None:
    """Write the amounts of ``row`` from the column ``first`` on."""
    months, whole = row.months, row.whole
    for place, one in enumerate(months):
        column = first + 2 * place
        pen.put(column, None if one is None else one.was)
        pen.put(column + 1, None if one is None else one.would_be)
    last = first + 2 * len(months)
    for offset, amount in enumerate((whole.was, whole.would_be)):
        cells = [
            xl_rowcol_to_cell(pen.row, first + 2 * place + offset) for place in range(len(months))
        ]
        pen.compute(last + offset, f"SUM({','.join(cells)})", worth(amount))
    was, would_be = (xl_rowcol_to_cell(pen.row, last + offset) for offset in (0, 1))
    pen.compute(last + 2, f"{would_be}-{was}", worth(whole.difference))


def _write_totals(pen: Pen, first: int, whole: TrialRow, top: int) -> None:
    for column in range(first):
        pen.put(column, "" if column else Message("Total"), bold=True, top=1)
    nothing = Money.zero(whole.whole.was.currency)
    amounts = [
        amount
        for one in whole.months
        for amount in ((nothing, nothing) if one is None else (one.was, one.would_be))
    ]
    amounts += [whole.whole.was, whole.whole.would_be, whole.whole.difference]
    for column, amount in enumerate(amounts, first):
        cells = f"{xl_rowcol_to_cell(top, column)}:{xl_rowcol_to_cell(pen.row - 1, column)}"
        pen.compute(column, f"SUM({cells})", worth(amount), bold=True, top=1)


def _write_cost(pen: Pen, trial: Trial) -> None:
    pen.title(trial.name, font_size=14)
    pen.row += 1
    pen.heads("", _("Was"), _("Would be"), _("Difference"), words=1)
    cost = pen.row
    _write_comparison(pen, Message("Pay"), trial.whole.whole)
    _write_comparison(pen, Message("Of this, above salaries"), trial.bonus)
    revenue = pen.row
    pen.put(0, Message("Revenue, by deals won"))
    pen.put(1, trial.revenue)
    pen.put(2, trial.revenue)
    pen.row += 1
    if trial.share_was is not None and trial.share_would_be is not None:
        _write_share(pen, cost, revenue, (trial.share_was, trial.share_would_be))
    if trial.sensitivity:
        _write_sensitivity(pen, trial)


def _write_comparison(pen: Pen, what: Message, one: Comparison) -> None:
    pen.put(0, what)
    pen.put(1, one.was)
    pen.put(2, one.would_be)
    was, would_be = (xl_rowcol_to_cell(pen.row, column) for column in (1, 2))
    pen.compute(3, f"{would_be}-{was}", worth(one.difference))
    pen.row += 1


def _write_share(pen: Pen, cost: int, revenue: int, shares: tuple[Decimal, Decimal]) -> None:
    pen.put(0, Message("Pay as a share of the revenue"))
    for column, share in enumerate(shares, 1):
        above, below = (xl_rowcol_to_cell(row, column) for row in (cost, revenue))
        pen.compute(column, f"{above}/{below}", Quantity(share, Unit.PERCENT))
    was, would_be = (xl_rowcol_to_cell(pen.row, column) for column in (1, 2))
    gained = Quantity(shares[1] - shares[0], Unit.PERCENT)
    pen.compute(3, f"{would_be}-{was}", gained)
    pen.row += 1


def _write_sensitivity(pen: Pen, trial: Trial) -> None:
    """Write what pay would be with other sales, a row each."""
    pen.row += 1
    pen.heads(_("Sales against actual"), _("Revenue"), _("Pay"), _("Above salaries"), words=1)
    for one in trial.sensitivity:
        pen.put(0, Quantity(one.factor, Unit.PERCENT))
        for column, amount in enumerate((one.revenue, one.cost, one.bonus), 1):
            pen.put(column, amount)
        pen.row += 1


def _write_reaches(pen: Pen, trial: Trial) -> None:
    pen.title(trial.name, font_size=14)
    pen.row += 1
    pen.heads(_("Employee"), _("Indicator"), _("Reached"), _("Months"), words=2)
    for reach in (*trial.never, *trial.always):
        _write_reach(pen, reach)


def _write_reach(pen: Pen, reach: Reach) -> None:
    for column, value in enumerate((reach.subject.name, reach.name, reach.reached, reach.months)):
        pen.put(column, value)
    pen.row += 1
