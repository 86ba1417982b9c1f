"""Times that were written and never read are kept no longer.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Drop the columns."""
    for table, column in (("breaker", "failed_at"), ("alert_update", "noted_at"), ("push", "received_at")):
        op.drop_column(table, column)
