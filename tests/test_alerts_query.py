"""The watch language: what is understood, how it binds, and how an error shows where it is."""

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.concepts import load_concepts
from alerts.query import QueryError, format, parse
from alerts.query_lexer import QUOTES
from alerts.query_parser import DEEPEST, LONGEST_QUERY
from alerts.query_tree import And, Exact, Fact, Near, Not, Or, Phrase, Prefix, Regex, Scope, Word
from config import ConceptSettings

MANUAL = (Path(__file__).parent.parent / "docs" / "watch-language.md").read_text("utf-8")


def fully_bracketed():
    table = MANUAL.partition("## What binds tighter")[2].partition("\n\nThe two sides")[0]
    return re.findall(r"\| `(.*?)` \| `(.*?)` \|", table)


@pytest.mark.parametrize(("query", "bracketed"), fully_bracketed())
def test_precedence_is_that_of_the_manual(query, bracketed):
    assert parse(query) == parse(bracketed)


def test_a_negation_among_alternatives_is_refused_as_the_manual_says():
    refused = re.findall(r"\| `(.*?)` \| is refused", MANUAL)
    assert refused
    for query in refused:
        with pytest.raises(QueryError, match="only exclude"):
            parse(query)


def test_the_manual_shows_precedence():
    assert len(fully_bracketed()) >= 8


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a b OR c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("a AND NOT b", And((Word("a"), Not(Word("b"))))),
        ('a -"b c"', And((Word("a"), Not(Phrase("b c"))))),
        ("a NEAR b", Near(Word("a"), Word("b"), 4)),
        ("a ONEAR/0 (b OR c)", Near(Word("a"), Or((Word("b"), Word("c"))), 0, True)),
        ("title: a", Scope("title", Word("a"))),
        ("TITLE:ab*", Scope("title", Prefix("ab"))),
        ("lang:(fr OR de) a", And((Or((Fact("lang", "fr"), Fact("lang", "de"))), Word("a")))),
        ('author:"Jane Doe"', Fact("author", "Jane Doe")),
        ("site:example.org/a", Fact("site", "example.org/a")),
        ("=US", Exact("US")),
        ("=“Storm  Shadow”", Exact("Storm Shadow")),
        (r"/a\/(b c)/i", Regex(r"a\/(b c)", "i")),
        ("and", Word("and")),
        ("10:30", Word("10:30")),
        ("(((a)))", Word("a")),
        ("(a b) (c d)", And(tuple(map(Word, "abcd")))),
    ],
)
def test_a_query_is_read_as(query, tree):
    assert parse(query).root == tree


@pytest.mark.parametrize(
    "quoted",
    [
        *("“a b”", "„a b“", "„a b”", "«a b»", "« a b »", "»a b«", "‹a b›", "›a b‹"),
        *("「a b」", "『a b』", "”a b”", "＂a b＂", '"a b"', "‟a b”", "〝a b〞", "〝a b〟", "“a b“", "»a b»"),
    ],
)
def test_every_quotation_mark_will_do(quoted):
    assert parse(quoted).root == Phrase("a b")


def habits():
    table = re.search(r"<!-- habits -->\n(.*)<!-- /habits -->", MANUAL, re.DOTALL)[1]
    return [
        (query.replace("\\|", "|"), cure)
        for query, cure in re.findall(r"^\| `(.*?)` \| (.*?) \|$", table, re.MULTILINE)
    ]


@pytest.mark.parametrize(("query", "cure"), habits())
def test_what_other_tools_understand_is_refused_with_what_to_write(query, cure):
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert cure in caught.value.hint


def test_the_manual_lists_habits():
    assert len(habits()) >= 20


@pytest.mark.parametrize(
    "query", ["w/o OR w/e", "R&D", "a/b", "site:example.org/~jane", '"[sic] a~2"', "around", "=a~2", "W5", "NEXT (5)"]
)
def test_what_only_looks_like_a_habit_is_read(query):
    assert parse(query)


