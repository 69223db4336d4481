"""Federation: the one door to other endpoints, for those that an operator lists; knows no web."""

from aifkg.federation.errors import ServiceFailed, ServiceRefused, ServiceTimeout
from aifkg.federation.federate import federate, has_service
from aifkg.federation.policy import Policy

__all__ = [
    "Policy",
    "ServiceFailed",
    "ServiceRefused",
    "ServiceTimeout",
    "federate",
    "has_service",
]
