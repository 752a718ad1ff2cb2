"""The pay sheet of a month: everybody's pay in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.rewards.statement import Statement, StatementLine
from crm_desktop.texts import Message, shown

_GATHERED = {
    "correction": Message("Corrections"),
    "instalment": Message("Instalments of earlier months"),
    "adjustment": Message("Adjustments"),
    "carried": Message("Kept back later"),
    "floor": Message("The salary stays whole"),
    "cap": Message("Above the cap"),
    "guarantee": Message("Guarantee"),
    "clawback": Message("Clawback"),
    "advance": Message("Advance"),
    "remainder": Message("Rounding"),
    "score": Message("Pay by the score"),
}
"""Lines that no template makes; those of one kind share a column."""


SHEET_SIGNATURES = (Message("Head of the firm"), Message("Accountant"))
"""Who signs below the table, each with a date."""


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A line of the pay sheet; ``department`` is the name, empty where there is none."""

    code: str
    name: str
    department: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A kind of line, in the order in which statements have them."""

    code: str
    label: Message | str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``amounts`` are by the sheet's columns, None where the person has no such line."""

    code: str
    name: str
    department: str
    salary: Money
    amounts: tuple[Money | None, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class PaySheet:
    """Everybody's pay of ``period`` in ``currency``; a row adds up, and so does a column."""

    firm: str
    period: Period
    currency: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]

    @property
    def title(self) -> Message:
        return Message(
            "Pay sheet: {period}, {currency}",
            period=self.period,
            currency=formats.currency_sign(self.currency),
        )

    @property
    def totals(self) -> tuple[Money, ...]:
        """Return the sum of the salaries, of each column, and of all."""
        columns = zip(*((row.salary, *row.amounts, row.total) for row in self.rows), strict=True)
        sums = tuple(
            Money(sum(amount.minor for amount in column if amount), self.currency)
            for column in columns
        )
        return sums or (Money.zero(self.currency),) * (len(self.columns) + 2)

    def without_zeros(self) -> PaySheet:
        """Return the sheet without the columns in which nobody has an amount."""
        places = [
            place
            for place in range(len(self.columns))
            if any(row.amounts[place] for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in places),
            rows=tuple(
                replace(row, amounts=tuple(row.amounts[place] for place in places))
                for row in self.rows
            ),
        )

    def heads(self) -> list[tuple[Message | str, bool]]:
        """Return what each column is called, and whether it holds figures."""
        return [
            (Message("No."), True),
            (Message("Code"), False),
            (Message("Employee"), False),
            (Message("Department"), False),
            (Message("Salary"), True),
            *((column.label, True) for column in self.columns),
            (Message("Total"), True),
            (Message("Signature"), False),
        ]

    def cells(self) -> Iterator[list[tuple[object, bool]]]:
        """Yield the cells of each row as ``heads`` has them."""
        for number, row in enumerate(self.rows, 1):
            amounts = (row.salary, *row.amounts, row.total)
            yield [
                (number, True),
                (row.code, False),
                (row.name, False),
                (row.department, False),
                *(("" if amount is None else amount, True) for amount in amounts),
                ("", False),
            ]

    def total_cells(self) -> list[tuple[object, bool]]:
        """Return the last row, as ``heads`` has it."""
        return [
            ("", True),
            ("", False),
            (Message("Total"), False),
            ("", False),
            *((amount, True) for amount in self.totals),
            ("", False),
        ]


def pay_sheet(firm: str, period: Period, currency: str, people: Iterable[SheetPerson]) -> PaySheet:
    """Return the pay sheet of ``people``, in their order."""
    everyone = list(people)
    columns = _columns(person.statement for person in everyone)
    rows = tuple(_row(person, columns) for person in everyone)
    return PaySheet(firm, period, currency, columns, rows)


def sheet_text(cell: object) -> str:
    """Return what a cell says to a reader: amounts are bare, the title has their currency."""
    if isinstance(cell, Money):
        return formats.bare_money(cell.as_decimal(), cell.currency)
    return shown(cell)


def line_kind(line: StatementLine) -> str:
    """Return the code that lines of one kind share: the template's, or what goes before a colon."""
    return line.code.partition(":")[0]


def _columns(statements: Iterable[Statement]) -> tuple[SheetColumn, ...]:
    """Return the kinds of line, templates first, each called as the first line of it is."""
    found: dict[str, Message | str] = {}
    for statement in statements:
        for line in statement.lines:
            found.setdefault(line_kind(line), line.label)
    own = [code for code in found if code not in _GATHERED]
    others = [code for code in _GATHERED if code in found]
    first = [code for code in others if code == "score"]
    rest = [code for code in others if code != "score"]
    return tuple(
        SheetColumn(code, _GATHERED.get(code, found[code])) for code in (*first, *own, *rest)
    )


def _row(person: SheetPerson, columns: tuple[SheetColumn, ...]) -> SheetRow:
    statement, sums = person.statement, dict[str, int]()
    for line in statement.lines:
        kind = line_kind(line)
        sums[kind] = sums.get(kind, 0) + line.amount.minor
    currency = statement.total.currency
    amounts = tuple(
        Money(sums[column.code], currency) if column.code in sums else None for column in columns
    )
    return SheetRow(
        person.code, person.name, person.department, statement.salary, amounts, statement.total
    )
