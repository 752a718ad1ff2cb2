"""What the fields and tables of a template mean, and what of them cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Operator
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Measure
from crm_desktop.kpi.formula import parse
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    EarningPart,
    Event,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    ProductRate,
    RateScalePremium,
    SalaryPercentPremium,
    StageShare,
)
from crm_desktop.texts import Message
from ui.scheme.cells import (
    CellError,
    Mistake,
    RowReader,
    Sheet,
    number_of,
    required_number,
)
from ui.scheme.profiles.amounts import amount_of
from ui.scheme.templates.kinds import Pays, PoolOf, PremiumKind
from ui.scheme.templates.sketch import (
    EVENT,
    GIFT,
    GROUP,
    HUNDRED,
    INDICATOR,
    MEASURE,
    OPERATOR,
    PRODUCT,
    RATE,
    SHARE,
    STAGE,
    STAGE_SHARE,
    SUM,
    VALUE,
    TemplateSketch,
    unit_of,
)
from ui.widgets.day_edit import no_such_day, parsed

_ZERO = Decimal(0)
_SUMS: Mapping[PremiumKind, Callable[[Decimal], Premium]] = {
    PremiumKind.FIXED: FixedPremium,
    PremiumKind.PER_UNIT: PerUnitPremium,
}
_PARTS: Mapping[PremiumKind, Callable[[Decimal], Premium]] = {
    PremiumKind.PERCENT: PercentPremium,
    PremiumKind.SALARY_PERCENT: SalaryPercentPremium,
    PremiumKind.ABOVE_PLAN: AbovePlanPremium,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """``premium`` and ``terms`` are what can be read, None where something cannot.

    ``wrong`` are fields that cannot be read, ``missing`` those that have to be filled in;
    ``mistakes`` are those of tables, whose rows that count are ``rows``.
    """

    premium: Premium | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Message] = field(default_factory=dict)
    missing: Mapping[str, Message] = field(default_factory=dict)
    mistakes: Mapping[str, tuple[Mistake, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be read."""
        return not (self.wrong or self.missing or any(self.mistakes.values()))

    def template(self, code: str, name: str) -> BonusTemplate:
        """Return the template that is entered.

        Raises:
            InvalidInputError: something cannot be read, or is missing.

        """
        for place, message in {**self.wrong, **self.missing}.items():
            raise InvalidInputError(place, message)
        if self.premium is None or not self.is_sound:
            raise InvalidInputError("tables", Message("Mend what is marked in the tables first."))
        return BonusTemplate(code, name, self.premium, **self.terms)


def read(sketch: TemplateSketch, indicators: Mapping[str, Indicator]) -> Reading:
    """Return what ``sketch`` means; ``indicators`` are known by code."""
    reader = _Reader(sketch, indicators)
    terms = reader.terms()
    premium = reader.premium()
    return Reading(premium, terms, reader.wrong, reader.missing, reader.mistakes, reader.rows)


