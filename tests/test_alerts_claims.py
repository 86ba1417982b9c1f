"""What a claim costs does not depend on how much lies before or behind it."""

from datetime import UTC

from plans import plans
from sqlalchemy import inspect

from alerts.claims import claim_due, due_channels
from config import ChannelSettings


def test_a_claim_takes_the_open_ones_of_its_channel_in_order_and_sorts_nothing(sqlite_store, now):
    one = {"desk": ChannelSettings(name="desk", kind="email")}
    (plan,) = plans(sqlite_store, lambda session: claim_due(session, now, "me", 8, one, UTC))
    assert "USING INDEX ix_delivery_open (channel=? AND next_attempt_at<?)" in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_settled_costs_a_tick_nothing(sqlite_store, now):
    (plan,) = plans(sqlite_store, lambda session: due_channels(session, now))
    assert "ix_delivery_open" in plan


def test_the_index_holds_only_what_is_open(store):
    (index,) = [i for i in inspect(store.engine).get_indexes("delivery") if i["name"] == "ix_delivery_open"]
    assert index["column_names"] == ["channel", "next_attempt_at", "id"]
    options = index["dialect_options"]
    assert "settled_at IS NULL" in str(options.get("sqlite_where", options.get("postgresql_where")))
