"""Nothing leaves under a licence that nobody read, and who gets it finds every text."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path, PurePath

import pytest
from packaging.requirements import Requirement

from releasing import licence_texts, licences, wheels
from releasing.components import COMPONENTS, REVIEWS, Component
from releasing.expressions import choice, is_lesser
from releasing.packages import packages
from releasing.pruning import prune
from releasing.target import LINUX, WINDOWS

LESSER = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
CRATE = {"name": "crate", "version": "1", "purl": "pkg:cargo/crate@1"}
PLAIN = frozenset({".py", ".pyi", ".h", ".qml", ".qm", ".mo", ".png"})
LINKED = "GPL-3.0-or-later WITH GCC-exception-3.1"


def make(folder: Path, *fields: str, name: str = "thing", text: bool = True) -> Path:
    """Put a package into ``folder`` whose metadata hold ``fields``; return its dist-info."""
    info = folder / "Lib" / f"{name}-1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    metadata = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *fields]
    (info / "METADATA").write_text("\n".join(metadata), encoding="utf-8")
    if text:
        (info / "licenses" / "LICENSE").write_text("Do as you like.", encoding="utf-8")
    return info


def put(folder: Path, name: str, content: bytes = b"\x7fELF\x02") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def linked(path: str) -> Iterator[str]:
    """Return the targets of all links of the page."""
    return iter(re.findall(r"\]\(<(.+?)>\)", path))


def tells(file: PurePath) -> bool:
    """Tell whether a file matters to the licences, as most by far do not."""
    if file.parts[0] == ".." or "__pycache__" in file.parts:
        return False
    return "_click" in file.parts or file.suffix not in PLAIN


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of links to what the environment has of a release for Linux."""
    if sys.platform != "linux":
        pytest.skip("The environment of another system holds nothing of a release for Linux.")
    folder = tmp_path_factory.mktemp("release")
    for line in wheels.lines(LINUX):
        for file in distribution(Requirement(line.split(" --hash")[0]).name).files or []:
            if tells(file):
                link = folder / "Lib" / file
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(Path(str(file.locate())))
    prune(folder / "Lib", LINUX)
    return folder


def test_all_that_is_handed_out_is_known(release: Path) -> None:
    assert licences.forbidden(release) == []
    assert len(packages(release / "Lib")) == len(list(wheels.lines(LINUX)))


def test_the_page_names_every_package_and_leads_to_every_text(release: Path) -> None:
    licences.write(release)

    page = (release / "THIRD_PARTY.md").read_text(encoding="utf-8")
    assert [p.name for p in packages(release / "Lib") if f"\n| {p.name} | " not in page] == []
    assert [place for place in linked(page) if not (release / place).is_file()] == []
    assert "\n- PySide6_Essentials " in page
    assert "| PCRE2 |" in page
    assert "licences/texts/LLVM-exception.txt" in page
    assert "| Wintab |" not in page


