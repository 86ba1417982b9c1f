"""What stories are found by takes less room and fewer writes: counts as a log, pairs of numbers in one tree.

The counts begin anew: they fade within weeks, and until then a guess by a feature's kind stands in.

Revision ID: 0009
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables anew that hold what is found again from an article; what they hold is kept, but for counts."""
    op.drop_table("feature_count")
    op.create_table(
        "counted_features",
        sa.Column("id", ID, nullable=False),
        sa.Column("chain", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_features")),
    )
    op.create_table(
        "feature_counts",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_counts")),
    )
