"""Messages between processes, with the sockets that come with them."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifkg.web.channel import Channel

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.lists(st.dictionaries(st.text(), VALUES), max_size=5))
def test_messages_arrive_whole_and_in_order(messages: list[dict[str, Any]]) -> None:
    ours, theirs = Channel.pair()
    for message in messages:
        ours.send(message)
    assert [theirs.receive() for _ in messages] == [(message, None) for message in messages]
    ours.close()
    theirs.close()


def test_both_ends_speak() -> None:
    ours, theirs = Channel.pair()
    ours.send({"ask": 1})
    assert theirs.receive() == ({"ask": 1}, None)
    theirs.send({"answer": 2})
    assert ours.receive() == ({"answer": 2}, None)
    ours.close()
    theirs.close()


def test_a_socket_comes_with_its_own_message() -> None:
    ours, theirs = Channel.pair()
    near, far = socket.socketpair()
    with near, far:
        ours.send({"number": 1})
        ours.send({"number": 2}, far)
        ours.send({"number": 3})
        assert theirs.receive() == ({"number": 1}, None)
        message, attached = theirs.receive()
        assert message == {"number": 2}
        assert theirs.receive() == ({"number": 3}, None)
        assert attached is not None
        with attached:
            far.close()
            attached.sendall(b"through it")
            assert near.recv(100) == b"through it"
    ours.close()
    theirs.close()


def test_a_message_longer_than_a_socket_holds_arrives_with_its_socket() -> None:
    ours, theirs = Channel.pair()
    long = {"manifest": "x" * (4 << 20)}
    near, far = socket.socketpair()
    with near, far:
        sending = threading.Thread(target=ours.send, args=(long, far))
        sending.start()
        message, attached = theirs.receive()
        sending.join()
        assert message == long
        assert attached is not None
        attached.close()
    ours.close()
    theirs.close()


def test_an_end_that_is_closed_is_a_connection_error() -> None:
    ours, theirs = Channel.pair()
    theirs.send({"last": "word"})
    theirs.close()
    assert ours.receive() == ({"last": "word"}, None)
    with pytest.raises(ConnectionError):
        ours.receive()
    with pytest.raises(ConnectionError):
        ours.send({})
    ours.close()


@pytest.mark.parametrize("size", [0, 1, 3, 4, 10])
def test_a_message_that_breaks_off_is_a_connection_error(size: int) -> None:
    near, far = socket.socketpair()
    channel = Channel(near)
    far.sendall(b'\0\0\0\x10{"half": "of it"}'[:size])
    far.close()
    with pytest.raises(ConnectionError):
        channel.receive()
    channel.close()


def test_what_is_read_by_a_selector_is_the_socket() -> None:
    ours, theirs = Channel.pair()
    assert os.fstat(ours.fileno()).st_ino != os.fstat(theirs.fileno()).st_ino
    ours.close()
    theirs.close()
