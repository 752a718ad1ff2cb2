"""What the panel “why this number” is asked, and the answer as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import ALWAYS, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.texts import Message, shown

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class EarnedStep:
    """The step of a line of pay as it is now: records may have earned it one by one."""

    step: Derivation
    employee: str
    period: Period
    line: str


@dataclass(frozen=True, slots=True)
class Question:
    """Why ``figure``: the figure as it was shown, rounded, and the derivation that leads to it.

    ``about`` says whose figure it is, and when; ``records_note`` where its records are, if they
    are not in the derivation. ``earned`` are steps whose records are those of statement lines.
    """

    figure: Money | Quantity
    derivation: Derivation
    about: Message | str = ""
    records_note: Message | None = None
    earned: tuple[EarnedStep, ...] = ()

    def earned_by(self, step: Derivation) -> EarnedStep | None:
        """Return what tells the records that earned ``step``, None where it is no such line."""
        return next((one for one in self.earned if one.step is step), None)

    def title(self) -> str:
        if isinstance(self.figure, Quantity) and self.figure.value is None:
            return str(Message("Why is there no value?"))
        return str(Message("Why {figure}?", figure=self.figure))

    def sentence(self) -> str:
        sentence = self.derivation.sentence
        return shown(self.derivation.label) if sentence is None else str(sentence)


def rule_line(rule: Version) -> str:
    """Return which edition of a rule held, and since when."""
    if rule.valid_from == ALWAYS:
        return str(Message("Rule {number}, in force from the beginning", number=rule.number))
    return str(
        Message(
            "Rule {number}, in force since {day}",
            number=rule.number,
            day=formats.long_day(rule.valid_from),
        )
    )


def as_text(question: Question) -> str:
    """Return the whole answer for the clipboard: the question, then a step a line."""
    heading = [question.title(), shown(question.about), question.sentence()]
    steps = _steps(question.derivation, shown(question.figure), depth=0)
    return "\n".join([*filter(None, heading), "", *steps]) + "\n"


def _steps(step: Derivation, figure: str, depth: int) -> Iterator[str]:
    yield f"{_INDENT * depth}{shown(step.label)}: {figure}"
    inner = _INDENT * (depth + 1)
    if depth and step.sentence is not None:
        yield f"{inner}{step.sentence}"
    if step.rule is not None:
        yield f"{inner}{rule_line(step.rule)}"
    for source in step.inputs:
        yield from _steps(source, shown(source.value), depth + 1)
