"""What people keep of their screens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Folded, Key, Name, PlainJson


class SavedViewRecord(Base):
    """A filter of a list screen under a name; ``queries.views`` says what ``filter`` holds."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("screen", "name_folded"),)

    id: Mapped[Key]
    screen: Mapped[str] = mapped_column(String(40))
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    filter: Mapped[Any] = mapped_column(PlainJson)
