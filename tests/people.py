"""Users of a desk: made in its store, and signed in as a browser would be."""

from contextlib import contextmanager

import requests
from desks import Reader, desk, settings_with_desk

from store.people import add_user
from web.passwords import hashed

PASSWORD = "four words nobody joins"
KEPT = hashed(PASSWORD)


def users(store, now, **roles):
    """Make users of these names and roles, an admin first; all with the same password. Return their ids."""
    with store.transaction() as session:
        order = sorted(roles, key=lambda name: roles[name] != "admin")
        return {name: add_user(session, name, roles[name], KEPT, now).id for name in order}


class Browser(Reader):
    """Keeps cookies, sends what a browser sends of where a form comes from, and what it carries."""

    def __init__(self, port, **headers):
        super().__init__(port, **{"User-Agent": "Browser/1.0", **headers})
        self.kept = requests.Session()

    @property
    def cookies(self):
        return self.kept.cookies

    def sign_in(self, name, password=PASSWORD, **fields):
        return self.post("/sign-in", data={"name": name, "password": password, **fields})

    def send(self, path, **fields):
        """Post a form of ours, with what binds it to the sign-in."""
        return self.post(path, data={"csrf": self.csrf(), **fields})

    def csrf(self):
        return self.get("/account.json").json()["csrf"]

    def _ask(self, method, path, headers=None, **more):
        given = {**self.headers, **(headers or {})}
        return self.kept.request(method, self.root + path, headers=given, timeout=20, allow_redirects=False, **more)


@contextmanager
def desk_of_users(store, now, clock, settings=None, **roles):
    """Serve a desk with these users; yield what makes a browser, signed in if it is given a name."""
    users(store, now, **roles)
    with desk(store, settings or settings_with_desk(), clock) as (here, _):
        port = int(here.root.rpartition(":")[2])

        def browser(name=None, **headers):
            one = Browser(port, **headers)
            assert name is None or one.sign_in(name).status_code == 303
            return one

        yield browser
