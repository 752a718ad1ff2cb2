"""Types of activities, and what their usual names say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_desktop.domain.names import folded

OTHER = "other"


@dataclass(frozen=True, slots=True)
class ActivityTypeRow:
    """``kind`` is one of ``domain.fields.ACTIVITY_KINDS``."""

    id: int
    version: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ActivityTypeDraft:
    name: str
    kind: str = OTHER


_CALL = r"звон|вызов|\bcall|phone"
_LETTER = r"письм|почт|mail|letter"
_IN = r"вход|принят|incoming|inbound|received|\bin\b"
_OUT = r"исход|отправ|outgoing|outbound|sent|\bout\b"
_KINDS = (
    ("missed_call", rf"(?=.*(?:{_CALL}))(?=.*(?:пропущ|неотвеч|не отвеч|missed|unanswered))"),
    ("call_in", rf"(?=.*(?:{_CALL}))(?=.*(?:{_IN}))"),
    ("call_out", _CALL),
    ("letter_in", rf"(?=.*(?:{_LETTER}))(?=.*(?:{_IN}))"),
    ("letter_out", _LETTER),
    ("complaint", r"жалоб|претенз|рекламаци|complaint|claim"),
    ("survey", r"опрос|анкет|оценк|survey|\bnps\b|\bcsat\b|\bcsi\b"),
    ("review", r"отзыв|review|feedback"),
    ("visit", r"визит|выезд|замер|visit|measur"),
    ("meeting", r"встреч|переговор|презентац|демонстрац|meeting|presentation|\bdemo\b"),
    ("ticket", r"обращени|заявк|инцидент|тикет|ticket|incident|request|\bcase\b"),
    ("task", r"задач|поручени|task|to-?do"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def kind_of(name: str) -> str:
    """Return the kind that the name of a type tells, in Russian or English, else ``other``.

    A call or letter is outgoing unless its name says otherwise.
    """
    text = folded(name)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), OTHER)
