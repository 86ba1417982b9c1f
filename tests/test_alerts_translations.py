"""A translation tells its original's news again, however its headline is put; other news in the same form does not."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from test_alerts_stories import put

from alerts.naming import shipped_names
from alerts.placement_words import reason
from alerts.translations import is_translation, outline

HOUR = timedelta(hours=1)

GERMAN = {
    "title": "Die Kanzlerin der Werften",
    "text": (
        "Kiel. Niemand in der Stadt hätte vor 15 Jahren auf die Werft gewettet. Heute baut sie U-Boote für Norwegen. "
        "Singapur wartet auf zwei weitere. Auf dem Gelände steht ein Bild der Chefin. "
        "Sie kam 2009 aus Lübeck. Die Gewerkschaft fürchtete damals Entlassungen. Dann kam der Auftrag aus Israel. "
        "In Polen verlor sie gegen die Schweden. «Das Budget reicht nie», sagt sie. In Brüssel wirbt sie für "
        "gemeinsame Beschaffung. Die Ukraine, meint sie, habe alles verändert."
    ),
    "language": "de",
}
FRENCH = {
    "title": "Une femme à la barre",
    "text": (
        "Kiel. Personne dans la ville n'aurait parié sur le chantier il y a 15 ans. Aujourd'hui il construit des "
        "sous-marins pour la Norvège. Singapour en attend deux autres. Sur le site, un portrait de la patronne. "
        "Elle est venue de Lübeck en 2009. Le syndicat craignait alors des licenciements. Puis vint "
        "la commande d'Israël. En Pologne, elle a perdu contre les Suédois. « Le budget ne suffit jamais », dit-elle. "
        "À Bruxelles, elle défend des achats communs. L'Ukraine, selon elle, a tout changé."
    ),
    "language": "fr",
}
#: Names the same, in an order of its own.
PORTRAIT = {
    "title": "Le chantier qui fait peur aux Suédois",
    "text": (
        "L'Ukraine a tout changé pour les chantiers navals. À Bruxelles, on parle d'achats communs. Israël a commandé. "
        "La Pologne a préféré les Suédois. Singapour attend deux sous-marins. La Norvège attend les siens. Une "
        "patronne venue de Bergen en 2009, dirige le chantier de Kiel. Le budget, il y a 15 ans, ne suffisait "
        "pas, et le syndicat craignait des licenciements."
    ),
    "language": "fr",
}


def outlined(article):
    return outline(article["title"], article["text"], article["language"], shipped_names())


def test_a_translation_is_known_by_the_order_of_what_it_names():
    assert is_translation(outlined(FRENCH), outlined(GERMAN))


def test_who_names_the_same_in_another_order_translates_nothing():
    assert not is_translation(outlined(PORTRAIT), outlined(GERMAN))


def test_a_form_filled_in_with_other_figures_is_no_translation():
    other = FRENCH | {"text": FRENCH["text"].replace("15 ans", "20 ans").replace("2009", "2014")}
    assert not is_translation(outlined(other), outlined(GERMAN))


def test_a_form_filled_in_with_another_country_is_no_translation():
    assert not is_translation(outlined(FRENCH) | {"tPT": 3}, outlined(GERMAN) | {"tFI": 3})
    assert is_translation(outlined(FRENCH) | {"tPT": 3}, outlined(GERMAN))


def test_who_shares_concepts_alone_tells_of_a_fire_like_any_other():
    concepts = {f"k{n}": n for n in range(10)}
    assert not is_translation(concepts, concepts)
    assert is_translation(concepts | {"nkiel": 3, "tNO": 4}, concepts | {"nkiel": 3, "tNO": 4})


def test_a_translation_may_be_shortened():
    shorter = FRENCH | {"text": FRENCH["text"].partition(" En Pologne")[0]}
    assert is_translation(outlined(shorter), outlined(GERMAN))


def test_little_said_in_the_same_order_shows_nothing():
    german, french = (article | {"text": article["text"][:150]} for article in (GERMAN, FRENCH))
    assert not is_translation(outlined(french), outlined(german))


def without_figures(article):
    text = article["text"].replace("15", "vielen").replace("2009", "damals")
    return article | {"text": text.replace("Lübeck", "dort")}


def test_the_next_day_a_translation_rings_not_again(store, now):
    original = put(store, now, **without_figures(GERMAN))
    later = put(store, now + 30 * HOUR, **without_figures(FRENCH))
    assert later.story_id == original.story_id
    assert not later.story_why["doubtful"]
    assert reason(later.story_why).startswith("it is a translation, by the order of what it names: it shares ")


def test_the_next_day_who_tells_the_same_in_another_order_only_follows_it(store, now):
    original = put(store, now, **GERMAN)
    later = put(store, now + 30 * HOUR, **PORTRAIT)
    assert later.story_id != original.story_id
    assert later.story_why["follows"] == [original.story_id]
    assert later.story_why["doubt"] in reason(later.story_why)


OUTLINES = st.dictionaries(st.sampled_from([f"{kind}{n}" for kind in "ntk#" for n in range(9)]), st.integers(0, 30))


@given(OUTLINES, OUTLINES)
def test_either_may_be_the_original(one, other):
    assert is_translation(one, other) == is_translation(other, one)
