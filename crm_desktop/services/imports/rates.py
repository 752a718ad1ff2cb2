"""Exchange rates of each currency and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import OWN_CURRENCY, entered_rate
from crm_desktop.exchange.import_rows import ImportedRow
from crm_desktop.services.imports.currencies import Currencies
from crm_desktop.services.imports.intake import Draft, Intake, Surroundings
from crm_desktop.services.imports.references import Refused
from crm_desktop.storage import bulk
from crm_desktop.storage.models import ExchangeRateRecord


class RateIntake(Intake):
    """What was recorded at a rate that is mended here keeps the one that it was recorded at."""

    table = bulk.table_of(ExchangeRateRecord)
    columns = ("currency", "on", "rate")
    columns_of = {"rate": ("rate",)}
    changes = Changes.SETTINGS

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._currencies = Currencies(around)

    def drafted(self, row: ImportedRow) -> Draft:
        values: Mapping[str, Any] = row.values
        currency = values["currency"]
        if currency == self.firm.currency:
            raise Refused("currency", OWN_CURRENCY)
        self._currencies.need(currency)
        digits = entered_rate(values["rate"])
        return Draft(row, ("currency", "on"), (currency, values["on"], digits), self.determined)
