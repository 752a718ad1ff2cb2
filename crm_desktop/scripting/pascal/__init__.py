"""The way over from Pascal: programs of other products become scripts of the sandbox."""

from __future__ import annotations

from crm_desktop.scripting.pascal.context import Note
from crm_desktop.scripting.pascal.conversion import Conversion, convert, convert_file
from crm_desktop.scripting.pascal.reading import MAX_BYTES
from crm_desktop.scripting.pascal.refusal import NotPascalError

__all__ = ["MAX_BYTES", "Conversion", "NotPascalError", "Note", "convert", "convert_file"]
