"""The demonstration firm: what a new user meets first, made by a deterministic story."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.errors import CrmError
from crm_desktop.services.demonstration import market
from crm_desktop.services.demonstration.directories import add_firm
from crm_desktop.services.demonstration.paydays import settle
from crm_desktop.services.demonstration.records import Storyteller
from crm_desktop.services.demonstration.scheme import scheme
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.services.demonstration.wording import load
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.models import FirmRecord
from crm_desktop.texts import Message


def create(sessions: sessionmaker[Session], language: str, now: datetime) -> Changes:
    """Fill an empty database with the demonstration firm up to ``now``, scheme and pay included.

    The months before the running one are settled, but for the last, whose statements are drafts.
    Several transactions: a database that was left half told has to be thrown away.

    Raises:
        CrmError: the database has a firm already.

    """
    wording = load(language)
    zone = ZoneInfo(wording.zone)
    local = now.astimezone(zone)
    with sessions.begin() as session:
        if session.scalar(select(FirmRecord.id)) is not None:
            raise CrmError(Message("The demonstration needs an empty database."))
        firm = add_firm(session, wording, local.date())
        story = market.requests(local.date(), wording.country)
        telling = Telling(wording, firm, now, zone)
        Storyteller(telling).tell(story, session)
    SchemeService(sessions, fixed(now)).import_scheme(scheme(wording, local.date()))
    settle(sessions, telling)
    return Changes.ALL
