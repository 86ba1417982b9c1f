"""Departures of a watch from its habit, and what they are judged by.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ONE_OF_TWO = "(story_id IS NULL) = (article_id IS NULL) AND (story_id IS NULL) <> (departure_id IS NULL)"


def upgrade() -> None:
    """Add the tables, and let an alert be of a departure instead of a story."""
    op.create_table(
        "watch_state",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch_state")),
    )
    op.create_table(
        "coverage",
        sa.Column("hour", sa.DateTime(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_coverage")),
    )
    _departure()
    _alert()
    op.create_index("ix_match_watch_at", "match", ["watch", "matched_at"], unique=False)


def _departure() -> None:
    op.create_table(
        "departure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("watch", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("window_start", sa.DateTime(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
    )
    op.create_index("ix_departure_watch_ended", "departure", ["watch", "ended_at"], unique=False)
    under_way = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_departure_under_way",
        "departure",
        ["watch"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )


def _alert() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("story_id", existing_type=number, nullable=True)
        alert.alter_column("article_id", existing_type=number, nullable=True)
        alert.add_column(sa.Column("departure_id", number, nullable=True))
        alert.create_foreign_key(op.f("fk_alert_departure_id"), "departure", ["departure_id"], ["id"])
        alert.create_unique_constraint(op.f("uq_alert_departure_id"), ["departure_id"])
        alert.create_check_constraint(op.f("ck_alert_of_story_or_departure"), _ONE_OF_TWO)
