"""Fixtures shared by all tests."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """A fixed time; no test reads the clock."""
    return datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
