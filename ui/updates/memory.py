"""What this computer remembers of newer versions: the last answer, and what can wait."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date

from ui.settings import window_settings

_QUESTION, _ANSWER, _PUT_OFF = "updates/question", "updates/answer", "updates/put-off"


@dataclass(frozen=True, slots=True)
class Question:
    """Whether there is anything newer than ``running`` in ``folder``, asked once a day."""

    day: date
    running: str
    folder: str

    def key(self) -> str:
        return " ".join(map(str, astuple(self)))


def answer(question: Question) -> str | None:
    """Return the version that lay ready, "" for none, None if this was not asked yet."""
    settings = window_settings()
    if settings.value(_QUESTION, "") != question.key():
        return None
    return str(settings.value(_ANSWER, "") or "")


def remember(question: Question, version: str = "") -> None:
    settings = window_settings()
    settings.setValue(_QUESTION, question.key())
    settings.setValue(_ANSWER, version)


def forget() -> None:
    """Let the question be asked again today."""
    window_settings().remove(_QUESTION)


def is_put_off(version: str) -> bool:
    """Return whether the user has said of ``version`` that it can wait."""
    return window_settings().value(_PUT_OFF, "") == version


def put_off(version: str) -> None:
    window_settings().setValue(_PUT_OFF, version)
