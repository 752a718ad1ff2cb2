"""A statement as a workbook that computes what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from crm_desktop.domain.logo import Logo
from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.exchange.pay_cells import TEXTS_STAY_TEXTS, Pen, worth
from crm_desktop.exchange.pay_figures import Amounts, FigureCells
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.pay_page import PayPage, attained, edition_words
from crm_desktop.rewards.statement import StatementLine
from crm_desktop.texts import Message, _

_LOGO_HEIGHT = 60
_OF_ACCRUALS = (26, 34, 26, 12, 18, 18, 16)


def statement_workbook(page: PayPage) -> bytes:
    """Return a workbook in which every amount that figures make is a formula over their cells.

    An amount that no simple arithmetic gives stands as it is, beside its sentence.
    """
    written = BytesIO()
    with Workbook(written, TEXTS_STAY_TEXTS) as book:
        _StatementBook(book, page).write()
    return written.getvalue()


class _StatementBook:
    def __init__(self, book: Workbook, page: PayPage) -> None:
        self._page = page
        self._main = Pen(book, _("Statement"), (34, 62, 18, 16, 14, 14, 10))
        self._figures = FigureCells(book, page)
        self._accruals = _pen_if(page.accruals, book, _("Commissions"), _OF_ACCRUALS)
        self._steps = _pen_if(page.steps, book, _("Derivation"), (44, 80, 18))
        self._sums: dict[str, tuple[str, Decimal]] = {}

    def write(self) -> None:
        self._write_accruals()
        self._write_heading()
        self._write_bars()
        self._write_pay()
        self._write_rest()
        self._write_steps()

    def _write_heading(self) -> None:
        pen, page = self._main, self._page
        if page.heading.logo is not None:
            _put_logo(pen, page.heading.logo)
        pen.title(page.heading.firm)
        pen.title(str(page.title), font_size=14)
        for name, value in page.facts():
            pen.put(0, name)
            pen.put(1, value)
            pen.row += 1
        pen.row += 1

    def _write_bars(self) -> None:
        page, pen = self._page, self._main
        if not page.bars:
            return
        pen.heads(
            *(_("Indicator"), _("Note"), _("Fact"), _("Plan"), _("Attainment")),
            *(_("Coefficient"), _("Weight")),
            words=2,
        )
        for bar in page.bars:
            self._write_bar(bar)
            pen.row += 1
        if page.score is not None:
            pen.put(0, Message("Score"))
            pen.put(5, page.score)
            score = Quantity(page.score, Unit.SCORE)
            self._figures.stands(str(Message("Score")), score, pen.place(5))
            pen.row += 1
        pen.row += 1

    def _write_bar(self, bar: IndicatorResult) -> None:
        pen = self._main
        pen.put(0, bar.name)
        pen.put(1, bar.reason or "")
        pen.put(2, bar.fact)
        pen.put(3, bar.plan)
        if _is_plain_share(bar):
            fact, plan = (xl_rowcol_to_cell(pen.row, column) for column in (2, 3))
            pen.compute(4, f"{fact}/{plan}", attained(bar))
        else:
            pen.put(4, attained(bar))
        pen.put(5, bar.coefficient)
        pen.put(6, bar.weight)
        self._figures.stands(bar.name, bar.fact, pen.place(2))
        self._figures.stands(bar.name, bar.plan, pen.place(3))

    def _write_pay(self) -> None:
        pen, page = self._main, self._page
        pen.heads(_("Line"), _("How it came about"), _("Amount"), words=2)
        first = pen.row
        pen.put(0, Message("Salary"))
        pen.put(1, page.salary_how)
        self._put_amount(Message("Salary"), page.salary, page.salary_derivation)
        self._figures.amounts = Amounts(pen, 2, first)
        pen.row += 1
        for line in page.lines:
            pen.put(0, line.label)
            pen.put(1, line.formula)
            self._put_line(line)
            pen.row += 1
        total = worth(page.total)
        pen.put(0, Message("Total"), bold=True, top=1)
        pen.put(1, "", top=1)
        cells = f"{xl_rowcol_to_cell(first, 2)}:{xl_rowcol_to_cell(pen.row - 1, 2)}"
        pen.compute(2, f"SUM({cells})", total, bold=True, top=1)
        pen.row += 2

    def _put_line(self, line: StatementLine) -> None:
        summed = self._sums.get(line.code)
        if summed is not None and summed[1] == line.amount.as_decimal():
            self._main.compute(2, f"SUM({summed[0]})", worth(line.amount))
            return
        self._put_amount(line.label, line.amount, line.derivation, line.code)

    def _put_amount(
        self, label: Message | str, amount: Money, tree: Derivation, code: str = ""
    ) -> None:
        is_of_salary = code == "score"
        formula = self._figures.formula(label, tree, worth(amount), is_of_salary=is_of_salary)
        if formula is None:
            self._main.put(2, amount)
        else:
            self._main.compute(2, formula, worth(amount))

    def _write_accruals(self) -> None:
        pen = self._accruals
        if pen is None:
            return
        pen.heads(
            *(_("Line"), _("Record"), _("Event"), _("Day")),
            *(_("Commission base"), _("Commission rate"), _("Amount")),
            words=4,
        )
        names: dict[str, Message | str] = {"clawback": Message("Taken back")}
        names |= {line.code: line.label for line in self._page.lines}
        for code in dict.fromkeys(accrual.line for accrual in self._page.accruals):
            own = [accrual for accrual in self._page.accruals if accrual.line == code]
            first = pen.row
            for accrual in own:
                _write_accrual(pen, accrual, names.get(code, code), self._page.total.currency)
                pen.row += 1
            if any(accrual.event is None for accrual in own):
                continue  # what is taken back is a line that computes itself
            total = Money(
                sum(accrual.amount_minor for accrual in own), self._page.total.currency
            ).as_decimal()
            self._sums[code] = pen.range(6, first, pen.row - 1), total

    def _write_rest(self) -> None:
        pen, page = self._main, self._page
        if page.balances:
            pen.heads(
                *(_("Balance"), "", _("Before"), _("Added"), _("Kept back"), _("After")),
                words=2,
            )
        for balance in page.balances:
            amounts = (balance.before, balance.added, balance.kept_back)
            pen.put(0, balance.kind)
            for column, amount in enumerate(amounts, 2):
                pen.put(column, amount)
            before, added, kept = (xl_rowcol_to_cell(pen.row, column) for column in (2, 3, 4))
            after = worth(balance.after)
            pen.compute(5, f"{before}+{added}-{kept}", after)
            pen.row += 1
        for title, items in (
            (_("Prizes in kind"), [(gift, "") for gift in page.gifts]),
            (_("Rules used"), [(one.label, edition_words(one)) for one in page.editions]),
        ):
            if items:
                pen.row += 1
                pen.heads(title, words=1)
            for left, right in items:
                pen.put(0, left)
                pen.put(1, right)
                pen.row += 1

    def _write_steps(self) -> None:
        pen = self._steps
        if pen is None:
            return
        pen.heads(_("Figure"), _("How it came about"), _("Value"), words=2)
        for step in self._page.steps:
            pen.put(0, step.label, indent=min(step.depth, 15))
            pen.put(1, step.sentence or "")
            pen.put(2, step.value)
            pen.row += 1


def _pen_if(rows: Sequence[object], book: Workbook, name: str, widths: Sequence[int]) -> Pen | None:
    return Pen(book, name, widths) if rows else None


def _write_accrual(pen: Pen, accrual: Accrual, line: Message | str, currency: str) -> None:
    base = Money(accrual.base_minor, currency)
    amount = Money(accrual.amount_minor, currency)
    pen.put(0, line)
    pen.put(1, accrual.name)
    pen.put(2, Message("taken back") if accrual.event is None else accrual.event)
    pen.put(3, accrual.on)
    pen.put(4, base)
    if accrual.rate is None:
        pen.put(6, amount)
        return
    pen.put(5, Quantity(accrual.rate, Unit.PERCENT))
    if _rounded(base.as_decimal() * accrual.rate, currency) == amount.as_decimal():
        cells = (xl_rowcol_to_cell(pen.row, column) for column in (4, 5))
        pen.compute(6, f"ROUND({'*'.join(cells)},{minor_digits(currency)})", worth(amount))
    else:
        pen.put(6, amount)


def _put_logo(pen: Pen, logo: Logo) -> None:
    scale = _LOGO_HEIGHT / logo.height
    pen.sheet.insert_image(
        *(0, 4, "logo.png"),
        {"image_data": BytesIO(logo.png), "x_scale": scale, "y_scale": scale},
    )


def _rounded(value: Decimal, currency: str) -> Decimal:
    """Return ``value`` as ``ROUND`` of a workbook rounds it."""
    return value.quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)


def _is_plain_share(bar: IndicatorResult) -> bool:
    fact, plan = bar.fact.value, bar.plan.value
    if fact is None or not plan or bar.attainment is None or bar.polarity is Polarity.CORRIDOR:
        return False
    return fact / plan == bar.attainment
