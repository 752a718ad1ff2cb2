"""What a settled statement says about the records behind its indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.kpi.facts import BaseSum, Gathered
from crm_desktop.kpi.records import Counted, CountedRow, Fate
from crm_desktop.rewards.counted_change import Behind, CountedChange, behind

ON = date(2026, 3, 5)
AMOUNT = BaseSum(Entity.DEAL, "closed", "amount", EVERYTHING)
COUNT = BaseSum(Entity.DEAL, "closed", None, EVERYTHING)
OTHER = BaseSum(Entity.DEAL, "created", None, EVERYTHING)


def row(record: int, number: int = 1, digits: int = 0) -> CountedRow:
    return CountedRow(record, "Boiler", ON, number, digits)


def compared(was: dict[BaseSum, Counted], now: dict[BaseSum, Counted], *bases: BaseSum) -> Behind:
    return behind(bases, was, now, "RUB")


def change(base: BaseSum, *, fate: Fate | None = None, label: str = "Boiler") -> CountedChange:
    gone = row(1)._replace(label=label)
    return CountedChange(base, gone, Decimal(1), Decimal(0), "RUB", is_gone=True, fate=fate)


@pytest.mark.parametrize(
    ("entity", "label", "name"),
    [
        (Entity.DEAL, "Boiler", "Deal “Boiler”"),
        (Entity.DOCUMENT, "invoice 17", "invoice 17"),
        (Entity.PAYMENT, "17", "Payment of 05/03/2026 for 17"),
        (Entity.LINE, "Pump", "Line “Pump” of 05/03/2026"),
        (Entity.ACTIVITY, "Call", "Call of 05/03/2026"),
    ],
)
def test_a_record_is_called_by_its_kind(entity: Entity, label: str, name: str) -> None:
    found = change(BaseSum(entity, "any", None, EVERYTHING), label=label)
    assert str(found.name).casefold() == name.casefold()


@pytest.mark.parametrize(
    ("fate", "sentence"),
    [
        (None, "deleted"),
        (Fate("lost", is_meant=False), "it is lost now"),
        (Fate("lost", is_meant=True), "it counts for somebody else or in another month now"),
        (Fate("won", is_meant=False), "it does not meet the conditions any more"),
        (Fate(None, is_meant=False), "it does not meet the conditions any more"),
    ],
)
def test_what_counts_no_more_says_why(fate: Fate | None, sentence: str) -> None:
    assert str(change(COUNT, fate=fate).sentence()) == sentence


def test_the_same_number_with_other_decimals_is_no_change() -> None:
    assert compared({COUNT: (row(1),)}, {COUNT: (row(1, 10, 1),)}, COUNT) == Behind()


def test_a_record_of_several_sums_is_named_once_by_the_first() -> None:
    was: dict[BaseSum, Counted] = {AMOUNT: (row(1, 500, 2),), COUNT: (row(1),)}
    found = compared(was, {AMOUNT: (), COUNT: ()}, AMOUNT, COUNT)
    assert [one.base for one in found.changes] == [AMOUNT]


def test_a_record_that_moved_between_sums_is_named_by_where_it_is() -> None:
    found = compared({COUNT: (row(1),), OTHER: ()}, {COUNT: (), OTHER: (row(1),)}, COUNT, OTHER)
    [one] = found.changes
    assert (one.base, str(one.sentence())) == (OTHER, "it counts as “Number of deals” now")


def test_too_many_records_of_one_sum_leave_those_of_the_others_named() -> None:
    found = compared({COUNT: None, OTHER: ()}, {COUNT: (), OTHER: (row(1),)}, COUNT, OTHER)
    assert found.is_too_many
    assert [one.base for one in found.changes] == [OTHER]


def test_a_sum_of_which_nothing_was_kept_is_not_compared() -> None:
    assert compared({}, {COUNT: (row(1),)}, COUNT) == Behind()


def test_what_is_only_known_to_be_there_counts_as_one() -> None:
    having = BaseSum(Entity.DEAL, "closed", "cycle", EVERYTHING, Gathered.HAVING)
    assert str(change(having).sentence()) == "deleted"
