"""Schemes as they are designed: drafts, and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Key, Name, PlainJson, one_of


class WizardRecord(Base):
    """A designed scheme; ``rewards.wizard.plain`` says what ``body`` holds.

    ``state`` is the last that it was given, ``valid_from`` since or from when, perhaps a later day;
    ``course`` are all of them, see ``queries.wizards``. ``structure`` is how the firm was built
    when somebody last looked whether the scheme is right: see ``rewards.wizard.reviewing``.
    ``publication`` is what undoes it while it has not begun (``services.wizard_undoing``), and
    ``withdrawal`` who had read what was taken back: see ``queries.wizards``.
    """

    __tablename__ = "wizard"
    __table_args__ = (
        one_of("state", ("draft", "published", "paused", "ended")),
        Index(None, "state"),
    )

    id: Mapped[Key]
    state: Mapped[str] = mapped_column(String(20))
    name: Mapped[Name]
    step: Mapped[str] = mapped_column(String(20))
    body: Mapped[Any] = mapped_column(PlainJson)
    people: Mapped[int]
    author: Mapped[Name]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    valid_from: Mapped[date | None]
    review_on: Mapped[date | None]
    structure: Mapped[Any | None] = mapped_column(PlainJson)
    course: Mapped[Any | None] = mapped_column(PlainJson)
    publication: Mapped[Any | None] = mapped_column(PlainJson, deferred=True)
    withdrawal: Mapped[Any | None] = mapped_column(PlainJson)
