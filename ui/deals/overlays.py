"""For whom a deal counts besides its shares."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.deals import CreditShare, checked_overlays
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.deals.credits import NO_SHARE, CreditsEditor
from ui.theme import Tone


class OverlaysEditor(CreditsEditor):
    """Each line counts for its person alone; the lines add up to nothing."""

    field = "overlays"

    def credits(self) -> tuple[CreditShare, ...]:
        """Return the overlays.

        Raises:
            InvalidInputError: one of them is no part of the deal for another person.

        """
        return checked_overlays([line.credit() for line in self.lines])

    def add_line(self) -> None:
        self.append_line(None, Decimal(1))

    def words_of_button(self) -> str:
        return _("Add person") if self.lines else _("Count it for others too")

    def sum_words(self) -> tuple[Message, Tone | None]:
        try:
            _shares = [line.share() for line in self.lines]
        except InvalidInputError:
            return NO_SHARE, Tone.NEGATIVE
        if not self.lines:
            return Message("Besides, the deal counts for nobody."), None
        return Message("For these people alone, besides the shares; not for their units."), None
