"""An index of merged alerts alone, by which SQLite does not look for those that are none.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Leave out of the index what is not merged, which is nearly all."""
    merged = sa.text("merged_into_id IS NOT NULL")
    op.drop_index("ix_alert_merged_into_id", "alert")
    op.create_index(
        "ix_alert_merged_into_id", "alert", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged
    )
