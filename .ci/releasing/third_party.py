"""THIRD_PARTY.md: what others made of a release, under which licence, and how to replace it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from crm_desktop import product
from releasing import licence_texts
from releasing.components import Component
from releasing.expressions import choice, is_lesser
from releasing.packages import Package

_BEGINNING = f"""\
# Software of others in {product.NAME}

{product.NAME} itself is under the Apache License 2.0 (LICENSE.txt). It is handed out together with
the software listed here, which other people wrote and which stays under licences of its own. The
texts of all these licences are in the folder `{licence_texts.FOLDER}`, or where the lists point.

The lists are made from the files that stand beside this page, and the licences are checked when
they are made. Nothing here is under the GPL or the AGPL alone. Where a part is offered under
several licences, the one that {product.NAME} uses comes first and the offer follows in brackets.
"""

_REPLACING = f"""\
## Parts under the LGPL, and how to replace them

{{parts}}

The sources of these parts are unchanged. In the folder for Linux, what debuggers alone read was
taken out of their files (`strip`), and an empty `Lib/PySide6/QtOpenGL.py` stands for a part of Qt
for Python that nothing draws with. They are files of their own, which the program finds by their
names each time it starts; none of them is linked into a file of {product.NAME}. You may replace
each by a build of your own, also a changed one, and you may take {product.NAME} apart as
far as finding errors in such a change needs it. Nothing in the program keeps you from it: it checks
no signature and no digest of these files.

- **Qt and Qt for Python.** Build the same or a compatible version (the same first two numbers) with
  the same options, and put your files over those of the same names in `Lib/PySide6` and
  `Lib/shiboken6`. To change Qt alone, replace its libraries: `Lib/PySide6/Qt6*.dll` and
  `Lib/PySide6/plugins` on Windows, `Lib/PySide6/Qt` on Linux.
- **psycopg.** Put another build into `Lib/psycopg` and `Lib/psycopg_binary`. Without
  `Lib/psycopg_binary`, psycopg uses the libpq that the system finds.
- **Libraries beside psycopg and NumPy.** Put a build of the same interface under the same file name
  into `Lib/psycopg_binary.libs` or `Lib/numpy.libs`.
- **GNU libiconv in lxml.** It is linked into the files of lxml. Build lxml from its source with
  your libiconv and replace `Lib/lxml`.
- **Compiled Python files.** When you change a file that ends in `.py`, delete the folder
  `__pycache__` beside it: what was compiled is not compared with its source.

The sources are published by the projects that the lists name, each under the version that the lists
give. Whoever hands {product.NAME} on must see to it that the sources of the parts under the LGPL
can be had as well, from there or from a copy of their own.
"""

_PACKAGES = """\
## Packages in Lib

| Package | Version | Licence | Project | Texts |
|---|---|---|---|---|
"""

_COMPONENTS = """\
## Other software, inside the packages and beside them

| Software | Licence | Copyright | Project | Files | Texts |
|---|---|---|---|---|---|
"""

_CRATES = """\
## Libraries of Rust

They were compiled into the package, or used to compile it; the package names them in a list of its
own. Their copyright is with the authors of each. The texts of these licences: {texts}.

"""


def page(packages: Sequence[Package], components: Mapping[Component, Sequence[str]]) -> str:
    """Return the page for a folder with ``packages`` and ``components``, these with their files."""
    parts = [
        _BEGINNING,
        _REPLACING.format(parts=_lesser(packages, components)),
        _PACKAGES + "".join(map(_package, packages)),
        _COMPONENTS + "".join(_component(part, files) for part, files in components.items()),
    ]
    rusty = [package for package in packages if package.crates]
    if rusty:
        texts = _links(map(licence_texts.place, licence_texts.OF_CRATES.values()))
        parts.append(_CRATES.format(texts=texts) + "\n".join(map(_crates, rusty)))
    return "\n".join(parts)


def _lesser(packages: Iterable[Package], components: Iterable[Component]) -> str:
    named = [(f"{package.name} {package.version}", package.licence) for package in packages]
    named += [(component.name, component.licence) for component in components]
    return "\n".join(
        f"- {name}: {chosen}"
        for name, licence in named
        if licence and (chosen := choice(licence)) and is_lesser(chosen)
    )


def _package(package: Package) -> str:
    own = [licence_texts.place(text) for text in package.review.texts]
    texts = _links([*licence_texts.places(package), *own])
    licence = _licence(package.licence or package.said)
    return _row(package.name, package.version, licence, package.home, texts)


def _component(component: Component, files: Sequence[str]) -> str:
    return _row(
        component.name,
        _licence(component.licence),
        component.copyright,
        component.home,
        _where(files),
        _links(map(licence_texts.place, component.texts)),
    )


def _crates(package: Package) -> str:
    named = (f"{crate.name} {crate.version} ({choice(crate.licence)})" for crate in package.crates)
    return f"**{package.name}**: {', '.join(named)}.\n"


def _licence(offered: str) -> str:
    """Return what was chosen, and what there was to choose from."""
    chosen = choice(offered)
    return f"{chosen} ({offered})" if " OR " in offered else str(chosen)


def _where(files: Sequence[str]) -> str:
    if len(files) > 4:
        return f"`{posixpath.commonpath(files)}`"
    return ", ".join(f"`{name}`" for name in files)


def _links(places: Iterable[str]) -> str:
    """Return links by the names of the files; the brackets let a name hold spaces."""
    return ", ".join(f"[{place.rpartition('/')[2]}](<{place}>)" for place in places)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"
