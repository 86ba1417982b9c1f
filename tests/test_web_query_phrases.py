"""What is said of a query, its errors and advice on it, is said on the desk in the language of who asks."""

import ast
import re
from pathlib import Path

import pytest
from deliveries import Clock
from desks import desk, settings_with_desk, tree
from test_alerts_query import ERRORS, habits
from test_alerts_query_advice import SOURCES, TOLD, manual
from test_web_phrases import sentences
from test_web_silences import silence
from test_web_stories import tells

import alerts
from alerts import effort
from alerts.concepts import load_concepts
from alerts.document import Document
from alerts.evaluate import explain
from alerts.query import QueryError, parse
from alerts.query_advice import advise
from alerts.watch import check_lines, check_watches, compile_watch, why_not
from config import Settings, WatchSettings
from web.phrases import said, said_advice, said_wrong
from web.query_phrases import QUERY_PHRASES
from web.tongue import spoken

OTHERS = ["fr", "de"]
CONCEPTS = load_concepts()
#: Queries that no other test needs: what a library says of a regular expression, and what is seldom written.
MORE = [
    *("/[a/", "/a)/", "/*/", "/a**/", r"/\p{x}/", "/[z-a]/", "/a{3,2}/", "/(?Z)/", r"/\1/", r"/\xg/", r"/\y/"),
    *("! a", 'lang:"-"', "a 」b", "a&&b", "AROUND(5) a", "around:5 a", '"a" AND "', "ANDNOT a"),
    *("dro*", "drone and tank", "lang:ua drone", "lang:english drone", "country:France drone", "site:https://a.org x"),
    *("drone drone", "drone NEAR drone", "drone,tank", "drone, tank", "WHO lang:en", "SAFE", "nato OR NATO-led"),
    *("drone country:XX", "drone tag:oficial"),
]
QUERIES = [*(error[0] for error in ERRORS), *(query for query, _ in habits()), *MORE]
QUERIES += [query for query, _ in (*manual(), *TOLD)]
#: Words of English sentences that stand in no query here, and are no words of French or German.
ENGLISH = {"the", "this", "that", "write", "is", "of", "for", "before", "it", "put", "needs", "which", "with"}
ENGLISH |= {"found", "holds", "does", "remove", "words", "would", "there", "these", "did", "meant", "times"}
LINES = [
    ("drone", "A ship"),
    ("drone tank", "A ship"),
    ("(drone OR uav) (tank OR car)", "A ship"),
    ('"war, peace" tank', "A ship"),
    ("COUNT(ship) >= 2", "A ship"),
    ("ship NEAR/0 port", "A ship of the port"),
    ("title:drone", "A ship"),
    ("body:drone", "A ship"),
    ("drone NOT ship", "A drone on a ship"),
    (" ".join(f"w{n}" for n in range(12)), "A ship"),
]


def notes(query):
    """Return what is said of a query: its error or the advice on it, as pairs of a message and a hint."""
    try:
        return [(one.message, one.hint) for one in advise(parse(query, CONCEPTS), CONCEPTS, (), SOURCES)]
    except QueryError as error:
        return [(error.message, error.hint)]


def lines():
    """Yield why a watch does not treat a line as it should."""
    for query, line in LINES:
        for key in ("must_match", "must_not_match"):
            watch = compile_watch(WatchSettings(name="w", query=query, **{key: (line,)}), CONCEPTS)
            yield from (one.why for one in check_lines(watch) if one.why)
    for query in ("ship", "ship OR boat", "NOT tank ship", "lang:fr"):
        watch = compile_watch(WatchSettings(name="w", query=query, must_not_match=("A ship",)), CONCEPTS)
        yield from (one.why for one in check_lines(watch))


def unanswered(monkeypatch):
    """Yield why a query is not found on an article that takes it too long."""
    yield why_not(explain(parse(r"/(a|aa)+$/"), Document(body="a" * 60 + "b"), CONCEPTS))
    with monkeypatch.context() as patch:
        patch.setattr(effort, "MOST_STEPS", 100)
        yield why_not(explain(parse("bb NOT (aa ONEAR/50 cc)"), Document(body="aa " * 90 + "bb"), CONCEPTS))


def problems():
    """Yield what the check of the settings says of watches, each as a file has it: `file:line:column: what`."""
    wrong = (
        WatchSettings(name="w", query="drone", must_match=("A ship",)),
        WatchSettings(name="w", query="ship", must_not_match=("A ship",)),
        WatchSettings(name="w", query="drone ("),
    )
    for watch in wrong:
        for problem in check_watches(Settings(version=1, watches=(watch,))):
            yield f"tocsin.toml:3:9: {problem}".split("\n")[0]


