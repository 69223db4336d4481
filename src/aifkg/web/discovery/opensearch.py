"""OpenSearch: GET /opensearch.xml tells browsers how to look for a name here.

The format is OpenSearch 1.1, draft 6 (https://github.com/dewitt/opensearch).
"""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import quoteattr

from fastapi import Request, Response

from aifkg.web import freshness
from aifkg.web.address import root

MEDIA_TYPE = "application/opensearchdescription+xml"
_ADDRESSES = (
    ("text/html", "find?q={searchTerms}"),
    ("application/json", "find?q={searchTerms}&format=json"),
    ("application/x-suggestions+json", "find?q={searchTerms}&format=suggestions"),
)


async def opensearch(request: Request) -> Response:
    """Answer the description."""
    home = root(request)
    addresses = "\n".join(
        f'  <Url type="{media_type}" template={quoteattr(home + template)}/>'
        for media_type, template in _ADDRESSES
    )
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>aifkg</ShortName>
  <LongName>AI factories of Europe: a knowledge graph</LongName>
  <Description>Find factories, machines, organisations, people and laws by name</Description>
  <Tags>AI factories EuroHPC supercomputing</Tags>
{addresses}
  <Url type="{MEDIA_TYPE}" rel="self" template={quoteattr(home + "opensearch.xml")}/>
  <Language>en</Language>
  <InputEncoding>UTF-8</InputEncoding>
  <OutputEncoding>UTF-8</OutputEncoding>
</OpenSearchDescription>
""".encode()
    headers = freshness.headers(hashlib.sha256(body).hexdigest()[:12])
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)
