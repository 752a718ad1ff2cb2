"""Ready premiums: what firms pay most often, by the role of those who earn it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crm_desktop.kpi.catalogue import Role
from crm_desktop.rewards.gallery import roles, rules, schemes
from crm_desktop.rewards.gallery.entry import (
    GalleryGroup,
    GalleryPremium,
    PremiumEntry,
    PremiumParameter,
    Values,
)
from crm_desktop.rewards.gallery.offers import PremiumOffer, offers
from crm_desktop.rewards.wizard.draft import Aim

__all__ = [
    "GALLERY",
    "GalleryGroup",
    "GalleryPremium",
    "PremiumEntry",
    "PremiumOffer",
    "PremiumParameter",
    "Values",
    "premiums_for",
]

GALLERY: Mapping[str, PremiumEntry] = {
    entry.code: entry for part in (rules, schemes, roles) for entry in part.ENTRIES
}
"""All entries by code, in the order to show them."""


def premiums_for(
    role: Role | None, aims: Sequence[Aim], measured: Collection[str]
) -> tuple[PremiumOffer, ...]:
    """Return what suits people of ``role``, best first; see ``offers``."""
    return offers(GALLERY.values(), role, aims, measured)
