"""The messages that were begun, and floods of alerts.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; messages begun and alerts opened before them say nothing of either, and need not."""
    _message()
    _flood()
    op.create_index("ix_alert_watch_opened", "alert", ["watch", "opened_at"], unique=False)


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint("since IS NULL OR since <= begun_at", name=op.f("ck_message_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_begun", "message", ["channel", "recipient", "begun_at"], unique=False)


def _flood() -> None:
    op.create_table(
        "flood",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=True),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('watch', 'source')", name=op.f("ck_flood_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flood")),
    )
    under_way = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_flood_under_way",
        "flood",
        ["kind", "name"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    # In words of our own: to give it a foreign key otherwise, SQLite would make the table anew, without its CHECK.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE alert ADD COLUMN flood_id {number} CONSTRAINT fk_alert_flood_id REFERENCES flood (id)")
    op.create_index("ix_alert_flood_id", "alert", ["flood_id"], unique=False)
