"""What an entry of the catalogue is, and the words its sources are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match, Operator
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Polarity
from crm_desktop.kpi.source import Aggregate, RatioSource, RecordSource, Source, Window
from crm_desktop.texts import Message


class Role(StrEnum):
    """Whose work an indicator measures."""

    SALES = "sales"
    CALL_CENTRE = "call-centre"
    SERVICE = "service"
    OFFICE = "office"
    MARKETING = "marketing"
    HEAD_OF_SALES = "head-of-sales"

    def shown(self) -> str:
        return str(_ROLE_NAMES[self])


_ROLE_NAMES = {
    Role.SALES: Message("Sales"),
    Role.CALL_CENTRE: Message("Call centre"),
    Role.SERVICE: Message("Service"),
    Role.OFFICE: Message("Office"),
    Role.MARKETING: Message("Marketing"),
    Role.HEAD_OF_SALES: Message("Head of sales"),
}


class Choice(StrEnum):
    """From which directory of the firm a parameter is chosen."""

    STAGE = "stage"
    PIPELINE = "pipeline"
    PRODUCT_GROUP = "product-group"
    LOSS_REASON = "loss-reason"
    DEAL_SOURCE = "deal-source"
    CUSTOMER_TAG = "customer-tag"
    ACTIVITY_TYPE = "activity-type"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the firm fills in itself."""

    code: str
    label: Message
    choice: Choice


Values = Mapping[str, str]
"""What the firm chose, by the codes of the parameters."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A ready indicator; ``description`` is a sentence that an employee understands.

    ``needs`` are the codes of the entries that its formula uses.
    """

    code: str
    name: Message
    description: Message
    roles: frozenset[Role]
    make: Callable[[Values], Source]
    unit: Unit = Unit.NUMBER
    polarity: Polarity = Polarity.MORE
    parameters: tuple[Parameter, ...] = ()
    needs: tuple[str, ...] = ()

    def indicator(self, values: Values | None = None, *, code: str | None = None) -> Indicator:
        """Return the indicator in the language of the moment, by its own ``code`` if given.

        Raises:
            InvalidInputError: a parameter has no value; its field is the parameter's code.

        """
        chosen = values or {}
        for parameter in self.parameters:
            if not chosen.get(parameter.code, "").strip():
                raise InvalidInputError(
                    parameter.code, Message("Choose: {what}.", what=parameter.label)
                )
        name = str(self.name)
        if self.parameters:
            name += ": " + " → ".join(chosen[parameter.code] for parameter in self.parameters)
        return Indicator(
            code=code or self.code,
            name=name,
            source=self.make(chosen),
            unit=self.unit,
            polarity=self.polarity,
            description=str(self.description),
        )


def always(source: Source) -> Callable[[Values], Source]:
    """Return what makes ``source`` whatever was chosen."""
    return lambda _: source


def is_(field: str, *values: str) -> Condition:
    """Return that ``field`` is one of ``values``."""
    if len(values) == 1:
        return Condition(field, Operator.EQUAL, values)
    return Condition(field, Operator.ONE_OF, values)


def flag(field: str) -> Condition:
    return Condition(field, Operator.EQUAL, (True,))


def score(operator: Operator, value: int) -> Condition:
    return Condition("score", operator, (Decimal(value),))


def all_of(*parts: Filter) -> Filter:
    return parts[0] if len(parts) == 1 else Group(Match.ALL, parts)


def any_of(*parts: Filter) -> Filter:
    return Group(Match.ANY, parts)


WON = is_("status", "won")


def counted(
    entity: Entity, dated_by: str, where: Filter = EVERYTHING, window: Window = Window.WITHIN
) -> RecordSource:
    return RecordSource(entity, Aggregate.COUNT, dated_by, None, where, window)


def summed(
    entity: Entity,
    measure: str,
    dated_by: str,
    where: Filter = EVERYTHING,
    window: Window = Window.WITHIN,
) -> RecordSource:
    return RecordSource(entity, Aggregate.SUM, dated_by, measure, where, window)


def averaged(
    entity: Entity,
    measure: str,
    dated_by: str,
    where: Filter = EVERYTHING,
    *,
    is_working_time: bool = False,
) -> RecordSource:
    return RecordSource(
        entity, Aggregate.AVERAGE, dated_by, measure, where, is_working_time=is_working_time
    )


def buyers(where: Filter = WON, window: Window = Window.WITHIN) -> RecordSource:
    """Return the number of different customers of won deals."""
    return RecordSource(Entity.DEAL, Aggregate.CUSTOMERS, "closed", None, where, window)


def share(part: RecordSource, whole: RecordSource) -> RatioSource:
    return RatioSource(part, whole)