def test_a_native_file_that_nobody_attributed_is_refused(release: Path) -> None:
    put(release, "Lib/numpy.libs/libsurprise-1234.so.1")

    [problem] = licences.forbidden(release)

    (release / "Lib/numpy.libs/libsurprise-1234.so.1").unlink()
    assert problem.startswith("Lib/numpy.libs/libsurprise-1234.so.1: nobody looked up")


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"\x7fELF\x02"], ids=["Windows", "Linux"])
def test_a_native_file_is_known_by_what_is_in_it(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "Lib/thing/worker", content)
    put(tmp_path, "Lib/thing/notes.dll", b"text")

    assert len(licences.forbidden(tmp_path)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Lib/PySide6/Qt6Charts.dll",
        "Lib/PySide6/QtGraphs.pyd",
        "Lib/PySide6/Qt/lib/libQt6QuickTimeline.so.6",
        "Lib/PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "Lib/PySide6/Qt6DataVisualization.dll",
        "Lib/PySide6/QtHttpServer.abi3.so",
    ],
)
def test_a_part_of_qt_under_the_gpl_alone_is_refused(tmp_path: Path, name: str) -> None:
    make(tmp_path, f"License-Expression: {LESSER}", name="pyside6-essentials")
    put(tmp_path, name)

    assert licences.forbidden(tmp_path) == [f"{name}: this part of Qt is under the GPL alone."]


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        (LESSER, "LGPL-3.0-only"),
        ("GPL-3.0-only OR LGPL-3.0-only", "LGPL-3.0-only"),
        ("(FTL OR GPL-2.0-only) AND Zlib", "FTL AND Zlib"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        (LINKED, LINKED),
        ("GPL-3.0-only", None),
        ("AGPL-3.0-or-later", None),
        ("GPL-2.0-only OR AGPL-3.0-only", None),
        ("MIT AND GPL-2.0-or-later", None),
        ("GPL-2.0-only WITH Linux-syscall-note", None),
        ("MIT WITH Apache-2.0", None),
        ("Apache-2.0 WITH Classpath-exception-2.0", None),
        ("Apache-2.0 WITH Nobody-Knows-exception", None),
        ("SSPL-1.0", None),
        ("CC-BY-NC-4.0", None),
        ("Nobody-Knows-1.0", None),
        ("free for all", None),
        ("", None),
    ],
)
def test_of_a_choice_the_first_licence_is_taken_that_may_be(
    expression: str, chosen: str | None
) -> None:
    assert choice(expression) == chosen


@pytest.mark.parametrize(
    "field", ["License-Expression: GPL-3.0-only", "License: AGPL-3.0-or-later", "License: SSPL-1.0"]
)
def test_a_package_under_such_a_licence_is_refused(tmp_path: Path, field: str) -> None:
    make(tmp_path, field)

    [problem] = licences.forbidden(tmp_path)

    assert problem.startswith("thing 1.0: ")
    assert problem.endswith(" is not among the licences that were read.")


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        (["License-Expression: MIT"], "MIT"),
        (["License: MIT"], "MIT"),
        (["Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["License: MIT License", "Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (
            [
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: Apache Software License",
            ],
            "Apache-2.0 AND MIT",
        ),
        (["License-Expression: MIT", "License: GPL-3.0-only"], "MIT"),
    ],
)
def test_a_licence_is_read_from_wherever_it_is_said(
    tmp_path: Path, fields: list[str], licence: str
) -> None:
    make(tmp_path, *fields)

    [package] = packages(tmp_path / "Lib")

    assert package.licence == licence
    assert licences.forbidden(tmp_path) == []


@pytest.mark.parametrize(
    "fields",
    [
        [],
        ["License: my own"],
        ["License: MIT, Apache-2.0, dependency licenses"],
        ["Classifier: License :: OSI Approved :: BSD License"],
        ["Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"],
        [
            "Classifier: License :: OSI Approved :: MIT License",
            "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        ],
    ],
)
def test_a_package_is_refused_whose_licence_nobody_knows(tmp_path: Path, fields: list[str]) -> None:
    make(tmp_path, *fields)

    [problem] = licences.forbidden(tmp_path)

    assert problem.startswith("thing 1.0: its licence is not known")


def test_what_was_looked_up_stands_in_for_vague_metadata(tmp_path: Path) -> None:
    make(tmp_path, "Classifier: License :: OSI Approved :: BSD License", name="colorama")

    [package] = packages(tmp_path / "Lib")

    assert package.licence == REVIEWS["colorama"].licence == "BSD-3-Clause"


def test_a_package_without_the_text_of_its_licence_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "License-Expression: MIT", text=False)

    assert licences.forbidden(tmp_path) == ["thing 1.0: it comes without the text of its licence."]


@pytest.mark.parametrize(
    "said", [{"expression": "GPL-3.0-only"}, {"license": {"id": "GPL-3.0-only"}}]
)
def test_a_crate_under_the_gpl_is_refused(tmp_path: Path, said: dict[str, object]) -> None:
    info = make(tmp_path, "License-Expression: MIT")
    (info / "sboms").mkdir()
    bill = {"components": [{**CRATE, "licenses": [said]}]}
    (info / "sboms" / "thing.cyclonedx.json").write_text(json.dumps(bill), encoding="utf-8")

    assert licences.forbidden(tmp_path) == ["thing 1.0: crate in it is under “(GPL-3.0-only)”."]


