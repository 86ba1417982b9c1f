import re
import unicodedata
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import fingerprint as fp
from alerts.copies import Document, compare, group, read_text

NOW = timedelta(0)
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), max_size=120)
ANY = settings(max_examples=60)

LEAD = (
    "The ministry of defence in Tallinn has ordered twelve further howitzers of the type K9 from South Korea, which "
    "are to reach the artillery battalion in Tapa before the end of 2027."
)
BODY = (
    "The contract is worth 48 million euros and contains spare parts, training and ammunition for three years. The "
    "commander of the division, Colonel Martin Raudsepp, said that the experience of the last two winters had shown "
    "how much depends on guns that can leave their position within a minute. Parliament still has to agree to the "
    "second part of the payment. The manufacturer promised that a fifth of the work would be done in Estonia, mostly "
    "by a yard in Saaremaa that has repaired fishing boats until now. The opposition called the price a riddle and "
    "asked for the offers of the two other bidders to be laid open. A spokeswoman said that the court would decide."
)
OTHER = (
    "Heavy rain has delayed the opening of the new bridge over the Drava by at least a week, the mayor said. Divers "
    "are looking at the second pillar, where a crane barge had struck the formwork on Sunday night. Nobody was hurt. "
    "The detour through the old town remains in force, and lorries of more than 12 tonnes must go by the motorway."
)


def same(a: str, b: str, apart: timedelta = NOW) -> bool:
    return compare(read_text(a), read_text(b), apart)[0] in ("identical", "copy")


def test_case_width_and_typography_make_no_difference():
    assert fp.tokens("„Ｎato’s“ F‑16—jets\u00ad\u200b") == fp.tokens('"NATO\'s" f-16-JETS')
    assert fp.text_hash(fp.tokens("A “b”  c")) == fp.text_hash(fp.tokens('a "B"\nC'))


def test_scripts_without_spaces_are_compared_by_character():
    assert fp.tokens("国防部 F-35战机") == ["国", "防", "部", "f", "35", "战", "机"]


def test_nothing_and_lone_surrogates_have_fingerprints_of_their_own():
    assert fp.fingerprints([]).all == frozenset()
    assert fp.containment(fp.fingerprints([]), fp.fingerprints([])) == 0
    assert len(fp.fingerprints(fp.tokens("a \ud800 b")).all) == 1


@ANY
@given(WORDS, WORDS)
def test_containment_is_a_symmetric_share(a, b):
    one, two = fp.fingerprints(a), fp.fingerprints(b)
    assert fp.containment(one, two) == fp.containment(two, one)
    assert 0 <= fp.containment(one, two) <= 1
    assert not a or fp.containment(one, one) == 1


@ANY
@given(WORDS.filter(lambda w: len(w) >= 30), WORDS, WORDS)
def test_a_long_passage_is_found_wherever_it_stands(passage, before, after):
    # Whatever stands around it, a window that lies within the passage keeps the same fingerprint.
    inside = fp.fingerprints(passage).body
    assert inside <= fp.fingerprints([*before, *passage, *after]).body | fp.fingerprints(before + passage).body | inside
    window = fp.SHINGLE + fp.WINDOW - 1
    assert len(passage) < window or fp.shared(fp.fingerprints(passage), fp.fingerprints(before + passage + after)) >= 1


@ANY
@given(WORDS)
def test_fingerprints_fit_a_database_and_few_are_stored(words):
    prints = fp.fingerprints(words)
    assert all(-(2**63) <= h < 2**63 for h in prints.all)
    assert set(prints.sample()) <= prints.all
    assert len(prints.sample()) <= 2 * fp.STORED
    assert not prints.all & set(prints.sample(without=prints.all))


def test_a_reprint_with_another_lead_credit_and_footer_is_a_copy():
    reprint = f"TALLINN (Wire) – Guns. {BODY} © Wire 2026. All rights reserved. Subscribe to our letter."
    assert same(f"{LEAD} {BODY}", reprint)


def test_a_teaser_and_a_cut_text_are_copies_of_the_whole():
    assert same(LEAD, f"{LEAD} {BODY}")
    assert same(f"{LEAD} {BODY}", f"{LEAD} {BODY}"[:450])


def test_other_texts_are_not_copies():
    assert not same(f"{LEAD} {BODY}", OTHER)


def test_a_template_with_other_figures_and_names_is_not_a_copy():
    quake = (
        "An earthquake of magnitude {} struck {} km north of {} at {} local time on Thursday, the survey said. "
        "The quake was at a depth of {} km. There were no immediate reports of damage or casualties, and no tsunami "
        "warning was issued. Quakes of that size are felt indoors by many and can make dishes rattle."
    )
    one, two = quake.format("5.1", 112, "Raoul", "03:14", 35), quake.format("6.0", 48, "Luganville", "11:52", 10)
    assert compare(read_text(one), read_text(two), NOW)[0] == "template"


def test_an_old_copy_is_another_story_unless_it_is_identical():
    text, month = f"{LEAD} {BODY}", timedelta(days=30)
    assert not same(text, f"{text} Sign up.", month)
    assert same(text, text.upper(), month)


def test_copies_are_grouped_and_the_rest_stays_alone():
    texts = [f"{LEAD} {BODY}", OTHER, f"Menu Login {BODY} Imprint", f"{LEAD} {BODY}"[:280], ""]
    groups = group(Document(i, text, datetime(2026, 3, 1, tzinfo=UTC)) for i, text in enumerate(texts))
    assert groups[0] == groups[2] == groups[3]
    assert len({groups[0], groups[1], groups[4]}) == 3


def test_a_footer_that_stands_under_everything_joins_nothing():
    footer = " ".join(f"clause{i} of the general terms of use applies" for i in range(10))
    articles = [" ".join(f"Name{n}x{i} did" for i in range(60)) + " " + footer for n in range(12)]
    groups = group(Document(n, text) for n, text in enumerate(articles))
    assert len(set(groups.values())) == 12


def test_one_figure_put_right_leaves_a_copy():
    assert same(f"{LEAD} {BODY}", f"{LEAD} {BODY}".replace("48 million", "84 million"))
    assert same(LEAD, LEAD.replace("twelve", "fourteen").replace("2027", "2028"))


def test_figures_of_furniture_are_not_compared_with_those_of_the_text():
    page = f"Weather 12 degrees, shares 4.1, draws 7 19 22 31. {LEAD} {BODY[:300]} – 3 minutes ago, 41 comments"
    assert same(page, f"{LEAD} {BODY}")


def test_a_notice_with_the_same_names_and_other_figures_is_a_template():
    notice = (
        "The central bank of Nordland has set the rate of the crown for Thursday at {} to the euro and {} to the "
        "dollar, it said in Nordhaven. On the exchange {} million crowns were traded, and reserves of the bank stood "
        "at {} billion euros at the end of the week, said its deputy governor Anna Sund."
    )
    one, two = notice.format("7.41", "6.82", 312, "48.1"), notice.format("7.46", "6.91", 287, "47.5")
    assert compare(read_text(one), read_text(two), NOW)[0] == "template"


@given(st.text(st.sampled_from("aB9_ -.\n“’–éß½"), max_size=40))
def test_plain_texts_are_split_as_all_others_are(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    assert fp.tokens(text) == re.findall(r"[^\W_]+", folded)
    assert fp.words_in(text) == re.findall(r"[^\W\d_]+", text)
