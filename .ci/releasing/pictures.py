"""The signs of the program and of its scheme files, in the sizes that desktops ask for."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from crm_desktop import paths, product

APP = paths.resource("icons", "app.svg")
SCHEME_FILE = Path(__file__).with_name("scheme-file.svg")

MIME_TYPE = f"application/x-{product.CODE}-scheme"

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Of an icon file: Windows takes 20 and 40 where the screen is scaled."""

HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256)

_WHOLE = QRectF(0, 0, 64, 64)
_WITHOUT_MARGIN = QRectF(2, 2, 60, 60)
_SMALL = 32
"""Up to here the margin of a drawing would be less than a pixel: a blur around it."""

_DOTS_PER_METRE = 3780
_ENTRY = struct.Struct("<BBBBHHII")
_BITMAP = struct.Struct("<IiiHHIIiiII")


def picture(drawing: Path, size: int) -> QImage:
    """Return ``drawing``, whose view box is 64 wide and high, as a square of ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDotsPerMeterX(_DOTS_PER_METRE)  # or it is the screen's, and a file differs by machine
    image.setDotsPerMeterY(_DOTS_PER_METRE)
    image.fill(0)
    renderer = QSvgRenderer(str(drawing))
    renderer.setViewBox(_WITHOUT_MARGIN if size <= _SMALL else _WHOLE)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def icon_file(path: Path, drawing: Path = APP) -> None:
    """Write ``drawing`` as an icon of Windows: bitmaps, and PNG where these would be large."""
    images = [picture(drawing, size) for size in SIZES]
    bodies = [_png(image) if image.width() == 256 else _bitmap(image) for image in images]
    offset = 6 + _ENTRY.size * len(images)
    entries = []
    for image, body in zip(images, bodies, strict=True):
        side = image.width() % 256  # a byte, where nought means 256
        entries.append(_ENTRY.pack(side, side, 0, 0, 1, 32, len(body), offset))
        offset += len(body)
    path.write_bytes(b"".join((struct.pack("<HHH", 0, 1, len(images)), *entries, *bodies)))


def png_icons(folder: Path) -> None:
    """Write the theme folder ``hicolor`` with both signs into ``folder``: .../share/icons."""
    _theme_icon(folder, APP, Path("apps", product.CODE))
    _theme_icon(folder, SCHEME_FILE, Path("mimetypes", MIME_TYPE.replace("/", "-")))


def _theme_icon(folder: Path, drawing: Path, name: Path) -> None:
    for size in HICOLOR:
        path = folder / "hicolor" / f"{size}x{size}" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_png(picture(drawing, size)))
    scalable = folder / "hicolor" / "scalable" / f"{name}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(drawing, scalable)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(writer.errorString())
    return bytes(buffer.data().data())


def _bitmap(image: QImage) -> bytes:
    """Return the lines from the bottom up, then a mask that hides nothing: alpha does."""
    side = image.width()
    downwards, line = bytes(image.constBits()), image.bytesPerLine()
    starts = reversed(range(0, len(downwards), line))
    pixels = b"".join(downwards[start : start + line] for start in starts)
    mask = bytes((side + 31) // 32 * 4 * side)
    size = len(pixels) + len(mask)
    return _BITMAP.pack(_BITMAP.size, side, 2 * side, 1, 32, 0, size, 0, 0, 0, 0) + pixels + mask
