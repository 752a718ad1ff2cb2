from __future__ import annotations

import ctypes
import os
import platform
import shutil
import struct
import subprocess
import sys
import tarfile
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from shiboken6 import Shiboken

from crm_desktop import product
from releasing import debian, icu, linux, pictures
from releasing.compiled import compile_folder
from releasing.elf import Asked, all_asked, asked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the package is Linux's")

START = linux.FILES / "start.py"
LIBRARY = Path(Shiboken.__file__)
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return what a folder for Linux has at the least, with a library for its Python."""
    made = tmp_path / "Папка $HOME 'ё'"
    (made / "python/bin").mkdir(parents=True)
    told = made / "app" / f"crm_desktop-{product.version()}.dist-info"
    told.mkdir(parents=True)
    words = f"Metadata-Version: 2.4\nName: crm-desktop\nVersion: {product.version()}\n"
    (told / "METADATA").write_text(words, encoding="utf-8")
    shutil.copy(linux.FILES / linux.LAUNCHER, made)
    shutil.copy(LIBRARY, made / linux.PYTHON)
    (made / "Lib").mkdir()
    for name in asked_of_library() - debian.LIBRARIES.keys():
        shutil.copy(LIBRARY, made / "Lib" / name)
    return made


def asked_of_library() -> frozenset[str]:
    found = asked(LIBRARY)
    assert found is not None
    return found.libraries


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


# What files ask of the system


def test_a_library_tells_the_libraries_that_it_needs() -> None:
    assert asked_of_library() >= {"libc.so.6", "libstdc++.so.6"}


def test_a_library_tells_the_versions_that_it_needs() -> None:
    found = asked(LIBRARY)
    assert found is not None
    assert {"GLIBC_2.2.5", "GLIBCXX_3.4"} <= found.versions


def test_a_text_asks_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "text.so"
    path.write_text("GROUP ( libc.so.6 )", encoding="utf-8")
    assert asked(path) is None


def test_links_are_not_read_twice(tmp_path: Path) -> None:
    shutil.copy(LIBRARY, tmp_path / "one.so")
    (tmp_path / "two.so").symlink_to("one.so")
    assert [path.name for path in all_asked(tmp_path)] == ["one.so"]


# The data of ICU


def package_of_data(items: dict[str, bytes]) -> bytes:
    """Return a package as ICU lays it out: a head, the table of items, their names, their data."""
    head = struct.pack("<HH", 32, 0xDA27).ljust(12, b"\0") + b"CmnD"
    names = [name.encode() + b"\0" for name in items]
    place = 4 + 8 * len(items)
    data = -(-(place + sum(map(len, names))) // 16) * 16
    table = struct.pack("<I", len(items))
    offset = data
    for name, item in zip(names, items.values(), strict=True):
        table += struct.pack("<II", place, offset)
        place, offset = place + len(name), offset + len(item)
    body = (table + b"".join(names)).ljust(data, b"\0") + b"".join(items.values())
    return head.ljust(32, b"\0") + body


ITEMS = {
    "icudt73l/coll/root.res": b"order of all".ljust(32, b"\0"),
    "icudt73l/coll/sv.res": b"order of Swedish".ljust(16, b"\0"),
    "icudt73l/ibm-1375.cnv": b"letters".ljust(48, b"\0"),
    "icudt73l/likelySubtags.res": b"likely".ljust(16, b"\0"),
    "icudt73l/ru.res": b"Russian".ljust(16, b"\0"),
    "icudt73l/sv.res": b"Swedish".ljust(16, b"\0"),
    "icudt73l/zone/ru.res": b"zones".ljust(64, b"\0"),
}


def test_the_order_of_letters_is_kept_of_all_languages() -> None:
    kept = dict(icu.items(icu.without_unread(package_of_data(ITEMS))))
    wanted = ("coll/root.res", "coll/sv.res", "likelySubtags.res", "ru.res")
    assert kept == {(name := f"icudt73l/{short}"): ITEMS[name] for short in wanted}


def test_the_head_of_the_data_stays_as_it_is() -> None:
    package = package_of_data(ITEMS)
    assert icu.without_unread(package)[:32] == package[:32]


@pytest.mark.skipif(shutil.which("ld") is None, reason="binutils are not there")
def test_a_library_of_data_keeps_its_name_and_symbol(tmp_path: Path) -> None:
    library = tmp_path / "libicudata.so.73"
    library.write_bytes(b"\x7fELF\0icudt73_dat\0" + package_of_data(ITEMS))
    icu.shrink(library)
    data = package_of_data(ITEMS)[:16]
    symbol = ctypes.c_char.in_dll(ctypes.CDLL(str(library)), "icudt73_dat")
    assert ctypes.string_at(ctypes.addressof(symbol), 16) == data


# What the package depends on


def test_the_package_depends_on_the_newest_c_library_that_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants = Asked(frozenset({"libc.so.6"}), frozenset({"GLIBC_2.9", "GLIBC_2.34", "GLIBC_PRIVATE"}))
    monkeypatch.setattr(debian, "all_asked", lambda place: {place: wants})
    assert "libc6 (>= 2.34)" in debian.depends(folder)


def test_the_package_depends_on_what_qt_loads_later(folder: Path) -> None:
    assert {"libxcb-cursor0", "libegl1", "tzdata"} <= debian.depends(folder)


def test_the_package_names_what_later_systems_call_otherwise(folder: Path) -> None:
    assert "libglib2.0-0t64 | libglib2.0-0" in debian.depends(folder)


def test_a_library_inside_needs_no_package(folder: Path) -> None:
    assert not any("shiboken" in name for name in debian.depends(folder))


def test_a_library_that_nothing_brings_is_told(folder: Path) -> None:
    content = LIBRARY.read_bytes().replace(b"\0libc.so.6\0", b"\0libq.so.6\0")
    (folder / "Lib" / "strange.so").write_bytes(content)
    with pytest.raises(SystemExit, match=r"to bring libq\.so\.6 to strange\.so"):
        debian.depends(folder)


# What it says of itself


def test_the_package_says_what_it_is() -> None:
    text = debian.control("1.2.3", 2048, ["b", "a (>= 1)"])
    fields = dict(line.split(": ", 1) for line in text.splitlines() if line[0] != " ")
    assert fields["Package"] == product.CODE
    assert (fields["Version"], fields["Installed-Size"]) == ("1.2.3", "2048")
    assert fields["Depends"] == "a (>= 1), b"
    assert {"desktop-file-utils", "shared-mime-info"} <= set(fields["Recommends"].split(", "))
    assert "keyring" not in fields["Recommends"]
    assert max(map(len, text.splitlines()[-3:])) <= 80


def test_the_desktop_entry_opens_scheme_files_in_this_program() -> None:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(linux.FILES / "crm-desktop.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert entry["Name"] == product.NAME
    assert entry["Exec"] == f"{product.CODE} %f"
    assert entry["MimeType"] == f"{pictures.MIME_TYPE};"
    assert entry["Icon"] == entry["StartupWMClass"] == product.CODE
    assert {"GenericName[ru]", "Comment[ru]", "Keywords[ru]"} <= set(entry)


def test_scheme_files_have_a_type_of_their_own() -> None:
    tree = ET.parse(linux.FILES / "crm-desktop.xml")  # noqa: S314 - our own file
    kind = tree.getroot().find(f"{MIME}mime-type")
    assert kind is not None
    assert kind.get("type") == pictures.MIME_TYPE
    assert [glob.get("pattern") for glob in kind.iter(f"{MIME}glob")] == [
        f"*{product.SCHEME_SUFFIX}"
    ]


# What is packed


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="packages are Debian's")
def test_a_package_is_the_same_each_time_and_belongs_to_root(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    packages = []
    for name, mask in (("one", 0o022), ("two", 0o077)):
        out = tmp_path / name
        out.mkdir()
        before = os.umask(mask)
        try:
            packages.append(debian.pack(folder, out))
        finally:
            os.umask(before)
    one, two = packages
    assert [file.name for file in one.parent.iterdir()] == [one.name]
    assert one.name == f"crm-desktop_{product.version()}_amd64.deb"
    assert one.read_bytes() == two.read_bytes()
    files = members(one)
    assert {(file.uname, file.gname, file.mtime) for file in files.values()} == {
        ("root", "root", 1700000000)
    }
    assert files["./usr/bin/crm-desktop"].linkname == "/opt/crm-desktop/crm-desktop"
    runs = {name for name, file in files.items() if file.isfile() and file.mode & 0o111}
    assert runs == {"./opt/crm-desktop/crm-desktop", "./opt/crm-desktop/python/bin/python3.11"}
    assert "./usr/share/icons/hicolor/48x48/apps/crm-desktop.png" in files


def members(package: Path) -> dict[str, tarfile.TarInfo]:
    tar = subprocess.check_output(["dpkg-deb", "--fsys-tarfile", package])  # noqa: S607 - Debian's
    path = package.with_suffix(".tar")
    path.write_bytes(tar)
    with tarfile.open(path) as archive:
        return {member.name: member for member in archive}


def test_another_system_cannot_make_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "arch"})
    with pytest.raises(SystemExit, match="Debian 12"):
        linux.make(tmp_path)


def test_another_processor_cannot_make_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian_12 = {"ID": "debian", "VERSION_ID": "12"}
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: debian_12)
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(SystemExit, match="64-bit PC"):
        linux.make(tmp_path)


def test_compiled_files_take_the_places_of_sources_that_nobody_reads(tmp_path: Path) -> None:
    names = ("Lib/one/a.py", "Lib/psycopg/b.py", "app/crm_desktop/scripting/worker/c.py")
    for name in names:
        program(tmp_path / name, "")
    compile_folder(tmp_path)
    linux.replace_sources(tmp_path)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py*")}
    assert files == {
        "Lib/one/a.pyc",
        "Lib/psycopg/b.py",
        "Lib/psycopg/__pycache__/b.cpython-311.pyc",
        "app/crm_desktop/scripting/worker/c.py",
        "app/crm_desktop/scripting/worker/__pycache__/c.cpython-311.pyc",
    }
    assert not (tmp_path / "Lib/one/__pycache__").exists()


# How it starts


def test_the_launcher_finds_its_folder_through_links(folder: Path, tmp_path: Path) -> None:
    program(folder / linux.PYTHON, '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n')
    (tmp_path / "first").symlink_to(folder / linux.LAUNCHER)
    link = tmp_path / "a b" / "crm"
    link.parent.mkdir()
    link.symlink_to("../first")
    said = subprocess.check_output([link, "a  b", "*", ""], cwd="/", encoding="utf-8")
    options = ["-I", "-S", "-B", "-X", "utf8"]
    start = str(folder / linux.START)
    assert said.split("\n")[:-1] == [
        *(str(folder / linux.PYTHON), *options, start),
        *("a  b", "*", ""),
    ]


def test_the_launcher_leaves_nothing_to_programs_that_are_started(folder: Path) -> None:
    program(folder / linux.PYTHON, "#!/bin/sh\nenv\n")
    surroundings = {"PATH": os.defpath, "HOME": "/home/x"}
    found, bare = (
        subprocess.check_output(command, env=surroundings, encoding="utf-8", cwd="/").splitlines()
        for command in ([folder / linux.LAUNCHER], ["/bin/sh", "-c", "env"])
    )
    names = {line.partition("=")[0] for line in found}
    assert names == {line.partition("=")[0] for line in bare}


def test_the_start_tells_where_the_program_is_and_what_it_is_called(folder: Path) -> None:
    shutil.copy(START, folder / linux.START)
    said = "import sys\ndef main():\n    print(sys.path[-2:], sys.argv)\n"
    name = "    print(open('/proc/self/comm').read().strip())\n    return 3\n"
    program(folder / "app/crm_desktop/cli.py", said + name)
    command = [sys.executable, "-I", "-S", "-B", str(folder / linux.START), "--demo"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    places = [str(folder / name) for name in ("Lib", "app")]
    assert done.stdout.splitlines() == [f"{places} ['crm-desktop', '--demo']", "crm-desktop"]
    assert done.returncode == 3
