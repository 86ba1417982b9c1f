"""What each address of the desk asks of who uses it: every route, every role, and who has none."""

import re
from pathlib import Path

import pytest
from deliveries import Clock
from desks import in_force, settings_with_desk
from people import desk_of_users

import web
from store.people import ROLES
from web.access import CLOSED, NEEDS, OPEN, SAFE, may, need
from web.app import make_app

TEMPLATES = sorted((Path(web.__file__).parent / "templates").glob("*.html"))


@pytest.fixture
def routes(sqlite_store, now):
    force = in_force(settings_with_desk())
    app = make_app(sqlite_store, lambda: force, Clock(now))
    return [(method, route.path) for route in app.routes for method in sorted(getattr(route, "methods", None) or SAFE)]


def test_every_route_stands_in_the_table_and_all_of_the_table_is_a_route(routes):
    assert [f"{method} {path}" for method, path in routes if need(method, path) == CLOSED] == []
    declared = {f"{'GET' if method in SAFE else method} {path.removesuffix('.json')}" for method, path in routes}
    assert set(NEEDS) - declared == set()


def test_a_role_may_what_those_below_it_may_and_nobody_what_is_closed():
    assert [[may(role, wanted) for wanted in (OPEN, *ROLES, CLOSED)] for role in ("", *ROLES)] == [
        [True, False, False, False, False],
        [True, True, False, False, False],
        [True, True, True, False, False],
        [True, True, True, True, False],
    ]


def test_every_route_lets_in_whom_the_table_says_and_nobody_else(sqlite_store, now, routes):
    """No wrong answer is a 401, 403 or a way to the sign-in to who may, and each is one of these to who may not."""
    wanted = [(method, path) for method, path in routes if method in ("GET", "POST") and need(method, path) != OPEN]
    with desk_of_users(sqlite_store, now, Clock(now), admin="admin", editor="editor", reader="reader") as browser:
        for role in ("", *ROLES):
            one = browser(role or None)
            csrf = one.csrf() if role else ""
            # Signing out comes last: after it nobody is signed in.
            for method, path in sorted(wanted, key=lambda route: route[1] == "/sign-out"):
                asked = re.sub(r"{\w+:int}", "999", path).replace("{action}", "acknowledge")
                # New alerts are told without end: to whom they are is seen before that.
                answer = (
                    one.get(asked, stream=path == "/events")
                    if method == "GET"
                    else one.post(asked, data={"csrf": csrf})
                )
                out = answer.status_code in (401, 403) or answer.headers.get("Location", "").startswith("/sign-in?")
                assert out != may(role, need(method, path)), f"{role or 'nobody'}: {method} {asked}"
                assert path == "/events" or "traceback" not in answer.text.lower()
                assert answer.status_code != 500, asked


def test_where_there_is_nothing_strangers_are_not_told_so(sqlite_store, now):
    with desk_of_users(sqlite_store, now, Clock(now), anna="admin") as browser:
        nobody = browser()
        assert nobody.get("/no/such/page").headers["Location"] == "/sign-in?next=%2Fno%2Fsuch%2Fpage"
        assert nobody.get("/no/such.json").status_code == 401
        assert nobody.post("/no/such").status_code == 401
        assert browser("anna").get("/no/such/page").status_code == 404


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_begins_as_it_is_looked_for(template):
    """`web.pages` puts into each what binds it to the sign-in, and takes out those that a reader may not use."""
    text = template.read_text(encoding="utf-8")
    assert len(re.findall(r"<form[^>]*post", text, re.IGNORECASE)) == len(
        re.findall(r'<form method="post" action="[^"]', text)
    )
