from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import UNARY, Condition, Filter, Group, Match, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.codec import DERIVATIONS as DERIVATIONS_CODEC
from crm_desktop.kpi.codec import from_plain, to_plain
from crm_desktop.kpi.definition import Measure, ScoringModel, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.source import Aggregate
from crm_desktop.kpi.telling import Teller
from crm_desktop.kpi.working import Operand, Rows, computed
from crm_desktop.texts import Message, plural

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1))
TEXTS = st.text(max_size=20)
PERIODS = st.builds(
    Period.containing, DAYS, st.sampled_from([k for k in PeriodKind if k is not PeriodKind.CUSTOM])
)
QUANTITIES = st.builds(Quantity, st.none() | DECIMALS, st.sampled_from(Unit), st.none() | TEXTS)
SUBJECTS = st.just(COMPANY) | st.builds(SubjectRef, st.sampled_from(SubjectLevel), TEXTS)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    TEXTS,
    DECIMALS,
    DAYS,
    st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(fold=0)),
    st.builds(Money, st.integers(), st.sampled_from(["RUB", "EUR", "JPY"])),
    QUANTITIES,
    PERIODS,
    SUBJECTS,
    *map(
        st.sampled_from,
        (Aggregate, Entity, SubjectLevel, Measure, Operator, PeriodKind, ScoringModel, Unit),
    ),
)
CONDITIONS = st.builds(
    Condition,
    TEXTS,
    st.sampled_from(Operator),
    st.lists(TEXTS | DECIMALS | DAYS | st.booleans(), max_size=3).map(tuple),
)
FILTERS: st.SearchStrategy[Filter] = st.recursive(
    CONDITIONS,
    lambda inner: st.builds(Group, st.sampled_from(Match), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=5,
)
NAMES = st.sampled_from(["a", "значение", "template", "self", "cls", "count"])
MESSAGES = st.recursive(
    st.builds(Message, TEXTS),
    lambda inner: st.builds(
        Message.of,
        TEXTS,
        st.none() | TEXTS,
        st.dictionaries(NAMES, VALUES | inner, max_size=3),
    ),
    max_leaves=4,
)
RECORDS = st.builds(RecordsQuery, st.sampled_from(Entity), TEXTS, FILTERS, SUBJECTS, PERIODS)
VERSIONS = st.builds(Version, DAYS, st.integers(1, 99))
DERIVATIONS = st.recursive(
    st.builds(Derivation, TEXTS | MESSAGES, QUANTITIES),
    lambda inner: st.builds(
        Derivation,
        TEXTS | MESSAGES,
        QUANTITIES,
        st.none() | MESSAGES,
        st.lists(inner, max_size=2).map(tuple),
        st.none() | RECORDS,
        st.none() | VERSIONS,
    ),
    max_leaves=4,
)


def stored_and_read(value: object) -> object:
    return from_plain(json.loads(json.dumps(to_plain(value))))


@given(VALUES | FILTERS | MESSAGES | DERIVATIONS)
def test_what_was_stored_is_read_back(value: object) -> None:
    again = stored_and_read(value)
    assert again == value
    # Equality overlooks types and digits that the text of a value shows.
    assert repr(again) == repr(value)


def test_a_message_reads_the_same_after_storage() -> None:
    message = plural("{count} deal of {who}", "{count} deals of {who}", count=2, who=Message("all"))
    assert str(stored_and_read(message)) == "2 deals of all"


def test_the_stored_form_stays_as_it_is() -> None:
    # Databases hold it: a change here needs a migration.
    figure = Derivation(
        label="Sales",
        value=Quantity(Decimal("1.50"), Unit.MONEY, "RUB"),
        sentence=Message("{amount}", amount=Money(150, "RUB")),
        rule=Version(date(2026, 3, 1), 2),
        working=computed("max({0}, 2)", Operand(Quantity(Decimal("1.5")), "Sales", Rows(0, 2))),
    )
    assert to_plain(figure) == {
        "derivation": {
            "label": "Sales",
            "value": {
                "quantity": {
                    "value": {"decimal": "1.50"},
                    "unit": {"unit": "money"},
                    "currency": "RUB",
                }
            },
            "sentence": {
                "message": {
                    "template": "{amount}",
                    "many": None,
                    "args": {"amount": {"money": {"minor": 150, "currency": "RUB"}}},
                }
            },
            "inputs": [],
            "records": None,
            "rule": {"version": {"valid_from": {"day": "2026-03-01"}, "number": 2}},
            "working": {
                "working": {
                    "formula": "max(x0, 2)",
                    "operands": [
                        {
                            "operand": {
                                "value": {
                                    "quantity": {
                                        "value": {"decimal": "1.5"},
                                        "unit": {"unit": "number"},
                                        "currency": None,
                                    }
                                },
                                "label": "Sales",
                                "source": {"rows": {"first": 0, "end": 2}},
                            }
                        }
                    ],
                }
            },
        }
    }


def test_a_step_that_was_stored_without_its_working_has_none() -> None:
    stored = to_plain(Derivation("Sales", Quantity(None)))
    assert isinstance(stored, dict)
    del stored["derivation"]["working"]

    assert from_plain(stored) == Derivation("Sales", Quantity(None))


def test_what_no_derivation_holds_is_not_stored() -> None:
    with pytest.raises(TypeError):
        to_plain(1.5)


@pytest.mark.parametrize("plain", [{"nonsense": 1}, {}, {"decimal": "1", "day": "2026-01-01"}])
def test_what_was_never_stored_is_not_read(plain: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_plain(plain)


def test_instants_keep_their_zone() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert stored_and_read(noon) == noon


def test_operators_without_a_value_are_stored() -> None:
    tree = Group(Match.NONE, tuple(Condition("customer", sign) for sign in sorted(UNARY)))
    assert stored_and_read(tree) == tree


def kept(values: Sequence[object]) -> tuple[list[Any], list[Any]]:
    """Return what a teller keeps of ``values`` and their nodes, as it is read from storage."""
    told = Teller(DERIVATIONS_CODEC).told(values)
    return [json.loads(text) for text in told.values], [json.loads(text) for text in told.nodes]


def numbered(plain: Any, places: dict[str, int]) -> Any:
    """Return what ``to_plain`` made with the numbers of nodes, whose texts get ``places``."""
    if isinstance(plain, list):
        return [numbered(part, places) for part in plain]
    if not isinstance(plain, dict):
        return plain
    if "derivation" not in plain:
        return {name: numbered(part, places) for name, part in plain.items()}
    parts = dict(plain["derivation"])
    inputs = [numbered(part, places) for part in reversed(parts.pop("inputs"))][::-1]
    node = {name: part for name, part in parts.items() if part is not None}
    text = as_stored(node | {"inputs": inputs} if inputs else node)
    return {"node": places.setdefault(text, len(places))}


def as_stored(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@given(st.lists(DERIVATIONS, max_size=4), st.lists(VALUES | FILTERS | MESSAGES, max_size=4))
def test_a_teller_writes_what_the_codec_tells_letter_by_letter(
    figures: list[Derivation], values: list[object]
) -> None:
    whole = Derivation("Sum", Quantity(None), inputs=(*figures, *figures[::-1]))
    everything = [*values, tuple(figures), whole, *values]
    teller, places = Teller(DERIVATIONS_CODEC), dict[str, int]()
    expected = [as_stored(numbered(to_plain(value), places)) for value in everything]

    teller.told([Derivation("Of another statement", Quantity(None))])

    assert teller.told(everything) == (expected, list(places))


@given(st.lists(DERIVATIONS, max_size=4))
def test_what_shares_derivations_is_read_back(figures: list[Derivation]) -> None:
    values, nodes = kept([tuple(figures)])
    again = DERIVATIONS_CODEC.sharing(nodes).from_plain(values[0])
    assert repr(again) == repr(tuple(figures))


def test_a_derivation_is_kept_once_and_read_as_one_object() -> None:
    part = Derivation("Sales", Quantity(Decimal(2)))
    equal = Derivation("Sales", Quantity(Decimal(2)))
    twice = Derivation("Sum", Quantity(Decimal(4)), inputs=(part, equal))
    plain, nodes = kept([(twice, part)])
    assert plain == [[{"node": 1}, {"node": 0}]]
    value = {"value": {"decimal": "4"}, "unit": {"unit": "number"}, "currency": None}
    inputs = [{"node": 0}, {"node": 0}]
    assert nodes[1] == {"label": "Sum", "value": {"quantity": value}, "inputs": inputs}
    [(whole, alone)] = DERIVATIONS_CODEC.sharing(nodes).from_plain(plain)
    assert whole.inputs == (part, part)
    assert whole.inputs[0] is whole.inputs[1] is alone


def test_a_long_chain_of_sums_over_the_two_before_is_kept_in_as_many_nodes() -> None:
    """Told as a tree, the last of them has more steps than there are atoms."""
    chain = [Derivation("0", Quantity(Decimal(0))), Derivation("1", Quantity(Decimal(1)))]
    for number in range(2, 2_000):
        inputs = (chain[-1], chain[-2])
        chain.append(Derivation(str(number), Quantity(Decimal(number)), inputs=inputs))
    [plain], nodes = kept([chain[-1]])
    assert len(nodes) == len(chain)
    last = DERIVATIONS_CODEC.sharing(nodes).from_plain(plain)
    assert last.label == "1999"
    assert last.inputs[0].inputs[0] is last.inputs[1]


@pytest.mark.parametrize("value", [1.5, [1], (1, {}), Message("{a}", a=b"")])
def test_a_teller_refuses_what_the_codec_does(value: object) -> None:
    with pytest.raises(TypeError):
        to_plain(value)
    with pytest.raises(TypeError):
        Teller(DERIVATIONS_CODEC).told([value])
