"""What all tellers of the demonstration story share: its words, its firm and the moment told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crm_desktop.services.demonstration.directories import Directories
from crm_desktop.services.demonstration.wording import Wording


@dataclass(frozen=True, slots=True)
class Telling:
    """``now`` is the moment beyond which nothing has happened; moments are in the firm's time."""

    wording: Wording
    firm: Directories
    now: datetime
    zone: ZoneInfo

    def has_happened(self, moment: datetime) -> bool:
        return self.instant(moment) <= self.now

    def instant(self, moment: datetime) -> datetime:
        """Return the UTC instant of a moment told in the firm's own time."""
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def is_past(self, day: date) -> bool:
        return day <= self.today()
