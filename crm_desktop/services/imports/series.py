"""Values that come from outside, day by day, for external indicators."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.changes import Changes
from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import ExternalSource
from crm_desktop.services.imports.intake import Draft, Intake, Surroundings
from crm_desktop.services.imports.references import Refused
from crm_desktop.services.rules import read
from crm_desktop.storage import bulk
from crm_desktop.storage.models import SeriesValueRecord
from crm_desktop.storage.queries import definitions, subjects
from crm_desktop.texts import Message


class SeriesIntake(Intake):
    table = bulk.table_of(SeriesValueRecord)
    columns = ("indicator", "subject_level", "subject_code", "on", "value")
    columns_of = {"value": ("value",)}
    changes = Changes.SCHEME

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._indicators = _external(around.session)
        everyone = subjects.staff(around.session).everyone()
        self._subjects = {COMPANY, *(subject.ref for subject in everyone)}

    def drafted(self, row: ImportedRow) -> Draft:
        code, day = str(row.values["indicator"]), row.values["on"]
        if code not in self._indicators:
            raise Refused("indicator", self._unknown(code))
        subject = self._subject(str(row.values["subject"]))
        return Draft(
            row,
            ("indicator", "subject_level", "subject_code", "on"),
            (code, subject.level.value, subject.code, day, _digits(row.values["value"])),
            self.determined,
        )

    def _unknown(self, code: str) -> Message:
        if not self._indicators:
            return Message("No indicator takes imported values yet: make one in the KPI scheme.")
        return Message(
            "No indicator with imported values has the code “{code}”: use one of {allowed}.",
            code=code,
            allowed=", ".join(sorted(self._indicators)),
        )

    def _subject(self, text: str) -> SubjectRef:
        try:
            subject = SubjectRef.parse(text)
        except ValueError:
            raise Refused(
                "subject",
                Message(
                    "“{text}” is no subject: write {example} or {company}.",
                    text=text,
                    example="employee:anna",
                    company=str(COMPANY),
                ),
            ) from None
        if subject not in self._subjects:
            raise Refused("subject", Message("The firm has no “{subject}”.", subject=str(subject)))
        return subject


def _external(session: Session) -> set[str]:
    """Return the codes of the indicators that take imported values in any of their versions."""
    found = map(read, definitions.list_versions(session))
    return {
        definition.code
        for definition in found
        if isinstance(definition, Indicator) and isinstance(definition.source, ExternalSource)
    }


def _digits(value: object) -> str:
    """Return an exact decimal as it will be read back, the same for 1.5 and 1.50."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
