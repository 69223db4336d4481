"""The addresses of old, at which was listed what points at a thing by one property."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (
            "to=country:FIN&by=aif:inCountry",
            "/neighbours?of=country%3AFIN&by=aif%3AinCountry&direction=in",
        ),
        (
            "to=country:FIN&by=aif:inCountry&after=http://e.org/x&format=csv",
            "/neighbours?of=country%3AFIN&by=aif%3AinCountry&direction=in&format=csv",
        ),
        ("", "/neighbours?direction=in"),
        ("to=%0D%0ASet-Cookie:x", "/neighbours?of=%0D%0ASet-Cookie%3Ax&direction=in"),
    ],
)
def test_they_lead_to_the_neighbours(client: httpx.Client, asked: str, place: str) -> None:
    answer = client.get(f"/pointing?{asked}")
    assert (answer.status_code, answer.headers["location"]) == (308, place)
