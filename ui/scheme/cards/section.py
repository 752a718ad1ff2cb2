"""Reward cards: the list with salaries and whom each pays, and the editor of one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop import formats
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.template import RewardCard
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column
from ui.scheme.cards.editor import CardEditor
from ui.scheme.definitions import DefinitionsView, Wording
from ui.scheme.viewmodel import SchemeRead


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in the list; ``people`` are the names of whom it is assigned to."""

    code: str
    name: str
    salary: Decimal
    currency: str
    model: str
    templates: tuple[str, ...]
    people: tuple[str, ...]
    state: Message


COLUMNS: tuple[Column[CardLine], ...] = (
    Column(
        "name",
        Message("Reward card"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=160,
        stretch=2,
        is_strong=True,
        tip=lambda r: r.name,
    ),
    Column(
        "salary",
        Message("Salary"),
        lambda r: formats.money(r.salary, r.currency, is_short=True),
        lambda r: r.salary,
        is_number=True,
        width=104,
    ),
    Column(
        "model",
        Message("Pay model"),
        lambda r: r.model,
        width=120,
        stretch=1,
        tip=lambda r: r.model,
    ),
    Column(
        "templates",
        Message("Templates"),
        lambda r: shows.number(len(r.templates)),
        lambda r: len(r.templates),
        is_number=True,
        width=88,
        tip=lambda r: "\n".join(r.templates),
    ),
    Column(
        "people",
        Message("Assigned to"),
        lambda r: ", ".join(r.people),
        width=140,
        stretch=2,
        tip=lambda r: "\n".join(r.people),
    ),
    Column("state", Message("In force"), lambda r: str(r.state), width=110),
)


class CardsView(DefinitionsView):
    def __init__(self, context: Context) -> None:
        words = Wording(
            title=_("Reward cards"),
            sentence=_("A reward card says what salary and which bonus templates pay whom."),
            new=_("Add reward card"),
            nothing=_("Nobody is paid yet: a reward card says who gets what."),
            icon="money",
        )
        super().__init__(context, CardEditor(context), COLUMNS, name="cards", words=words)

    def rows(self, read: SchemeRead) -> list[CardLine]:
        newest = {card.code: card for card in read.newest.cards}
        found = {card.code: card for card in read.present.cards} | newest
        people = {ref: words for words, ref in read.subjects()}
        templates = {each.code: each.name for each in read.newest.templates}
        lines = [
            _line(card, read, people, templates, is_newest=card.code in newest)
            for card in found.values()
        ]
        return sorted(lines, key=lambda line: folded(line.name))


def _line(
    card: RewardCard,
    read: SchemeRead,
    people: dict[SubjectRef, str],
    templates: dict[str, str],
    *,
    is_newest: bool,
) -> CardLine:
    return CardLine(
        card.code,
        card.name,
        card.salary,
        read.newest.currency,
        capital(card.pay_model),
        tuple(templates.get(code, code) for code in card.templates),
        tuple(people.get(one.subject, str(one.subject)) for one in card.assignments),
        read.state_of(card.version, is_newest=is_newest),
    )
