"""Users of the desk against the real server: signing in, staying so, and what strangers try (OWASP's list)."""

from datetime import timedelta
from http.client import HTTPConnection

import pytest
from deliveries import Clock, alert, played
from desks import PUBLIC, desk, settings_with_desk, tree, words
from people import PASSWORD, Browser, desk_of_users, users
from sqlalchemy import select
from test_alerts_message import HOSTILE

from alerts.links import Signer
from store.alert_models import Acknowledgement
from store.audit import note
from store.links import link_keys
from store.people import set_password, user_named
from store.people_models import AuditEntry, SignIn, User
from web.binding import unmasked
from web.passwords import hashed, is_right
from web.totp import STEP, code, new_secret

HOST = PUBLIC.partition("://")[2]
OTHER = "another four words entirely"


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def browser(sqlite_store, now, clock):
    alert(sqlite_store, now, played("desk"))
    with desk_of_users(sqlite_store, now, clock, anna="admin", ed="editor", rita="reader") as make:
        yield make


def acknowledged(store):
    with store.reading() as session:
        return session.query(Acknowledgement).count()


def audited(store):
    with store.reading() as session:
        return [(e.who, e.what, e.about) for e in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_with_a_user_everybody_signs_in_and_lands_where_they_wanted(browser):
    one = browser()
    to = one.get("/alerts?state=open").headers["Location"]
    assert one.get("/alerts.json").status_code == 401
    page = one.get(to)
    assert "/static/keys.js" not in page.text
    answer = one.press(page, "Sign in", name="Anna", password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts?state=open")
    page = one.get("/alerts")
    assert page.status_code == 200
    assert "anna" in page.text
    assert one.get("/sign-in?next=/silences").headers["Location"] == "/silences"


def test_signing_out_ends_it_for_the_token_too(browser):
    one = browser("anna")
    token = one.cookies["tocsin"]
    assert one.press(one.get("/alerts"), "Sign out").headers["Location"] == "/sign-in"
    assert "tocsin" not in one.cookies
    assert one.get("/alerts", headers={"Cookie": f"tocsin={token}"}).status_code == 303


def test_a_sign_in_lasts_as_long_as_it_is_used(browser, clock):
    one = browser("anna")
    for _ in range(3):
        clock.now += timedelta(hours=11)
        assert one.get("/alerts").status_code == 200
    clock.now += timedelta(hours=12)
    assert one.get("/alerts").status_code == 303


def test_what_is_wrong_is_told_to_nobody(browser, clock):
    wrong = [("anna", "wrong wrong wrong"), ("nobody", PASSWORD), ("", ""), ("anna", ""), ("anna", PASSWORD + "\x00")]
    wrong += [("anna\x00", PASSWORD), ("\ud800", "\ud800"), *((text[:300], text[:300]) for text in HOSTILE)]
    for given in wrong:
        clock.now += timedelta(minutes=5)
        name, password = (text.encode("utf-8", "surrogatepass") for text in given)
        answer = browser().post("/sign-in", data={"name": name, "password": password})
        assert answer.status_code == 401, given
        assert "the name, the password or the code is wrong" in words(answer)
        assert tree(answer).xpath("//script") == []
        assert "Set-Cookie" not in answer.headers


def test_a_stranger_learns_no_name_from_how_long_it_takes(browser, monkeypatch):
    """As many hashes are reckoned for a name that nobody has, one that is shut out, and one with another password."""
    reckoned = []
    monkeypatch.setattr("web.verifying.is_right", lambda *given: reckoned.append(given) or is_right(*given))
    for name in ("anna", "nobody"):
        browser().sign_in(name, "wrong wrong wrong")
    assert len(reckoned) == 2


@pytest.mark.parametrize("way", ["sign-in", "password", "codes"])
def test_a_password_that_is_changed_while_it_is_looked_at_lets_nobody_do_anything(
    sqlite_store, browser, monkeypatch, clock, way
):
    """To look at one takes a while: meanwhile an admin takes it away from a thief."""
    ed, fresh, secret = browser("ed"), "another four plain words", new_secret()

    def is_right_but_changed_now(*given):
        with sqlite_store.transaction() as session:
            set_password(session, user_named(session, "ed"), hashed(fresh))
        return is_right(*given)

    sends = {
        "sign-in": lambda: browser().sign_in("ed"),
        "password": lambda: ed.send("/account/password", password=PASSWORD, new="thief " * 4, again="thief " * 4),
        "codes": lambda: ed.send(
            "/account/codes", password=PASSWORD, secret=secret, code=code(secret, int(clock.now.timestamp()) // STEP)
        ),
    }
    with monkeypatch.context() as patch:
        patch.setattr("web.verifying.is_right", is_right_but_changed_now)
        assert sends[way]().status_code in (400, 401)
    with sqlite_store.reading() as session:
        one = user_named(session, "ed")
        assert (is_right(fresh, one.password), one.totp) == (True, None)
        assert session.scalars(select(SignIn).where(SignIn.user_id == one.id)).all() == []


def test_who_is_shut_out_is_out_at_once(sqlite_store, browser):
    ed, anna = browser("ed"), browser("anna")
    assert anna.send("/users/2/disable").status_code == 303
    assert ed.get("/alerts").status_code == 303
    assert ed.sign_in("ed").status_code == 401
    assert anna.send("/users/2/enable").status_code == 303
    assert ed.sign_in("ed").status_code == 303


class TestSessionFixation:
    def test_no_token_that_a_browser_brought_is_signed_in(self, sqlite_store, browser):
        for planted in ("a" * 43, browser("rita").cookies["tocsin"]):
            victim = browser()
            victim.cookies.set("tocsin", planted, domain="127.0.0.1")
            assert victim.sign_in("anna").status_code == 303
            assert planted not in victim.cookies.values()
            assert browser().get("/alerts", headers={"Cookie": f"tocsin={planted}"}).status_code == 303

    def test_each_sign_in_has_a_token_of_its_own(self, browser):
        tokens = {browser("anna").cookies["tocsin"] for _ in range(3)}
        assert len(tokens) == 3
        assert all(len(token) == 43 for token in tokens)


class TestCsrf:
    def test_a_form_that_is_not_of_this_sign_in_does_nothing(self, sqlite_store, browser):
        ed, other = browser("ed"), browser("ed")
        for carried in (None, {}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "é"}, {"csrf": other.csrf()}, "&" * 1_000):
            assert ed.post("/alerts/1/acknowledge", data=carried).status_code == 403
            assert acknowledged(sqlite_store) == 0

    def test_every_form_of_a_page_carries_it(self, browser):
        anna = browser("anna")
        for path in ("/alerts", "/alerts/1", "/account", "/account/codes", "/users"):
            forms = tree(anna.get(path)).xpath("//form[@method='post']")
            assert forms
            assert {unmasked(form.fields["csrf"]) for form in forms} <= {unmasked(anna.csrf())}, path

    def test_a_program_sends_it_as_a_header(self, sqlite_store, browser):
        ed = browser("ed")
        assert ed.post("/alerts/1/acknowledge", headers={"X-CSRF-Token": ed.csrf()}).status_code == 200
        assert acknowledged(sqlite_store) == 1

    def test_another_site_does_nothing_with_it_either_and_signs_nobody_in(self, sqlite_store, browser):
        ed = browser("ed")
        data = {"csrf": ed.csrf()}
        for site in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert ed.post("/alerts/1/acknowledge", headers=site, data=data).status_code == 403
            other = browser().post("/sign-in", headers=site, data={"name": "ed", "password": PASSWORD})
            assert (other.status_code, "Set-Cookie" in other.headers) == (403, False)
        assert acknowledged(sqlite_store) == 0

    def test_the_cookie_goes_with_no_form_of_another_site_and_no_script_reads_it(self, browser):
        one = browser()
        cookie = one.sign_in("anna").headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
        assert "Domain" not in cookie
        # The proxy that holds the certificate asks under the public name.
        behind = browser(Host=HOST, **{"X-Forwarded-For": "192.0.2.1"})
        cookie = behind.sign_in("anna").headers["Set-Cookie"]
        assert cookie.startswith("__Host-tocsin=")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        token = cookie.partition(";")[0].partition("=")[2]
        assert browser(Host=HOST).get("/alerts", headers={"Cookie": f"tocsin={token}"}).status_code == 303
        assert browser(Host=HOST).get("/alerts", headers={"Cookie": f"__Host-tocsin={token}"}).status_code == 200


def test_open_redirect_no_way_leads_to_another_site(browser):
    one, ways = browser("anna"), ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil"]
    ways += ["/\t/evil.example", "javascript:alert(1)", "/\r\nX: y", "", " /x", "/x\x00", "/é", "///evil", "/sign-out"]
    for way in ways:
        assert one.get("/sign-in", params={"next": way}).headers["Location"] == "/", way
        assert one.sign_in("anna", next=way).headers["Location"] == "/", way


def test_clickjacking_no_page_is_framed_kept_or_guessed_at(browser):
    anna = browser("anna")
    for path in ("/sign-in", "/alerts", "/account", "/account/codes", "/users", "/audit", "/users.json"):
        headers = (browser() if path == "/sign-in" else anna).get(path).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_path_traversal_nothing_but_our_files_is_handed_out(browser):
    one = browser("anna")
    cookie, port = f"tocsin={one.cookies['tocsin']}", int(one.root.rpartition(":")[2])
    ways = ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/....//app.py"]
    ways += ["/static//etc/passwd", "/static/..%5capp.py", "/static/%00", "/static/desk.css/../../guard.py", "/static/"]
    for way in ways:
        # A client of ours would straighten the path before it asks.
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", way, headers={"Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 404, way
        assert "There is no such page" in text, way
        connection.close()


class TestThrottling:
    def test_who_guesses_waits_ever_longer_and_the_owner_can_still_get_in(self, browser, clock):
        for _ in range(5):
            assert browser().sign_in("anna", "wrong wrong wrong").status_code == 401
        answer = browser().sign_in("Anna")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
        assert "Too many tries; the next one is looked at in" in words(answer)
        clock.now += timedelta(seconds=1)
        assert browser().sign_in("ANNA", "wrong wrong wrong").status_code == 401
        clock.now += timedelta(seconds=1)
        assert browser().sign_in("anna").status_code == 429
        clock.now += timedelta(seconds=1)
        assert browser().sign_in("anna").status_code == 303
        assert browser().sign_in("anna", "wrong wrong wrong").status_code == 401

    def test_names_that_nobody_has_are_throttled_alike(self, browser):
        assert [browser().sign_in("nobody").status_code for _ in range(6)] == [401] * 5 + [429]

    def test_who_tries_many_names_is_throttled_by_address(self, browser):
        tries = [browser().sign_in(f"user{n}").status_code for n in range(21)]
        assert tries == [401] * 20 + [429]

    def test_a_password_in_my_account_is_guessed_at_no_quicker(self, browser):
        anna = browser("anna")
        form = {"password": "wrong wrong wrong", "new": OTHER, "again": OTHER}
        assert [anna.send("/account/password", **form).status_code for _ in range(6)] == [400] * 5 + [429]

    def test_it_outlasts_a_restart_and_holds_for_two_daemons(self, sqlite_store, now, clock):
        users(sqlite_store, now, anna="admin")
        with (
            desk(sqlite_store, settings_with_desk(), clock) as (one, _),
            desk(sqlite_store, settings_with_desk(), clock) as (two, _),
        ):
            ports = [int(reader.root.rpartition(":")[2]) for reader in (one, two)]
            both = [Browser(port) for port in ports]
            # A browser keeps a cookie for a host, whatever the port.
            assert both[0].sign_in("anna").status_code == 303
            both[1].kept.cookies = both[0].cookies
            assert both[1].get("/alerts").status_code == 200
            assert [Browser(ports[n % 2]).sign_in("anna", "x" * 12).status_code for n in range(6)] == [401] * 5 + [429]
            assert (
                both[1]
                .send("/account/end", which=both[1].get("/account.json").json()["sign_ins"][0]["which"])
                .status_code
                == 303
            )
            assert both[0].get("/alerts").status_code == 303
        with desk(sqlite_store, settings_with_desk(), clock) as (one, _):
            assert Browser(int(one.root.rpartition(":")[2])).sign_in("anna").status_code == 429


class TestAccount:
    def test_a_new_password_signs_out_everywhere_else(self, sqlite_store, browser):
        here, there = browser("anna"), browser("anna")
        before = here.cookies["tocsin"]
        page = here.get("/account")
        answer = here.press(page, "Change the password", password=PASSWORD, new=OTHER, again=OTHER)
        assert "Your password is changed" in words(here.get(answer.headers["Location"]))
        assert here.cookies["tocsin"] != before
        assert there.get("/alerts").status_code == 303
        assert [browser().sign_in("anna", given).status_code for given in (PASSWORD, OTHER)] == [401, 303]

    def test_what_is_no_password_is_refused_with_a_reason(self, browser):
        anna = browser("anna")
        for new, again, why in [
            ("short", "short", "12 to 200 characters"),
            ("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "guessed at once"),
            ("anna" * 4, "anna" * 4, "guessed at once"),
            ("x" * 201, "x" * 201, "12 to 200 characters"),
            (OTHER, OTHER + "x", "both times"),
        ]:
            answer = anna.send("/account/password", password=PASSWORD, new=new, again=again)
            assert answer.status_code == 400
            assert why in words(answer)
        assert browser().sign_in("anna").status_code == 303

    def test_another_browser_is_signed_out_by_hand_but_not_somebody_elses(self, browser):
        here, there, ed = browser("anna"), browser("anna", **{"User-Agent": "<b>Old</b>"}), browser("ed")
        theirs = ed.get("/account.json").json()["sign_ins"][0]["which"]
        assert here.send("/account/end", which=theirs).status_code == 404
        assert ed.get("/alerts").status_code == 200
        [old] = [one for one in here.get("/account.json").json()["sign_ins"] if not one["this"]]
        assert "<b>Old</b>" in words(here.get("/account"))
        assert here.send("/account/end", which=old["which"]).status_code == 303
        assert there.get("/alerts").status_code == 303
        assert here.get("/alerts").status_code == 200

    def test_one_time_codes_are_asked_for_each_is_good_once_and_can_be_switched_off(self, browser, clock):
        anna = browser("anna")
        page = anna.get("/account/codes")
        [secret] = tree(page).xpath("//input[@name='secret']/@value")
        assert f"secret={secret}" in page.text

        def now_code(step=0):
            return code(secret, int(clock.now.timestamp()) // STEP + step)

        wrong = anna.press(page, "Switch the codes on", code="000000", password=PASSWORD)
        assert wrong.status_code == 400
        answer = anna.press(wrong, "Switch the codes on", code=now_code(), password=PASSWORD)
        assert "one-time code is asked for" in words(anna.get(answer.headers["Location"]))
        # The code that switched them on is used up, like each that signs in.
        for given, status in [
            ("", 401),
            (now_code(), 401),
            (now_code(3), 401),
            (now_code(1)[:3] + " " + now_code(1)[3:], 303),
            (now_code(1), 401),
        ]:
            assert browser().sign_in("anna", code=given).status_code == status
        assert browser().sign_in("anna", "wrong wrong wrong", code=now_code(1)).status_code == 401
        assert anna.press(anna.get("/account"), "Switch the codes off", password="wrong wrong wrong").status_code == 400
        anna.press(anna.get("/account"), "Switch the codes off", password=PASSWORD)
        assert browser().sign_in("anna").status_code == 303


class TestUsersPage:
    def test_an_admin_adds_changes_and_shuts_out_and_there_is_always_one(self, browser):
        anna = browser("anna")
        page = anna.get("/users")
        assert anna.press(page, "Add the user", name="Zoë", password=OTHER, role="reader").status_code == 303
        zoe = browser()
        assert zoe.sign_in("zoë", OTHER).status_code == 303
        row = next(one for one in anna.get("/users.json").json() if one["name"] == "Zoë")
        assert (row["role"], row["disabled"]) == ("reader", False)
        assert anna.send(f"/users/{row['id']}/role", role="editor").status_code == 303
        assert zoe.send("/alerts/1/acknowledge").status_code == 200
        assert anna.send(f"/users/{row['id']}/password", password=PASSWORD).status_code == 303
        assert zoe.get("/alerts").status_code == 303
        for path, fields, why in [
            ("/users/1/disable", {}, "the last admin"),
            ("/users/1/role", {"role": "reader"}, "the last admin"),
            ("/users/1/role", {"role": "owner"}, "choose a role"),
            ("/users/999/disable", {}, "no such user"),
            (f"/users/{2**70}/disable", {}, "no such user"),
            ("/users/add", {"name": "anna", "password": OTHER, "role": "reader"}, "there is a user anna already"),
            ("/users/add", {"name": "<script>", "password": OTHER, "role": "reader"}, "a name has at most"),
            ("/users/add", {"name": "new", "password": "short", "role": "reader"}, "12 to 200"),
        ]:
            answer = anna.send(path, **fields)
            assert answer.status_code == 400, path
            assert why in words(answer)

    def test_a_reader_is_shown_no_button_that_would_be_refused(self, browser):
        rita, ed, anna = browser("rita"), browser("ed"), browser("anna")
        buttons = [
            tree(one.get("/alerts")).xpath("//main//form[@method='post']//button/text()") for one in (rita, ed, anna)
        ]
        assert buttons == [[], ["Acknowledge", "Useful", "Not useful"], ["Acknowledge", "Useful", "Not useful"]]
        links = [tree(one.get("/alerts")).xpath("//main//a[@class='button']/text()") for one in (rita, ed)]
        assert links == [[], ["Silence …"]]
        assert not tree(rita.get("/watches")).xpath("//main//a[@class='button']")
        assert "That takes the role editor; yours is reader." in words(rita.send("/alerts/1/acknowledge"))
        assert rita.get("/users.json").json()["error"] == "That takes the role admin; yours is reader."


def test_links_in_messages_need_no_sign_in_and_are_noted_as_what_they_are(sqlite_store, browser, now):
    with sqlite_store.reading() as session:
        signer = Signer("", link_keys(session)[0], now + timedelta(days=1))
    for one in (browser(Host=HOST), browser("rita")):
        link = signer.url("acknowledge", 1, 1)
        assert one.press(one.get(link), "Acknowledge").status_code == 200
    assert audited(sqlite_store)[-1] == ("link in a message of desk", "acknowledge", "/alerts/1")


def test_the_same_on_each_database(store, now, clock):
    alert(store, now, played("desk"))
    with desk_of_users(store, now, clock, anna="admin", ed="editor") as browser:
        ed, anna = browser("ed"), browser("anna")
        assert [browser().sign_in("nobody").status_code for _ in range(6)] == [401] * 5 + [429]
        assert ed.send("/alerts/1/acknowledge").status_code == 200
        clock.now += timedelta(minutes=6)
        assert len(ed.get("/account.json").json()["sign_ins"]) == 1
        assert anna.send("/users/2/role", role="reader").status_code == 303
        assert ed.send("/alerts/1/unacknowledge").status_code == 403
        assert anna.send("/users/1/disable").status_code == 400
        assert anna.send("/users/2/disable").status_code == 303
        assert ed.get("/alerts").status_code == 303
        assert len(anna.get("/audit.json").json()["audit"]) == 10
        assert [one["name"] for one in anna.get("/users.json").json()] == ["anna", "ed"]


class TestAudit:
    def test_who_did_what_and_from_where_is_kept_with_it(self, sqlite_store, browser):
        browser().sign_in("anna", "wrong wrong wrong")
        browser().sign_in(PASSWORD, "anna")
        ed = browser("ed")
        ed.send("/alerts/1/acknowledge")
        ed.send("/alerts/1/nonsense")
        ed.send("/source/poll", name="nowhere")
        ed.send("/deliveries/retry")
        ed.get("/alerts/1")
        ed.send("/sign-out")
        assert audited(sqlite_store) == [
            ("", "sign-in refused", "user anna"),
            # What was typed where the name belongs may be a password.
            ("", "sign-in refused", "a name that nobody has"),
            ("ed", "sign-in", ""),
            ("ed", "acknowledge", "/alerts/1"),
            ("ed", "retry", "/deliveries?status=dead"),
            ("ed", "sign-out", ""),
        ]
        with sqlite_store.reading() as session:
            assert session.query(Acknowledgement).one().by == "ed"
            assert {one.address for one in session.query(AuditEntry)} == {"127.0.0.1"}

    def test_the_page_shows_it_and_goes_on(self, sqlite_store, browser, now):
        with sqlite_store.transaction() as session:
            for n in range(150):
                note(session, now, "anna" if n % 2 else "<b>x</b>", HOSTILE[n % 5][:200], f"/alerts/{n}", "::1")
        anna = browser("anna")
        page = anna.get("/audit.json").json()
        assert len(page["audit"]) == 100
        rest = anna.get(page["next"]).json()
        assert (len(rest["audit"]), rest["next"]) == (51, None)
        assert len(anna.get("/audit.json?who=anna").json()["audit"]) == 76
        shown = anna.get("/audit")
        assert "<b>x</b>" in words(shown)
        assert tree(shown).xpath("//main//b | //main//script") == []
        assert anna.get("/audit?before=x").status_code == 400

    def test_without_users_it_is_the_desk_that_acts(self, sqlite_store, now, clock):
        alert(sqlite_store, now, played("desk"))
        with desk(sqlite_store, settings_with_desk(), clock) as (here, _):
            assert "Open to whoever is at this machine" in here.get("/alerts").text
            assert here.post("/alerts/1/acknowledge").status_code == 200
            assert "tocsin user add NAME --role admin" in words(here.get("/users"))
            assert here.get("/account").status_code == 404
            assert here.post("/users/add", data={"name": "a", "password": OTHER, "role": "admin"}).status_code == 400
            assert audited(sqlite_store) == [("the desk", "acknowledge", "/alerts/1")]


class TestBehindAProxy:
    """A proxy on 127.0.0.1 that has signed its users in and says who they are."""

    @pytest.fixture
    def settings(self):
        proxy = {"trusted_proxies": ["127.0.0.0/8"], "proxy_user_header": "X-Forwarded-User", "proxy_role": "editor"}
        return settings_with_desk(desk={"public_url": PUBLIC, **proxy})

    def by(self, browser, name, **headers):
        return browser(Host=HOST, **{"X-Forwarded-For": "198.51.100.7", "X-Forwarded-User": name, **headers})

    def test_whom_it_names_has_the_role_of_the_settings_until_an_admin_says_otherwise(
        self, sqlite_store, now, clock, settings
    ):
        alert(sqlite_store, now, played("desk"))
        with desk_of_users(sqlite_store, now, clock, settings, anna="admin") as browser:
            kim = self.by(browser, "kim@example.org")
            assert "kim@example.org" in kim.get("/alerts").text
            assert kim.post("/alerts/1/acknowledge").status_code == 403
            assert kim.send("/alerts/1/acknowledge").status_code == 200
            with sqlite_store.transaction() as session:
                user_named(session, "kim@example.org").role = "reader"
            assert kim.send("/alerts/1/unacknowledge").status_code == 403
            assert browser("anna").send("/users/2/disable").status_code == 303
            assert "is shut out" in words(kim.get("/alerts"))
        assert ("the proxy", "add", "user kim@example.org: editor") in audited(sqlite_store)
        with sqlite_store.reading() as session:
            assert {e.address for e in session.query(AuditEntry).filter_by(what="add")} == {"198.51.100.7"}
            assert session.query(SignIn).count() == 1

    def test_nobody_signs_in_with_the_empty_password_of_one_whom_it_names(self, sqlite_store, now, clock, settings):
        with desk_of_users(sqlite_store, now, clock, settings, anna="admin") as browser:
            assert self.by(browser, "kim").get("/alerts").status_code == 200
            assert [browser().sign_in("kim", given).status_code for given in ("", "nobody's")] == [401, 401]

    def test_its_word_is_believed_from_nobody_else(self, sqlite_store, now, clock):
        far = settings_with_desk(
            desk={"public_url": PUBLIC, "trusted_proxies": ["192.0.2.0/24"], "proxy_user_header": "X-Forwarded-User"}
        )
        with desk_of_users(sqlite_store, now, clock, far, anna="admin") as browser:
            assert self.by(browser, "anna").get("/alerts").status_code == 303

    def test_two_names_no_name_and_what_is_none_are_nobody(self, sqlite_store, now, clock, settings):
        with desk_of_users(sqlite_store, now, clock, settings, anna="admin") as browser:
            for name in ("", "<script>", "x" * 200, "a/b"):
                assert self.by(browser, name).get("/alerts").status_code == 303, name
            one = browser(Host=HOST)
            connection = HTTPConnection("127.0.0.1", int(one.root.rpartition(":")[2]), timeout=20)
            connection.putrequest("GET", "/alerts", skip_host=True)
            for header in (("Host", HOST), ("X-Forwarded-User", "anna"), ("X-Forwarded-User", "kim")):
                connection.putheader(*header)
            connection.endheaders()
            assert connection.getresponse().status == 303
            connection.close()
        with sqlite_store.reading() as session:
            assert session.query(User).count() == 1

    def test_without_it_this_machine_is_no_admin_either(self, sqlite_store, now, clock, settings):
        with desk(sqlite_store, settings, clock) as (here, _):
            assert here.get("/alerts").status_code == 303


def test_where_it_cannot_be_told_who_asks_nobody_is_let_in(sqlite_store, browser):
    anna = browser("anna")
    csrf = anna.csrf()
    with sqlite_store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sign_in")
    for answer in (anna.get("/alerts"), anna.get("/alerts.json"), anna.post("/sign-out", data={"csrf": csrf})):
        assert answer.status_code == 503
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "sign_in" not in answer.text
