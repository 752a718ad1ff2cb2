"""Builds the services on a database; the one place that knows how they fit together."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from crm_desktop.clock import Now, system_now
from crm_desktop.storage.engine import Database, open_engine, refuse_damaged
from crm_desktop.storage.migrate import upgrade

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crm_desktop.services.acting import Acting
    from crm_desktop.services.adjustments import AdjustmentService
    from crm_desktop.services.calculation import CalculationService
    from crm_desktop.services.calendars import CalendarService
    from crm_desktop.services.change_monitor import ChangeMonitorService
    from crm_desktop.services.customers import CustomerService
    from crm_desktop.services.deals import DealService
    from crm_desktop.services.directories import DirectoryService
    from crm_desktop.services.disputes import DisputeService
    from crm_desktop.services.filters import FilterService
    from crm_desktop.services.firm import FirmService
    from crm_desktop.services.first_steps import FirstStepsService
    from crm_desktop.services.forecast import ForecastService
    from crm_desktop.services.greeting import GreetingService
    from crm_desktop.services.health import HealthService
    from crm_desktop.services.imports import ImportService
    from crm_desktop.services.maintenance import MaintenanceService
    from crm_desktop.services.marks import MarkService
    from crm_desktop.services.outlook import OutlookService
    from crm_desktop.services.pay_documents import PayDocumentService
    from crm_desktop.services.payroll import PayrollService
    from crm_desktop.services.people import PeopleService
    from crm_desktop.services.plans import PlanService
    from crm_desktop.services.premium_preview import PremiumPreviewService
    from crm_desktop.services.preview import PreviewService
    from crm_desktop.services.readings import ReadingService
    from crm_desktop.services.ready_schemes import ReadySchemeService
    from crm_desktop.services.regulations import RegulationService
    from crm_desktop.services.scheme_files import SchemeFileService
    from crm_desktop.services.schemes import SchemeService
    from crm_desktop.services.script_runs import ScriptRuns
    from crm_desktop.services.script_trials import ScriptTrialService
    from crm_desktop.services.scripts import ScriptService
    from crm_desktop.services.search import SearchService
    from crm_desktop.services.statement_life import StatementLifeService
    from crm_desktop.services.trials import TrialService
    from crm_desktop.services.updates import UpdateService
    from crm_desktop.services.users import UserService
    from crm_desktop.services.views import SavedViewService
    from crm_desktop.services.what_if import WhatIfService
    from crm_desktop.services.wizard_insights import WizardInsightService
    from crm_desktop.services.wizards import WizardService
    from crm_desktop.storage.sessions import Sessions

# The window can be used before the rules, the file formats and most services are loaded.
# ruff: noqa: PLC0415


class Services:
    """All use cases on one database; each is loaded when it is first asked for."""

    def __init__(self, engine: Engine, now: Now, *, is_demonstration: bool = False) -> None:
        self.database = Database.of(engine.url)
        self.is_demonstration = is_demonstration
        self._engine = engine
        self._now = now

    @cached_property
    def greeting(self) -> GreetingService:
        from crm_desktop.services.greeting import GreetingService

        return GreetingService(self._engine, self._now)

    @cached_property
    def _sessions(self) -> Sessions:
        from crm_desktop.storage.sessions import Sessions

        return Sessions(self._engine)

    @cached_property
    def acting(self) -> Acting:
        """Who uses this program now; all other services ask it."""
        from crm_desktop.services.acting import Acting

        return Acting(self._engine, self._now)

    @cached_property
    def users(self) -> UserService:
        from crm_desktop.services.users import UserService

        return UserService(self._sessions, self._now, self.acting)

    @cached_property
    def first_steps(self) -> FirstStepsService:
        from crm_desktop.services.first_steps import FirstStepsService

        return FirstStepsService(self._sessions, self._now, self.acting)

    @cached_property
    def firm(self) -> FirmService:
        from crm_desktop.services.firm import FirmService

        return FirmService(self._sessions, self._now, self.acting)

    @cached_property
    def updates(self) -> UpdateService:
        from crm_desktop.services.updates import UpdateService

        return UpdateService(self._sessions, self.acting)

    @cached_property
    def calendars(self) -> CalendarService:
        from crm_desktop.services.calendars import CalendarService

        return CalendarService(self._sessions, self._now, self.acting)

    @cached_property
    def people(self) -> PeopleService:
        from crm_desktop.services.people import PeopleService

        return PeopleService(self._sessions, self._now, self.acting)

    @cached_property
    def customers(self) -> CustomerService:
        from crm_desktop.services.customers import CustomerService

        return CustomerService(self._sessions, self._now, self.acting)

    @cached_property
    def deals(self) -> DealService:
        from crm_desktop.services.deals import DealService

        return DealService(self._sessions, self._now, self.acting)

    @cached_property
    def directories(self) -> DirectoryService:
        from crm_desktop.services.directories import DirectoryService

        return DirectoryService(self._sessions, self.acting)

    @cached_property
    def filters(self) -> FilterService:
        from crm_desktop.services.filters import FilterService

        return FilterService(self._sessions, self._now)

    @cached_property
    def views(self) -> SavedViewService:
        from crm_desktop.services.views import SavedViewService

        return SavedViewService(self._sessions)

    @cached_property
    def search(self) -> SearchService:
        from crm_desktop.services.search import SearchService

        return SearchService(self._sessions, self._now)

    @cached_property
    def schemes(self) -> SchemeService:
        from crm_desktop.services.schemes import SchemeService

        return SchemeService(self._sessions, self._now, self.acting)

    @cached_property
    def outlook(self) -> OutlookService:
        from crm_desktop.services.outlook import OutlookService

        return OutlookService(self._sessions, self.acting)

    @cached_property
    def plans(self) -> PlanService:
        from crm_desktop.services.plans import PlanService

        return PlanService(self._sessions, self._now, self.acting)

    @cached_property
    def calculation(self) -> CalculationService:
        from crm_desktop.services.calculation import CalculationService

        return CalculationService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def forecast(self) -> ForecastService:
        from crm_desktop.services.forecast import ForecastService

        return ForecastService(self._sessions, self._now, self.acting)

    @cached_property
    def marks(self) -> MarkService:
        from crm_desktop.services.marks import MarkService

        return MarkService(self._sessions, self._now, self.acting)

    @cached_property
    def payroll(self) -> PayrollService:
        from crm_desktop.services.payroll import PayrollService

        return PayrollService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def statement_life(self) -> StatementLifeService:
        from crm_desktop.services.statement_life import StatementLifeService

        return StatementLifeService(self._sessions, self._now, self.acting)

    @cached_property
    def change_monitor(self) -> ChangeMonitorService:
        from crm_desktop.services.change_monitor import ChangeMonitorService

        return ChangeMonitorService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def adjustments(self) -> AdjustmentService:
        from crm_desktop.services.adjustments import AdjustmentService

        return AdjustmentService(self._sessions, self._now, self.acting)

    @cached_property
    def disputes(self) -> DisputeService:
        from crm_desktop.services.disputes import DisputeService

        return DisputeService(self._sessions, self._now, self.acting)

    @cached_property
    def readings(self) -> ReadingService:
        from crm_desktop.services.readings import ReadingService

        return ReadingService(self._sessions, self._now, self.acting)

    @cached_property
    def pay_documents(self) -> PayDocumentService:
        from crm_desktop.services.pay_documents import PayDocumentService

        return PayDocumentService(self._sessions, self._now, self.acting)

    @cached_property
    def preview(self) -> PreviewService:
        from crm_desktop.services.preview import PreviewService

        return PreviewService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def premium_preview(self) -> PremiumPreviewService:
        from crm_desktop.services.premium_preview import PremiumPreviewService

        return PremiumPreviewService(self.schemes, self.calculation)

    @cached_property
    def what_if(self) -> WhatIfService:
        from crm_desktop.services.what_if import WhatIfService

        return WhatIfService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def wizards(self) -> WizardService:
        from crm_desktop.services.wizards import WizardService

        return WizardService(self._sessions, self._now, self.health, self.scripts, self.acting)

    @cached_property
    def trials(self) -> TrialService:
        from crm_desktop.services.trials import TrialService

        return TrialService(
            self._sessions,
            self._now,
            self.schemes,
            self.firm,
            self.acting,
            self._runs,
        )

    @cached_property
    def wizard_insights(self) -> WizardInsightService:
        from crm_desktop.services.wizard_insights import WizardInsightService

        return WizardInsightService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def health(self) -> HealthService:
        from crm_desktop.services.health import HealthService

        return HealthService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def imports(self) -> ImportService:
        from crm_desktop.services.imports import ImportService

        return ImportService(self._sessions, self._now, self.acting)

    @cached_property
    def scheme_files(self) -> SchemeFileService:
        from crm_desktop.services.scheme_files import SchemeFileService

        return SchemeFileService(self.schemes, self._sessions, self._now, self.acting)

    @cached_property
    def ready_schemes(self) -> ReadySchemeService:
        from crm_desktop.services.ready_schemes import ReadySchemeService

        return ReadySchemeService(self.firm)

    @cached_property
    def regulations(self) -> RegulationService:
        from crm_desktop.services.regulations import RegulationService

        return RegulationService(self._sessions, self._now, self.acting)

    @cached_property
    def maintenance(self) -> MaintenanceService:
        from crm_desktop.services.maintenance import MaintenanceService

        return MaintenanceService(self._engine, self._now, self.acting)

    @cached_property
    def scripts(self) -> ScriptService:
        from crm_desktop.services.scripts import ScriptService

        return ScriptService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def script_trials(self) -> ScriptTrialService:
        from crm_desktop.services.script_trials import ScriptTrialService

        return ScriptTrialService(self._sessions, self._now, self.acting, self._runs)

    @cached_property
    def _runs(self) -> ScriptRuns:
        from crm_desktop.services.script_runs import ScriptRuns

        return ScriptRuns()

    def close(self) -> None:
        """Close the connections and end the workers of scripts; later calls make new ones."""
        if "_runs" in self.__dict__:
            self._runs.close()
        self._engine.dispose()


def open_services(
    location: str,
    now: Now = system_now,
    *,
    must_exist: bool = False,
    is_demonstration: bool = False,
) -> Services:
    """Return the services on a file or server, brought to the tables of this program.

    ``location`` is a path or a SQLAlchemy URL. A missing file is made, unless it
    ``must_exist``. Windows tell a demonstration, whose records are invented, from a firm.

    Raises:
        DatabaseError: there is no such database, it cannot be used, is not ours, or newer.

    """
    engine = open_engine(location, must_exist=must_exist)
    with ExitStack() as failed:
        failed.callback(engine.dispose)  # on Windows nobody could move a file that is still open
        refuse_damaged(engine)
        upgrade(engine, now)
        failed.pop_all()
    return Services(engine, now, is_demonstration=is_demonstration)
