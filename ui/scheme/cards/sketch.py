"""A reward card as it is being drawn up, its numbers as they are typed, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Proration
from crm_desktop.rewards.template import Advance, Assignment, PayModel, RewardCard
from crm_desktop.texts import Message
from ui.scheme.cells import (
    CellError,
    Mistake,
    RowReader,
    Sheet,
    number_of,
    number_text,
)

WHO, SALARY = range(2)
TEXTS = ("salary", "advance", "guarantee", "total_cap")


@dataclass(frozen=True, slots=True)
class CardSketch:
    """``templates`` are codes in their order; ``assignments`` the rows of a table.

    ``script`` is the code of the script that ends the calculation, empty for none.
    """

    salary: str = ""
    pay_model: PayModel = PayModel.BONUSES_ONLY
    proration: Proration = Proration.NONE
    templates: tuple[str, ...] = ()
    assignments: Sheet = ()
    advance: str = ""
    is_recoverable: bool = True
    guarantee: str = ""
    total_cap: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class CardReading:
    """``numbers`` are what the fields hold; ``wrong`` and ``missing`` are fields in words."""

    numbers: Mapping[str, Decimal | None] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    rows: tuple[int, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    wrong: Mapping[str, Message] = field(default_factory=dict)
    missing: Mapping[str, Message] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be read."""
        return not (self.wrong or self.missing or self.mistakes)


def sketch_of(card: RewardCard) -> CardSketch:
    """Return ``card`` as it would be typed."""
    advance = card.advance
    return CardSketch(
        salary=number_text(card.salary),
        pay_model=card.pay_model,
        proration=card.proration,
        templates=card.templates,
        assignments=tuple((str(one.subject), number_text(one.salary)) for one in card.assignments),
        advance="" if advance is None else number_text(advance.amount),
        is_recoverable=advance is None or advance.is_recoverable,
        guarantee=number_text(card.guarantee),
        total_cap=number_text(card.total_cap),
        script=card.script or "",
    )


def read(sketch: CardSketch) -> CardReading:
    """Return what ``sketch`` means."""
    numbers: dict[str, Decimal | None] = {}
    wrong: dict[str, Message] = {}
    for code in TEXTS:
        try:
            numbers[code] = number_of(getattr(sketch, code))
        except CellError as error:
            wrong[code] = error.message
    is_given = "salary" in wrong or numbers["salary"] is not None
    missing = {} if is_given else {"salary": Message("A number is missing.")}
    made: dict[int, Assignment] = {}
    mistakes: list[Mistake] = []
    for row, line in enumerate(sketch.assignments):
        if any(text.strip() for text in line):
            reader = RowReader(row, line)
            made[row] = Assignment(reader.read(WHO, _subject), reader.read(SALARY, number_of))
            mistakes += reader.mistakes
    return CardReading(numbers, tuple(made.values()), tuple(made), tuple(mistakes), wrong, missing)


def card_of(sketch: CardSketch, reading: CardReading, code: str, name: str) -> RewardCard:
    """Return the card that is entered.

    Raises:
        InvalidInputError: something cannot be read, or is missing.

    """
    for place, message in {**reading.wrong, **reading.missing}.items():
        raise InvalidInputError(place, message)
    if reading.mistakes:
        raise InvalidInputError("assignments", Message("Mend what is marked in the table first."))
    advance = reading.numbers["advance"]
    return RewardCard(
        code,
        name,
        reading.numbers["salary"] or Decimal(0),
        sketch.templates,
        reading.assignments,
        sketch.pay_model,
        reading.numbers["total_cap"],
        proration=sketch.proration,
        advance=None if advance is None else Advance(advance, sketch.is_recoverable),
        guarantee=reading.numbers["guarantee"],
        script=sketch.script or None,
    )


def _subject(text: str) -> SubjectRef:
    try:
        return SubjectRef.parse(text)
    except ValueError as error:
        raise CellError(Message("Choose one from the list.")) from error
