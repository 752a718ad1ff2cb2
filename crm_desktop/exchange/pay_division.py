"""A whole that is divided by largest remainder, as rows of a workbook that divide it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from crm_desktop.domain.quantity import Quantity
from crm_desktop.exchange.pay_cells import Computed, Minor, Pen, fixed
from crm_desktop.kpi.working import Division, each
from crm_desktop.texts import Message, _

FINER = 4
"""How many digits below the minor unit decide about the remainder."""

_LARGEST = Decimal(10) ** 8
"""Of more than this a workbook has no digits left to say who lost most."""

_EXACT, _DOWN, _LOST, _MORE, _PART = range(2, 7)


class _Share(NamedTuple):
    """What is due by the ``basis``, what is left of it rounded ``down``, and what is paid."""

    basis: Decimal
    exact: Decimal
    down: Decimal
    paid: Decimal

    @property
    def lost(self) -> Decimal:
        return self.exact - self.down


@dataclass(frozen=True)
class DivisionRows:
    """Writes ``table``; ``person`` is who has the own row where people share."""

    table: Division
    minor: Minor
    person: str

    def write(self, pen: Pen, whole: str) -> str:
        """Write the table with ``pen`` and return the cell of the own part.

        ``whole`` is the cell of what is divided.
        """
        shared, top, end = fixed(pen.row, 1), pen.row + 3, pen.row + 3 + len(self._shares)
        pen.line(Message("To be divided"), Computed(whole, self.table.whole.value))
        down, left = xl_range_abs(top, _DOWN, end - 1, _DOWN), fixed(pen.row, 1)
        rest = f"ROUND(({shared}-SUM({down}))*{self.minor.per_major},0)"
        pen.line(Message("Smallest units left"), Computed(rest, Quantity(Decimal(self._left))))
        pen.heads(
            *(_("Participant") if self.table.of_people else _("Part"), _("Basis")),
            *(_("Exact part"), _("Rounded down"), _("Remainder")),
            *(_("Adjusting unit"), _("Amount")),
            words=1,
        )
        for number in range(len(self._shares)):
            self._row(pen, number, (f"{shared}*{{basis}}/{fixed(end, 1)}", left), top)
        self._total(pen, top)
        return pen.place(_PART, top + self.table.own)

    def _row(self, pen: Pen, number: int, by: tuple[str, str], top: int) -> None:
        (exact, left), share = by, self._shares[number]
        minor, table = self.minor, self.table
        end = top + len(self._shares) - 1
        cells = [xl_rowcol_to_cell(pen.row, column) for column in range(_PART)]
        finer = minor.digits + FINER
        lost = xl_range_abs(top, _LOST, end, _LOST)
        before = f"COUNTIF({fixed(top, _LOST)}:{cells[_LOST]},{cells[_LOST]})"
        rank = f"RANK({cells[_LOST]},{lost})+{before}-1"
        more = minor.money(share.paid - share.down)
        pen.line(
            self._name(number),
            Quantity(share.basis, table.unit, table.currency),
            Computed(
                f"ROUND({exact.format(basis=cells[1])},{finer})", Quantity(share.exact), finer
            ),
            Computed(f"ROUNDDOWN({cells[_EXACT]},{minor.digits})", minor.money(share.down)),
            Computed(f"ROUND({cells[_EXACT]}-{cells[_DOWN]},{finer})", Quantity(share.lost), finer),
            Computed(f"IF({rank}<={left},{minor.unit},0)", more) if self._is_ranked else more,
            Computed(minor.sum(cells[_DOWN], cells[_MORE]), minor.money(share.paid)),
            bold=number == table.own,
        )

    def _total(self, pen: Pen, top: int) -> None:
        last, shares = pen.row - 1, self._shares
        nothing, table = Decimal(0), self.table
        sums = {
            1: Quantity(sum((one.basis for one in shares), nothing), table.unit, table.currency),
            _DOWN: self.minor.money(sum((one.down for one in shares), nothing)),
            _MORE: self.minor.money(sum((one.paid - one.down for one in shares), nothing)),
            _PART: self.minor.money(sum((one.paid for one in shares), nothing)),
        }
        cells: list[object] = [Message("Total")]
        for column in range(1, _PART + 1):
            area = f"{xl_rowcol_to_cell(top, column)}:{xl_rowcol_to_cell(last, column)}"
            found = sums.get(column)
            cells.append(None if found is None else Computed(f"SUM({area})", found))
        pen.line(*cells, bold=True, top=1)
        pen.row += 1

    def _name(self, number: int) -> object:
        if not self.table.of_people:
            return Message("Part {number}", number=number + 1)
        if number == self.table.own:
            return self.person
        return Message("Participant {number}", number=number + 1)

    @property
    def _whole(self) -> Decimal:
        return self.table.whole.value.value or Decimal(0)

    @cached_property
    def _shares(self) -> list[_Share]:
        return list(self._divided())

    def _divided(self) -> Iterator[_Share]:
        parts = list(each(self.table.parts))
        whole = self._whole
        weights = sum((part.basis for part in parts), Decimal(0))
        finest = self.minor.unit.scaleb(-FINER)
        for part in parts:
            exact = (whole * part.basis / weights).quantize(finest, ROUND_HALF_UP)
            down = exact.quantize(self.minor.unit, ROUND_DOWN)
            yield _Share(part.basis, exact, down, self.minor.unit * part.minor)

    @cached_property
    def _left(self) -> int:
        return int((self._whole - sum(one.down for one in self._shares)) / self.minor.unit)

    @cached_property
    def _is_ranked(self) -> bool:
        """Return whether those who lost most, the first first, are those who have a unit more.

        What is too close to be told apart by the numbers of a workbook decides nothing there.
        """
        shares, left, unit = self._shares, self._left, self.minor.unit
        ranked = sorted(range(len(shares)), key=lambda number: (-shares[number].lost, number))
        raised = set(ranked[: max(left, 0)])
        found = [one.down + unit * (number in raised) for number, one in enumerate(shares)]
        if abs(self._whole) > _LARGEST or found != [one.paid for one in shares]:
            return False
        if not 0 < left < len(shares):
            return True
        edge = shares[ranked[left - 1]].lost - shares[ranked[left]].lost
        return not edge or edge >= 2 * unit.scaleb(-FINER)
