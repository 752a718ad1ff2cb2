"""What the packages of a folder say of themselves: name, version, licence, texts, and crates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PathDistribution
from pathlib import Path

from packaging.utils import canonicalize_name

from releasing.components import REVIEWS, UNREVIEWED, Review
from releasing.expressions import is_expression

_CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
"""Those that name one licence; "BSD License" may be any of several."""

_OF_THE_PROJECT = ("homepage", "home", "source", "source code", "github", "documentation")

_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Crate:
    """A library of Rust that was compiled into a package, or used to compile it."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Package:
    """``licence`` is an SPDX expression; where it is None, ``said`` is what stands in its place.

    ``info`` is its dist-info folder, where the ``texts`` of its licence are.
    """

    name: str
    version: str
    licence: str | None
    said: str
    home: str
    info: Path
    texts: tuple[Path, ...]
    crates: tuple[Crate, ...]

    @property
    def key(self) -> str:
        """Return the name as every index writes it."""
        return canonicalize_name(self.name)

    @property
    def review(self) -> Review:
        """Return what was found out of it."""
        return REVIEWS.get(self.key, UNREVIEWED)


def packages(folder: Path) -> list[Package]:
    """Return the packages whose dist-info stands in ``folder``, by name."""
    return sorted(map(_package, folder.glob("*.dist-info")), key=lambda package: package.key)


def _package(info: Path) -> Package:
    metadata = PathDistribution(info).metadata
    name = metadata["Name"]
    said = _said(metadata)
    licence = said if said and is_expression(said) else _classified(metadata)
    return Package(
        name,
        metadata["Version"],
        licence or REVIEWS.get(canonicalize_name(name), UNREVIEWED).licence,
        said,
        _home(metadata),
        info,
        tuple(_texts(info)),
        tuple(_crates(info)),
    )


def _said(metadata: PackageMetadata) -> str:
    return (_field(metadata, "License-Expression") or _field(metadata, "License")).strip()


def _classified(metadata: PackageMetadata) -> str | None:
    classifiers = metadata.get_all("Classifier") or []
    named = {_CLASSIFIERS.get(name) for name in classifiers if name.startswith("License ::")}
    known = sorted(filter(None, named))
    return " AND ".join(known) if named and len(known) == len(named) else None


def _home(metadata: PackageMetadata) -> str:
    """Return the address of the project's page, or of its sources."""
    links = dict(entry.split(", ", 1) for entry in metadata.get_all("Project-URL") or [])
    by_label = {label.lower(): address for label, address in links.items()}
    named = map(by_label.get, _OF_THE_PROJECT)
    return next(filter(None, [_field(metadata, "Home-page"), *named, *links.values()]), "")


def _field(metadata: PackageMetadata, name: str) -> str:
    return next(iter(metadata.get_all(name) or []), "")


def _texts(info: Path) -> Iterator[Path]:
    """Return the paths, in ``info``, of what it holds of texts of licences."""
    for path in sorted(info.rglob("*")):
        name = path.relative_to(info)
        if path.is_file() and (name.parts[0] == "licenses" or _TEXT.match(name.name)):
            yield path


def _crates(info: Path) -> Iterator[Crate]:
    for path in sorted(info.glob("sboms/*.json")):
        for part in json.loads(path.read_text(encoding="utf-8")).get("components", []):
            if part.get("purl", "").startswith("pkg:cargo/"):
                said = part.get("licenses", [])
                yield Crate(part["name"], part["version"], _crate_licence(said))


def _crate_licence(licences: list[dict[str, object]]) -> str:
    """Return an expression, "" where nothing is said."""
    return " AND ".join(f"({_expression(licence)})" for licence in licences)


def _expression(licence: dict[str, object]) -> str:
    named = licence.get("license")
    if isinstance(named, dict):
        return str(named.get("id") or named.get("name"))
    return str(licence["expression"])
