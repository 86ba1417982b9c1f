"""Countries are known in every language by their names, and by what is made of these."""

import pytest

from alerts.features import read_features
from alerts.places import place_hint


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("en", "Cambodian", "KH"),
        ("en", "Nigerian", "NG"),  # of Niger are the Nigeriens
        ("en", "US", "US"),
        ("sv", "ryska", "RU"),
        ("nl", "Bulgaarse", "BG"),
        ("es", "húngaras", "HU"),
        ("fr", "arméniennes", "AM"),
        ("ro", "Rusiei", "RU"),
        ("ro", "bulgară", "BG"),
        ("el", "Ρωσίας", "RU"),
        ("el", "αλβανικές", "AL"),
        ("el", "ΗΠΑ", "US"),
        ("bg", "САЩ", "US"),
        ("hr", "SAD-u".partition("-")[0], "US"),
        ("hr", "grčkog", "GR"),
        ("cs", "Íránu", "IR"),
        ("cs", "tureckého", "TR"),
        ("fi", "Iranin", "IR"),
        ("hu", "szerb", "RS"),
        ("ka", "თურქეთსა", "TR"),
        ("ka", "რუსულმა", "RU"),
        ("ar", "بروسيا", "RU"),
        ("ar", "والأميركي", "US"),
        ("ar", "الإيرانية", "IR"),
        ("he", "באיראן", "IR"),
        ("he", "האיראני", "IR"),
        ("fa", "ایرانی", "IR"),
        ("hi", "ईरान", "IR"),
        ("hi", "पाकिस्तानी", "PK"),
        ("ka", "ირანმა", "IR"),
        ("ka", "ამერიკული", "US"),
        ("hy", "Մալիում", "ML"),
        ("hy", "իրանական", "IR"),
        ("hy", "ամերիկյան", "US"),
        ("ur", "پاکستانی", "PK"),
        ("ur", "برطانوی", "GB"),
        ("bn", "রাশিয়ায়", "RU"),
        ("bn", "ভারতীয়", "IN"),
        ("bn", "মার্কিন", "US"),
        ("ko", "러시아와", "RU"),
        ("ko", "한국인", "KR"),
    ],
)
def test_a_country_is_known_by_its_name_in_every_case_and_by_its_people(language, word, code):
    assert place_hint(word, language) == (False, code) or place_hint(word, language) == (True, code)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "us"),
        ("hr", "sad"),  # now
        ("hu", "lett"),  # became
        ("ar", "مالي"),  # financial
        ("ko", "수단"),  # a means
        ("he", "סיני"),  # of Sinai
        ("ka", "განა"),  # is it not
        ("hy", "իրան"),  # to him
        ("hy", "կատարում"),  # they do
        ("ur", "شام"),  # evening
        ("ur", "مالی"),  # financial
        ("ur", "بانی"),  # founder
        ("bn", "মালি"),  # a gardener
        ("bn", "চাদর"),  # a shawl
        ("nl", "Frans"),
        ("pl", "Malinowski"),
    ],
)
def test_no_country_is_known_by_a_word_for_something_else(language, word):
    hint = place_hint(word, language)
    assert hint is None or hint[1] is None


def test_hindi_words_are_read_with_their_vowels():
    """Cut at the marks, those of निपाह and मौत were Peru, Mali, Qatar and Guinea."""
    read = read_features("केरल के कोझिकोड में निपाह से दो की मौत, पाकिस्तान में 186 लोग निगरानी में", "", "hi")
    assert {feature for feature in read.common if feature[0] == "t"} == {"tPK"}


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("Clashes in South Sudan, calm in Equatorial Guinea", "en", {"tSS", "tGQ"}),
        ("Burma, or Myanmar", "en", {"tMM"}),
        ("From South Sudan they fled to Sudan", "en", {"tSS", "tSD"}),
        ("Rado bih u BiH", "hr", {"tBA"}),
        ("Rado bih doma", "hr", set()),
        ("Избори у БиХ: у Републици Српској", "sr", {"tBA"}),
        ("Izbori u Republici Srpskoj", "sr", {"tBA"}),
    ],
)
def test_a_country_is_none_that_its_name_contains_and_initials_are_read_as_they_are_written(text, language, countries):
    assert {feature for feature in read_features("", text, language).common if feature[0] == "t"} == countries
