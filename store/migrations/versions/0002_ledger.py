"""The ledger of deliveries: notices, breakers, and what a row may say and how it may change.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DELIVERY = {
    "told": "(alert_id IS NULL) <> (notice_id IS NULL)",
    "status": "status IN ('pending', 'sent', 'failed', 'dead')",
    "settled": "(settled_at IS NOT NULL) = (status IN ('sent', 'dead'))",
    "lease": "(lease_owner IS NULL) = (lease_until IS NULL)",
    "lease_open": "lease_owner IS NULL OR status IN ('pending', 'failed')",
    "attempts": "attempts >= 0 AND (attempts > 0 OR status = 'pending')",
    "spent": "spent >= 0 AND spent <= attempts",
    "message": "message_id IS NOT NULL OR status <> 'sent'",
}
ATTEMPT = {"number": "number >= 1", "outcome": "outcome IN ('sent', 'failed', 'dead')", "duration": "duration_ms >= 0"}
BREAKER = {
    "state": "state IN ('closed', 'open', 'half-open')",
    "counts": "failures >= 0 AND probes >= 0",
    "opened": "(state = 'closed') = (opened_at IS NULL)",
    "probe": "(state = 'closed') = (probe_at IS NULL)",
}
#: What must never be done to a delivery, by what to say of it.
FORBIDDEN = {
    "a delivery that was sent stays sent": "OLD.status = 'sent' AND NEW.status <> 'sent'",
    # Once tried: what never went out may still travel in another message.
    "a delivery keeps its message id": (
        "OLD.message_id IS NOT NULL AND OLD.attempts > 0 AND NEW.message_id IS NOT OLD.message_id"
    ),
    "attempts are never uncounted": "NEW.attempts < OLD.attempts",
}


def upgrade() -> None:
    """Make the new tables, then hold the old ones to their promises; every row is kept."""
    _notice()
    _breaker()
    if op.get_bind().dialect.name == "sqlite":
        # SQLite makes a table with new constraints anew, which it cannot while attempts point at the old one.
        op.execute("CREATE TABLE attempt_kept AS SELECT * FROM attempt")
        op.drop_table("attempt")
        _delivery()
        _attempt_anew()
        columns = "id, delivery_id, number, at, outcome, answer"
        op.execute(f"INSERT INTO attempt ({columns}) SELECT {columns} FROM attempt_kept")  # noqa: S608 -- ours
        op.drop_table("attempt_kept")
        _triggers_sqlite()
    else:
        _delivery()
        _attempt()
        _trigger_postgresql()


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )


def _breaker() -> None:
    op.create_table(
        "breaker",
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("probe_at", sa.DateTime(), nullable=True),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_breaker")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_breaker_{name}")) for name, rule in BREAKER.items()),
    )


def _delivery() -> None:
    with op.batch_alter_table("delivery") as table:
        table.alter_column("alert_id", existing_type=ID, nullable=True)
        table.add_column(sa.Column("notice_id", ID, nullable=True))
        table.add_column(sa.Column("spent", sa.Integer(), nullable=False, server_default="0"))
        table.create_foreign_key(op.f("fk_delivery_notice_id"), "notice", ["notice_id"], ["id"])
        key = op.f("uq_delivery_notice_id_channel_recipient")
        table.create_unique_constraint(key, ["notice_id", "channel", "recipient"])
        for name, rule in DELIVERY.items():
            table.create_check_constraint(op.f(f"ck_delivery_{name}"), sa.text(rule))


def _attempt() -> None:
    op.add_column("attempt", sa.Column("duration_ms", sa.Integer(), nullable=True))
    for name, rule in ATTEMPT.items():
        op.create_check_constraint(op.f(f"ck_attempt_{name}"), "attempt", sa.text(rule))


def _attempt_anew() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("delivery_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("delivery_id", "number", name=op.f("uq_attempt_delivery_id_number")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_attempt_{name}")) for name, rule in ATTEMPT.items()),
    )


def _triggers_sqlite() -> None:
    for number, (words, case) in enumerate(FORBIDDEN.items(), 1):
        op.execute(
            f"CREATE TRIGGER delivery_keeps_{number} BEFORE UPDATE ON delivery WHEN {case} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def _trigger_postgresql() -> None:
    cases = "".join(
        f"IF {case.replace('IS NOT OLD', 'IS DISTINCT FROM OLD')} THEN "
        f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        for words, case in FORBIDDEN.items()
    )
    op.execute(
        f"CREATE FUNCTION delivery_keeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {cases} RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER delivery_keeps BEFORE UPDATE ON delivery FOR EACH ROW EXECUTE FUNCTION delivery_keeps()")
