from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.scripts import Changed, ScriptAnswer, ScriptChange
from crm_desktop.services.script_answers import KeptAnswers

SMALL = ScriptAnswer(Decimal(1))
KEYS = [bytes([number]) for number in range(10)]


def kept(answers: KeptAnswers) -> list[bytes]:
    return [key for key in KEYS if answers.known([key])]


def test_what_is_kept_is_known_again() -> None:
    answers = KeptAnswers()
    answers.keep({KEYS[0]: SMALL})
    assert answers.known(KEYS) == {KEYS[0]: SMALL}


def test_those_that_nobody_asked_for_go_first() -> None:
    answers = KeptAnswers(room=1_500)
    answers.keep(dict.fromkeys(KEYS[:3], SMALL))
    answers.known([KEYS[0]])
    answers.keep({KEYS[3]: SMALL})
    assert kept(answers) == [KEYS[0], KEYS[2], KEYS[3]]


def test_what_was_written_takes_room() -> None:
    change = ScriptChange(Changed.LINE, "Bonus", None, Decimal(1), "why not")
    for long in (ScriptAnswer(log=("x" * 500,) * 2), ScriptAnswer(changes=(change, change))):
        answers = KeptAnswers(room=2_100)
        answers.keep(dict.fromkeys(KEYS[:3], SMALL))
        answers.keep({KEYS[3]: long})
        assert KEYS[3] in kept(answers)
        assert len(kept(answers)) == 2


def test_an_answer_that_is_kept_twice_takes_its_room_once() -> None:
    answers = KeptAnswers(room=1_000)
    for _ in range(5):
        answers.keep(dict.fromkeys(KEYS[:2], SMALL))
    assert kept(answers) == KEYS[:2]


def test_one_that_is_too_large_is_not_kept() -> None:
    answers = KeptAnswers(room=1_000)
    answers.keep({KEYS[0]: ScriptAnswer(log=("x" * 2_000,))})
    assert kept(answers) == []