ERRORS = [
    ("", "the query is empty", 0, "drone OR missile"),
    ("  \n ", "the query is empty", 0, "drone OR missile"),
    ('drone "cease fire', "quotation mark is never closed", 6, 'put " after'),
    ("a 🚀", "has no letter or digit", 2, "write what to look for"),
    ("drone «cease fire", "quotation mark is never closed", 6, 'put " after'),
    ("drone “x” ‘ ”", "quotation mark is never closed", 12, 'put " after'),
    ("(a OR b", "parenthesis is never closed", 0, "put ) after"),
    ("a (b (c) d", "parenthesis is never closed", 2, "put ) after"),
    ("a) b", "parenthesis closes nothing", 1, "remove it"),
    ("a ()", "nothing in these parentheses", 2, "remove them"),
    ("a OR", "ends where a word should follow", 4, "add it"),
    ("a NOT", "ends where a word should follow", 5, "add it"),
    ("AND a", "AND needs a word", 0, '"AND"'),
    ("a OR OR b", "OR needs a word", 5, '"OR"'),
    ("(a OR)", "a word is missing before this parenthesis", 5, "before it"),
    ("NEAR/3 b", "NEAR/3 needs a word", 0, '"NEAR/3"'),
    ("a NEAR/3", "ends where a word should follow", 8, "add it"),
    ("(a AND b) NEAR/3 c", "NEAR/3 works between words", 0, "outside"),
    ("c NEAR/3 (a AND b)", "NEAR/3 works between words", 9, "outside"),
    ("c NEAR/3 title:a", "NEAR/3 works between words", 9, "title:(a NEAR/3 b)"),
    ("c SENTENCE (a OR NOT b)", "SENTENCE works between words", 11, "outside"),
    ("c NEAR/3 NOT a", "NOT needs a word", 9, '"NOT"'),
    ("c NEAR/3 /x/", "NEAR/3 works between words", 9, "outside"),
    ("a NEAR/x b", "needs a number of words from 0 to 100", 2, "NEAR/5"),
    ("a NEAR/101 b", "needs a number of words from 0 to 100", 2, "NEAR/5"),
    ("a NEAR/" + "9" * 5000 + " b", "needs a number of words from 0 to 100", 2, "NEAR/5"),
    ("tilte:a", "unknown field tilte:", 0, "did you mean title:?"),
    ("b langauge:fr", "unknown field langauge:", 2, "did you mean lang"),
    ("after:2024 a", "unknown field after:", 0, "title:, body:, lang:"),
    ("xyzzy:a", "unknown field xyzzy:", 0, "title:, body:, lang:"),
    ("lang:", "lang: needs a value", 5, "lang:"),
    ("lang:(fr de)", "takes values with OR", 5, "lang:(a OR b)"),
    ("lang:@nato", "lang: needs a value", 5, "lang:"),
    ("title:", "title: needs a word", 6, "title:drone"),
    ("title:NOT a", "title: needs a word", 6, "title:drone"),
    ("title:(a lang:fr)", "title: looks into the text only", 6, "title:"),
    ("title:(body:a)", "title: looks into the text only", 6, "title:"),
    ("a*", "would match too much", 0, "two letters"),
    ("b *", "would match too much", 2, "two letters"),
    ('"air d*"', "would match too much", 0, "two letters"),
    ("l’O*", "would match too much", 0, "two letters"),
    ("北*", "would match too much", 0, "two letters"),
    ("mis*le", "* stands for an ending", 0, "/regex/"),
    ("*kanzler", "* stands for an ending", 0, "/regex/"),
    ("missil**", "* stands for an ending", 0, "/regex/"),
    ("=US*", "takes no *", 0, "asterisk"),
    ("= US", "= must stand right before", 0, "=US"),
    ("=", "= must stand right before", 0, "=US"),
    ("a | b", "no letter or digit", 2, "write OR"),
    ("a && b", "no letter or digit", 2, "write AND"),
    ('a ""', "nothing between these marks", 2, "remove"),
    ("@", "@ must stand right before", 0, "@nato"),
    ("a @natoo", "unknown concept @natoo", 2, "did you mean @nato?"),
    ("a @zzzzzz", "unknown concept @zzzzzz", 2, "[concepts]"),
    ("a /b", "regular expression is never closed", 2, "put / after"),
    ("/a/b", "unknown flag 'b'", 3, "only i"),
    ("/a/b/", "ends at this slash", 3, "write \\/"),
    ("|" * 5000, "no letter or digit", 0, ""),
    ("x" * 5000 + ":a", "unknown field xxx", 0, "title:"),
    ("a @" + "x" * 5000, "unknown concept @xxx", 2, "[concepts]"),
    ("x" * 5000 + "*y", "* stands for", 0, "/regex/"),
    ("/(/", "this is no regular expression", 0, "\\"),
    ("/x*/", "matches every text", 0, "a character"),
    ("/" + "x" * 501 + "/", "may have 500 characters", 0, "OR"),
    ("/a{99999999}/", "repeats too much", 0, "10,000"),
    ("a /(?:a{60000}){60000}/", "repeats too much", 2, "10,000"),
    ("/" + "(?:" * 30 + "a" + "){9}" * 30 + "/", "repeats too much", 0, "10,000"),
    ("/(?x)(?: #)\n a{9000} ){9000}/", "repeats too much", 0, "10,000"),
    ("/" + "(?:" * 60 + "a" + ")+" * 60 + "/", "repeats too much", 0, "10,000"),
    ("/" + "(?:" * 40 + "a" + "){1,2}" * 40 + "/", "repeats too much", 0, "10,000"),
    ("/(?R)/", "no regular expression", 0, "write"),
    ("(" * 100_000 + "a" + ")" * 100_000, "longer than 50,000", LONGEST_QUERY, "part"),
    ("x" * 1_000_000, "longer than 50,000", LONGEST_QUERY, "part"),
    ("“" * 40_000, "nothing between these marks", 0, "remove"),
    ("a -" * 10_000 + "b", "more than 5,000 parts", 15_000, ""),
    ("COUNT(a)", "needs a number", 8, "COUNT(drone) >= 3"),
    ("COUNT(a) < 3", "cannot be compared with <", 9, "NOT COUNT(…) >= 3"),
    ("COUNT(a) <= 3", "cannot be compared with <=", 9, "NOT COUNT(…) >= 4"),
    ("COUNT(a) >= 0", "always reached", 9, "NOT"),
    ("COUNT(a) = 0", "always reached", 9, "NOT"),
    ("COUNT(a) >= 5000", "up to 1,000", 9, "smaller"),
    ("COUNT(a b) >= 2", "COUNT counts words", 6, "outside"),
    ("http://example.org/x", "an address is no word", 0, "site:example.org"),
    ("NOT a", "only exclude", 0, "drone NOT toy"),
    ("a OR NOT b", "only exclude", 5, "drone NOT toy"),
    ("-a -b", "only exclude", 0, "drone NOT toy"),
    ("title:(NOT a)", "only exclude", 7, "drone NOT toy"),
    ("NOT (a NOT b) NOT c", "only exclude", 0, "drone NOT toy"),
    ("(" * 10_000 + "a", "groups stand inside each other", DEEPEST, "part"),
    ("NOT " * 10_000 + "a", "groups stand inside each other", 4 * DEEPEST, "part"),
    ("title:" * 8_000 + "a", "groups stand inside each other", 6 * DEEPEST, "part"),
    ("a" + " NEAR a" * 5_000, "groups stand inside each other", 2 + 7 * DEEPEST, "part"),
    ("a OR " * 5_001 + "a", "more than 5,000 parts", 25_000, "concept"),
    ('"' + "a " * 51 + '"', "a phrase may have 50 words", 0, "join"),
    ("a" + "-a" * 50, "a phrase may have 50 words", 0, "join"),
    ("a" * (LONGEST_QUERY + 1), "longer than 50,000", LONGEST_QUERY, "part"),
    ("a OR " * 1_000_000, "longer than 50,000", LONGEST_QUERY, "part"),
]


