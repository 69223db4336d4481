"""The filter: system calls that a worker is refused from now on, by the kernel; Linux only.

It needs no right and no namespace, so it holds where a container lets nobody leave the network.
What is forked or executed later inherits it, and nothing takes it off.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_SET_NO_NEW_PRIVS = 38
# struct sock_filter: code, jump if true, jump if false, operand.
_INSTRUCTION = struct.Struct("HBBI")
_LOAD, _RETURN, _IF_EQUAL, _IF_AT_LEAST = 0x20, 0x06, 0x15, 0x35
# Offsets in struct seccomp_data.
_NUMBER, _ARCHITECTURE = 0, 4
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
# On x86-64 the calls of its 32-bit pointer variant are the same calls from this number on.
_X32 = 0x40000000
# The machines by the names of uname and of the kernel, and the calls by their numbers on each:
# what makes or opens a socket, does either unseen by this filter (io_uring), or takes one from
# another process of the same user.
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CALLS = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
}


def refuse_sockets() -> bool:
    """Have the kernel refuse this process new sockets; say whether it does from now on.

    Sockets it holds stay open. A call of another architecture, whose numbers mean other things,
    ends the process.
    """
    machine = os.uname().machine
    if machine not in _MACHINES or not sys.platform.startswith("linux") or sys.maxsize < 1 << 32:
        return False
    program = _program(machine)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        return False
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, and where they are.
    address = struct.pack("HP", len(program) // _INSTRUCTION.size, ctypes.addressof(code))
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    return not libc.prctl(_PR_SET_SECCOMP, mode, ctypes.c_char_p(address))


def numbers(machine: str) -> dict[str, int]:
    """Return the calls that are refused, with their numbers on a machine."""
    column = list(_MACHINES).index(machine)
    return {name: number[column] for name, number in _CALLS.items()}


def _program(machine: str) -> bytes:
    """Return the filter as instructions of the classic packet filter; jumps count from the next."""
    refused = ((_IF_EQUAL, number) for number in numbers(machine).values())
    tests = [(_IF_AT_LEAST, _X32), *refused]
    instructions = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 1, 0, _MACHINES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((test, len(tests) - i, 0, operand) for i, (test, operand) in enumerate(tests)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in instructions)
