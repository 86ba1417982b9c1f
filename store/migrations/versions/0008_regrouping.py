"""Stories that are joined and split, and what an alert stands for.

Revision ID: 0008
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_STORY = sa.text("scope = 'story' AND merged_into_id IS NULL")
_OF_ARTICLE = sa.text("scope = 'article'")


def upgrade() -> None:
    """Add the table, and let alerts be merged; every alert there is stands for its story."""
    _story()
    _regrouping()
    _alert()


def _story() -> None:
    with op.batch_alter_table("story") as story:
        story.add_column(sa.Column("merged_into_id", ID, nullable=True))
        story.create_foreign_key(op.f("fk_story_merged_into_id"), "story", ["merged_into_id"], ["id"])
    op.create_index(op.f("ix_story_merged_into_id"), "story", ["merged_into_id"], unique=False)


def _regrouping() -> None:
    op.create_table(
        "regrouping",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("from_id", ID, nullable=False),
        sa.Column("to_id", ID, nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("kind IN ('join', 'split')", name=op.f("ck_regrouping_kind")),
        sa.CheckConstraint("undone_by IS NULL OR undone_at IS NOT NULL", name=op.f("ck_regrouping_undone")),
        sa.ForeignKeyConstraint(["from_id"], ["story.id"], name=op.f("fk_regrouping_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["story.id"], name=op.f("fk_regrouping_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrouping")),
    )
    for column in ("from_id", "to_id"):
        op.create_index(op.f(f"ix_regrouping_{column}"), "regrouping", [column], unique=False)


def _alert() -> None:
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("scope", sa.String(length=10), nullable=False, server_default="story"))
        alert.add_column(sa.Column("merged_into_id", ID, nullable=True))
        alert.create_foreign_key(op.f("fk_alert_merged_into_id"), "alert", ["merged_into_id"], ["id"])
        alert.create_check_constraint(op.f("ck_alert_scope"), "scope IN ('story', 'article')")
        alert.drop_constraint(op.f("uq_alert_watch_story_id"), type_="unique")
    op.create_index(op.f("ix_alert_merged_into_id"), "alert", ["merged_into_id"], unique=False)
    for name, columns, where in (
        ("uq_alert_of_story", ["watch", "story_id"], _OF_STORY),
        ("uq_alert_of_article", ["watch", "article_id"], _OF_ARTICLE),
    ):
        op.create_index(name, "alert", columns, unique=True, sqlite_where=where, postgresql_where=where)
