"""A contest as rows of a workbook that find the places and their prizes again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import NamedTuple

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from crm_desktop.domain.quantity import Quantity
from crm_desktop.exchange.pay_cells import Computed, Minor, Pen, fixed
from crm_desktop.exchange.pay_division import FINER
from crm_desktop.kpi.working import Ranking, each
from crm_desktop.texts import Message, _

_RESULT, _PLACE, _MANY, _PRIZES, _DOWN, _MORE, _PRIZE = range(1, 8)


class _Won(NamedTuple):
    """The ``prizes`` that ``many`` at a ``place`` share, and what each has of them."""

    place: int
    many: int
    prizes: Decimal
    down: Decimal
    more: Decimal


@dataclass(frozen=True)
class RankingRows:
    """Writes ``table``; ``person`` is who has the own row."""

    table: Ranking
    minor: Minor
    person: str

    def is_right(self) -> bool:
        """Return whether the rows find the prizes that were paid."""
        paid = [self.minor.unit * part.minor for part in each(self.table.parts)]
        return [one.down + one.more for one in self._won] == paid

    def write(self, pen: Pen) -> str:
        """Write the table with ``pen`` and return the cell of the own prize."""
        pen.heads(_("Place"), _("Prize"), words=0)
        first = pen.row
        for place, prize in enumerate(self.table.prizes, 1):
            pen.line(place, self.minor.money(prize))
        places, prizes = (xl_range_abs(first, column, pen.row - 1, column) for column in (0, 1))
        pen.heads(
            *(_("Participant"), _("Result"), _("Place"), _("Sharing the prizes"), _("Prizes")),
            *(_("Rounded down"), _("Adjusting unit"), _("Amount")),
            words=1,
        )
        top = pen.row
        wins = f"SUMPRODUCT(({places}>={{place}})*({places}<{{place}}+{{many}})*{prizes})"
        if not self.table.is_less_better:
            wins = f"IF({{result}}>0,{wins},0)"
        for number in range(len(self._won)):
            self._row(pen, number, wins, top)
        pen.row += 1
        return pen.place(_PRIZE, top + self.table.own)

    def _row(self, pen: Pen, number: int, wins: str, top: int) -> None:
        table, minor, won = self.table, self.minor, self._won[number]
        cells = [xl_rowcol_to_cell(pen.row, column) for column in range(_PRIZE)]
        result, place, many, prizes, down = cells[_RESULT:_MORE]
        results = xl_range_abs(top, _RESULT, top + len(self._won) - 1, _RESULT)
        left = f"ROUND(({prizes}-{many}*{down})*{minor.per_major},0)"
        before = f"COUNTIF({fixed(top, _RESULT)}:{result},{result})"
        wins = wins.format(place=place, many=many, result=result)
        ranked = Computed(
            f"RANK({result},{results},{int(table.is_less_better)})", _count(won.place)
        )
        alike = Computed(f"COUNTIF({results},{result})", _count(won.many))
        exact = f"ROUND({prizes}/{many},{minor.digits + FINER})"
        pen.line(
            self.person if number == table.own else _participant(number),
            Quantity(self._results[number], table.unit, table.currency),
            ranked,
            _count(won.many) if table.is_each else alike,
            Computed(wins, minor.money(won.prizes)),
            Computed(f"ROUNDDOWN({exact},{minor.digits})", minor.money(won.down)),
            Computed(f"IF({before}<={left},{minor.unit},0)", minor.money(won.more)),
            Computed(minor.sum(down, cells[_MORE]), minor.money(won.down + won.more)),
            bold=number == table.own,
        )

    @cached_property
    def _results(self) -> list[Decimal]:
        return [part.basis for part in each(self.table.parts)]

    @cached_property
    def _won(self) -> list[_Won]:
        return list(self._winners())

    def _winners(self) -> Iterator[_Won]:
        table, unit, results = self.table, self.minor.unit, self._results
        sign = 1 if table.is_less_better else -1
        for number, result in enumerate(results):
            place = 1 + sum(other * sign < result * sign for other in results)
            many = 1 if table.is_each else results.count(result)
            may_win = table.is_less_better or result > 0
            prizes = table.prizes[place - 1 : place - 1 + many] if may_win else ()
            whole = sum(prizes, Decimal(0))
            down = (whole / many).quantize(unit, ROUND_DOWN)
            left = (whole - many * down) / unit
            more = unit if results[: number + 1].count(result) <= left else unit * 0
            yield _Won(place, many, whole, down, more)


def _participant(number: int) -> Message:
    return Message("Participant {number}", number=number + 1)


def _count(number: int) -> Quantity:
    return Quantity(Decimal(number))
