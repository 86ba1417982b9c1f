"""An index of the sightings of a source by time: what it brought lately is found without reading all that it ever did.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make it."""
    op.create_index("ix_sighting_source_seen", "sighting", ["source", "seen_at"])
