"""What a page says of its article beside the text: its picture, a paywall, a date that cannot be.

Revision ID: 0011
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns; of articles that are stored already nothing is known of this."""
    op.add_column("article", sa.Column("doubtful_date", sa.String(length=40), nullable=True))
    op.add_column("article", sa.Column("paywalled", sa.Boolean(), nullable=True))
    op.add_column("article", sa.Column("picture", sa.Text(), nullable=True))
