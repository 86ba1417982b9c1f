"""Words, their forms and their places. The table of docs/watch-language.md is read as cases."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.attached import without_particles
from alerts.concepts import Concepts
from alerts.declension import undeclined
from alerts.document import Document
from alerts.evaluate import evaluate
from alerts.folding import fold, fold_all, folded_forms, has_one_form, same_letters
from alerts.inflection import dictionary_language, lemmas
from alerts.query import parse
from alerts.sentences import LONGEST_SENTENCE
from alerts.text import easily_parted, parted, tokenize

MANUAL = Path(__file__).parent.parent / "docs" / "watch-language.md"


def folding_table():
    table = re.search(r"<!-- folding -->\n(.*)<!-- /folding -->", MANUAL.read_text("utf-8"), re.DOTALL)[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    return [pytest.param(query.strip("`"), language or None, text, found == "yes", id=f"{query} in {text}: {why}")
            for query, language, text, found, why in rows]  # fmt: skip


def surfaces(text, language=None):
    return [token.surface for token in tokenize(text, language)]


def sentences(text):
    return [token.sentence for token in tokenize(text, None)]


@pytest.mark.parametrize(("query", "language", "text", "found"), folding_table())
def test_the_manual_says_what_is_the_same_word(query, language, text, found):
    for field in ("title", "summary", "body"):
        evidence = evaluate(parse(query), Document(language=language, **{field: text}), Concepts({}))
        assert (evidence is not None) == found


#: Words of the news with their usual forms.
FORMS = {
    "en": ["win won", "break broke", "rise rose", "grow growing", "think thinking", "life lives", "half halves"],
    "fr": [
        *(
            "frapper frappé frappée frappés frappées",
            "bombarder bombardé bombardées",
            "accuser accusé accusée accusées",
        ),
        *("déployer déployée déployés", "libérer libérée", "soutenir soutenu soutenue", "envahir envahi envahie"),
        *(
            "élire élu élue",
            "condamner condamnés",
            "livrer livré livrés",
            "perdre perdu perdue",
            "défendre défendu défendus",
        ),
    ],
    "es": [
        "detener detenido detenidos detenida",
        "acusar acusado acusada acusadas",
        "elegir elegido",
        "enviar enviadas",
    ],
    "it": [
        *(
            "attaccare attaccato attaccata attaccati",
            "abbattere abbattuti",
            "colpire colpiti colpite",
            "vendere venduta",
        ),
        *("uccidere uccisi", "distruggere distrutte", "fornire fornita"),
    ],
    "de": ["Strasse Straßen Strassen", "bombardieren bombardiert", "verlieren verloren", "beschießen beschossen"],
    "pt": ["acusar acusado acusadas"],
}
#: Words that look like forms of each other.
STRANGERS = {
    "en": ["left leave", "building built", "news new"],
    "fr": [
        *(
            "armée armer",
            "armée armés",
            "traité traiter",
            "marché marcher",
            "cité citer",
            "député députer",
            "fusée fuser",
        ),
        *("côté coter", "année anner", "revenu revenir", "chaussée chausser", "journée ajourner", "parti partir"),
    ],
    "es": ["soldado soldar", "tratado tratar", "mercado mercar", "ganado ganar", "partido partir", "granada granar"],
    "it": ["dati dare", "fatti fare", "stati stare", "portata porto", "soldato soldare", "mercato mercare"],
}


def is_met(one, other, language):
    """Whether one word is found where the other stands."""
    return bool(evaluate(parse(f'"{one}"'), Document(body=other, language=language), Concepts({})))


@pytest.mark.parametrize("line", [f"{language} {line}" for language, lines in FORMS.items() for line in lines])
def test_a_word_is_found_in_its_usual_forms_and_they_by_it(line):
    language, word, *forms = line.split()
    assert all(is_met(word, form, language) and is_met(form, word, language) for form in forms)


@pytest.mark.parametrize("line", [f"{language} {line}" for language, lines in STRANGERS.items() for line in lines])
def test_words_that_only_look_alike_are_not_found_by_each_other(line):
    language, one, other = line.split()
    assert not is_met(one, other, language)
    assert not is_met(other, one, language)


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text("aé'’-­‍.ａЁй北ก ́̈ｶﾞ«»\n1", max_size=40), st.sampled_from([None, "fr", "tr", "xx"]))
def test_offsets_lead_back_to_what_stands_there(text, language):
    tokens = tokenize(text, language)
    position = 0
    for token in tokens:
        assert text[token.start : token.end] == token.surface != ""
        assert token.forms
        assert all(form == fold(form) for form in token.forms)
        if token.width == 1:
            assert token.position == position
            position += 1
    assert [t.start for t in tokens if t.width == 1] == sorted(t.start for t in tokens if t.width == 1)
    assert [t.sentence for t in tokens if t.width == 1] == sorted(t.sentence for t in tokens if t.width == 1)


#: Letters of ten scripts, and what stands in, on and between words.
SCRIPTS = (
    "aÉßıłбЙїέςאוטשحلولأ३मेก็ำ北ガｶﾞ나토는ՀաႢაß"
    + "'’ʼ´-‑־\"״«».,:/№²₂٣1"
    + "\u0301\u064b\u05b8\u00ad\u200b\u200c\u200d\u200f\ufeff"
)
SPACES = " \n\t\u00a0\u3000\u2028\x1c\x85"
CHUNKS = st.text(SCRIPTS, max_size=12) | st.sampled_from(
    [
        "l’OTAN",
        "U.S.",
        "d’O.N.U.",
        "cessez-le-feu",
        "we’ll",
        'נאט"ו',
        "والناتو",
        "می\u200cشود",
        "NATO는",
        "NATO'nun",
        "F‑16s",
        "北约",
        "กลาโหม",
        "J.R.R.Tolkien",
    ]
)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(CHUNKS, st.text(SPACES, min_size=1, max_size=2)), max_size=8),
    st.sampled_from([None, "fr", "tr", "uk", "xx"]),
)
def test_what_stands_between_spaces_is_cut_the_same_alone_and_in_its_text(chunks, language):
    """The matcher keeps what it made of a chunk: no more than places and sentences depend on what stands around."""
    text = "".join(chunk + space for chunk, space in chunks)
    expected, position = [], 0
    for chunk in re.finditer(r"\S+", text):
        words = tokenize(chunk[0], language)
        for w in words:
            place = (w.start + chunk.start(), w.end + chunk.start(), w.position + position)
            expected.append((w.surface, w.forms, w.lemmas, w.width, *place))
        position += max((w.after for w in words), default=0)
    assert expected == [
        (w.surface, w.forms, w.lemmas, w.width, w.start, w.end, w.position) for w in tokenize(text, language)
    ]


def test_a_hyphenated_word_stands_in_its_parts_and_as_one():
    tokens = tokenize("un cessez-le-feu court", "xx")
    assert [(t.surface, t.position, t.width) for t in tokens] == [
        ("un", 0, 1),
        ("cessez", 1, 1),
        ("le", 2, 1),
        ("feu", 3, 1),
        ("cessez-le-feu", 1, 3),
        ("court", 4, 1),
    ]
    assert tokens[4].forms == {"cessezlefeu"}


def test_the_elided_article_is_not_part_of_the_word():
    (token,) = tokenize("l’OTAN", "fr")
    assert (token.start, token.end, token.position) == (2, 6, 0)


def test_an_acronym_keeps_its_last_dot():
    assert surfaces("The U.S. army, J.R.R.Tolkien: U.S.A") == ["The", "U.S.", "army", "J.R.R.", "Tolkien", "U.S.A"]


def test_signs_are_no_words_even_those_that_normalise_to_a_space_and_a_mark():
    assert tokenize("´ ¨ ¸ ʼ - — … № % & \u00ad \u200b", None) == ()
    assert folded_forms("a´b") == {"ab"}


def test_scripts_without_spaces_give_a_word_for_each_character_with_its_marks():
    assert surfaces("北约 ガス ｶﾞ กำ") == ["北", "约", "ガ", "ス", "ｶﾞ", "ก", "ำ"]
    assert fold("ｶﾞ") == "ガ"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("One. Two", [0, 1]),
        ("One? “Two!” Three", [0, 1, 2]),
        ("one\ntwo", [0, 1]),
        ("Gen. Smith met J. Doe", [0, 0, 0, 0, 0]),
        ("the U.S. Army", [0, 0, 0]),
        ("by 12. The", [0, 0, 1]),
        ("in 2024. Then", [0, 0, 1]),
        ("3.5 or example.com", [0, 0, 0, 0, 0]),
        ("one. two", [0, 0]),
        ("北。约", [0, 1]),
        ("الناتو؟ نعم", [0, 1]),
        ("एक। दो", [0, 1]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, numbers):
    assert sentences(text) == numbers


def test_a_sentence_without_an_end_is_cut():
    assert max(sentences("a " * (3 * LONGEST_SENTENCE))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "a-" * 30_000,
        "a.b." * 30_000,
        "l'" * 30_000,
        "a\u200b" * 50_000,
        "a" + "\u00ad" * 100_000,
        "'" * 100_000,
        "́" * 100_000,
    ],
)
def test_a_monstrous_word_costs_little(text):
    tokens = tokenize(text, "en")
    assert all(len(form) <= 100 for token in tokens for form in token.forms | token.lemmas)


def test_words_of_a_language_without_a_dictionary_are_not_inflected():
    assert lemmas("sanctions", None) == lemmas("sanctions", "xx") == lemmas("北", "zh") == frozenset()


@pytest.mark.parametrize(
    ("tag", "dictionary"),
    [("pt-BR", "pt"), ("no", "nb"), ("sr-Latn", "hbs"), ("EN", "en"), ("zh", None), (None, None), ("", None)],
)
def test_a_language_tag_names_its_dictionary(tag, dictionary):
    assert dictionary_language(tag) == dictionary


@pytest.mark.parametrize(
    ("language", "name", "cases"),
    [
        ("ru", "Умеров", "Умерова Умерову Умеровым Умерове"),
        ("ru", "Сырский", "Сырского Сырскому Сырским"),
        ("ru", "Байден", "Байдена Байдену Байденом"),
        ("ru", "Шмыгаль", "Шмыгаля Шмыгалю Шмыгалем"),
        ("ru", "Захарова", "Захаровой"),
        ("uk", "Зеленський", "Зеленського Зеленському Зеленським"),
        ("uk", "Умєров", "Умєрова Умєрову Умєровим"),
        ("uk", "Лукашенко", "Лукашенка Лукашенку Лукашенком"),
        ("uk", "Шмигаль", "Шмигаля Шмигалю Шмигалем"),
        ("pl", "Macron", "Macrona Macronowi Macronem"),
        ("pl", "Scholz", "Scholza Scholzowi Scholzem"),
        ("pl", "Abrams", "Abramsów Abramsom Abramsami Abramsach"),
        ("uk", "шахед", "шахеди шахедів шахедам шахедами шахедах"),
        ("ru", "Хаймарс", "Хаймарсы Хаймарсам Хаймарсами Хаймарсах"),
        ("cs", "Macron", "Macrona Macronovi Macronem"),
        ("de", "Selenskyj", "Selenskyjs"),
        ("ka", "ირანი", "ირანის ირანს ირანმა ირანში ირანიდან ირანთან ირანისთვის ირანამდე"),
        ("ka", "კობახიძე", "კობახიძის კობახიძემ კობახიძეს კობახიძესთან კობახიძისგან"),
        ("ka", "რაკეტა", "რაკეტის რაკეტები რაკეტებით რაკეტების"),
        ("hy", "Զելենսկի", "Զելենսկին Զելենսկու Զելենսկուն Զելենսկուց"),
        ("hy", "Վալու", "Վալվի Վալվում Վալվից"),
        ("hy", "Ումերով", "Ումերովի Ումերովին Ումերովից"),
        ("hy", "Ռյուտե", "Ռյուտեն Ռյուտեի Ռյուտեին Ռյուտեից"),
        ("bn", "ইরান", "ইরানের ইরানে ইরানকে"),
        ("bn", "রাশিয়া", "রাশিয়ার রাশিয়ায় রাশিয়াকে রাশিয়াতে"),
        ("bn", "বেইজিং", "বেইজিংয়ে বেইজিংয়ের"),
        ("bn", "সেনা", "সেনারা সেনাদের"),
    ],
)
def test_a_word_that_no_dictionary_has_is_known_in_its_cases(language, name, cases):
    assert [case for case in cases.split() if fold(name) not in lemmas(case, language)] == []


def test_only_words_that_no_dictionary_has_lose_an_ending():
    assert lemmas("Paris", "de") == {"paris"}
    assert lemmas("ракетi", "ru") & {"ракет"} == set()
    assert list(undeclined("putins", "de")) == list(undeclined("НАТО", "ru")) == list(undeclined("Ala", "pl")) == []
    assert list(undeclined("Putins", "fr")) == []
    assert fold("চাদ") not in lemmas("চাদর", "bn")
    assert fold("ঢাকা") not in lemmas("ঢাকাই", "bn-BD")
    assert fold("ნატო") not in lemmas("ნატი", "ka")


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("والناتو", ["ناتو"]),
        ("الناتو", ["ناتو"]),
        ("وزير", []),
        ("나토는", ["나토"]),
        ("국의", []),
        ("이스탄불서", ["이스탄불"]),
        ("러시아조차", ["러시아"]),
        ("nato", []),
        ("", []),
    ],
)
def test_an_arabic_article_and_a_korean_case_may_be_left_out(word, left):
    assert list(without_particles(word)) == left


@pytest.mark.parametrize(
    ("language", "word", "nouns"),
    [
        ("ar", "لأوكرانيا", {"اوكرانيا"}),
        ("ar", "وبالناتو", {"ناتو"}),
        ("ar", "بصواريخ", {"صاروخ"}),
        ("ar", "لوزارة", {"وزاره"}),
        ("ar", "بِصَواريخ", {"صاروخ"}),
        ("he", "ושבנאט״ו", {"נאטו"}),
        ("he", "המלחמה", {"מלחמה"}),
    ],
)
def test_a_noun_is_known_with_the_particles_before_it(language, word, nouns):
    assert nouns <= lemmas(word, language)


@pytest.mark.parametrize(
    ("language", "word"),
    [("ar", "وزارة"), ("ar", "لبنان"), ("ar", "فرنسا"), ("ar", "وِزارة"), ("he", "ממשלה"), ("he", "לבנון")],
)
def test_a_word_that_only_begins_like_a_particle_loses_nothing(language, word):
    assert lemmas(word, language) == {fold(word)}


def test_no_invisible_sign_hangs_on_to_a_word():
    assert surfaces("\u200fالناتو\u200f. soft\u00ad cessez\u200b-\u200ble F\u200e") == [
        *("الناتو", "soft", "cessez", "le", "cessez\u200b-\u200ble", "F")
    ]


def test_initials_are_no_words_to_inflect():
    assert lemmas("US", "en") == {"us"}
    assert "we" in lemmas("us", "en")
    assert "sanction" in lemmas("SANCTIONS", "en")


def test_to_the_letter_only_typography_is_evened_out():
    assert same_letters("l’O\u00adTAN  x") == same_letters("l'OTAN x")
    assert same_letters("é") == same_letters("e\u0301")
    assert same_letters("É") != same_letters("é") != same_letters("e")


#: Letters, figures and signs of words, those that elide and contract among them.
_CHUNKS = st.text(
    st.sampled_from("ldqusſLD'’-–.\"“”%*_#$~+aéÉüЇйقا1²\u00ad\u0301字"), min_size=1, max_size=12
) | st.text(st.characters(exclude_categories=("Zs", "Zl", "Zp", "Cc")), min_size=1, max_size=6)


@settings(max_examples=300)
@given(_CHUNKS)
def test_what_is_easily_parted_has_the_words_that_a_closer_look_finds(chunk):
    words = easily_parted(chunk)
    assert not words or [words] == list(parted(chunk))


@pytest.mark.parametrize(
    "chunk",
    ["“l’OTAN.”", "Britain's", "qu'entre", "element-specific", "1995-1997", "السلطة.", "Sittin'", "a-b-c-d-e-f-g"],
)
def test_most_chunks_are_easily_parted(chunk):
    assert [easily_parted(chunk)] == list(parted(chunk))


@pytest.mark.parametrize("character", [pytest.param(chr(code), id=hex(code)) for code in (0x130, 0xDF, 0x1C4, 0x149)])
def test_odd_letters_of_words_with_one_form_fold_together_as_alone(character):
    _fold_together([f"a{character}b", "x", character])


@settings(max_examples=300)
@given(st.lists(st.text(st.sampled_from(list(filter(has_one_form, map(chr, range(0x530))))), min_size=1, max_size=8)))
def test_words_of_one_form_fold_together_as_alone(words):
    _fold_together(words)


def _fold_together(words):
    assert all(map(has_one_form, words))
    assert [frozenset((form,)) for form in fold_all(words)] == list(map(folded_forms, words))
