"""Programs ask the desk by tokens, and its description says what for."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from deliveries import Clock, alert
from desks import desk, settings_with_desk, tree
from hypothesis import HealthCheck, given, settings
from starlette.routing import Route
from test_web_stories import tells

from store.token_models import Token
from store.tokens import add, remove, scopes_of, tokens
from tocsin.cli import tocsin
from web.openapi import PARAMETERS, describe
from web.tokens import SCOPES, scope_for


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def readers(sqlite_store, now, clock):
    alert(sqlite_store, now)
    with desk(sqlite_store, settings_with_desk(), clock) as both:
        yield both


def made(store, now, *scopes, name="program", until=None):
    with store.transaction() as session:
        return add(session, name, scopes, now, until)


def test_a_token_is_not_kept_and_its_name_is_given_once(store, now):
    token = made(store, now, "read:search", "read:alerts")
    assert made(store, now, "read:alerts") is None
    with store.transaction() as session:
        [kept] = tokens(session)
        assert (kept.name, kept.scopes, kept.until) == ("program", ["read:alerts", "read:search"], None)
        assert token not in str([getattr(kept, column.key) for column in Token.__table__.columns])
        assert scopes_of(session, token, now) == {"read:alerts", "read:search"}
        for wrong in (token[:-1], kept.digest, "", "\ud800"):
            assert scopes_of(session, wrong, now) is None
        assert (remove(session, "program"), remove(session, "program")) == (True, False)
        assert scopes_of(session, token, now) is None


def test_who_sends_a_wrong_token_sees_nothing_of_the_desk(readers):
    for reader in readers:
        answer = reader.get("/feeds/alerts.atom?token=tocsin_wrong")
        assert answer.status_code == 401
        assert "<nav" not in answer.text
        assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_a_token_ends_when_it_is_said_to(sqlite_store, readers, now, clock):
    token = made(sqlite_store, now, "read:alerts", until=now + timedelta(days=1))
    for reader in readers:
        assert reader.get("/alerts.json", headers=bearer(token)).status_code == 200
    clock.now += timedelta(days=1)
    for reader in readers:
        answer = reader.get("/alerts.json", headers=bearer(token))
        assert (answer.status_code, set(answer.json())) == (401, {"error", "cure"})


def test_a_token_opens_what_its_scopes_say_and_nothing_else(sqlite_store, readers, now):
    token = made(sqlite_store, now, "read:alerts")
    opened = ("/alerts.json", "/alerts/1.json", "/feeds/alerts.rss", "/export/alerts?format=csv", "/openapi.json")
    closed = ("/search.json?q=a", "/feeds/search.rss?q=a", "/alerts", "/alerts/1", "/sources.json", "/", "/x.json")
    for reader in readers:
        for path, status in [*((path, 200) for path in opened), *((path, 403) for path in closed)]:
            assert reader.get(path, headers=bearer(token)).status_code == status, path
        assert reader.post("/alerts/1/acknowledge", headers=bearer(token)).status_code == 403
        assert reader.get("/alerts.json", headers=bearer("tocsin_wrong")).status_code == 401
    assert readers[1].get("/alerts.json").status_code == 403
    assert readers[0].get("/alerts.json", headers={**bearer(token), "Host": "evil.example"}).status_code == 421


def test_a_feed_takes_its_token_from_its_address(sqlite_store, readers, now):
    token = made(sqlite_store, now, "read:alerts")
    _, there = readers
    assert there.get(f"/feeds/alerts.atom?token={token}").status_code == 200
    assert there.get("/feeds/alerts.atom?token=x").status_code == 401
    assert there.get(f"/alerts.json?token={token}").status_code == 403
    assert there.get(f"/feeds/search.atom?q=a&token={token}").status_code == 403


def test_every_route_for_programs_is_described_and_has_a_scope(readers):
    here, _ = readers
    described = here.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert PARAMETERS.keys() <= described["paths"].keys()
    assert {one["get"]["security"][0]["token"][0] for one in described["paths"].values()} <= set(SCOPES)
    assert all(one["get"]["summary"] for one in described["paths"].values())


def test_a_new_route_stands_in_the_description_by_itself():
    async def tell(request):
        """Return the trends."""

    routes = [Route("/trends/{watch:int}.json", tell), Route("/trends/{watch:int}", tell)]
    [(path, operation)] = describe(routes, "http://x/")["paths"].items()
    assert (path, operation["get"]["summary"]) == ("/trends/{watch}.json", "Return the trends.")
    assert scope_for(path) == "read:trends"


def test_the_api_does_as_it_is_described(sqlite_store, readers, now):
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install schemathesis")
    from schemathesis.specs.openapi import checks

    told = (checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance)
    tells(sqlite_store, now, title="Drone", text="A drone fell.", language="en")
    api = schemathesis.openapi.from_url(f"{readers[0].root}/openapi.json")
    operations = [one.ok() for one in api.get_all_operations()]
    assert len(operations) >= 14
    for operation in operations:

        @settings(max_examples=5, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case):
            case.call_and_validate(checks=(schemathesis.checks.not_a_server_error, *told))

        check()


def test_tokens_are_made_listed_and_ended_on_the_command_line(tmp_path, sqlite_url, sqlite_store, now):
    file = tmp_path / "tocsin.toml"
    file.write_text(f'version = 1\ndatabase = "{sqlite_url}"\n')

    def run(*args):
        answer = CliRunner().invoke(tocsin, ["token", *args, "--config", str(file)], standalone_mode=False)
        return answer.return_value, answer.stdout, answer.exception

    status, token, _ = run("add", "reader", "--scope", "read:alerts", "--scope", "read:search", "--days", "3")
    assert status == 0
    with sqlite_store.reading() as session:
        assert scopes_of(session, token.strip(), now) == {"read:alerts", "read:search"}
    assert "reader: read:alerts, read:search" in run("list")[1]
    assert token.strip() not in run("list", "--json")[1]
    assert "there is a token called" in str(run("add", "reader", "--scope", "read:alerts")[2])
    assert run("remove", "reader")[0] == 0
    assert "there is no token" in str(run("remove", "reader")[2])


def test_an_admin_makes_and_ends_them_on_the_desk(sqlite_store, readers, now):
    here, there = readers
    form = {"name": "reader", "scope": ["read:alerts", "read:search"], "days": "1"}
    for wrong in (
        {"name": " "},
        {"scope": []},
        {"scope": ["read:users"]},
        {"days": "0"},
        {"days": "9" * 30},
        {"days": "0000000019999999"},
        {"days": "x"},
    ):
        answer = here.post("/tokens/add", data=form | wrong, headers={"Accept-Language": "de"})
        assert (answer.status_code, "Nichts wurde geändert." in answer.text) == (400, True), wrong
    [shown] = tree(here.post("/tokens/add", data=form)).xpath("//code[@class='token']")
    assert there.get("/search.json?q=drone", headers=bearer(shown.text)).status_code == 200
    assert here.post("/tokens/add", data=form).status_code == 400  # there is one of that name
    listed = here.get("/tokens.json")
    assert shown.text not in listed.text
    assert listed.json() == [
        {
            "token": "reader",
            "scopes": ["read:alerts", "read:search"],
            "made": now.isoformat(),
            "until": (now + timedelta(days=1)).isoformat(),
        }
    ]
    assert there.get("/tokens.json", headers=bearer(shown.text)).status_code == 403
    assert here.post("/tokens/end", data={"name": "reader"}).status_code == 303
    assert here.post("/tokens/end", data={"name": "reader"}).status_code == 404
    assert there.get("/search.json?q=drone", headers=bearer(shown.text)).status_code == 401
