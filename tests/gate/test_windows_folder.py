"""The folder for Windows, made as for a release: it takes a minute and a hundred megabytes."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from crm_desktop import product
from releasing import compiled, launcher, licences, manifest, program, wheels, windows
from releasing.target import LINUX, WINDOWS

fcntl = pytest.importorskip("fcntl", reason="RELEASES ARE MADE ON LINUX: nothing is tried here")
pytestmark = pytest.mark.timeout(600)

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "LICENSE.txt", "THIRD_PARTY.md", "crm-desktop.ico", "scheme-file.ico",
    "python/python.exe", "python/pythonw.exe", "python/python311.dll", "python/python311.zip",
    "python/_sqlite3.pyd", "python/LICENSE.txt",
    "Lib/PySide6/QtWidgets.pyd", "Lib/PySide6/plugins/platforms/qwindows.dll",
    "Lib/PySide6/translations/qtbase_ru.qm", "Lib/tzdata/zoneinfo/Europe/Moscow",
    "Lib/babel/locale-data/ru.dat", "Lib/keyring/backends/Windows.py",
    "app/crm_desktop/scripting/worker/start.py", "app/crm_desktop/resources/icons/app.svg",
    "app/crm_desktop/storage/migrations/versions/r0001_first_tables.py", "app/ui/app.py",
}  # fmt: skip
UNWANTED = re.compile(
    r"""(?!(.*/)?licen[cs]es/)(.*\.(pyi|po|qml|h|lib|so)
      | .*/(tests|bin|include|examples)/.*
      | .*\.dist-info/(RECORD|INSTALLER|direct_url\.json)
      | .*/(Qt6Quick|Qt6Qml|Qt6Designer|Qt6Network|opengl32sw).*
      | .*/locale-data/de\.dat)""",
    re.VERBOSE,
)
OF_WINDOWS = re.compile(
    r"""(api-ms-win-[\w-]+ | advapi32 | authz | bcrypt(primitives)? | comdlg32 | crypt32
      | d3d(9|11|12) | dwmapi | dwrite | dxgi | gdi32 | icuuc | imm32 | iphlpapi | kernel32 | mpr
      | netapi32 | ntdll | ole(aut)?32 | rpcrt4 | secur32 | setupapi | shell32 | shlwapi
      | uiautomationcore | user32 | userenv | uxtheme | version | winmm | ws2_32 | wtsapi32
    )\.dll""",
    re.VERBOSE,
)
"""What each Windows since 10 brings itself."""

WORDS = """
import sys
sys.path[:0] = sys.argv[1:]
from babel import Locale
from holidays import country_holidays
for language in ("en", "en_GB", "ru", "ru_KZ"):
    spoken = Locale.parse(language)
    print(sorted(spoken.territories.items()), sorted(spoken.currencies.items()))
