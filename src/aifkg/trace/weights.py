"""Weights: what a step costs, and what counts against passing through a thing."""

from __future__ import annotations

UNIT = 1000
"""What a step costs by itself; costs are whole numbers, so that sums are exact."""
HUB_WEIGHT = 0.5
"""How much the number of a thing's neighbours counts against passing through it, at each link."""
COMMON_WEIGHT = 0.5
"""How much the number of its links of the same kind counts, at each link."""
