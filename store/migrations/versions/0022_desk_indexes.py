"""Indexes by which the desk's pages read no more than they show.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Have the index of tallies hold their numbers, too."""
    op.drop_index("ix_tally_name", "tally")
    op.create_index("ix_tally_name", "tally", ["kind", "name", "day", "number"])
