"""Call: one question put to an endpoint over HTTP, and the bytes of its answer.

The connection is made to an address that was checked, while the name stays in Host and in TLS: a
name that leads elsewhere the next moment is not looked up again.
"""

from __future__ import annotations

import functools
import ssl
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlencode

import httpx

from aifkg import __version__
from aifkg.engine import BY_NAME
from aifkg.federation.endpoint import Endpoint
from aifkg.federation.errors import ServiceFailed, ServiceRefused

_JSON = BY_NAME["json"].media_type


async def ask(
    endpoint: Endpoint, addresses: Sequence[str], query: str, most_bytes: int
) -> bytearray:
    """Return the answer of the first address that can be connected to.

    Raise ServiceFailed with the cause, ServiceRefused where the answer is longer than the bound.
    """
    failure: httpx.HTTPError | None = None
    for address in addresses:
        try:
            return await _post(endpoint, address, query, most_bytes)
        except httpx.ConnectError as error:
            failure = error
        except httpx.HTTPError as error:
            raise ServiceFailed(_cause(error)) from error
    raise ServiceFailed(_cause(failure)) from failure


async def _post(endpoint: Endpoint, address: str, query: str, most_bytes: int) -> bytearray:
    # A client of its own: cookies, connections and credentials of one call are none of another's.
    # The time is bounded by whoever calls.
    async with (
        httpx.AsyncClient(verify=_tls(), trust_env=False, timeout=None) as client,  # noqa: S113
        client.stream(
            "POST",
            endpoint.at(address),
            content=urlencode({"query": query}),
            headers={
                "Host": endpoint.authority,
                "User-Agent": f"aifkg/{__version__}",
                "Accept": _JSON,
                "Accept-Encoding": "identity",
                "Content-Type": "application/x-www-form-urlencoded",
                "Connection": "close",
            },
            extensions={"sni_hostname": endpoint.host},
            follow_redirects=False,
        ) as response,
    ):
        _check(response)
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > most_bytes:
                raise ServiceRefused(
                    f"it answered more than {most_bytes:,} bytes, the most that is taken; ask "
                    "for less with a sub-select and LIMIT in its pattern"
                )
        return body


@functools.cache
def _tls() -> ssl.SSLContext:
    """Return what certificates are checked with; reading it takes tens of milliseconds."""
    return httpx.create_ssl_context()


def _check(response: httpx.Response) -> None:
    """Raise ServiceFailed where the head of an answer is not that of a result in JSON, as it is."""
    status = response.status_code
    if 300 <= status < 400:
        location = _shown(response.headers.get("location", "nowhere"))
        raise ServiceFailed(
            f"it answered {status}, a redirect to {location}, which is not followed"
        )
    if status != HTTPStatus.OK:
        raise ServiceFailed(f"it answered {status}")
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise ServiceFailed(
            f'it answered compressed as "{_shown(coding)}", which was not asked for'
        )
    content_type = response.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != _JSON:
        raise ServiceFailed(f'it answered as "{_shown(content_type)}", not as {_JSON}')


def _cause(error: httpx.HTTPError | None) -> str:
    if isinstance(error, httpx.ConnectError) or error is None:
        return f"no connection could be made ({_shown(str(error))})"
    return f"it does not keep to HTTP ({_shown(str(error) or type(error).__name__)})"


def _shown(text: str) -> str:
    """Return what another server wrote, as far as it can be shown in a sentence."""
    return "".join(character if character.isprintable() else "?" for character in text[:200])
