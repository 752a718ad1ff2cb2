"""Walls of Windows that a process puts up around itself: mitigations, and the lowest integrity.

The job object, which bounds memory and children, is the program's: see ``windows_job``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .resources import Step

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _MITIGATIONS = {
        "dynamic code": (2, 1),
        "win32k": (4, 1),
        "extension points": (6, 1),
        "fonts": (9, 1),
        "images": (10, 0b11),
        "child processes": (13, 1),
    }
    """Numbers and flags of PROCESS_MITIGATION_POLICY."""

    _TOKEN_ADJUST_DEFAULT, _TOKEN_QUERY = 0x80, 0x08
    _TOKEN_INTEGRITY_LEVEL = 25
    _GROUP_INTEGRITY = 0x20
    _UNTRUSTED = "S-1-16-0"

    class _Label(ctypes.Structure):
        _fields_ = (("sid", ctypes.c_void_p), ("attributes", wintypes.DWORD))

    def steps() -> Sequence[tuple[str, Step]]:
        """Return the walls in the order in which they can be put up."""
        return [("mitigations", mitigate), ("integrity", lower_integrity)]

    def mitigate() -> str:
        """Give up what a computing process does not need; say what the system took."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        held = []
        for name, (policy, flags) in _MITIGATIONS.items():
            value = wintypes.DWORD(flags)
            if kernel.SetProcessMitigationPolicy(policy, ctypes.byref(value), 4):
                held.append(name)
        if not held:
            raise ctypes.WinError(ctypes.get_last_error())
        return ", ".join(held)

    def lower_integrity() -> str:
        """Take the lowest integrity level: nothing of the user can be written to."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        rights = ctypes.WinDLL("advapi32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.LocalFree.argtypes = [ctypes.c_void_p]
        token, sid = wintypes.HANDLE(), ctypes.c_void_p()
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        access = _TOKEN_ADJUST_DEFAULT | _TOKEN_QUERY
        _demand(rights.OpenProcessToken(process, access, ctypes.byref(token)))
        try:
            _demand(rights.ConvertStringSidToSidW(_UNTRUSTED, ctypes.byref(sid)))
            label = _Label(sid.value, _GROUP_INTEGRITY)
            size = wintypes.DWORD(ctypes.sizeof(label))
            _demand(
                rights.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), size)
            )
        finally:
            kernel.LocalFree(sid)
            kernel.CloseHandle(token)
        return ""

    def _demand(is_done: int) -> None:
        if not is_done:
            raise ctypes.WinError(ctypes.get_last_error())
