"""Walls of Linux by plain system calls: none needs rights, none a library of its own."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from .resources import Step, limit_resources

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CLONE_THREAD = 0x00010000

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_VERSION_FLAG = 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files each version of Landlock knows; later ones know 16."""


class Architecture(NamedTuple):
    """How a processor names its system calls."""

    audit: int
    clone: int
    clone3: int
    allowed: dict[str, int]


_X86_64 = Architecture(
    0xC000003E,
    56,
    435,
    {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
        "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "rt_sigreturn": 15, "ioctl": 16, "readv": 19, "writev": 20, "sched_yield": 24,
        "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "fcntl": 72,
        "gettimeofday": 96, "getrusage": 98, "sysinfo": 99, "sigaltstack": 131, "gettid": 186,
        "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
        "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234,
        "set_robust_list": 273, "prlimit64": 302, "getrandom": 318, "membarrier": 324,
        "rseq": 334,
    },
)  # fmt: skip
_AARCH64 = Architecture(
    0xC00000B7,
    220,
    435,
    {
        "fcntl": 25, "ioctl": 29, "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65,
        "writev": 66, "ppoll": 73, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
        "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114,
        "clock_nanosleep": 115, "sched_getaffinity": 123, "sched_yield": 124,
        "restart_syscall": 128, "tgkill": 131, "sigaltstack": 132, "rt_sigaction": 134,
        "rt_sigprocmask": 135, "rt_sigreturn": 139, "getrusage": 165, "gettimeofday": 169,
        "getpid": 172, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216,
        "mmap": 222, "mprotect": 226, "madvise": 233, "prlimit64": 261, "getrandom": 278,
        "membarrier": 283, "rseq": 293,
    },
)  # fmt: skip
ARCHITECTURES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def steps(memory_mb: int, cpu_seconds: int) -> Sequence[tuple[str, Step]]:
    """Return the walls in the order in which they can be put up."""
    system = ctypes.CDLL(None, use_errno=True)
    machine = os.uname().machine
    return [
        ("privileges", lambda: give_up_privileges(system)),
        ("network", lambda: leave_the_network(system)),
        ("landlock", lambda: leave_the_files(system)),
        ("rlimits", lambda: limit_resources(memory_mb, cpu_seconds)),
        ("seccomp", lambda: allow_few_calls(system, machine)),
    ]


def give_up_privileges(system: Any) -> str:
    """Let no program that is started gain rights, and no other process look into this one."""
    _demand(system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    _demand(system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
    return ""


def leave_the_network(system: Any) -> str:
    """Move into a network of its own, which has no connection."""
    _demand(system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    return ""


def leave_the_files(system: Any) -> str:
    """Forbid all that Landlock can forbid, with no exception."""
    version = system.syscall(
        _LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION_FLAG
    )
    _demand(version >= 1)
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    ruleset = [rights, *([0b11] if version >= 4 else []), *([0b11] if version >= 6 else [])]
    packed = struct.pack(f"{len(ruleset)}Q", *ruleset)
    descriptor = system.syscall(
        _LANDLOCK_CREATE_RULESET, ctypes.c_char_p(packed), ctypes.c_size_t(len(packed)), 0
    )
    _demand(descriptor >= 0)
    try:
        _demand(system.syscall(_LANDLOCK_RESTRICT_SELF, descriptor, 0) == 0)
    finally:
        os.close(descriptor)
    return str(version)


def allow_few_calls(system: Any, machine: str) -> str:
    """Leave the system calls with which a process computes and answers, and threads, no others."""
    architecture = ARCHITECTURES.get(machine)
    if architecture is None:
        raise OSError(errno.ENOSYS, machine)
    program = b"".join(filter_of(architecture))
    held = ctypes.create_string_buffer(program)
    described = _Program(len(program) // 8, ctypes.addressof(held))
    done = system.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described), 0, 0)
    _demand(done == 0)
    return str(len(architecture.allowed))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


_LOAD, _IF_EQUAL, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000


def filter_of(architecture: Architecture) -> list[bytes]:
    """Return the instructions of the filter, eight bytes each.

    Processes are refused and threads allowed by the flags of ``clone``; those of ``clone3`` a
    filter cannot see, so that the C library is told to use the former.
    """
    return [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_IF_EQUAL, architecture.audit, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        *(
            step
            for number in sorted(architecture.allowed.values())
            for step in (_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW))
        ),
        _step(_IF_EQUAL, architecture.clone3, 0, 1),
        _step(_RETURN, _FAIL | errno.ENOSYS),
        _step(_IF_EQUAL, architecture.clone, 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(_IF_ANY_BIT, _CLONE_THREAD, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _FAIL | errno.EPERM),
        _step(_RETURN, _FAIL | errno.EPERM),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _demand(is_done: bool) -> None:
    if not is_done:
        number = ctypes.get_errno()
        raise OSError(number, errno.errorcode.get(number, str(number)))
