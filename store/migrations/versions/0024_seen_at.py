"""The index of articles by when they were seen holds their numbers, too: they are read in the order of both.

Revision ID: 0024
Revises: 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the index anew."""
    op.drop_index("ix_article_seen_at", "article")
    op.create_index("ix_article_seen_at", "article", ["seen_at", "id"])
