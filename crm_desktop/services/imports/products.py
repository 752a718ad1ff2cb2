"""Products with their groups."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.services.imports.branches import Branches
from crm_desktop.services.imports.currencies import Currencies
from crm_desktop.services.imports.intake import Draft, Intake, Present, Surroundings
from crm_desktop.services.imports.references import Refused
from crm_desktop.storage import bulk
from crm_desktop.storage.models import ProductGroupRecord, ProductRecord
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

GROUPS = Message("product groups")
_TO_BE_MADE = 0
_COLUMNS = ("name", "name_folded", "group_id", "price_minor", "currency", "external_id")
_KEY = _COLUMNS.index("external_id")


class ProductIntake(Intake):
    table = bulk.table_of(ProductRecord)
    columns = _COLUMNS
    columns_of = {
        "name": ("name", "name_folded"),
        "group": ("group_id",),
        "price": ("price_minor", "currency"),
        "external_id": ("external_id",),
    }
    changes = Changes.DEALS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._currencies = Currencies(around)
        self._groups = Branches(
            around.session, bulk.table_of(ProductGroupRecord), around.tally, GROUPS
        )
        self._keyed: set[str] = set()
        self._named: dict[str, int] = {}

    def prepare(self, rows: Sequence[ImportedRow]) -> None:
        names = {folded(str(row.values["name"])) for row in rows} - self._named.keys()
        keys = {str(row.values.get("external_id")) for row in rows}
        self._named |= imports.list_ids(self.session, self.table, "name_folded", names)
        self._keyed |= {
            key for key, _ in imports.list_ids(self.session, self.table, "external_id", keys)
        }

    def drafted(self, row: ImportedRow) -> Draft:
        values = row.values
        key, name = values.get("external_id"), str(values["name"])
        price = values.get("price")
        if not isinstance(price, Money):
            price = Money.zero(self.firm.currency)
        self._currencies.need(price.currency)
        group = self._groups.branch(values.get("group"))
        is_keyed = key is not None and (key in self._keyed or folded(name) not in self._named)
        return Draft(
            row,
            ("external_id",) if is_keyed else ("name_folded",),
            (name, folded(name), group, price.minor, price.currency, key),
            self.determined,
        )

    def check(self, draft: Draft, present: Present | None) -> None:
        """Refuse the name of another product; a product without external ID is adopted."""
        name, key = draft.values[1], draft.values[_KEY]
        holder = self._named.get(str(name))
        of_other = holder is not None and (present is None or holder != present.id)
        had = present and present.values[_KEY]
        if of_other or (had and key and had != key):
            raise Refused("name", Message("Another product has this name."))
        self._named[str(name)] = present.id if present else _TO_BE_MADE
