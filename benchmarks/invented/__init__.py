"""Webs of invented sources: on a clock of their own for `benchmarks/month.py`, on loopback for `polling.py`."""
