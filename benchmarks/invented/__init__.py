"""A web of invented sources on a clock of its own, for `benchmarks/month.py`."""
