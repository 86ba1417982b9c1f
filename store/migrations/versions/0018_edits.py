"""Who changed what in the settings, and when. Earlier revisions count as edits made when they were first in force.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and fill it with what is known."""
    op.create_table(
        "edit",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_edit_revision_id_revision")),
    )
    op.execute(
        """INSERT INTO edit (revision_id, at, "by", what)
           SELECT id, first_at, '', '' FROM revision ORDER BY first_at, id"""
    )
