"""An index of articles by their words, and the tokens of programs.

Articles that are there are entered in the background (`alerts.indexing`).

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

#: What of an article goes into the index.
COLUMNS = "title, summary, text, language, authors, source, url, seen_at"


def upgrade() -> None:
    """Make the tables, and note all articles that there are as not being in the index."""
    op.create_table(
        "token",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    _index()


def _index() -> None:
    op.create_table(
        "unindexed",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_unindexed_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_unindexed")),
    )
    op.create_table(
        "indexed_language",
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_indexed_language")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()
    op.execute("INSERT INTO unindexed (article_id) SELECT id FROM article")


def _on_sqlite() -> None:
    # Keys are of one piece and in small letters already; of non-ASCII letters this tokeniser parts and changes nothing.
    op.execute(
        "CREATE VIRTUAL TABLE word_index USING fts5"
        "(keys, content = '', detail = none, columnsize = 0, tokenize = 'ascii')"
    )
    noted = "BEGIN INSERT OR IGNORE INTO unindexed (article_id) VALUES (NEW.id); END"
    op.execute(f"CREATE TRIGGER article_comes AFTER INSERT ON article {noted}")
    op.execute(f"CREATE TRIGGER article_changes AFTER UPDATE OF {COLUMNS} ON article {noted}")


def _on_postgresql() -> None:
    op.execute(
        "CREATE TABLE word_index (article_id bigint CONSTRAINT pk_word_index PRIMARY KEY "
        "CONSTRAINT fk_word_index_article_id_article REFERENCES article (id) ON DELETE CASCADE, keys tsvector NOT NULL)"
    )
    # What waits to be sorted in is gone through by each search: let it be little.
    op.execute("CREATE INDEX ix_word_index_keys ON word_index USING gin (keys) WITH (gin_pending_list_limit = 1024)")
    # DO UPDATE waits for whoever enters the article meanwhile, as it was before; DO NOTHING would lose the change.
    op.execute(
        "CREATE FUNCTION article_to_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO unindexed (article_id) VALUES (NEW.id) "
        "ON CONFLICT (article_id) DO UPDATE SET article_id = excluded.article_id; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER article_to_index AFTER INSERT OR UPDATE OF {COLUMNS} ON article "
        "FOR EACH ROW EXECUTE FUNCTION article_to_index()"
    )
