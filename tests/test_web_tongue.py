"""Pages in the language, zone and colours of who asks; and that every text of theirs is translated."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from chromium import CONTRAST, look, wide
from deliveries import Clock, alert, played
from desks import desk, settings_with_desk, tree, words
from people import desk_of_users
from playwright.sync_api import expect
from test_web_live import listening
from translations import WEB, texts, unmarked

from alerts.ledger import STATUSES
from config.silences import SUBJECTS
from store.alerts import STATES
from web.manner import CHOICES, cookie
from web.source_cards import ORDER
from web.tongue import LANGUAGES, gettext, language_name, spoken, time_text

HOOK = played("desk")
OTHERS = [one for one in LANGUAGES if one != "en"]
TEMPLATES = sorted((WEB / "templates").glob("*.html"))


@pytest.fixture
def here(sqlite_store, now):
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (reader, _):
        yield reader


def catalogue(language):
    with (WEB / "locale" / language / "LC_MESSAGES" / "tocsin.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def wanting(text, places):
    """Return a text as it is to be pasted into a catalogue, and translated there."""
    one, *many = text if isinstance(text, tuple) else (text,)
    quoted = [json.dumps(each, ensure_ascii=False) for each in (one, *many)]
    forms = ['msgstr ""'] if not many else ['msgstr[0] ""', 'msgstr[1] ""']
    plural = [f"msgid_plural {quoted[1]}"] if many else []
    return "\n".join([f"#: {' '.join(places)}", f"msgid {quoted[0]}", *plural, *forms])


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language):
    known = {message.id: message for message in catalogue(language) if message.id}
    missing = [
        wanting(text, places)
        for text, places in texts().items()
        if text not in known or known[text].fuzzy or not all(_forms(known[text].string))
    ]
    assert not missing, f"add to web/locale/{language}/LC_MESSAGES/tocsin.po:\n\n" + "\n\n".join(missing)
    assert not (gone := known.keys() - texts().keys()), f"{language}: no page says this any more: {gone}"


def _forms(text):
    return text if isinstance(text, tuple) else (text,)


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_filled_in_is_the_same_in_each_language(language):
    for message in catalogue(language):
        if not message.id:
            continue  # the head of the catalogue
        filled = {name for form in _forms(message.id) for name in re.findall(r"%\(\w+\)[sr]|\{\}", form)}
        for form in _forms(message.string):
            assert set(re.findall(r"%\(\w+\)[sr]|\{\}", form)) == filled, message.id
            assert re.findall(r"<[^>]*>|`[^`]*`|/[a-z]+\b", form) == re.findall(
                r"<[^>]*>|`[^`]*`|/[a-z]+\b", _forms(message.id)[0]
            )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_text_of_a_template_is_left_unmarked(template):
    source = template.read_text(encoding="utf-8")
    left = unmarked(source)
    if left and "_(" not in source:
        pytest.skip(f"in English alone so far: {len(left)} texts")
    assert left == [], 'put each into {{ _("…") }}'


def test_words_that_other_rooms_hold_can_be_translated():
    known = texts()
    silences = ("in force", "to come", "over", "ended", "wrong")
    assert [word for word in (*STATUSES, *STATES, *SUBJECTS, *ORDER, *silences) if word not in known] == []


def test_what_is_not_marked_is_found():
    assert unmarked('<p>Some text {{ value }}</p><a href="/x" title="More">{{ _("marked") }}</a>') == [
        "Some text",
        "More",
    ]
    assert unmarked('<p class="soft" aria-label="{{ _("x") }}"> · {{ a }}<code>drone OR x</code></p>') == []


def test_a_page_speaks_as_the_browser_asks_or_as_was_chosen(sqlite_store, here, now):
    alert(sqlite_store, now, HOOK)
    page = here.get("/alerts", headers={"Accept-Language": "nl, fr-BE;q=0.8, en;q=0.3"})
    assert (tree(page).get("lang"), tree(page).findtext(".//h1")) == ("fr", "Alertes")
    assert "dim. 1 mars 2026, 10:00 CET" in words(page)
    assert "1 média" in words(page)
    chosen = {"Accept-Language": "fr", "Cookie": f"{cookie('language')}=de"}
    assert tree(here.get("/alerts", headers=chosen)).findtext(".//h1") == "Meldungen"
    assert "So. 1 März 2026, 10:00 CET" in words(here.get("/alerts", headers=chosen))
    assert "Eine solche Seite gibt es nicht." in words(here.get("/nothing", headers=chosen))
    assert tree(here.get("/alerts")).get("lang") == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_can_be_had_in_each_language(sqlite_store, here, now, language):
    alert(sqlite_store, now, HOOK)
    spoken_in = {"Cookie": f"{cookie('language')}={language}"}
    paths = ["/alerts", "/alerts/1", "/silences", "/sources", "/deliveries", "/deliveries/1", "/digests", "/trends"]
    for path in [
        *paths,
        "/stories/1",
        "/stories/1/join?q=drone",
        "/articles/1/versions",
        "/search?q=drone",
        "/preferences",
        *("/watches", "/watch/new", "/channels", "/sources/add", "/catalogue", "/concepts?find=nato"),
    ]:
        page = here.get(path, headers=spoken_in)
        assert (page.status_code, tree(page).get("lang")) == (200, language), path
        assert "%(" not in page.text, path
        assert mislabelled(page) == [], path
    done = here.post("/alerts/1/acknowledge", headers=spoken_in)
    assert "Alert 1" not in words(done)


@pytest.mark.parametrize(("language", "heading"), [("fr", "Utilisateurs"), ("de", "Benutzer")])
def test_pages_for_people_can_be_had_in_each_language(sqlite_store, now, language, heading):
    with desk_of_users(sqlite_store, now, Clock(now), anna="admin", ed="editor") as make:
        anna, speaking = make("anna"), {"Accept-Language": language}
        for path in ("/users", "/account", "/account/codes", "/tokens", "/audit"):
            page = anna.get(path, headers=speaking)
            assert (page.status_code, tree(page).get("lang")) == (200, language), path
            assert "%(" not in page.text, path
            assert mislabelled(page) == [], path
        page = anna.get("/users", headers=speaking)
        assert tree(page).findtext(".//h1") == heading
        # What a form sends is no text: it is the same in each language.
        assert dict(tree(page).forms[-1].form_values())["role"] == "reader"


def mislabelled(page):
    """Return what is seen where the label lacks it: who speaks to their browser says what they see (WCAG 2.5.3)."""
    found = [
        (" ".join(one.text_content().split()), one.get("aria-label"))
        for one in tree(page).xpath("//main//*[self::a or self::button][@aria-label]")
    ]
    return [(seen, said) for seen, said in found if seen.casefold() not in said.casefold()]


WRONG = [
    *("/search?since=x", "/search?until=1000-01-01", "/search?q=" + "x" * 2_001, "/alerts?state=x", "/trends?by=x"),
    *("/trends?days=x", "/sources?state=x", "/deliveries?status=x", "/export/search?q=a&format=x"),
    *("/feeds/search.x?q=a", "/search?within=x", "/alerts?before=x"),
]


@pytest.mark.parametrize("language", OTHERS)
def test_a_wrong_address_is_said_in_the_language_of_who_asks_and_to_programs_in_english(here, language):
    speaking = {"Accept-Language": language}
    for path in WRONG:
        page, plain = (here.get(path, headers=headers) for headers in (speaking, {}))
        told, english = (tree(answer).findtext(".//h1") for answer in (page, plain))
        assert (page.status_code, told != english) == (400, True), path
        assert not {"is", "the", "There", "write", "characters"} & set(told.split()), told
    errors = [here.get("/search.json?since=x", headers=headers).json()["error"] for headers in (speaking, {})]
    assert errors == ["`since` is a day, as in 2026-03-01."] * 2


def test_times_are_those_of_the_zone_that_was_chosen(sqlite_store, here, now):
    alert(sqlite_store, now, HOOK)
    chosen = {"Cookie": f"{cookie('zone')}=Asia%2FTokyo"}
    assert "Times in Asia/Tokyo, UTC+09:00." in words(here.get("/alerts", headers=chosen))
    assert "Sun 1 Mar 2026, 18:00 JST" in words(here.get("/alerts", headers=chosen))
    assert "Times in Europe/Brussels, UTC+01:00." in words(here.get("/alerts"))
    wrong = {"Cookie": f"{cookie('zone')}=Nowhere; {cookie('language')}=xx; {cookie('theme')}=%22%3E; x"}
    page = here.get("/alerts", headers=wrong)
    assert (page.status_code, tree(page).get("lang"), tree(page).get("data-theme")) == (200, "en", None)


def test_what_is_chosen_is_kept_in_cookies_and_forgotten_again(here):
    answer = here.post("/preferences", data={"zone": "Asia/Tokyo", "language": "fr", "theme": "dark"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/preferences")
    assert {c.name: c.value for c in answer.cookies} == {
        cookie("zone"): "Asia%2FTokyo", cookie("language"): "fr", cookie("theme"): "dark",
    }  # fmt: skip
    assert "HttpOnly" in answer.headers["set-cookie"]
    page = here.get("/preferences", cookies=answer.cookies)
    assert tree(page).get("data-theme") == "dark"
    form = dict(tree(page).forms[0].form_values())
    assert {name: form[name] for name in CHOICES} == {"zone": "Asia/Tokyo", "language": "fr", "theme": "dark"}
    forgotten = here.post("/preferences", data={"zone": "", "language": "", "theme": ""})
    assert not forgotten.cookies
    for wrong in ({"zone": "Nowhere"}, {"language": "xx"}, {"theme": "loud"}):
        assert here.post("/preferences", data=wrong).status_code == 400


def test_new_alerts_are_told_in_the_manner_of_each_who_listens(sqlite_store, here, now):
    with (
        listening(here, Cookie=f"{cookie('language')}=de; {cookie('zone')}=Asia%2FTokyo") as one,
        listening(here) as two,
    ):
        alert(sqlite_store, now, HOOK)
        told = [each.event()["data"]["html"] for each in (one, two)]
    assert "So. 1 März 2026, 18:00 JST" in told[0]
    assert "Bestätigen" in told[0]
    assert "Sun 1 Mar 2026, 10:00 CET" in told[1]


def test_names_and_times_are_written_as_the_language_does(now):
    with spoken("fr"):
        assert (language_name("de"), language_name(None), gettext("")) == ("allemand", "", "")
        assert time_text(datetime(9999, 12, 31, 23, tzinfo=UTC), ZoneInfo("Asia/Tokyo")).startswith("ven. 31 déc. 9999")
    assert gettext("Alerts") == "Alerts"


def test_colours_that_were_chosen_stand_against_those_of_the_system(sqlite_store, here, now, visit):
    alert(sqlite_store, now, HOOK)
    paths = [
        "/preferences",
        "/alerts",
        "/trends",
        "/deliveries",
        "/stories/1",
        "/watch/new",
        "/sources/add",
        "/catalogue",
    ]
    grounds, page = [], visit(here.root, 360)
    for theme in ("", "light", "dark"):
        look(page, 360, dark=True)
        page.goto("/preferences")
        page.locator("[name=theme]").select_option(theme)
        # In German, whose words are the longest.
        page.locator("[name=language]").select_option("de")
        page.locator("main button").click()
        expect(page.locator(f"html[data-theme={theme}]" if theme else "html:not([data-theme])")).to_be_attached()
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        look(page, 360, dark=theme != "dark")
        for path in paths:
            page.goto(path)
            assert page.evaluate(CONTRAST) == [], (theme, path)
            assert wide(page) <= 360
    system, light, dark = grounds
    assert (system == dark, light == dark) == (True, False)
