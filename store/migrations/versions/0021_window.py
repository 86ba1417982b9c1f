"""What finds other tellings of the same news stands in one row beside what is compared, and is held in memory.

Revision ID: 0021
Revises: 0020
"""

from array import array
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

#: Each has some thirty features.
_TOGETHER = 1_000


def upgrade() -> None:
    """Pack the features of each article into its row; the log of the counting may now name articles."""
    op.add_column("article_vector", sa.Column("rarest", sa.LargeBinary(), nullable=True))
    op.add_column("counted_features", sa.Column("articles", sa.JSON(), nullable=True))
    for table in ("counted_features", "feature_counts"):
        op.execute(f"ALTER TABLE {table} RENAME COLUMN chain TO mark")
    _pack()
    op.drop_table("story_feature")


def _pack() -> None:
    feature = sa.table("story_feature", *map(sa.column, ("article_id", "hash", "weight")))
    vector = sa.table("article_vector", *map(sa.column, ("article_id", "rarest")))
    fill = sa.update(vector).where(vector.c.article_id == sa.bindparam("article")).values(rarest=sa.bindparam("packed"))
    of = sa.select(feature).order_by(feature.c.article_id, feature.c.hash)
    ids = op.get_bind().scalars(sa.select(vector.c.article_id).order_by(vector.c.article_id)).all()
    for start in range(0, len(ids), _TOGETHER):
        first, last = ids[start], ids[min(start + _TOGETHER, len(ids)) - 1]
        rows = op.get_bind().execute(of.where(feature.c.article_id.between(first, last)))
        packed = [{"article": id_, "packed": _packed(some)} for id_, some in groupby(rows, lambda row: row.article_id)]
        if packed:
            op.get_bind().execute(fill, packed)


def _packed(rows: Iterable[Any]) -> bytes:
    """Return features as `store.weights` reads them: all hashes as 64 bits, then all weights as 16."""
    hashes, weights = zip(*((row.hash, round(row.weight * 10_000)) for row in rows), strict=True)
    return array("q", hashes).tobytes() + array("H", weights).tobytes()
