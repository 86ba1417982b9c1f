"""The key of the links in messages, and who has asked to be sent no more.

Revision ID: 0007
Revises: 0006
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make both tables, and the key: once, here, so that every process that uses the store finds the same."""
    integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    key = op.create_table(
        "link_key",
        sa.Column("id", integer, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
    )
    op.bulk_insert(key, [{"key": secrets.token_hex(32)}])
    op.create_table(
        "unsubscription",
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "recipient", name=op.f("pk_unsubscription")),
    )
