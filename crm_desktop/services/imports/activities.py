"""Activities with their types and results."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import kind_of
from crm_desktop.domain.names import folded
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.exchange.import_values import Value
from crm_desktop.services.imports.intake import Draft, Intake, Surroundings, fingerprint
from crm_desktop.services.imports.references import (
    References,
    Refused,
    unknown_customer,
    unknown_employee,
)
from crm_desktop.services.imports.report import Tally
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityResultRecord,
    ActivityTypeRecord,
    CustomerRecord,
    EmployeeRecord,
)
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

TYPES = Message("types of activities")
RESULTS = Message("results of activities")


class _Types:
    """The types of activities and their results; those that rows name and that lack are made."""

    def __init__(self, around: Surroundings) -> None:
        self._session = around.session
        self._tally: Tally = around.tally
        self._types = {folded(name): key for name, key in imports.list_types(around.session)}
        self._results = {
            (type_id, folded(name)): key
            for type_id, name, key in imports.list_results(around.session)
        }
        self._made: dict[int, str] = {}

    def find(self, name: str, kind: Value) -> int:
        """Return the id of a type; a new one is of ``kind``, or of the one that its name tells."""
        known = self._types.get(folded(name))
        if known is None:
            wanted = kind_of(name) if kind is None else str(kind)
            return self._new_type(name, wanted)
        made = self._made.get(known)
        if made is not None and kind is not None and kind != made:
            raise Refused(
                "kind", Message("“{type}” is “{kind}” in a line above.", type=name, kind=made)
            )
        return known

    def result(self, type_id: int, name: Value) -> int | None:
        if not isinstance(name, str):
            return None
        key = (type_id, folded(name))
        if key not in self._results:
            self._results[key] = self._new(ActivityResultRecord(type_id=type_id, name=name))
            self._tally.made[RESULTS] += 1
        return self._results[key]

    def _new_type(self, name: str, kind: str) -> int:
        key = self._new(ActivityTypeRecord(name=name, kind=kind))
        self._types[folded(name)] = key
        self._made[key] = kind
        self._tally.made[TYPES] += 1
        return key

    def _new(self, record: ActivityTypeRecord | ActivityResultRecord) -> int:
        self._session.add(record)
        self._session.flush()
        return record.id


class ActivityIntake(Intake):
    table = bulk.table_of(ActivityRecord)
    columns = (
        "type_id",
        "result_id",
        "employee_id",
        "customer_id",
        "subject",
        "note",
        "planned_at",
        "done_at",
        "duration_s",
        "created_at",
        "score",
        "points",
        "external_id",
    )
    columns_of = {
        "type": ("type_id",),
        "result": ("result_id",),
        "employee": ("employee_id",),
        "customer": ("customer_id",),
        "subject": ("subject",),
        "note": ("note",),
        "planned": ("planned_at",),
        "done": ("done_at",),
        "duration": ("duration_s",),
        "created": ("created_at",),
        "score": ("score",),
        "points": ("points",),
    }
    changes = Changes.ACTIVITIES

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._types = _Types(around)
        self._employees = References(
            around.session, bulk.table_of(EmployeeRecord), "code", unknown=unknown_employee
        )
        self._customers = References(
            around.session, bulk.table_of(CustomerRecord), "external_id", unknown=unknown_customer
        )

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._employees.learn(row.values["employee"] for row in rows)
        self._customers.learn(row.values.get("customer") for row in rows)

    def drafted(self, row: ImportedRow) -> Draft:
        get = row.values.get
        employee = self._employees.find("employee", get("employee"))
        customer = self._customers.find("customer", get("customer"))
        created, planned, done = (
            self.instant(get(name)) for name in ("created", "planned", "done")
        )
        if planned is None and done is None:
            raise Refused(
                "planned", Message("An activity needs the time it is planned for, or was done.")
            )
        if created and done and done < created:
            raise Refused("done", Message("The activity was done before it was created."))
        type_id = self._types.find(str(get("type")), get("kind"))
        return Draft(
            row,
            ("external_id",),
            (
                type_id,
                self._types.result(type_id, get("result")),
                employee,
                customer,
                get("subject") or "",
                get("note") or "",
                planned or done,
                done,
                get("duration") or 0,
                created,
                get("score"),
                get("points"),
                get("external_id") or fingerprint(row),
            ),
            self.determined,
        )
