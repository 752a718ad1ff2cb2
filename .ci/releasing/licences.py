"""The licences of all that is handed out: their check, their texts and THIRD_PARTY.md."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from releasing import licence_texts, third_party
from releasing.components import COMPONENTS, Component
from releasing.expressions import choice, keys
from releasing.packages import Package, packages

LIST = "THIRD_PARTY.md"

_OWN = Path(__file__).resolve().parents[2] / "LICENSE"
_NATIVE = (b"MZ", b"\x7fELF")
_QT_UNDER_GPL = re.compile(
    r"""(.*/)?(lib)?Qt6?(
        Charts\w* | Coap | DataVisualization\w* | Graphs\w* | HttpServer | Lottie\w* | Mqtt
      | NetworkAuth | Quick3D\w* | QuickTimeline\w* | ShaderTools | VirtualKeyboard\w*
      | WaylandCompositor | WaylandEglCompositor\w*
    )\..* | (.*/)?(lib)?qtvirtualkeyboardplugin\..*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What stands in a folder: its packages, the components with their files, and the rest."""

    packages: list[Package]
    components: dict[Component, list[str]]
    unknown: list[str]

    @classmethod
    def of(cls, folder: Path) -> Shipped:
        """Look into ``folder``; ``unknown`` are its native files that nobody attributed."""
        names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))]
        known = packages(folder / "Lib")
        found = {component: component.among(names) for component in COMPONENTS}
        attributed = {name for files in found.values() for name in files}
        whose = [package.review.files for package in known]
        attributed.update(name for name in names if any(files.fullmatch(name) for files in whose))
        unknown = [
            name
            for name in names
            if (name not in attributed or _QT_UNDER_GPL.fullmatch(name))
            and _is_native(folder / name)
        ]
        components = {component: files for component, files in found.items() if files}
        return cls(known, components, unknown)

    def named_texts(self) -> set[str]:
        """Return the texts that the reviewed table and the crates ask for."""
        named = {text for component in self.components for text in component.texts}
        named.update(text for package in self.packages for text in package.review.texts)
        if any(package.crates for package in self.packages):
            named.update(licence_texts.OF_CRATES.values())
        return named


def write(folder: Path) -> None:
    """Write THIRD_PARTY.md, the texts and our own licence into ``folder``, whatever its system.

    Ends with words where something in it may not be handed out.
    """
    shipped = Shipped.of(folder)
    if problems := _against(shipped, folder):
        sys.exit("\n".join(("This may not be handed out:", *problems)))
    licence_texts.copy(folder, shipped.packages, shipped.named_texts())
    shutil.copyfile(_OWN, folder / "LICENSE.txt")
    content = third_party.page(shipped.packages, shipped.components)
    (folder / LIST).write_text(content, encoding="utf-8", newline="\n")


def forbidden(folder: Path) -> list[str]:
    """Return a sentence for each part of ``folder`` that may not be handed out as it is."""
    return _against(Shipped.of(folder), folder)


def _against(shipped: Shipped, folder: Path) -> list[str]:
    return [
        *(reason for package in shipped.packages for reason in _against_package(package)),
        *(
            reason
            for component in shipped.components
            for reason in _against_component(component, folder, shipped.packages)
        ),
        *(_against_file(name) for name in shipped.unknown),
    ]


def _against_package(package: Package) -> Iterator[str]:
    name = f"{package.name} {package.version}"
    if package.licence is None:
        yield f"{name}: its licence is not known, it says “{package.said}”."
    elif choice(package.licence) is None:
        yield f"{name}: {package.licence} is not among the licences that were read."
    if not package.texts and not package.review.texts:
        yield f"{name}: it comes without the text of its licence."
    for crate in package.crates:
        chosen = choice(crate.licence)
        if chosen is None:
            yield f"{name}: {crate.name} in it is under “{crate.licence}”."
        else:
            for key in keys(chosen) - licence_texts.OF_CRATES.keys():
                yield f"{name}: {crate.name} in it is under {key}, whose text is missing."


def _against_component(component: Component, folder: Path, known: list[Package]) -> Iterator[str]:
    if choice(component.licence) is None:
        yield f"{component.name}: {component.licence} is not among the licences that were read."
    for text in component.texts:
        if not licence_texts.is_there(text, folder, known):
            yield f"{component.name}: the text {text} of its licence is missing."


def _against_file(name: str) -> str:
    if _QT_UNDER_GPL.fullmatch(name):
        return f"{name}: this part of Qt is under the GPL alone."
    return f"{name}: nobody looked up what is in it; add it to components.toml."


def _is_native(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as content:
        return content.read(4).startswith(_NATIVE)
