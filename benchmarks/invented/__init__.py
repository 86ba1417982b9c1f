"""Webs of invented sources: on a clock of its own for `benchmarks/month.py`, on loopback for `benchmarks/polling.py`."""
