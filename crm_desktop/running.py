"""Tells Windows that this program runs, and which one it is; other systems need not be told."""

from __future__ import annotations

import sys

NAME = "CRMDesktop"
"""What the setup program asks for before it changes files that are in use."""

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EVERYBODY_MAY_ASK = "D:(A;;0x100000;;;WD)"
    _SYNCHRONIZE = 0x100000
    _SDDL_REVISION = 1

    class _Rights(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("descriptor", ctypes.c_void_p),
            ("is_inherited", wintypes.BOOL),
        )

    _held: list[int] = []

    def announce() -> None:
        """Hold a name for all users of the machine to see, until the process ends.

        Windows of one application stand together in the taskbar, under its own sign.
        """
        kernel, rights = ctypes.WinDLL("kernel32"), _rights()
        kernel.CreateMutexExW.restype = wintypes.HANDLE
        kernel.CreateMutexExW.argtypes = (
            ctypes.POINTER(_Rights),
            wintypes.LPCWSTR,
            wintypes.DWORD,
            wintypes.DWORD,
        )
        for place in ("Local", "Global"):
            held = kernel.CreateMutexExW(ctypes.byref(rights), rf"{place}\{NAME}", 0, _SYNCHRONIZE)
            if held:
                _held.append(held)
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(wintypes.LPCWSTR(NAME))

    def explain_staying(window: int, words: str) -> None:
        """Say why ``window`` keeps Windows from ending the session."""
        ctypes.windll.user32.ShutdownBlockReasonCreate(
            wintypes.HWND(window), wintypes.LPCWSTR(words)
        )

    def _rights() -> _Rights:
        """Return the rights of a name that everybody may look for, and nobody may change."""
        descriptor = ctypes.c_void_p()
        convert = ctypes.windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
        convert(
            wintypes.LPCWSTR(_EVERYBODY_MAY_ASK),
            wintypes.DWORD(_SDDL_REVISION),
            ctypes.byref(descriptor),
            None,
        )
        return _Rights(ctypes.sizeof(_Rights), descriptor, False)

else:

    def announce() -> None:
        """Do nothing: only Windows asks."""

    def explain_staying(window: int, words: str) -> None:
        """Do nothing: other desktops show the window that asks."""
        del window, words
