"""The icons of a release hold every size, are the same each time, and can be told apart."""

from __future__ import annotations

import struct
from configparser import ConfigParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QImageReader

from crm_desktop import product
from releasing import pictures

each_drawing = pytest.mark.parametrize(
    "drawing", [pictures.APP, pictures.SCHEME_FILE], ids=["app", "scheme"]
)


@pytest.fixture
def icon(drawing: Path, tmp_path: Path) -> Path:
    path = tmp_path / "sign.ico"
    pictures.icon_file(path, drawing)
    return path


@each_drawing
def test_an_icon_file_holds_every_size(icon: Path) -> None:
    reader = QImageReader(str(icon))
    sizes = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        sizes.append(reader.read().width())

    assert tuple(sizes) == pictures.SIZES


@each_drawing
def test_an_icon_file_shows_what_was_drawn(icon: Path, drawing: Path) -> None:
    reader = QImageReader(str(icon))

    for number, size in enumerate(pictures.SIZES):
        reader.jumpToImage(number)
        shown = reader.read().convertToFormat(QImage.Format.Format_ARGB32)
        assert shown == pictures.picture(drawing, size)


@each_drawing
def test_only_the_largest_picture_is_packed(icon: Path) -> None:
    content = icon.read_bytes()
    packed = []
    for number, size in enumerate(pictures.SIZES):
        start = struct.unpack_from("<I", content, 6 + 16 * number + 12)[0]
        if content[start:].startswith(b"\x89PNG"):
            packed.append(size)

    assert packed == [256]


@each_drawing
def test_an_icon_file_is_the_same_each_time(icon: Path, drawing: Path) -> None:
    first = icon.read_bytes()
    pictures.icon_file(icon, drawing)

    assert icon.read_bytes() == first


@each_drawing
@pytest.mark.parametrize("size", [16, 256])
def test_a_sign_is_seen_on_white_and_on_black(drawing: Path, size: int) -> None:
    image = pictures.picture(drawing, size)
    colours = [image.pixelColor(x, y) for x in range(size) for y in range(size)]
    opaque = [colour.lightness() for colour in colours if colour.alpha() > 200]

    assert min(opaque) < 130
    assert max(opaque) > 200
    assert image.pixelColor(0, 0).alpha() < 128


def test_a_picture_that_cannot_be_written_stops_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "picture", lambda *_: QImage())

    with pytest.raises(OSError):
        pictures.png_icons(tmp_path)


def test_the_theme_folder_has_both_signs_in_every_size(tmp_path: Path) -> None:
    pictures.png_icons(tmp_path)

    names = ["apps/crm-desktop", "mimetypes/application-x-crm-desktop-scheme"]
    assert sorted(
        path.relative_to(tmp_path / "hicolor") for path in tmp_path.rglob("*.*")
    ) == sorted(
        Path(folder, name + suffix)
        for name in names
        for folder, suffix in [
            *((f"{size}x{size}", ".png") for size in pictures.HICOLOR),
            ("scalable", ".svg"),
        ]
    )
    for path in tmp_path.rglob("*.png"):
        assert QImage(str(path)).width() == int(path.parts[-3].partition("x")[0])


def test_what_is_installed_names_the_same_kind_of_file() -> None:
    installed = Path(pictures.__file__).with_name("installed")
    kind = (installed / "crm-desktop.xml").read_text(encoding="utf-8")
    entry = ConfigParser(interpolation=None)
    entry.read(installed / "crm-desktop.desktop", encoding="utf-8")

    assert f'<mime-type type="{pictures.MIME_TYPE}">' in kind
    assert f'<glob pattern="*{product.SCHEME_SUFFIX}"/>' in kind
    assert entry["Desktop Entry"]["MimeType"] == f"{pictures.MIME_TYPE};"
    assert entry["Desktop Entry"]["Icon"] == product.CODE
