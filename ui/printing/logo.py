"""The picture of the firm, from a file that somebody chose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader

from crm_desktop.domain.logo import LARGEST_LOGO
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

_FORMATS = (b"png", b"jpeg", b"jpg")
_MOST_PIXELS = 1_000
"""Wide or high: more than paper shows."""


def read_logo(file: Path) -> bytes:
    """Return the picture in the file as PNG, made smaller where paper would not show more.

    Raises:
        InvalidInputError: it is not there, is no PNG or JPEG, or bigger than may be kept.

    """
    if not file.is_file():
        raise InvalidInputError("logo", Message("The file {path} does not exist.", path=str(file)))
    if file.stat().st_size > LARGEST_LOGO:
        raise InvalidInputError(
            "logo", Message("The picture is bigger than {limit} MB.", limit=LARGEST_LOGO >> 20)
        )
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    image = reader.read() if reader.format().data() in _FORMATS else QImage()
    if image.isNull():
        raise InvalidInputError("logo", Message("The picture is no PNG or JPEG."))
    if max(image.width(), image.height()) > _MOST_PIXELS:
        image = image.scaled(
            *(_MOST_PIXELS, _MOST_PIXELS),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(written, "PNG")  # type: ignore[call-overload]
    return bytes(written.data().data())
