"""Use cases on scheme files: a scheme as a document comes in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.changes import Changes
from crm_desktop.exchange.scheme import read_scheme, write_scheme
from crm_desktop.exchange.toml_reading import DocumentError, Problem
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.schemes import SchemeService


@dataclass(frozen=True, slots=True)
class SchemePreview:
    """What a scheme file is, before anybody imports it; ``ended`` names what that would end."""

    name: str
    indicators: int
    scales: int
    profiles: int
    plans: int
    templates: int
    cards: int
    scripts: int
    ended: tuple[str, ...]


class SchemeFileService:
    def __init__(self, schemes: SchemeService) -> None:
        self._schemes = schemes

    def import_file(self, path: Path, valid_from: date = ALWAYS) -> Changes:
        """Bring the scheme in the file in force; see ``SchemeService.import_scheme``.

        Raises:
            DocumentError: the file has problems, or names somebody whom the firm does not have;
                all of them are named, a line each.
            InvalidInputError: the scheme does not suit this firm.

        """
        scheme = read_scheme(path)
        if unknown := self._schemes.unknown_subjects(scheme):
            raise DocumentError(Problem(each.place, each.message) for each in unknown)
        return self._schemes.import_scheme(scheme, valid_from)

    def write(self, path: Path, scheme: Scheme) -> None:
        """Write ``scheme`` to the file, for another firm or another day.

        Raises:
            CrmError: the file cannot be written.

        """
        write_scheme(path, scheme)

    def ended_by(self, path: Path) -> tuple[str, ...]:
        """Return the names of what would end, at once or later, by an import of the file.

        Raises:
            DocumentError: the file has problems; all of them are named, a line each.

        """
        return self._ended_by(read_scheme(path))

    def preview(self, path: Path) -> SchemePreview:
        """Return what the file holds; nothing is changed.

        Raises:
            DocumentError: the file has problems; all of them are named, a line each.

        """
        scheme = read_scheme(path)
        return SchemePreview(
            scheme.name,
            indicators=len(scheme.indicators),
            scales=len(scheme.scales),
            profiles=len(scheme.profiles),
            plans=len(scheme.plans),
            templates=len(scheme.templates),
            cards=len(scheme.cards),
            scripts=len(scheme.scripts),
            ended=self._ended_by(scheme),
        )

    def _ended_by(self, scheme: Scheme) -> tuple[str, ...]:
        brought = {(type(each), each.code) for each in scheme.definitions()}
        return tuple(
            each.name
            for each in self._schemes.scheme(AFTER_ALL).definitions()
            if (type(each), each.code) not in brought
        )
