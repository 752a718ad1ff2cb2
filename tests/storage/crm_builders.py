"""A small firm to work on: built through the services where they can, else by records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.deals import CreditShare, DealDraft
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import PipelineRecord, StageRecord
from crm_desktop.storage.sessions import Sessions

PRICE = Money(100_00, "RUB")
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
FIRM = Firm("Окна", "RUB", "Europe/Moscow", "RU")
STAGES = {"Lead": "open", "Offer": "open", "Won": "won", "Lost": "lost"}


def firm_services(location: str, at: datetime = NOW) -> Services:
    """Return the services at the instant ``at``, with the firm set up."""
    services = open_services(location, fixed(at))
    services.firm.save_firm(FIRM)
    return services


def sessions_on(location: str) -> Sessions:
    """Return sessions on a database, which last as long as they are held."""
    return Sessions(open_engine(location))


def add_stages(location: str) -> dict[str, int]:
    """Add a pipeline with ``STAGES`` and return their ids by name."""
    with sessions_on(location).begin() as session:
        pipeline = add_pipeline(session, "Sales")
        stages = {
            name: StageRecord(pipeline_id=pipeline, name=name, position=i, status=status)
            for i, (name, status) in enumerate(STAGES.items())
        }
        session.add_all(stages.values())
        session.flush()
        return {name: stage.id for name, stage in stages.items()}


def add_pipeline(session: Session, name: str) -> int:
    pipeline = PipelineRecord(name=name, position=1)
    session.add(pipeline)
    session.flush()
    return pipeline.id


def add_employee(services: Services, name: str, *, left_on: date | None = None) -> int:
    return services.people.create_employee(EmployeeDraft(name, name, left_on=left_on)).id


def deal_draft(
    owner_id: int,
    stage_id: int,
    *,
    title: str = "Windows",
    amount: Money = PRICE,
    customer_id: int | None = None,
    shares: dict[int, str] | None = None,
) -> DealDraft:
    return DealDraft(
        title=title,
        owner_id=owner_id,
        stage_id=stage_id,
        amount=amount,
        customer_id=customer_id,
        credits=tuple(CreditShare(who, Decimal(share)) for who, share in (shares or {}).items()),
    )
