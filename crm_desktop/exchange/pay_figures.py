"""The figures that formulas of a statement read: each has one cell, whatever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from xlsxwriter import Workbook

from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.exchange.pay_cells import DAY, Pen, worth
from crm_desktop.exchange.pay_formula import Arithmetic, arithmetic
from crm_desktop.exchange.pay_shares import ShareTables
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.working import Division, Operand, Ranking, Rows
from crm_desktop.rewards.pay_page import PayPage
from crm_desktop.texts import Message, _, shown

_LONGEST_FORMULA = 8_000
_SALARY = Message("Salary")


class Amounts(NamedTuple):
    """Where the salary stands, in the row ``first``, and the lines below it."""

    pen: Pen
    column: int
    first: int


class FigureCells:
    """Finds the cell of a figure, or writes one among the other figures.

    ``amounts`` are those of the statement, as soon as the salary stands.
    """

    def __init__(self, book: Workbook, page: PayPage) -> None:
        self._page = page
        self._pen = Pen(book, _("Figures"), (34, 44, 18))
        self._pen.heads(_("Line"), _("Figure"), _("Value"), words=2)
        self._shares = ShareTables(book, page.heading.employee, page.total.currency)
        self._cells: dict[tuple[str, Quantity], str] = {}
        self.amounts: Amounts | None = None

    def stands(self, name: str, value: Quantity, cell: str) -> None:
        """Let ``cell`` be where the figure ``name`` stands."""
        self._cells.setdefault((name, value), cell)

    def formula(
        self,
        label: Message | str,
        tree: Derivation,
        amount: Quantity,
        *,
        is_of_salary: bool = False,
    ) -> str | None:
        """Return what gives exactly the ``amount`` of ``tree``, None where nothing does."""
        found = arithmetic(tree.working)
        if found is None or not _gives(found, amount):
            return None
        of_salary = is_of_salary or any(
            operand.value.unit is Unit.PERCENT for operand in found.operands
        )
        cells = [
            self._cell(label, operand, tree, is_of_salary=of_salary) for operand in found.operands
        ]
        written = found.in_cells(cells)
        if amount.unit is Unit.MONEY:
            written = f"ROUND({written},{_digits(amount)})"
        return written if len(written) <= _LONGEST_FORMULA else None

    def _cell(
        self, label: Message | str, operand: Operand, tree: Derivation, *, is_of_salary: bool
    ) -> str:
        """Return where the figure stands: in rows, a table, a step, or a cell of its own."""
        found = self._sourced(label, operand, tree)
        if found is not None:
            return found
        step = _step(operand, tree)
        salary = self._salary(operand, is_of_salary=is_of_salary) if step is None else None
        place = salary or self._placed(label, operand, step)
        return f"({place}*{DAY})" if operand.value.unit is Unit.DURATION else place

    def _sourced(self, label: Message | str, operand: Operand, tree: Derivation) -> str | None:
        match operand.source:
            case Rows() as rows:
                return self._sum(rows, operand.value)
            case Division(of_people=True) | Ranking() if not self._page.tells_others:
                return None
            case Division() as table:
                whole = self._cell(label, table.whole, tree, is_of_salary=False)
                return self._shares.division(shown(label), table, whole)
            case Ranking() as table:
                return self._shares.ranking(shown(label), table)
        return None

    def _sum(self, rows: Rows, value: Quantity) -> str | None:
        """Return the sum of rows that stand above, None where they do not come to ``value``."""
        if self.amounts is None:
            return None
        lines = self._page.lines
        found = [self._page.salary, *(line.amount for line in lines)][rows.first : rows.end]
        nothing = Money.zero(self._page.total.currency)
        if worth(sum(found, nothing)) != value:
            return None
        pen, column, top = self.amounts
        cells = pen.range(column, top + rows.first, top + rows.end - 1)
        return f"SUM({cells})" if found else "0"

    def _salary(self, operand: Operand, *, is_of_salary: bool) -> str | None:
        """Return the cell of the salary where the figure is it."""
        is_named = operand.label == _SALARY or (operand.label is None and is_of_salary)
        if self.amounts is None or not is_named or operand.value != worth(self._page.salary):
            return None
        return self.amounts.pen.place(self.amounts.column, self.amounts.first)

    def _placed(self, label: Message | str, operand: Operand, step: Derivation | None) -> str:
        """Return the cell that has the figure; one that a step computes is computed there too."""
        name = str(step.label) if step is not None else shown(operand.label or label)
        known = self._cells.get((name, operand.value))
        if known is not None:
            return known
        formula = None if step is None else self.formula(step.label, step, step.value)
        pen = self._pen
        pen.put(0, label)
        pen.put(1, name if step is not None or operand.label else _called(operand))
        if formula is None:
            pen.put(2, operand.value)
        else:
            pen.compute(2, formula, operand.value)
        place = self._cells[name, operand.value] = pen.place(2)
        pen.row += 1
        return place


def _gives(found: Arithmetic, amount: Quantity) -> bool:
    """Return whether ``found`` is exactly ``amount``: it misses what rules decided besides."""
    value = found.value
    if amount.unit is Unit.MONEY:
        value = value.quantize(Decimal(1).scaleb(-_digits(amount)), ROUND_HALF_UP)
    return value == amount.value


def _digits(amount: Quantity) -> int:
    return minor_digits(amount.currency or "RUB")


def _step(operand: Operand, tree: Derivation) -> Derivation | None:
    """Return the step below ``tree`` that the figure is, the nearest one."""
    same = [node for node in _nodes(tree) if node.value == operand.value]
    if operand.label is not None:
        same = [node for node in same if node.label == operand.label]
    return same[-1] if same else None


def _nodes(tree: Derivation) -> Iterator[Derivation]:
    """Yield the steps below ``tree``, the nearest last, so that they name a figure they share."""
    for part in tree.inputs:
        yield from _nodes(part)
    yield from tree.inputs


def _called(operand: Operand) -> str:
    """Return what a figure is that no step made."""
    match operand.value.unit:
        case Unit.PERCENT:
            return _("Percentage")
        case Unit.MONEY:
            return _("Amount")
        case _:
            return _("Figure")
