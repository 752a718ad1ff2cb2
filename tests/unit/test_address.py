from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import network_drives
from crm_desktop.address import ServerAddress, checked, without_password
from crm_desktop.errors import InvalidInputError
from crm_desktop.network_drives import is_on_network

names = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())
addresses = st.builds(
    ServerAddress,
    host=st.sampled_from(["server", "db.firm.ru", "192.168.1.5", "fe80::1"]),
    database=names,
    user=names,
    password=st.text(max_size=20),
    port=st.integers(1, 65_535),
    sslmode=st.sampled_from(["prefer", "require", "verify-full"]),
    settings=st.sampled_from([(), (("target_session_attrs", "read-write"),)]),
)


@given(addresses)
def test_an_address_is_read_back_to_the_letter(address: ServerAddress) -> None:
    assert ServerAddress.of(address.location()) == address


@given(addresses)
def test_without_its_password_an_address_is_the_same_for_the_rest(address: ServerAddress) -> None:
    bare = replace(address, password="")

    assert ServerAddress.of(without_password(address.location())) == bare
    assert without_password(bare.location()) == without_password(address.location())


@pytest.mark.parametrize(
    "location", ["C:\\firm.sqlite", "sqlite:///firm.sqlite", "postgresql://h:x/d", "/srv/firm"]
)
def test_a_file_is_no_server(location: str) -> None:
    assert ServerAddress.of(location) is None


def test_an_address_by_hand_may_leave_out_what_is_usual() -> None:
    assert ServerAddress.of("postgresql+psycopg://server/crm?password=x") == ServerAddress(
        "server", "crm", "", "x"
    )


def test_no_password_is_shown_with_its_address() -> None:
    settings = (("sslpassword", "s3cret"),)

    assert "s3cret" not in repr(ServerAddress("server", "crm", "crm", "s3cret", settings=settings))


@pytest.mark.parametrize(
    "secret", ["p#s3cret", "5#s3cret", "p/s3cret", "p?s3cret", "p@s3cret", "["]
)
def test_a_password_by_hand_may_hold_what_parts_an_address(secret: str) -> None:
    location = f"postgresql://anna:{secret}@server/crm"

    assert ServerAddress.of(location) == ServerAddress("server", "crm", "anna", secret)
    assert without_password(location) == "postgresql://anna@server/crm"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("postgresql://anna:s3cret@[server/crm?password=s3cret", "postgresql://anna@[server/crm"),
        ("postgresql://server/crm?password=a#s3cret", "postgresql://server/crm"),
        (
            "postgresql://server/crm#1?sslpassword=s3cret&sslmode=require",
            "postgresql://server/crm#1?sslmode=require",
        ),
        (
            "postgresql://anna:s3cret@server/a@b?options=c@d",
            "postgresql://anna@server/a@b?options=c%40d",
        ),
    ],
)
def test_no_address_keeps_a_password(location: str, shown: str) -> None:
    assert without_password(location) == shown


def test_one_account_opens_every_database_of_its_server() -> None:
    one, other = ServerAddress("Server", "crm", "crm"), ServerAddress("server", "trial", "crm")

    assert one.account == other.account
    assert one.account != replace(one, port=5433).account
    assert one.account != replace(one, user="Crm").account


@pytest.mark.parametrize(
    ("field", "change", "port"),
    [
        ("host", {"host": " "}, "5432"),
        ("port", {}, "0"),
        ("port", {}, "65536"),
        ("port", {}, "５４x"),
        ("port", {}, "9" * 5_000),
        ("host", {"host": "postgresql://anna@server/crm"}, "5432"),
        ("host", {"host": "server/crm"}, "5432"),
        ("host", {"host": "anna@server"}, "5432"),
        ("database", {"database": ""}, "5432"),
        ("user", {"user": ""}, "5432"),
    ],
)
def test_what_is_missing_or_wrong_is_said_of_its_part(
    field: str, change: dict[str, str], port: str
) -> None:
    typed = ServerAddress("server", "crm", "anna")

    with pytest.raises(InvalidInputError) as refused:
        checked(replace(typed, **change), port)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_blanks_around_what_was_typed_do_not_count() -> None:
    typed = ServerAddress(" server ", "crm ", " anna", " secret ")

    assert checked(typed, " 5433 ") == ServerAddress("server", "crm", "anna", " secret ", port=5433)


@pytest.mark.parametrize(
    ("path", "is_network"),
    [
        ("\\\\server\\share\\firm.sqlite", True),
        ("//server/share/firm.sqlite", True),
        ("/mnt/shared files/firm.sqlite", True),
        ("/mnt/shared files/disk/firm.sqlite", False),
        ("/run/user/1000/gvfs/smb-share:server=server/firm.sqlite", True),
        ("/home/anna/firm.sqlite", False),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="mounts are those of Linux")
def test_shares_and_mounts_of_other_computers_are_known(
    path: str, is_network: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "//server/share /mnt/shared\\040files cifs rw 0 0\n"
        "gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\n"
        "/dev/sdb1 /mnt/shared\\040files/disk ext4 rw 0 0\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(network_drives, "_MOUNTS", mounts)

    assert is_on_network(path) is is_network


@pytest.mark.parametrize(("kind", "is_network"), [(4, True), (3, False), (2, False)])
def test_windows_says_which_drives_are_mapped(
    kind: int, is_network: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = SimpleNamespace(GetDriveTypeW=lambda root: kind)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)

    assert is_on_network("Z:/firm.sqlite") is is_network


@pytest.mark.parametrize("path", ["\\\\?\\C:\\firm.sqlite", "//./C:/firm.sqlite"])
def test_a_long_name_of_windows_is_no_share(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_drives, "_MOUNTS", Path("none"))

    assert not is_on_network(path)
