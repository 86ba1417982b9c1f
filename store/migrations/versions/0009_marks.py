"""What stories are found by takes less room and fewer writes: counts as a log, pairs of numbers in one tree.

The counts begin anew: they fade within weeks, and until then a guess by a feature's kind stands in.

Revision ID: 0009
Revises: 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.weights import pack

revision = "0009"
down_revision = "0008"

#: What the vectors of most articles have: that of older ones is not known any more.
LENGTH = 30.0
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
    _vectors()
    if op.get_bind().dialect.name == "sqlite":
        _one_tree("fingerprint")
        _one_tree("story_feature", "weight DOUBLE NOT NULL, ")


def _vectors() -> None:
    """Pack what was JSON."""
    op.rename_table("article_vector", "article_vector_old")
    op.drop_index("ix_article_vector_at", "article_vector_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE article_vector_old DROP CONSTRAINT pk_article_vector")
        op.execute("ALTER TABLE article_vector_old DROP CONSTRAINT fk_article_vector_article_id")
    made = op.create_table(
        "article_vector",
        sa.Column("article_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("common", sa.LargeBinary(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("length", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_vector_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_vector")),
    )
    op.create_index(op.f("ix_article_vector_at"), "article_vector", ["at"], unique=False)
    was = sa.table("article_vector_old", *(sa.column(c.name, c.type) for c in made.c if c.name in ("article_id", "at")))
    columns = (*was.c, *(sa.column(name, sa.JSON()) for name in ("words", "features")), sa.column("language"))
    for rows in op.get_bind().execute(sa.select(*columns).select_from(was)).partitions(1_000):
        op.bulk_insert(made, [_packed(row) for row in rows])
    op.drop_table("article_vector_old")


def _packed(row: Any) -> dict[str, Any]:
    common, headline = row.features["common"], row.features["headline"]
    kept = {"article_id": row.article_id, "at": row.at, "language": row.language, "words": pack(row.words)}
    return kept | {"common": pack(common), "headline": "\n".join(headline), "length": LENGTH}


def _one_tree(table: str, more: str = "") -> None:
    """Make a table of SQLite anew whose rows stand in the tree of its key."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_old")
    op.execute(f"DROP INDEX ix_{table}_article")
    op.execute(
        f"CREATE TABLE {table} (hash BIGINT NOT NULL, article_id INTEGER NOT NULL, {more}"
        f"CONSTRAINT pk_{table} PRIMARY KEY (hash, article_id), "
        f"CONSTRAINT fk_{table}_article_id FOREIGN KEY(article_id) REFERENCES article (id)) WITHOUT ROWID"
    )
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_old ORDER BY hash, article_id")  # noqa: S608 -- ours
    op.execute(f"DROP TABLE {table}_old")
    op.create_index(f"ix_{table}_article", table, ["article_id"], unique=False)
