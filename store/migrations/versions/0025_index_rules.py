"""By which rules articles are in the index of words, so that those that are by others are entered anew.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the table; by which rules articles were entered until now nobody knows."""
    table = op.create_table(
        "index_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_rules")),
    )
    op.bulk_insert(table, [{"id": 1, "rules": "", "below": 0}])