def test_a_crate_of_which_nobody_says_a_licence_is_refused(tmp_path: Path) -> None:
    info = make(tmp_path, "License-Expression: MIT")
    (info / "sboms").mkdir()
    bill = {"components": [CRATE]}
    (info / "sboms" / "thing.cyclonedx.json").write_text(json.dumps(bill), encoding="utf-8")

    assert licences.forbidden(tmp_path) == ["thing 1.0: crate in it is under “”."]


@pytest.mark.parametrize("said", ["(CC0-1.0)", "MIT AND (CC0-1.0)"])
def test_a_crate_is_refused_whose_text_is_missing(tmp_path: Path, said: str) -> None:
    info = make(tmp_path, "License-Expression: MIT")
    (info / "sboms").mkdir()
    bill = {"components": [{**CRATE, "licenses": [{"expression": said}]}]}
    (info / "sboms" / "thing.cyclonedx.json").write_text(json.dumps(bill), encoding="utf-8")

    assert licences.forbidden(tmp_path) == [
        "thing 1.0: crate in it is under CC0-1.0, whose text is missing."
    ]


def test_a_component_is_refused_whose_text_is_missing(tmp_path: Path) -> None:
    put(tmp_path, "Lib/typer/_click/core.py", b"")

    [problem] = licences.forbidden(tmp_path)

    assert problem.startswith("Click, as Typer holds it: the text Lib/typer/_click/LICENSE.txt ")


def test_nothing_is_written_for_what_may_not_be_handed_out(tmp_path: Path) -> None:
    make(tmp_path, "License-Expression: GPL-3.0-only")

    with pytest.raises(SystemExit, match=r"thing 1\.0: GPL-3\.0-only is"):
        licences.write(tmp_path)

    assert not (tmp_path / "THIRD_PARTY.md").exists()


def test_the_page_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("b-thing", "a-thing"):
        make(tmp_path, "License-Expression: MIT", name=name)
    licences.write(tmp_path)
    first = (tmp_path / "THIRD_PARTY.md").read_bytes()
    licences.write(tmp_path)

    assert (tmp_path / "THIRD_PARTY.md").read_bytes() == first
    assert first.index(b"| a-thing |") < first.index(b"| b-thing |")


def test_our_own_licence_comes_along(tmp_path: Path) -> None:
    licences.write(tmp_path)

    assert "Apache License" in (tmp_path / "LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_a_reviewed_component_may_be_used(component: Component) -> None:
    assert choice(component.licence) is not None
    assert component.copyright
    assert component.home


def test_the_reviewed_table_names_texts_that_are_kept() -> None:
    named = {text for component in COMPONENTS for text in component.texts}
    named.update(text for review in REVIEWS.values() for text in review.texts)
    kept = {path.stem for path in Path(licences.__file__).with_name("texts").iterdir()}

    assert {text for text in named if "/" not in text} | {*licence_texts.OF_CRATES.values()} == kept


def test_the_parts_under_the_lgpl_are_known() -> None:
    lesser = {part.name for part in COMPONENTS if is_lesser(choice(part.licence) or "MIT")}

    assert lesser == {
        *("AT-SPI2", "GNU libiconv", "Qt", "Wayland protocols", "keyutils"),
        *("libquadmath", "libxcrypt"),
    }


@pytest.mark.parametrize(
    ("target", "files"),
    [
        (WINDOWS, ["python/python311.dll", "python/sqlite3.dll", "python/_ctypes.pyd"]),
        (WINDOWS, ["crm-desktop.exe", "crm-desktop-cli.exe", "python/vcruntime140.dll"]),
        (LINUX, ["python/bin/python3.11", "python/lib/python3.11/lib-dynload/_json.cpython.so"]),
    ],
    ids=["Python for Windows", "launchers", "Python for Linux"],
)
def test_files_beside_the_packages_are_known(target: object, files: list[str]) -> None:
    assert all(any(part.among([name]) for part in COMPONENTS) for name in files)
