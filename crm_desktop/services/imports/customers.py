"""Customers with their classifiers, and the people at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from crm_desktop.changes import Changes
from crm_desktop.domain.customers import CustomerKind
from crm_desktop.domain.names import folded
from crm_desktop.exchange.import_rows import TAGS, ImportedRow
from crm_desktop.services.imports.branches import Branches
from crm_desktop.services.imports.intake import Draft, Intake, Present, Surroundings
from crm_desktop.services.imports.references import References, unknown_customer, unknown_employee
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    ClassifierRecord,
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
    EmployeeRecord,
)
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

TAG_BRANCHES = Message("branches of classifiers")


class CustomerIntake(Intake):
    """Only the classifiers of the mapping are compared: tags under others stay as they are."""

    table = bulk.table_of(CustomerRecord)
    columns = (
        "name",
        "name_folded",
        "kind",
        "phone",
        "email",
        "address",
        "note",
        "owner_id",
        "created_at",
        "external_id",
    )
    columns_of = {
        "name": ("name", "name_folded"),
        "kind": ("kind",),
        "phone": ("phone",),
        "email": ("email",),
        "address": ("address",),
        "note": ("note",),
        "owner": ("owner_id",),
        "created": ("created_at",),
        "external_id": ("external_id",),
    }
    changes = Changes.CUSTOMERS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._undated = self.places(set(around.mapping.fields) - {"created"})
        self._employees = References(
            around.session, bulk.table_of(EmployeeRecord), "code", unknown=unknown_employee
        )
        self._classifiers = Branches(
            around.session, bulk.table_of(ClassifierRecord), around.tally, TAG_BRANCHES
        )

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._employees.learn(row.values.get("owner") for row in rows)

    def drafted(self, row: ImportedRow) -> Draft:
        get = row.values.get
        created, key, name = self.instant(get("created")), get("external_id"), str(get("name"))
        return Draft(
            row,
            ("name_folded",) if key is None else ("external_id",),
            (
                name,
                folded(name),
                get("kind") or CustomerKind.COMPANY.value,
                get("phone") or "",
                get("email") or "",
                get("address") or "",
                get("note") or "",
                self._employees.find("owner", get("owner")),
                created or self.now,
                key,
            ),
            self.determined if created else self._undated,
        )

    def made(self, records: Sequence[tuple[int, Draft]]) -> None:
        self._add_tags((key, branch) for key, draft in records for branch in self._tags(draft))

    def kept(self, records: Sequence[tuple[Present, Draft]]) -> set[int]:
        if not self.mapping.classifiers:
            return set()
        roots = {self._classifiers.branch((name,)) for name in self.mapping.classifiers}
        had: dict[int, set[int]] = defaultdict(set)
        for customer, branch in imports.list_tags(self.session, [p.id for p, _ in records]):
            if self._classifiers.path_up(branch)[-1] in roots:
                had[customer].add(branch)
        added, gone, changed = [], [], set()
        for present, draft in records:
            wanted, before = self._tags(draft), had[present.id]
            if wanted != before:
                changed.add(present.id)
                gone += [(present.id, branch) for branch in sorted(before - wanted)]
                added += [(present.id, branch) for branch in sorted(wanted - before)]
        imports.delete_tags(self.session, gone)
        self._add_tags(added)
        return changed

    def _tags(self, draft: Draft) -> set[int]:
        paths = draft.row.values.get(TAGS)
        branches = (
            self._classifiers.branch(path)
            for path in (paths if isinstance(paths, tuple) else ())
            if isinstance(path, tuple)
        )
        return {branch for branch in branches if branch is not None}

    def _add_tags(self, tags: Iterable[tuple[int, int]]) -> None:
        bulk.insert(
            self.session,
            bulk.table_of(CustomerTagRecord),
            ("customer_id", "classifier_id"),
            list(tags),
        )


class ContactIntake(Intake):
    table = bulk.table_of(ContactRecord)
    columns = (
        "customer_id",
        "name",
        "name_folded",
        "position",
        "phone",
        "email",
        "external_id",
    )
    columns_of = {
        "customer": ("customer_id",),
        "name": ("name", "name_folded"),
        "position": ("position",),
        "phone": ("phone",),
        "email": ("email",),
        "external_id": ("external_id",),
    }
    changes = Changes.CUSTOMERS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._customers = References(
            around.session,
            bulk.table_of(CustomerRecord),
            "external_id",
            unknown=unknown_customer,
        )

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        self._customers.learn(row.values.get("customer") for row in rows)

    def drafted(self, row: ImportedRow) -> Draft:
        get = row.values.get
        key, name = get("external_id"), str(get("name"))
        return Draft(
            row,
            ("customer_id", "name_folded") if key is None else ("external_id",),
            (
                self._customers.find("customer", get("customer")),
                name,
                folded(name),
                get("position") or "",
                get("phone") or "",
                get("email") or "",
                key,
            ),
            self.determined,
        )
