"""Use cases on paper: the page of a statement, the pay sheet of a month, pay for 1C."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.exchange.one_c import AccrualMapping, AccrualTable, accrual_table
from crm_desktop.exchange.pay_html import sheet_html, statement_html
from crm_desktop.exchange.pay_sheet import sheet_csv
from crm_desktop.exchange.pay_sheet_workbook import sheet_workbook
from crm_desktop.exchange.pay_workbook import statement_workbook
from crm_desktop.rewards.pay_page import Heading, PayPage, pay_page
from crm_desktop.rewards.pay_sheet import PaySheet, SheetPerson, pay_sheet
from crm_desktop.services.acting import ANYBODY, Acting, Sight
from crm_desktop.services.payroll import PayrollService, StatementCard
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import people, statements
from crm_desktop.storage.queries.pay_documents import list_accruals, place_of
from crm_desktop.texts import Message

STATEMENT_FILES: Mapping[str, Callable[[PayPage], bytes]] = {
    ".xlsx": statement_workbook,
    ".html": lambda page: statement_html(page).encode(),
}
"""How a statement is written, by the ending of the file's name; PDF is the window's."""

SHEET_FILES: Mapping[str, Callable[[PaySheet], bytes]] = {
    ".xlsx": sheet_workbook,
    ".html": lambda sheet: sheet_html(sheet).encode(),
    ".csv": lambda sheet: sheet_csv(sheet).encode("utf-8-sig"),
}


class PayDocumentService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._acting = acting
        self._payroll = PayrollService(sessions, now, acting)

    def page(self, employee_code: str, period: Period, *, has_steps: bool = False) -> PayPage:
        """Return the page of the saved statement, or of what it would be now.

        What others have of what they share is on it for whoever sees everybody's pay.

        Raises:
            NotFoundError: there is no such employee.
            NoStatementError: the employee has no statement, and why.

        """
        card = self._payroll.statement(employee_code, period)
        with self._sessions() as session:
            accruals = list_accruals(session, employee_code, period) if card.state else []
            heading = _heading(session, card, period)
            tells_others = self._acting.sight(session).is_whole()
        page = pay_page(heading, card.outcome, accruals=accruals, has_steps=has_steps)
        return replace(page, tells_others=tells_others)

    def sheet(self, period: Period) -> PaySheet:
        """Return the pay sheet of all saved statements of ``period`` that are seen, by name.

        Raises:
            CrmError: none is saved.

        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            return pay_sheet(
                firm.name,
                period,
                firm.currency,
                _people(session, period, self._acting.sight(session)),
            )

    def for_one_c(self, period: Period, mapping: AccrualMapping) -> AccrualTable:
        """Return all lines of all saved statements of ``period`` under the codes of 1C.

        Raises:
            CrmError: none is saved, or a line has no code.
            DeniedError: not everybody's pay is seen.

        """
        self._acting.require_all()
        with self._sessions() as session:
            return accrual_table(_people(session, period, Sight()), period, mapping)


def _heading(session: Session, card: StatementCard, period: Period) -> Heading:
    subject, at = card.outcome.result.subject, card.calculated_at
    firm = firm_queries.firm(session)
    place = place_of(session, subject.ref.code, subject.department)
    return Heading(
        firm=firm.name,
        employee=subject.name,
        code=subject.ref.code,
        period=period,
        department=place.department,
        position=place.position,
        state=card.state,
        calculated_at=None if at is None else at.astimezone(firm.time_zone()),
        logo=firm_queries.logo(session),
    )


def _people(session: Session, period: Period, sight: Sight) -> list[SheetPerson]:
    """Return everybody who has a saved statement and is seen, by name.

    Raises:
        CrmError: nobody has one.

    """
    saved = statements.drafts(session, period) | statements.settled(session, period)
    if not saved:
        raise CrmError(
            Message(
                "No statements of {period} are saved: `crm-desktop calculate --period {code} "
                "--save` saves them.",
                period=period,
                code=period.code(),
            )
        )
    pay = SavedPay(session)
    departments = {row.code: row.name for row in people.list_departments(session)}
    found = []
    for row in people.list_employees(session):
        if row.id not in saved or not sight.sees_statement(row.id, saved[row.id].state):
            continue
        outcome = pay.outcome(saved[row.id])
        if outcome.statement is not None:
            department = departments.get(outcome.result.subject.department or "", "")
            found.append(SheetPerson(row.code, row.name, department, outcome.statement))
    return found
