"""Two walls between a worker and the network, each of which holds alone."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from aifkg.engine import seccomp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
EPERM, REFUSED_NOWHERE = errno.EPERM, {errno.ENETUNREACH, errno.EPERM}

# Run in a process of its own, because what it gives up it gives up for good.
PREAMBLE = """
import ctypes, json, os, socket, sys
from aifkg.engine.confine import confine, leave_network
from aifkg.engine.seccomp import refuse_sockets
libc = ctypes.CDLL(None, use_errno=True)
port, inherited = int(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))

def number(call, *arguments):
    try:
        call(*arguments)
    except OSError as error:
        return error.errno
    return 0

def connect(family=socket.AF_INET, address=None):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        client.connect(address or ("127.0.0.1", port))

def raw(call, *arguments):
    ctypes.set_errno(0)
    return ctypes.get_errno() if libc.syscall(call, *arguments) == -1 else 0
"""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        yield server


def run(program: str, listening: socket.socket) -> Any:
    """Run a program that holds one end of a pair of sockets; return what it prints as JSON."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"question")
        done = subprocess.run(
            [
                *(sys.executable, "-c", PREAMBLE + program),
                *(str(listening.getsockname()[1]), str(theirs.fileno())),
            ],
            pass_fds=(theirs.fileno(),),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def assert_not_reached(listening: socket.socket) -> None:
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.accept()


def test_without_walls_the_listener_is_reached(listening: socket.socket) -> None:
    assert run("print(json.dumps(number(connect)))", listening) == 0
    listening.accept()[0].close()


def test_the_namespace_alone_leads_nowhere(listening: socket.socket) -> None:
    left, failure = run("print(json.dumps([leave_network(), number(connect)]))", listening)
    if not left:
        pytest.skip("the system lets no process give up its network")
    assert failure == errno.ENETUNREACH
    assert_not_reached(listening)


def filtered() -> None:
    if os.uname().machine not in seccomp._MACHINES:
        pytest.skip("the filter knows no numbers for this machine")


def test_the_filter_alone_refuses_sockets_of_every_family(listening: socket.socket) -> None:
    filtered()
    program = """
held = refuse_sockets()
families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET)
kinds = [number(socket.socket, family, socket.SOCK_DGRAM) for family in families]
print(json.dumps([held, number(connect), number(socket.socketpair), kinds]))
"""
    assert run(program, listening) == [True, EPERM, EPERM, [EPERM] * 5]
    assert_not_reached(listening)


def test_the_filter_holds_where_the_namespace_is_refused(listening: socket.socket) -> None:
    """Inside a namespace of users that may have no further one, unshare is refused."""
    filtered()
    program = """
if libc.unshare(0x10000000) == 0:
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
left = leave_network()
confine(1 << 30, os.getppid())
print(json.dumps([left, number(connect)]))
"""
    assert run(program, listening) == [False, EPERM]
    assert_not_reached(listening)


def test_a_confined_process_still_answers_on_the_socket_it_holds(listening: socket.socket) -> None:
    program = """
confine(1 << 30, os.getppid())
asked = inherited.recv(100).decode()
inherited.sendall(b"answer")
print(json.dumps([asked, number(connect)]))
"""
    asked, failure = run(program, listening)
    assert asked == "question"
    assert failure in REFUSED_NOWHERE
    assert_not_reached(listening)


@pytest.mark.parametrize("name", seccomp._CALLS)
def test_each_call_is_refused_by_its_number(name: str, listening: socket.socket) -> None:
    filtered()
    number = seccomp.numbers(os.uname().machine)[name]
    program = f"refuse_sockets(); print(raw({number}, 0, 0, 0, 0, 0, 0))"
    assert run(program, listening) == EPERM


def test_what_a_filtered_process_starts_is_filtered(listening: socket.socket) -> None:
    filtered()
    program = """
import subprocess
refuse_sockets()
code = "import socket; socket.socket()"
print(subprocess.run([sys.executable, "-c", code], capture_output=True).returncode)
"""
    assert run(program, listening) == 1


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="needs x86-64")
def test_calls_of_the_other_pointer_width_are_refused(listening: socket.socket) -> None:
    program = f"refuse_sockets(); print(raw({seccomp._X32 + 41}, 2, 1, 0))"
    assert run(program, listening) == EPERM


INT_0X80 = """
import mmap
# socketcall(SYS_SOCKET) by the 32-bit gate: mov eax,102; mov ebx,1; xor ecx,ecx; int 0x80; ret
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex("53b866000000bb0100000031c9cd805bc3"))
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="needs x86-64")
def test_a_call_of_another_architecture_ends_the_process(listening: socket.socket) -> None:
    assert isinstance(run(INT_0X80 + "print(call())", listening), int)
    with pytest.raises(AssertionError):
        run(INT_0X80 + "refuse_sockets(); print(call())", listening)


def test_a_machine_that_is_not_known_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "_MACHINES", {})
    assert not seccomp.refuse_sockets()


def test_whoever_has_lost_its_parent_goes_no_further(listening: socket.socket) -> None:
    program = """
try:
    confine(1 << 30, os.getpid())
except ConnectionResetError:
    print(json.dumps("gone"))
"""
    assert run(program, listening) == "gone"
