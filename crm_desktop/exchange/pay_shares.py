"""The sheet of a statement on which all who share or compete stand with what each has of it."""

from __future__ import annotations

from xlsxwriter import Workbook

from crm_desktop.exchange.pay_cells import Minor, Pen
from crm_desktop.exchange.pay_division import DivisionRows
from crm_desktop.exchange.pay_ranking import RankingRows
from crm_desktop.kpi.working import Division, Ranking
from crm_desktop.texts import _

_WIDTHS = (40, 18, 18, 18, 18, 18, 18, 18)


class ShareTables:
    """Writes each table once; ``person`` is who has the own row, the others have no names."""

    def __init__(self, book: Workbook, person: str, currency: str) -> None:
        self._book, self._person, self._minor = book, person, Minor(currency)
        self._pen: Pen | None = None
        self._known: dict[Division | Ranking, str] = {}

    def division(self, title: str, table: Division, whole: str) -> str:
        """Return the cell of the own part in ``table``; ``whole`` is the cell of what is shared."""
        found = self._known.get(table)
        if found is None:
            pen = self._titled(title)
            found = DivisionRows(table, self._minor, self._person).write(pen, whole)
            self._known[table] = found
        return found

    def ranking(self, title: str, table: Ranking) -> str | None:
        """Return the cell of the own prize, None where the places did not win what was paid."""
        found = self._known.get(table)
        if found is None:
            rows = RankingRows(table, self._minor, self._person)
            if not rows.is_right():
                return None
            found = self._known[table] = rows.write(self._titled(title))
        return found

    def _titled(self, title: str) -> Pen:
        if self._pen is None:
            self._pen = Pen(self._book, _("Shares"), _WIDTHS)
        self._pen.title(title)
        return self._pen
