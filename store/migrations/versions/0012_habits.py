"""What a source's habit is, and how it stood when that was last looked at.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the columns; sources that were read before begin to learn, and are looked at anew."""
    with op.batch_alter_table("source_state") as table:
        table.add_column(sa.Column("habit", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("took", sa.Double(), nullable=True))
        table.add_column(sa.Column("items", sa.Integer(), nullable=True))
        table.add_column(sa.Column("health", sa.String(length=10), nullable=False, server_default="new"))
        table.add_column(sa.Column("health_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("source_state") as table:
        table.alter_column("habit", server_default=None)
        table.alter_column("health", server_default=None)