@pytest.mark.parametrize(("query", "message", "position", "hint"), ERRORS, ids=[error[0][:30] for error in ERRORS])
def test_an_error_says_what_is_wrong_where_and_what_to_do(query, message, position, hint):
    with pytest.raises(QueryError) as caught:
        parse(query, {"nato", "osce"})
    assert message in caught.value.message
    assert caught.value.position == position
    assert hint in caught.value.hint
    assert len(str(caught.value)) < 500


def test_a_hostile_query_is_read_or_refused_in_bounded_time():
    hostile = [error[0] for error in ERRORS if len(error[0]) > 1_000] + [
        *(" OR ".join(f"w{n}" for n in range(4_500)), " ".join(["“a b*”"] * 4_900), "=a-" * 12_000, "a:b:" * 12_000),
        *("/(a*)*b/ " * 4_900, 'נ"' * 24_000, "«" * 25_000 + "»" * 25_000, "a\u00ad" * 25_000, "COUNT(" * 8_000),
    ]
    started = time.process_time()
    for query in hostile:
        with contextlib.suppress(QueryError):
            parse(query)
    assert time.process_time() - started < len(hostile)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("drone (missile", "  drone (missile\n        ^"),
        ("drone\n(missile\nOR x", "  (missile\n  ^"),
        ("北约 (x", "  北约 (x\n       ^"),
        ("cafe\u0301 (x", "  cafe\u0301 (x\n       ^"),
        ("a\t(x", "  a (x\n    ^"),
        ("a " * 100 + "(b" + " c" * 100, "  …" + "a " * 30 + "(b" + " c" * 19 + "…\n" + " " * 63 + "^"),
    ],
)
def test_the_caret_stands_under_the_place(query, shown):
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.shown == shown
    assert shown in str(caught.value)


