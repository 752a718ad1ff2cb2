"""What usual names of types of activities say of them."""

from __future__ import annotations

import pytest

from crm_desktop.domain.activities import kind_of
from crm_desktop.domain.fields import ACTIVITY_KINDS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Звонок", "call_out"),
        ("ЗВОНОК ИСХОДЯЩИЙ", "call_out"),
        ("Входящий звонок", "call_in"),
        ("Пропущенный входящий звонок", "missed_call"),
        ("Звонок не отвечен", "missed_call"),
        ("Встреча в офисе", "meeting"),
        ("Выезд на замер", "visit"),
        ("Письмо", "letter_out"),
        ("Почта входящая", "letter_in"),
        ("Задача", "task"),
        ("Обращение в поддержку", "ticket"),
        ("Жалоба клиента", "complaint"),
        ("Отзыв", "review"),
        ("Опрос NPS", "survey"),
        ("Call", "call_out"),
        ("Inbound call", "call_in"),
        ("Missed call", "missed_call"),
        ("E-mail sent", "letter_out"),
        ("Meeting", "meeting"),
        ("Demo", "meeting"),
        ("To-do", "task"),
        ("Customer survey", "survey"),
        ("Ёлка", "other"),
        ("Recall of goods", "other"),
    ],
)
def test_a_usual_name_tells_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind
    assert kind in ACTIVITY_KINDS
