"""From where on the statistics speak, and of what: the few numbers that decide."""

ALARM = 0.05
"""The share of truly alike cases that may be called unusual."""
MATERIAL = 0.1
"""Distance from the expected severity below which a difference is of no account, however rare."""
INTERVAL = 0.8
"""The share of like cases that lie between ``low`` and ``high``."""
ENOUGH = 39
"""Deviations from which a two-sided p-value can reach ALARM at all: 2 / (n + 1)."""
LEAST = 8
"""Comparables below which there is nothing to expect."""