for country in ("RU", "KZ", "BY", "DE", "US"):
    for language in country_holidays(country).supported_languages:
        if language[:2] in {"en", "ru"}:
            print(country, country_holidays(country, years=2026, language=language))
    print(country, country_holidays(country, years=2026))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder, made once however many processes share these tests."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_TESTRUNUID" in os.environ:
        place = place.parent
    made = place / "windows"
    with (place / "windows.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / manifest.NAME).exists():
            shutil.rmtree(made, ignore_errors=True)
            try:
                windows.make(made)
            except SystemExit as error:
                pytest.fail(str(error), pytrace=False)
    return made


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_lock_is_read_for_the_system_that_is_released_for() -> None:
    ours = {Requirement(line.partition(" ")[0]).name for line in wheels.lines(WINDOWS)}
    theirs = {Requirement(line.partition(" ")[0]).name for line in wheels.lines(LINUX)}
    assert ours - theirs == {"pywin32-ctypes", "tzdata"}
    assert theirs - ours == {"cryptography", "jeepney", "secretstorage"}


def test_it_holds_what_the_program_needs(folder: Path) -> None:
    assert NEEDED - names(folder) == set()


def test_it_holds_nothing_for_others(folder: Path) -> None:
    assert [name for name in sorted(names(folder)) if UNWANTED.fullmatch(name)] == []


def test_it_holds_the_locked_versions_and_our_own(folder: Path) -> None:
    found = metadata.distributions(path=[str(folder / "Lib"), str(folder / "app")])
    wanted = [Requirement(line.partition(" ")[0]) for line in wheels.lines(WINDOWS)]
    pins = {(canonicalize_name(pin.name), str(pin.specifier)) for pin in wanted}
    assert {(canonicalize_name(one.name), f"=={one.version}") for one in found} == pins | {
        (canonicalize_name(product.CODE), f"=={product.version()}")
    }


def test_every_source_is_compiled_and_no_date_matters(folder: Path) -> None:
    sources = set(folder.rglob("*.py"))
    expected = {Path(importlib.util.cache_from_source(str(path))): path for path in sources}
    assert set(folder.rglob("*.pyc")) == set(expected)
    unchecked = importlib.util.MAGIC_NUMBER + struct.pack("<I", 1)
    assert [
        str(source)
        for file, source in expected.items()
        if file.read_bytes()[:16] != unchecked + importlib.util.source_hash(source.read_bytes())
    ] == []


@pytest.mark.parametrize(
    ("name", "subsystem"), [("crm-desktop.exe", 2), ("crm-desktop-cli.exe", 3)]
)
def test_a_launcher_is_a_stub_an_interpreter_and_a_start(
    folder: Path, name: str, subsystem: int
) -> None:
    content = (folder / name).read_bytes()
    stub, interpreter = launcher.STUBS[name]
    head = resources.files("distlib").joinpath(stub).read_bytes()
    header = int.from_bytes(content[0x3C:0x40], "little")
    assert content.startswith(head)
    assert content[header : header + 4] == b"PE\0\0"
    assert int.from_bytes(content[header + 0x5C : header + 0x5E], "little") == subsystem
    line, _, archive = content[len(head) :].partition(b"\r\n")
    assert line == f'#!"<launcher_dir>\\python\\{interpreter}"'.encode()
    with zipfile.ZipFile(io.BytesIO(archive)) as start:
        assert start.namelist() == ["__main__.py"]
        assert b"from crm_desktop.cli import main" in start.read("__main__.py")


def test_its_python_looks_into_this_folder_alone(folder: Path) -> None:
    said = (folder / "python" / "python311._pth").read_bytes()
    assert said == b"python311.zip\r\n.\r\n..\\Lib\r\n..\\app\r\n"


def test_no_file_tells_where_it_was_made(folder: Path) -> None:
    places = [str(place).encode() for place in (ROOT, folder, tempfile.gettempdir() + "/crm-")]
    contents = ((name, (folder / name).read_bytes()) for name in sorted(names(folder)))
    assert [name for name, content in contents if any(map(content.__contains__, places))] == []


def test_all_of_it_may_be_handed_out(folder: Path) -> None:
    assert licences.forbidden(folder) == []


def test_it_takes_at_most_200_megabytes(folder: Path) -> None:
    assert manifest.size(folder) <= 200_000_000


def test_the_manifest_is_true(folder: Path) -> None:
    files = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))["files"]
    assert [file["path"] for file in files] == sorted(names(folder) - {manifest.NAME})
    for file in files:
        path = folder / file["path"]
        assert (file["size"], file["sha256"]) == (path.stat().st_size, manifest.sha256(path))


def test_the_same_commit_makes_the_same_program_wherever(tmp_path: Path) -> None:
    digests = []
    for place in (tmp_path / "here", tmp_path / "at another place"):
        program.install(place / "app")
        compiled.compile_folder(place)
        digests.append({name: manifest.sha256(place / name) for name in names(place)})
    assert len(digests[0]) > 1000
    assert digests[0] == digests[1]


def test_the_languages_lose_no_word(folder: Path) -> None:
    lines = [said(str(folder / "app"), str(folder / "Lib")), said(*sys.path)]
    assert len(lines[0]) > 10
    assert lines[0] == lines[1]


def said(*searched: str) -> list[str]:
    """Return what ``WORDS`` prints with the modules of these folders."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", WORDS, *searched]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.splitlines()


def test_every_library_finds_what_it_asks_for(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.suffix in {".dll", ".exe", ".pyd"}]
    asked = {name.lower() for path in files for name in imported(path.read_bytes())}
    assert asked > {"kernel32.dll", "python3.dll", "qt6core.dll"}
    there = {path.name.lower() for path in files}
    assert {name for name in asked - there if not OF_WINDOWS.fullmatch(name)} == set()


def imported(content: bytes) -> Iterator[str]:
    """Return the libraries that a program or library of Windows loads when it is loaded."""
    header = int.from_bytes(content[0x3C:0x40], "little")
    section_count, optional_size, kind = struct.unpack_from("<H12xH2xH", content, header + 6)
    tables = header + 24 + (0x70 if kind == 0x20B else 0x60)
    sections = [
        struct.unpack_from("<8x4I", content, header + 24 + optional_size + 40 * number)
        for number in range(section_count)
    ]

    def placed(address: int) -> int:
        inside = [part for part in sections if part[1] <= address < part[1] + max(part[0], part[2])]
        return int(address - inside[0][1] + inside[0][3])

    (first,) = struct.unpack_from("<I", content, tables + 8)
    entry = placed(first) if first else None
    while entry is not None and (name := struct.unpack_from("<12xI", content, entry)[0]):
        at = placed(name)
        yield content[at : content.index(b"\0", at)].decode("ascii")
        entry += 20
