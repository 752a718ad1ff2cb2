"""Builds the services on a database; the one place that knows how they fit together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from crm_desktop.clock import Now, system_now
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.customers import CustomerService
from crm_desktop.services.deals import DealService
from crm_desktop.services.firm import FirmService
from crm_desktop.services.first_steps import FirstStepsService
from crm_desktop.services.maintenance import MaintenanceService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.people import PeopleService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.search import SearchService
from crm_desktop.storage.engine import Database, Sessions, open_engine
from crm_desktop.storage.health import refuse_damaged
from crm_desktop.storage.migrate import upgrade

if TYPE_CHECKING:
    from crm_desktop.services.imports import ImportService
    from crm_desktop.services.scheme_files import SchemeFileService


@dataclass(frozen=True, slots=True)
class Services:
    """All use cases on one database."""

    first_steps: FirstStepsService
    firm: FirmService
    people: PeopleService
    customers: CustomerService
    deals: DealService
    search: SearchService
    schemes: SchemeService
    calculation: CalculationService
    payroll: PayrollService
    maintenance: MaintenanceService
    database: Database
    _engine: Engine = field(repr=False)
    _sessions: Sessions = field(repr=False)
    _now: Now = field(repr=False)

    @property
    def imports(self) -> ImportService:
        # The window must not wait for file formats that hardly any start needs.
        from crm_desktop.services.imports import ImportService  # noqa: PLC0415

        return ImportService(self._sessions, self._now)

    @property
    def scheme_files(self) -> SchemeFileService:
        from crm_desktop.services.scheme_files import SchemeFileService  # noqa: PLC0415 - as above

        return SchemeFileService(self.schemes)

    def close(self) -> None:
        """Close the connections; a later call of a service opens new ones."""
        self._engine.dispose()


def open_services(location: str, now: Now = system_now, *, must_exist: bool = False) -> Services:
    """Return the services on a file or server, brought to the tables of this program.

    ``location`` is a path or a SQLAlchemy URL. A missing file is made, unless it
    ``must_exist``.

    Raises:
        DatabaseError: there is no such database, it cannot be used, is not ours, or newer.

    """
    engine = open_engine(location, must_exist=must_exist)
    sessions = Sessions(engine)
    refuse_damaged(engine)
    upgrade(engine, now)
    return Services(
        first_steps=FirstStepsService(sessions, now),
        firm=FirmService(sessions, now),
        people=PeopleService(sessions, now),
        customers=CustomerService(sessions, now),
        deals=DealService(sessions, now),
        search=SearchService(sessions, now),
        schemes=SchemeService(sessions, now),
        calculation=CalculationService(sessions, now),
        payroll=PayrollService(sessions, now),
        maintenance=MaintenanceService(engine, now),
        database=Database.of(engine.url),
        _engine=engine,
        _sessions=sessions,
        _now=now,
    )
