"""One file, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

from crm_desktop.clock import Now
from crm_desktop.domain.permissions import Right
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.import_rows import ImportedRow, RejectedRow, read_rows
from crm_desktop.exchange.mapping import ImportMapping
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.imports.activities import ActivityIntake
from crm_desktop.services.imports.customers import ContactIntake, CustomerIntake
from crm_desktop.services.imports.deals import DealIntake
from crm_desktop.services.imports.documents import DocumentIntake
from crm_desktop.services.imports.intake import Intake, Surroundings
from crm_desktop.services.imports.payments import PaymentIntake
from crm_desktop.services.imports.people import DepartmentIntake, EmployeeIntake
from crm_desktop.services.imports.products import ProductIntake
from crm_desktop.services.imports.rates import RateIntake
from crm_desktop.services.imports.report import ImportReport, Tally
from crm_desktop.services.imports.series import SeriesIntake
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.queries import imports
from crm_desktop.storage.sessions import Sessions
from crm_desktop.storage.working_clock import refresh_working_days

Progress = Callable[[int], None]
"""Is told how many rows are done, now and then; what it raises ends the import undone."""

_INTAKES: dict[ImportKind, type[Intake]] = {
    ImportKind.CUSTOMERS: CustomerIntake,
    ImportKind.CONTACTS: ContactIntake,
    ImportKind.PRODUCTS: ProductIntake,
    ImportKind.EMPLOYEES: EmployeeIntake,
    ImportKind.DEPARTMENTS: DepartmentIntake,
    ImportKind.DEALS: DealIntake,
    ImportKind.RATES: RateIntake,
    ImportKind.ACTIVITIES: ActivityIntake,
    ImportKind.DOCUMENTS: DocumentIntake,
    ImportKind.PAYMENTS: PaymentIntake,
    ImportKind.SERIES: SeriesIntake,
}


RIGHTS = {
    ImportKind.EMPLOYEES: Right.PEOPLE,
    ImportKind.DEPARTMENTS: Right.PEOPLE,
    ImportKind.RATES: Right.ADMINISTER,
    ImportKind.SERIES: Right.CALCULATE,
}
"""What other tables need than the right to change records."""


class ImportService:
    def __init__(self, sessions: Sessions, now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def run(
        self,
        path: Path,
        mapping: ImportMapping,
        *,
        is_dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Take in the rows of the file, all good ones or, where anything breaks, none.

        The file is read while the transaction is open, since it may be bigger than memory.

        Raises:
            DeniedError: who signed in may not enter such rows.
            UnreadableFileError: the system does not let the file be read; nothing has changed.
            UnreadableTableError: the file is not the table it should be; nothing has changed.
            NotSetUpError: the database has no firm yet.

        """
        self._acting.require(RIGHTS.get(mapping.kind, Right.RECORDS))
        if mapping.kind is ImportKind.SERIES:
            self._acting.require_all()  # they are figures of whomever the file names
        tally = Tally()
        with self._sessions.begin() as session:
            imports.take_turn(session)
            firm = firms.firm(session)
            around = Surroundings(session, mapping, firm, self._now(), tally)
            intake = _INTAKES[mapping.kind](around)
            _take_all(intake, read_rows(path, mapping, currency=firm.currency), progress)
            if is_dry_run:
                session.rollback()
            else:
                refresh_working_days(session, firm)  # there may be older records now
        tally.rejected.sort(key=attrgetter("line"))
        return tally.report(mapping.kind, intake.changes, is_dry_run=is_dry_run)


def _take_all(
    intake: Intake, rows: Iterator[ImportedRow | RejectedRow], progress: Progress | None
) -> None:
    done = 0
    while batch := list(islice(rows, intake.rows_at_once)):
        intake.receive(batch)
        done += len(batch)
        if progress:
            progress(done)
    intake.finish()
