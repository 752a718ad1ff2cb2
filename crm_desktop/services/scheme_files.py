"""Use cases on scheme files: a scheme as a document comes in force."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from stat import S_ISREG

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError
from crm_desktop.exchange.scheme import read_scheme, write_scheme
from crm_desktop.exchange.toml_reading import DocumentError, Problem
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.plans import begun_plans
from crm_desktop.services.scheme_arrivals import SchemeArrival, arrival_of
from crm_desktop.services.scheme_versions import Stored
from crm_desktop.services.schemes import SchemeService
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class SchemePreview:
    """What a scheme file is, before anybody imports it, and what that would do.

    ``is_first`` says that the firm has no scheme yet.
    """

    name: str
    indicators: int
    scales: int
    profiles: int
    plans: int
    templates: int
    cards: int
    scripts: int
    arrival: SchemeArrival
    is_first: bool


class UnknownPeopleError(DocumentError):
    """A scheme names people or units of another firm, and has no other problem so far."""


class SchemeFileService:
    def __init__(
        self,
        schemes: SchemeService,
        sessions: sessionmaker[Session],
        now: Now,
        acting: Acting = ANYBODY,
    ) -> None:
        self._schemes = schemes
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def read(self, path: Path) -> Scheme:
        """Return the scheme in the file; the database is not asked.

        Raises:
            DocumentError: the file has problems; all of them are named, a line each.
            CrmError: there is something that may have no end, such as a pipe.

        """
        with suppress(OSError):  # which the reading tells in words
            if not S_ISREG(path.stat().st_mode):
                raise CrmError(Message("“{path}” is no file.", path=str(path)))
        return read_scheme(path)

    def take(self, scheme: Scheme, valid_from: date = ALWAYS) -> Changes:
        """Bring what a file held in force; see ``SchemeService.import_scheme``.

        Raises:
            UnknownPeopleError: the scheme names somebody whom the firm does not have; all of
                them are named, a line each.
            InvalidInputError: the scheme does not suit this firm.

        """
        self._refuse_unknown(scheme)
        return self._schemes.import_scheme(scheme, valid_from)

    def write(self, path: Path, scheme: Scheme) -> None:
        """Write ``scheme`` to the file, for another firm or another day.

        Raises:
            CrmError: the file cannot be written.

        """
        write_scheme(path, scheme)

    def write_draft(self, path: Path, draft: WizardDraft) -> None:
        """Write what the wizard designed, to hold from the first day of ``draft`` on.

        Raises:
            CrmError: the file cannot be written.

        """
        scheme, day = draft.scheme, draft.valid_from
        if day is not None:
            scheme = replace(scheme.since(day), plans=tuple(begun_plans(scheme.plans, day)))
        self.write(path, scheme)

    @needs(Right.SCHEME)
    def preview(self, scheme: Scheme) -> SchemePreview:
        """Return what a file held; nothing is changed.

        Raises:
            UnknownPeopleError: as ``take`` would.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        return SchemePreview(
            scheme.name,
            indicators=len(scheme.indicators),
            scales=len(scheme.scales),
            profiles=len(scheme.profiles),
            plans=len(scheme.plans),
            templates=len(scheme.templates),
            cards=len(scheme.cards),
            scripts=len(scheme.scripts),
            arrival=self.arrival(scheme),
            is_first=not any(self._schemes.scheme(AFTER_ALL).definitions()),
        )

    @needs(Right.SCHEME)
    def arrival(self, scheme: Scheme, valid_from: date = ALWAYS) -> SchemeArrival:
        """Return from when ``take`` would let ``scheme`` hold, and what of the firm's goes.

        Raises:
            UnknownPeopleError: as ``take`` would.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        self._refuse_unknown(scheme)
        with self._sessions() as session:
            return arrival_of(session, Stored.read(session), scheme, valid_from, self._now)

    def _refuse_unknown(self, scheme: Scheme) -> None:
        if unknown := self._schemes.unknown_subjects(scheme):
            raise UnknownPeopleError(Problem(each.place, each.message) for each in unknown)
