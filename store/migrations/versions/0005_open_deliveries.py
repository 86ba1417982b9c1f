"""An index of the deliveries that are open, by channel: what is settled no longer costs anything.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Put it in the place of the one by status."""
    open_only = sa.text("settled_at IS NULL")
    op.drop_index("ix_delivery_due", "delivery")
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["channel", "next_attempt_at", "id"],
        sqlite_where=open_only,
        postgresql_where=open_only,
    )
