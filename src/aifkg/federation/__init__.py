"""Federation: the one door to other endpoints, for those that an operator lists; knows no web."""

from aifkg.federation.errors import ServiceFailed, ServiceRefused, ServiceTimeout
from aifkg.federation.federate import Federation, has_service
from aifkg.federation.policy import Policy

__all__ = [
    "Federation",
    "Policy",
    "ServiceFailed",
    "ServiceRefused",
    "ServiceTimeout",
    "has_service",
]