class _Reader:
    """Reads what the kind of premium has, and keeps what cannot be read."""

    def __init__(self, sketch: TemplateSketch, indicators: Mapping[str, Indicator]) -> None:
        self._sketch = sketch
        self._shown = sketch.shown_fields()
        self._indicators = indicators
        self.wrong: dict[str, Message] = {}
        self.missing: dict[str, Message] = {}
        self.mistakes: dict[str, tuple[Mistake, ...]] = {}
        self.rows: dict[str, tuple[int, ...]] = {}

    def terms(self) -> dict[str, Any]:
        """Return the fields of a template besides its premium."""
        sketch = self._sketch
        return {
            "indicator": self._chosen("indicator") if "indicator" in self._shown else None,
            "conditions": self._table("conditions", self._condition, INDICATOR, VALUE),
            "description": sketch.description.strip(),
            "level": sketch.level,
            "floor": self._number("floor"),
            "cap": self._number("cap"),
            "minimum": self._number("minimum"),
            "instalments": self._count("instalments", 1),
            "clawback": self._clawback(),
            "period_kind": sketch.period_kind,
            "until": self._day("until"),
        }

    def premium(self) -> Premium:
        """Return the premium, with zeros for what cannot be read."""
        kind = self._sketch.kind
        if kind in _SUMS:
            return _SUMS[kind](self._needed("amount"))
        if kind in _PARTS:
            return _PARTS[kind](self._needed("rate", HUNDRED))
        match kind:
            case PremiumKind.RATES:
                return RateScalePremium(self._chosen("scale"))
            case PremiumKind.COEFFICIENT:
                return CoefficientPremium(self._needed("amount"), self._chosen("scale"))
            case PremiumKind.FORMULA:
                return FormulaPremium(self._formula())
            case PremiumKind.POOL:
                return self._pool()
            case PremiumKind.CONTEST:
                prizes = self._table("prizes", _prize, SUM, GIFT)
                return ContestPremium(prizes, self._sketch.ties)
            case _:
                return self._commission()

    def _pool(self) -> PoolPremium:
        sketch = self._sketch
        if sketch.pool is PoolOf.AMOUNT:
            return PoolPremium(sketch.shared, self._needed("amount"))
        rate = self._needed("rate", HUNDRED)
        return PoolPremium(sketch.shared, None, rate, self._chosen("of"))

    def _commission(self) -> CommissionPremium:
        sketch = self._sketch
        is_deal, pays = sketch.entity is Entity.DEAL, sketch.pays
        rates = self._table("rates", _rate, PRODUCT, GROUP, RATE) if pays is Pays.RATE else ()
        rate = None
        if pays is Pays.RATE:
            rate = self._number("rate", HUNDRED) if rates else self._needed("rate", HUNDRED)
        return CommissionPremium(
            sketch.entity,
            self._table("earned", _earning, EVENT),
            rate,
            self._needed("amount") if pays is Pays.AMOUNT else None,
            self._chosen("scale") if pays is Pays.SCALE else None,
            rates,
            sketch.measure if pays is not Pays.AMOUNT else "amount",
            None if sketch.where == EVERYTHING else sketch.where,
            self._count("safety_days", 0),
            self._table("stages", _stage, STAGE, STAGE_SHARE) if is_deal else (),
        )

    def _clawback(self) -> Clawback | None:
        if "clawback_months" not in self._shown or not self._sketch.clawback_months.strip():
            return None
        return Clawback(self._count("clawback_months", 1), self._sketch.is_pro_rata)

    def _formula(self) -> str:
        text = self._sketch.formula.strip()
        if not text:
            self.missing["formula"] = Message("Write a formula.")
            return ""
        try:
            parse(text)
        except InvalidInputError as error:
            self.wrong["formula"] = error.message
        return text

    def _chosen(self, place: str) -> str:
        text: str = getattr(self._sketch, place)
        if not text:
            self.missing[place] = Message("Choose one from the list.")
        return text

    def _number(self, place: str, factor: Decimal = Decimal(1)) -> Decimal | None:
        try:
            return number_of(getattr(self._sketch, place), factor)
        except CellError as error:
            self.wrong[place] = error.message
            return None

    def _needed(self, place: str, factor: Decimal = Decimal(1)) -> Decimal:
        value = self._number(place, factor)
        if value is None and place not in self.wrong:
            self.missing[place] = Message("A number is missing.")
        return value or _ZERO

    def _count(self, place: str, blank: int) -> int:
        value = self._number(place)
        if value is not None and value != int(value):
            self.wrong[place] = Message("Write a whole number.")
            return blank
        return blank if value is None else int(value)

    def _day(self, place: str) -> date | None:
        text: str = getattr(self._sketch, place)
        day = parsed(text)
        if day is None and text.strip():
            self.wrong[place] = no_such_day()
        return day

    def _table(self, place: str, make: Callable[[RowReader], Any], *needed: int) -> tuple[Any, ...]:
        """Return what the rows mean that have something in one of the columns ``needed``."""
        sheet: Sheet = getattr(self._sketch, place)
        made: dict[int, Any] = {}
        mistakes: list[Mistake] = []
        for row, line in enumerate(sheet):
            if any(line[column].strip() for column in needed):
                reader = RowReader(row, line)
                value = make(reader)
                mistakes += reader.mistakes
                if not reader.mistakes:
                    made[row] = value
        self.mistakes[place], self.rows[place] = tuple(mistakes), tuple(made)
        return tuple(made.values())

    def _condition(self, reader: RowReader) -> PremiumCondition:
        indicator = reader.read(INDICATOR, _one_of, self._indicators) or ""
        measure = reader.read(MEASURE, _one_of, set(Measure)) or Measure.FACT
        unit = unit_of(indicator, measure, self._indicators)
        return PremiumCondition(
            indicator,
            Operator(reader.read(OPERATOR, _one_of, set(Operator)) or Operator.MORE),
            reader.read(VALUE, _required(amount_of), unit),
            Measure(measure),
        )


def _prize(reader: RowReader) -> Prize:
    return Prize(reader.read(SUM, number_of) or _ZERO, reader.read(GIFT, str.strip))


def _earning(reader: RowReader) -> EarningPart:
    event = reader.read(EVENT, _one_of, set(Event)) or Event.WON
    return EarningPart(Event(event), reader.read(SHARE, required_number, HUNDRED))


def _rate(reader: RowReader) -> ProductRate:
    product, group = reader.read(PRODUCT, str.strip), reader.read(GROUP, str.strip)
    if bool(product) == bool(group):
        reader.read(PRODUCT, _refuse_both_or_none)
    rate = reader.read(RATE, required_number, HUNDRED)
    return ProductRate(rate, product or None, group or None)


def _stage(reader: RowReader) -> StageShare:
    stage = reader.read(STAGE, _given)
    return StageShare(stage, reader.read(STAGE_SHARE, required_number, HUNDRED))


def _refuse_both_or_none(_text: str) -> None:
    raise CellError(Message("Choose a product, or a product group."))


def _given(text: str) -> str:
    if not text.strip():
        raise CellError(Message("Choose one from the list."))
    return text.strip()


def _one_of(text: str, known: Iterable[str]) -> str:
    if text not in known:
        raise CellError(Message("Choose one from the list."))
    return text


def _required(reader: Callable[..., Decimal | None]) -> Callable[..., Decimal]:
    def read(text: str, *args: Any) -> Decimal:
        value = reader(text, *args)
        if value is None:
            raise CellError(Message("A number is missing."))
        return value

    return read
