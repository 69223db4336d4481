"""Host headers: what may be written into an answer as this server's address."""

from __future__ import annotations

import pytest

from aifkg.web.address import is_host


@pytest.mark.parametrize(
    "text",
    [
        "e.org",
        "E.org.",
        "localhost:8000",
        "127.0.0.1:1",
        "[::1]",
        "[2001:db8::1]:65535",
        "[::ffff:192.0.2.1]:80",
        "my_service:80",
        "xn--caf-dma.example",
        "a" * 63 + ".org",
    ],
)
def test_a_host_is_a_name_or_an_address_with_or_without_a_port(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "e.org:",
        "e.org:65536",
        "e.org:80:80",
        "e.org/path",
        "user@e.org",
        "e.org?query",
        "e.org#x",
        "e.org\n",
        " e.org",
        "a..b",
        "-a.org",
        "a-.org",
        "a" * 64 + ".org",
        "a." * 127,
        "caf\xe9.example",
        "e.org:\u0661",
        '"><script>',
        "<urn:x>",
        "a,b",
        "%65.org",
        "::1",
        "[::1",
        "[:::]",
        "[127.0.0.1]",
        "[::1%eth0]",
    ],
)
def test_all_else_is_no_host(text: str) -> None:
    assert not is_host(text)