def test_every_quotation_mark_of_the_manual_is_one():
    listed = re.search(r"The quotation marks (.*?) are all the same", MANUAL)[1]
    assert {*listed} - {*" `and"} == QUOTES


def test_every_example_of_the_manual_is_a_query():
    table = MANUAL.partition("## What you can write")[2].partition("\n\nOperators are")[0]
    examples = [
        example for row in table.splitlines()[4:] for example in re.findall(r"`([^`]*)`", row.split(" | ", 2)[2])
    ]
    assert len(examples) > 15
    assert [example for example in examples if isinstance(read(example), QueryError)] == []


@pytest.mark.parametrize(
    ("query", "meant"), [("@otan", "@nato"), ("@ООН", "@united-nations"), ("@contact-group", "@udcg")]
)
def test_who_asks_for_a_concept_by_one_of_its_names_is_told_how_it_is_called(query, meant):
    own = {"udcg": ConceptSettings.model_validate({"en": ["Contact Group"]})}
    with pytest.raises(QueryError) as refusal:
        parse(query, load_concepts(own))
    assert refusal.value.hint == f"did you mean {meant}?"


def test_any_concept_will_do_where_none_are_known():
    assert format(parse("@Whatever,")) == "@whatever"


WORDS = st.sampled_from(["a", "drone", "cessez-le-feu", "U.S.", "北约", "and", "10:30", "NATO's", "x/y", "Net"])
LEAVES = st.one_of(
    WORDS,
    WORDS.map(lambda w: f"{w}xx*"),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda ws: f'"{" ".join(ws)}"'),
    st.lists(WORDS, min_size=1, max_size=2).map(lambda ws: f'="{" ".join(ws)}"'),
    st.sampled_from(["=US", "=AND", "@nato", "@us-secretary-of-defense"]),
)
PLACED = st.recursive(
    LEAVES,
    lambda side: st.one_of(
        st.builds("({} OR {})".format, side, side),
        st.builds("({} {} {})".format, side, st.sampled_from(["NEAR", "ONEAR/7", "NEAR/0", "SENTENCE"]), side),
    ),
    max_leaves=4,
)
OTHERS = st.sampled_from(
    [
        "lang:fr",
        'source:"AND"',
        'source:"a b"',
        "tag:x*",
        'author:"-x"',
        "site:a.b/c",
        "/a b/i",
        r"/\/x/",
        "lang:(a OR b)",
    ]
)
ATOMS = st.one_of(
    PLACED,
    OTHERS,
    PLACED.map(lambda p: f"title:({p})"),
    PLACED.map(lambda p: f"body: {p}"),
    st.builds("COUNT({}) {} {}".format, PLACED, st.sampled_from([">=", ">", "=", "≥", "=="]), st.integers(1, 999)),
)
QUERIES = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from(["AND", "OR", "", "NOT", "AND NOT"]), part),
        part.map(lambda p: f"NOT {p}"),
        part.map(lambda p: f"-{p}"),
    ),
    max_leaves=8,
)


def read(query):
    try:
        return parse(query)
    except QueryError as error:
        return error


@settings(max_examples=200)
@given(QUERIES)
def test_what_is_printed_is_read_as_the_same(query):
    found = read(query)
    if isinstance(found, QueryError):
        assert "only exclude" in found.message
    else:
        assert parse(format(found)) == found
        assert format(parse(format(found))) == format(found)


@settings(max_examples=200)
@given(st.text(max_size=40) | st.text('ab*"“”«»()/=@-: NEAROTDCUNSE/5<>title', max_size=40))
def test_any_text_is_a_query_or_an_error_with_a_place(text):
    found = read(text)
    if isinstance(found, QueryError):
        assert 0 <= found.position <= len(text)
        assert "^" in str(found)
    else:
        assert parse(format(found)) == found
