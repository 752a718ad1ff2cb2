"""The job object around a worker on Windows: memory, time, no children, and a common end."""

from __future__ import annotations

import subprocess
import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _PROCESS_TIME, _ACTIVE_PROCESS = 0x2, 0x8
    _PROCESS_MEMORY, _JOB_MEMORY = 0x100, 0x200
    _DIE_ON_UNHANDLED, _KILL_ON_CLOSE = 0x400, 0x2000
    _BASIC_UI, _EXTENDED = 4, 9
    _ALL_UI = 0xFF
    _TICKS = 10_000_000

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("greatest_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Counters(ctypes.Structure):
        _fields_ = tuple((f"count_{number}", ctypes.c_uint64) for number in range(6))

    class _Limits(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("counters", _Counters),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def around(process: subprocess.Popen[bytes], memory_mb: int, cpu_seconds: int) -> int | None:
        """Put ``process`` into a job of its own and return the job's handle.

        Raises:
            OSError: the system does not allow it.

        """
        kernel = _kernel()
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            _limit(kernel, job, memory_mb, cpu_seconds)
            handle = wintypes.HANDLE(int(process._handle))  # type: ignore[attr-defined] # noqa: SLF001
            _demand(kernel.AssignProcessToJobObject(wintypes.HANDLE(job), handle))
        except OSError:
            kernel.CloseHandle(wintypes.HANDLE(job))
            raise
        return int(job)

    def close(job: object) -> None:
        """Close the job that ``around`` returned, and end what is still in it."""
        if isinstance(job, int):
            _kernel().CloseHandle(wintypes.HANDLE(job))

    def _limit(kernel: ctypes.WinDLL, job: int, memory_mb: int, cpu_seconds: int) -> None:
        limits = _Limits()
        limits.basic.flags = (
            _PROCESS_TIME
            | _ACTIVE_PROCESS
            | _PROCESS_MEMORY
            | _JOB_MEMORY
            | _DIE_ON_UNHANDLED
            | _KILL_ON_CLOSE
        )
        limits.basic.active_processes = 1
        limits.basic.process_time = cpu_seconds * _TICKS
        limits.process_memory = limits.job_memory = memory_mb << 20
        _set(kernel, job, _EXTENDED, limits)
        _set(kernel, job, _BASIC_UI, wintypes.DWORD(_ALL_UI))

    def _set(kernel: ctypes.WinDLL, job: int, kind: int, value: ctypes._CData) -> None:
        size = wintypes.DWORD(ctypes.sizeof(value))
        handle = wintypes.HANDLE(job)
        _demand(kernel.SetInformationJobObject(handle, kind, ctypes.byref(value), size))

    def _kernel() -> ctypes.WinDLL:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        return kernel

    def _demand(is_done: int) -> None:
        if not is_done:
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def around(process: subprocess.Popen[bytes], memory_mb: int, cpu_seconds: int) -> int | None:
        """Return None: there are no job objects here."""
        del process, memory_mb, cpu_seconds
        return None

    def close(job: object) -> None:
        """Do nothing: there are no job objects here."""
        del job
