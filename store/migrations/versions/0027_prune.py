"""When the text of an article was dropped (`store.prune`).

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add it; no text was."""
    op.add_column("article", sa.Column("pruned_at", sa.DateTime(), nullable=True))
