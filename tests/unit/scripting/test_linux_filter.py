"""The filter of system calls, tried on both processors by a small reading of its program."""

from __future__ import annotations

import errno
import struct
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("NO FILTER: system calls are filtered on Linux alone", allow_module_level=True)

from crm_desktop.scripting.worker import linux
from crm_desktop.scripting.worker.linux import ARCHITECTURES, Architecture, filter_of

ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
THREAD = 0x00010000
FORBIDDEN = {
    "x86_64": {"open": 2, "stat": 4, "socket": 41, "connect": 42, "fork": 57, "vfork": 58,
               "execve": 59, "kill": 62, "ptrace": 101, "openat": 257, "process_vm_readv": 310,
               "execveat": 322, "io_uring_setup": 425, "openat2": 437, "x32 read": 0x40000000},
    "aarch64": {"openat": 56, "ptrace": 117, "kill": 129, "socket": 198, "connect": 203,
                "execve": 221, "process_vm_readv": 270, "execveat": 281, "io_uring_setup": 425,
                "openat2": 437},
}  # fmt: skip


def answer(architecture: Architecture, number: int, argument: int = 0, *, audit: int = 0) -> int:
    """Return what the filter says of a call, as the kernel reads it."""
    call = struct.pack("IIQQ", number, audit or architecture.audit, 0, argument)  # seccomp_data
    steps = [struct.unpack("HBBI", step) for step in filter_of(architecture)]
    place, held = 0, 0
    while True:
        code, if_true, if_false, value = steps[place]
        place += 1
        match code:
            case linux._LOAD:
                [held] = struct.unpack_from("I", call, value)
            case linux._IF_EQUAL:
                place += if_true if held == value else if_false
            case linux._IF_ANY_BIT:
                place += if_true if held & value else if_false
            case _:
                return int(value)


@pytest.mark.parametrize("machine", sorted(ARCHITECTURES))
class TestFilter:
    def test_computing_is_allowed(self, machine: str) -> None:
        architecture = ARCHITECTURES[machine]
        answers = {answer(architecture, number) for number in architecture.allowed.values()}
        assert answers == {ALLOW}

    def test_everything_else_is_refused(self, machine: str) -> None:
        architecture = ARCHITECTURES[machine]
        others = set(range(600)) - {*architecture.allowed.values(), architecture.clone3}
        assert {answer(architecture, number) for number in others} == {REFUSE}
        assert not set(FORBIDDEN[machine].values()) & set(architecture.allowed.values())
        found = {answer(architecture, number) for number in FORBIDDEN[machine].values()}
        assert found == {REFUSE}

    def test_threads_are_allowed_and_processes_are_not(self, machine: str) -> None:
        architecture = ARCHITECTURES[machine]
        assert answer(architecture, architecture.clone, THREAD | 0x0F00) == ALLOW
        assert answer(architecture, architecture.clone, 17) == REFUSE
        assert answer(architecture, architecture.clone3, THREAD) == UNKNOWN

    def test_calls_of_another_processor_end_the_process(self, machine: str) -> None:
        assert answer(ARCHITECTURES[machine], 0, audit=0x40000003) == KILL


def test_a_processor_without_numbers_has_no_filter() -> None:
    with pytest.raises(OSError, match="riscv64"):
        linux.allow_few_calls(None, "riscv64")
