"""A firm of five with the rules of a moment ago, and a draft that can be published there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_scheme import SALES, employee
from tests.storage.pay_months import FIVE_PERCENT, NOW

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
TENTH = BonusTemplate("tenth", "10 % of sales", PercentPremium(Decimal("0.1")), "sales")


@contextmanager
def wizard_firm(location: str) -> Iterator[Services]:
    """Open the firm in May, where everybody is paid 5 % of sales since ever."""
    engine = open_engine(location)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session, (None, 0, None), (0, 0, 1, 2, None))
    services = Services(engine, fixed(NOW))
    services.schemes.import_scheme(FIVE_PERCENT)
    yield services
    services.close()


def sellers(
    services: Services, *members: SubjectRef, name: str = "New pay", begins: date = JUNE
) -> WizardDraft:
    """Return a sound draft that pays ``members``, Anna and Boris, 10 % of sales."""
    draft = services.wizards.empty(name)
    draft = replace(
        draft,
        goal=Goal((Aim.MORE_SALES,), "Sell more", Decimal("0.1"), date(2026, 12, 31)),
        valid_from=begins,
        announcement="From June on you get more.",
    )
    named = members or (employee(0), employee(1))
    draft = editing.with_team(draft, "Sellers", named)
    draft = editing.with_indicators(draft, "sellers", ("sales",), (SALES,))
    [entry] = draft.profile("sellers").entries
    profile = replace(draft.profile("sellers"), entries=(replace(entry, plan=Decimal(1000)),))
    draft = editing.with_definition(draft, profile)
    draft = editing.with_salary(draft, "sellers", Decimal(50_000))
    return editing.with_template(draft, "sellers", TENTH)
