"""A query printed back is read as the same, whatever letters and signs its parts are made of."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from alerts import query_tree as tree
from alerts.query import Query, QueryError, format, parse
from alerts.query_parser import holds_on_nothing

#: Letters of many scripts, the signs of the language, and typography that stands for them elsewhere.
LETTERS = "aZéßłЯїςאשحلनि北ｶﾞ나ก０²"
SIGNS = "\"“”„‟«»‹›「」『』〝〞＂'’‘ʼ-‑−־()（）[]{}/\\:：=*@#&|!?~^<>≥.,;%№\u00ad\u200d\u0301\u05f4"
SPACES = " \t\n\u00a0\u3000\x1c"
# fmt: off
PIECES = st.sampled_from([
    "AND", "OR", "NOT", "NEAR", "ONEAR/5", "NEAR/5", "SENTENCE", "COUNT", "COUNT(a)", ">= 2", "and", "title:", "tag:a",
    "://", "http://", "@nato", "=US", "U.S.", "l’OTAN", "cessez-le-feu", "נאט\"ו", "10:30", "a*", "ab*", "/x/i", "-a",
])
# fmt: on
TEXTS = st.lists(
    PIECES | st.text(LETTERS, min_size=1, max_size=4) | st.sampled_from([*SIGNS, *SPACES]), max_size=6
).map("".join)


def leaf(source, kind):
    """The node of that kind that source is read as; other texts are passed over."""
    try:
        node = parse(f"zz OR {source}").root.children[-1]
    except (QueryError, AttributeError):
        node = None
    assume(isinstance(node, kind))
    return node


LEAVES = st.one_of(
    TEXTS.map(lambda text: leaf(text, tree.Word)),
    TEXTS.map(lambda text: leaf(f"{text}*", tree.Prefix)),
    TEXTS.map(lambda text: leaf(f'"{text}"', tree.Phrase)),
    TEXTS.map(lambda text: leaf(f"„{text}“", tree.Phrase)),
    TEXTS.map(lambda text: leaf(f'="{text}"', tree.Exact)),
    TEXTS.map(lambda text: leaf(f"=«{text}»", tree.Exact)),
    TEXTS.map(lambda text: leaf(f"={text}", tree.Exact)),
    st.sampled_from(["nato", "us-secretary-of-defense", "ес", "and"]).map(tree.ConceptName),
)
PLACED = st.recursive(
    LEAVES,
    lambda side: st.one_of(
        st.builds(tree.Near, side, side, st.integers(0, 100), st.booleans()),
        st.builds(tree.SameSentence, side, side),
        st.lists(side, min_size=2, max_size=3).map(lambda parts: joined(tree.Or, parts)),
    ),
    max_leaves=4,
)
ATOMS = st.one_of(
    PLACED,
    st.builds(tree.Count, PLACED, st.sampled_from([">=", ">", "="]), st.integers(1, 999)),
    st.builds(tree.Scope, st.sampled_from(tree.TEXT_FIELDS), PLACED),
    st.sampled_from(tree.FACT_FIELDS).flatmap(lambda field: TEXTS.map(lambda t: leaf(f'{field}:"{t}"', tree.Fact))),
    st.sampled_from(tree.FACT_FIELDS).flatmap(lambda field: TEXTS.map(lambda t: leaf(f"{field}:{t}", tree.Fact))),
    # Not made of texts: regex shrinks its cache by chance, which hypothesis does not allow while it makes examples.
    st.builds(
        tree.Regex, st.sampled_from([r"a\/(b c)", r"«\"AND“", "OR-]", "x{2}: \n", "[ )(]"]), st.sampled_from(["", "i"])
    ),
)
TREES = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(lambda parts: joined(tree.And, parts)),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: joined(tree.Or, parts)),
        part.map(tree.Not),
    ),
    max_leaves=6,
)


def joined(kind, parts):
    """The parts as the parser joins them: a group of the same kind among them is taken apart."""
    return kind(tuple(grandchild for p in parts for grandchild in (p.children if isinstance(p, kind) else (p,))))


@settings(max_examples=250)
@given(TREES)
@example(tree.Exact("a(b) AND"))
@example(tree.Fact("source", "AND"))
@example(tree.Fact("site", "-x/y"))
@example(tree.And((tree.Word("COUNT"), tree.Or((tree.Word("a"), tree.Word("b"))))))
def test_every_tree_is_printed_such_that_it_is_read_as_itself(root):
    if holds_on_nothing(root):
        root = joined(tree.And, [tree.Word("zz"), root])
    printed = format(Query(root, ""))
    assert parse(printed).root == root
    assert format(parse(printed)) == printed


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        ("a b", "a AND b"),
        ("a OR b c", "a OR (b AND c)"),
        ("(a OR b) c", "(a OR b) AND c"),
        ("-a b", "NOT a AND b"),
        ("a NOT (b c)", "a AND NOT (b AND c)"),
        ("„a  b“", '"a b"'),
        ("=“Storm Shadow”", '="Storm Shadow"'),
        ("=«US»", "=US"),
        ("a NEAR b", "a NEAR/4 b"),
        ("a NEAR/3 b NEAR/3 c", "a NEAR/3 b NEAR/3 c"),
        ("a NEAR/3 (b ONEAR/2 c)", "a NEAR/3 (b ONEAR/2 c)"),
        ("language:( fr OR de )", "lang:fr OR lang:de"),
        ("intitle:(a OR b)", "title:(a OR b)"),
        ("COUNT(a OR b) ≥ 2", "COUNT(a OR b) >= 2"),
        ('author:"Jane Doe"', 'author:"Jane Doe"'),
        ("נאט\"ו", "נאט\"ו"),
        ("/a b/i", "/a b/i"),
    ],
)  # fmt: skip
def test_a_query_is_printed_in_its_plainest_spelling(query, printed):
    assert format(parse(query)) == printed
