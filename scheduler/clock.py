"""The clock. Below the daemon and the commands nobody reads it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)
