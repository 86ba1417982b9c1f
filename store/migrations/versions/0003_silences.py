"""Silences, what they hold, acknowledgements and feedback.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; those that were there stay as they are."""
    _silence()
    _hold()
    _mark("acknowledgement")
    _mark("feedback", sa.Column("useful", sa.Boolean(), nullable=False))


def _silence() -> None:
    op.create_table(
        "silence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("watch", sa.String(length=100), nullable=True),
        sa.Column("story_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_silence_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )


def _hold() -> None:
    op.create_table(
        "hold",
        _alert(),
        sa.Column("silence", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_hold_alert_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_waiting", "hold", ["told_at", "silence"])


def _mark(table: str, *more: sa.Column[bool]) -> None:
    op.create_table(
        table,
        _alert(),
        *more,
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f(f"fk_{table}_alert_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f(f"pk_{table}")),
    )


def _alert() -> sa.Column[int]:
    integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("alert_id", integer, autoincrement=False, nullable=False)