def told():
    return [text for query in QUERIES for note in notes(query) for text in note if text]


def is_english(text):
    return bool(ENGLISH & set(re.findall(r"[\w’']+", text)))


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_is_said_of_queries_is_said_in_the_language_of_who_asks(language, monkeypatch):
    with spoken(language):
        for text in (*told(), *lines(), *problems(), *unanswered(monkeypatch)):
            assert said(text) != text, text
            assert not is_english(said(text)), (text, said(text))


def worded():
    """Yield the words that stand where the watch language says something, as its modules have them."""
    for path in sorted(Path(alerts.__file__).parent.glob("query_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            name = getattr(called, "attr", getattr(called, "id", ""))
            target = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
            if name in ("_refuse", "QueryError", "RegexError", "Advice", "_superfluous"):
                yield from ((path.name, text) for argument in node.args for text in constants(argument))
            elif target in ("hint", "what", "message", "how"):
                yield from ((path.name, text) for text in constants(node.value))
            elif isinstance(node, ast.FunctionDef) and node.name == "never_known":
                given = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
                yield from ((path.name, text) for value in given for text in constants(value))


def constants(node):
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return [text for text in found if len(text) > 3]


def test_there_is_a_query_for_all_that_is_said():
    """So a new error or advice needs a query here, and then a phrase in each language."""
    everything = "\n".join(told())
    assert [(module, text) for module, text in worded() if text not in everything] == []
    assert len(list(worded())) > 100


def test_every_phrase_of_queries_is_one_that_is_said(monkeypatch):
    used = set()
    texts = [*told(), *lines(), *sentences(), *problems(), *unanswered(monkeypatch)]
    texts += ["its query is wrong: the query is empty", "nothing was written: the settings would not hold"]
    monkeypatch.setattr("web.phrases.looked_up", lambda text: used.add(text) or text)
    with spoken("de"):
        for text in texts:
            said(text)
    assert set(QUERY_PHRASES) - used == set()


@pytest.mark.parametrize("language", OTHERS)
def test_pages_say_what_is_wrong_with_a_query_and_what_to_know_of_it(sqlite_store, now, language):
    speaking = {"Accept-Language": language}
    tells(sqlite_store, now)
    with desk(sqlite_store, settings_with_desk(), Clock(now)) as (here, _):
        silence(sqlite_store, now, watch=None, query="drone (")
        assert not is_english(tree(here.get("/silences", headers=speaking)).xpath("string(//main//li//strong)"))
        for query in ("drone (", "drone @natoo", "COUNT(a) < 3"):
            for path in ("/search", "/stories/1/join"):
                shown = here.get(path, params={"q": query}, headers=speaking)
                [wrong] = tree(shown).xpath("//pre[@id='wrong']")
                assert not is_english(wrong.text_content())
                assert query in wrong.text_content()
            feed = here.get("/feeds/search.atom", params={"q": query}, headers=speaking)
            assert (feed.status_code, is_english(tree(feed).xpath("string(//main)"))) == (400, False)
            checked = here.post("/watch/check", data={"name": "x", "query": query}, headers=speaking)
            [wrong] = tree(checked).xpath("//*[@id='said']/pre")
            assert not is_english(wrong.text_content())
            for path in (f"/search.json?q={query}", f"/watch/check.json?name=x&query={query}"):
                error = here.get(path, headers=speaking).json()["error"]
                assert is_english(error) or "unknown" in error or "cannot" in error
        data = {"name": "x", "query": "SAFE OR drone OR drone", "must_match": "A ship"}
        checked = tree(here.post("/watch/check", data=data, headers=speaking))
        advice = [one.text_content() for one in checked.xpath("//*[@class='advice']")]
        assert len(advice) == 2
        assert not any(map(is_english, advice))
        assert "A ship" in checked.text_content()
        assert not is_english(checked.xpath("string(//ul[@class='plain']/li/span[@class='soft'])"))


@pytest.mark.parametrize(("language", "wrong", "hint"), [("fr", "parenthèse", "conseil :"), ("de", "Klammer", "Rat:")])
def test_an_error_keeps_the_place_in_the_query(language, wrong, hint):
    with pytest.raises(QueryError) as caught:
        parse("the word (is")
    with spoken(language):
        first, *place, last = said_wrong(str(caught.value)).split("\n")
    assert (wrong in first, hint in last) == (True, True)
    assert "\n".join(place) == caught.value.shown
    assert said_wrong(str(caught.value)) == str(caught.value)


def test_advice_is_said_as_it_is_in_english():
    for query in ("SAFE", "drone OR drone", "lang:ua drone"):
        for one in advise(parse(query), CONCEPTS):
            assert said_advice(one) == str(one)
