"""How the editor names what can be asked of a field, and what only a calculation can be asked."""

from __future__ import annotations

from collections.abc import Mapping

from crm_desktop.domain.fields import FieldType
from crm_desktop.domain.filters import Anchor, Match, Operator
from crm_desktop.texts import Message

_GIVEN = {Operator.NOT_EMPTY: Message("is given"), Operator.EMPTY: Message("is not given")}
_SET = {Operator.ONE_OF: Message("is"), Operator.NONE_OF: Message("is not")}
_TREE = {Operator.ONE_OF: Message("is within"), Operator.NONE_OF: Message("is not within")}
_NUMBER = {
    Operator.AT_LEAST: Message("at least"),
    Operator.AT_MOST: Message("at most"),
    Operator.MORE: Message("more than"),
    Operator.LESS: Message("less than"),
    Operator.EQUAL: Message("equals"),
    Operator.NOT_EQUAL: Message("does not equal"),
    **_GIVEN,
}

OPERATORS: Mapping[FieldType, Mapping[Operator, Message]] = {
    FieldType.TEXT: {**_SET, Operator.CONTAINS: Message("contains"), **_GIVEN},
    FieldType.CHOICE: _SET,
    FieldType.NUMBER: _NUMBER,
    FieldType.MONEY: _NUMBER,
    FieldType.SPAN: _NUMBER,
    FieldType.DAY: {
        Operator.AT_LEAST: Message("from"),
        Operator.AT_MOST: Message("up to and on"),
        Operator.LESS: Message("before"),
        Operator.MORE: Message("after"),
        Operator.EQUAL: Message("on"),
        Operator.NOT_EQUAL: Message("not on"),
        **_GIVEN,
    },
    FieldType.FLAG: {Operator.EQUAL: Message("is")},
    FieldType.PERSON: {**_SET, **_GIVEN},
    FieldType.UNIT: {**_TREE, **_GIVEN},
    FieldType.BRANCH: {**_TREE, **_GIVEN},
}
"""What can be asked of a field, the most usual first."""

MATCHES = {
    Match.ALL: Message("All of these hold"),
    Match.ANY: Message("At least one holds"),
    Match.NONE: Message("None of these holds"),
}

DAYS_OF_PERIOD = frozenset({Anchor.PERIOD_START, Anchor.PERIOD_END})
"""Days that only a calculation knows; lists have no period."""

FIELDS_OF_PERIOD = frozenset({"is_retained", "is_of_new_customer", "debt"})
"""Fields that only a calculation knows."""
