"""What was chosen in the catalogue, with the answers to what its entries ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry, with_needs
from crm_desktop.kpi.definition import Indicator


@dataclass(frozen=True, slots=True)
class Basket:
    """``held`` are the codes that the firm has; ``chosen`` those of entries, in turn."""

    held: frozenset[str] = frozenset()
    chosen: tuple[str, ...] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def can_choose(self, code: str) -> bool:
        """Return whether the firm lacks the entry, or can have it once more for something else."""
        return code not in self.held or bool(CATALOGUE[code].parameters)

    def toggled(self, code: str) -> Basket:
        """Return the basket with the entry of ``code``, or without if it is in there."""
        if code in self.chosen:
            return replace(self, chosen=tuple(each for each in self.chosen if each != code))
        return replace(self, chosen=(*self.chosen, code)) if self.can_choose(code) else self

    def answered(self, code: str, values: Mapping[str, str]) -> Basket:
        return replace(self, answers={**self.answers, code: values})

    def needed_by(self, code: str) -> tuple[CatalogueEntry, ...]:
        """Return what comes along with the entry of ``code``, as the firm lacks it."""
        needed = with_needs((code,))
        return tuple(each for each in needed if each.code != code and each.code not in self.held)

    def indicators(self) -> list[Indicator]:
        """Return the chosen indicators after those that they need.

        Raises:
            InvalidInputError: an answer is missing; its field is ``code.parameter``.

        """
        taken = set(self.held)
        found: list[Indicator] = []
        for entry in with_needs(self.chosen):
            if entry.code not in self.held or entry.code in self.chosen:
                code = _free(entry.code, taken)
                taken.add(code)
                found.append(self._made(entry, code))
        return found

    def _made(self, entry: CatalogueEntry, code: str) -> Indicator:
        try:
            return entry.indicator(self.answers.get(entry.code), code=code)
        except InvalidInputError as error:
            raise InvalidInputError(f"{entry.code}.{error.field}", error.message) from error


def _free(code: str, taken: set[str]) -> str:
    numbered = (f"{code}_{number}" for number in count(2))
    return code if code not in taken else next(each for each in numbered if each not in taken)
