"""What comes again and again does not glue stories together: each pair here is other news in the same form."""

from contextlib import suppress
from datetime import timedelta

import pytest
from test_alerts_stories import TakeBack, put, put_in

from alerts.fingerprint import tokens
from alerts.magnitudes import magnitudes_in_headline, magnitudes_named
from alerts.series import is_review, same_form, title_mask

QUAKE = """A magnitude {size} earthquake struck {place} at {time} GMT on {day}, the European Seismological Centre said.
The quake was {depth} km deep. There were no immediate reports of damage or of people hurt, and no warning of a tsunami
was given. The centre asks whoever felt the shaking to describe it on its pages."""
EARNINGS = """{name} on {day} reported earnings of {income} million dollars in its fourth quarter, or {share} cents a
share. The results topped what analysts on Wall Street had expected. The company of {city} had revenue of {revenue}
million dollars in the period. {name} shares have climbed since the beginning of the year."""
HOROSCOPE = """Aries: hoy la luna trae calma y conviene escuchar. Tauro: {tauro}. Géminis: una llamada abre una puerta
que parecía cerrada. Cáncer: {cancer}. Leo: el trabajo pide paciencia, y el dinero, prudencia. Virgo: cuide el descanso
y beba agua. Libra: el equilibrio vuelve a casa al caer la tarde. Escorpio: no firme nada sin leerlo dos veces."""
NOTICE = """The {body} intends to award a contract for {what}. Value excluding VAT: {value} pounds. The procedure is
open; the Public Contracts Regulations apply. Tenders must arrive by noon on {day} through the portal. Suppliers may ask
questions for two weeks; the answers are shown to all."""
OTHER_FACTS = {
    "quake": (
        ("Magnitude 5.1 earthquake strikes the island of Crete", "Magnitude 6.2 earthquake strikes northern Chile"),
        (
            QUAKE.format(size="5.1", place="34 km south of Crete", time="04:12", day="2 March", depth=11),
            QUAKE.format(size="6.2", place="northern Chile near Calama", time="17:48", day="3 March", depth=96),
        ),
        "en",
    ),
    "earnings": (
        ("Harrow Dynamics: Q4 Earnings Snapshot", "Orrin Aerospace: Q4 Earnings Snapshot"),
        (
            EARNINGS.format(name="Harrow Dynamics", day="Monday", income=41.6, share=37, city="Tulsa", revenue=512.3),
            EARNINGS.format(name="Orrin Aerospace", day="Tuesday", income=88.9, share=92, city="Reno", revenue=734.1),
        ),
        "en",
    ),
    "horoscope": (
        ("Horóscopo de hoy, 3 de marzo: Tauro recibe noticias", "Horóscopo de hoy, 4 de marzo: Géminis decide"),
        (
            HOROSCOPE.format(tauro="llegan noticias de lejos", cancer="un gesto pequeño basta"),
            HOROSCOPE.format(tauro="cuide la espalda", cancer="vuelve una vieja amistad"),
        ),
        "es",
    ),
    "notice": (
        (
            "Contract notice: boots for the Ministry of Supply",
            "Contract notice: painting of doors for the Coast Agency",
        ),
        (
            NOTICE.format(body="Ministry of Supply", what="combat boots", value="2,400,000", day="9 April"),
            NOTICE.format(body="Coast Agency", what="painting of hangar doors", value="310,000", day="17 April"),
        ),
        "en",
    ),
}


@pytest.mark.parametrize("form", OTHER_FACTS)
def test_a_form_filled_with_other_facts_keeps_no_alert_back(store, now, form):
    titles, texts, language = OTHER_FACTS[form]
    put(store, now, title=titles[0], text=texts[0], language=language)
    second = put(store, now + timedelta(hours=20), title=titles[1], text=texts[1], language=language)
    assert second.story_id != 1 or second.story_why["doubtful"]


def test_a_correction_of_a_form_stands_with_what_it_corrects(store, now):
    told = {"size": "5.1", "place": "34 km south of Crete", "time": "04:12", "day": "2 March", "depth": 11}
    title = "Magnitude 5.1 earthquake strikes the island of Crete"
    put(store, now, title=title, text=QUAKE.format(**told))
    corrected = put(store, now + timedelta(hours=1), title=title, text=QUAKE.format(**told | {"depth": 12}))
    assert corrected.story_id == 1


SHOCK = """An earthquake of magnitude 6.1 shook Adana in southern Turkey before dawn on Friday, the agency AFAD said.
Governor Kemal Arat shut the schools of Seyhan and Kozan. Helicopters from Incirlik looked for damage in Ceyhan."""
LATER = """AFAD put the magnitude at {size}. In Seyhan and Ceyhan, two districts of Adana, people spent the night
outdoors as Governor Kemal Arat had told them; tents came from the Turkish Red Crescent in Kozan and from Incirlik."""


@pytest.mark.parametrize(
    ("title", "size", "doubtful"),
    [
        ("Second earthquake of magnitude 5.2 hits Adana in Turkey", "5.2", True),
        ("Earthquake in Adana was of magnitude 6.2, says Turkey", "6.2", False),
        ("Adana governor Kemal Arat sends tents after earthquake", "6.1", False),
    ],
)
def test_another_quake_at_the_same_place_rings_and_a_magnitude_put_right_does_not(store, now, title, size, doubtful):
    put(store, now, title="Earthquake of magnitude 6.1 shakes Adana in Turkey", text=SHOCK)
    later = put(store, now + timedelta(hours=3), title=title, text=LATER.format(size=size))
    assert (later.story_id, later.story_why.get("doubtful", False)) == (1, doubtful)


KAMCHATKA = """An earthquake of magnitude {size} struck off Kamchatka at a depth of 6.5 km, the Academy of Sciences
said. Governor Vladimir Solodov closed the port of Petropavlovsk. Ust-Kamchatsk and Vilyuchinsk felt the shaking."""
AFTERWARDS = """People ran into the streets of Petropavlovsk and Vilyuchinsk when the sea off Kamchatka shook. In
Ust-Kamchatsk shelves fell, said Governor Vladimir Solodov; the Academy of Sciences spoke of magnitude {size}."""


@pytest.mark.parametrize(
    ("sizes", "doubtful"),
    [(("7.0", "6.0"), True), (("7.0", "7.1"), False), (("7.0", "6.7"), False)],
)
def test_whole_magnitudes_are_magnitudes(store, now, sizes, doubtful):
    first, second = sizes
    title = f"Earthquake of magnitude {first} off Kamchatka, port of Petropavlovsk closed"
    put(store, now, title=title, text=KAMCHATKA.format(size=first))
    title = f"Petropavlovsk in Kamchatka shaken by earthquake of magnitude {second}"
    later = put(store, now + timedelta(hours=5), title=title, text=AFTERWARDS.format(size=second))
    assert (later.story_id, later.story_why.get("doubtful", False)) == (1, doubtful)


@pytest.mark.parametrize(("second", "is_copy"), [("6.0", False), ("7.2", True)])
def test_one_text_about_a_quake_of_another_magnitude_is_no_copy_put_right(sqlite_store, now, second, is_copy):
    for hours, size in enumerate(("7.0", second)):
        title = f"Earthquake of magnitude {size} off Kamchatka, port of Petropavlovsk closed"
        text = KAMCHATKA.format(size=size)
        later = put(sqlite_store, now + timedelta(hours=5 * hours), title=title, text=text)
    assert (later.story_why["kind"] == "same-text") == is_copy


@pytest.mark.parametrize(
    ("title", "magnitudes"),
    [
        ("Magnitude 7.0 earthquake off Kamchatka kills 3", {7.0}),
        ("M6 quake near Tokyo", {6.0}),
        ("東京でM6.0の地震", {6.0}),
        ("Quake of magnitude 6 shakes Chile", {6.0}),
        ("Quake with a magnitude of just 6 shakes Chile", {6.0}),
        ("6.2-magnitude quake kills 3; Brent falls 2.6%", {6.2}),
        ("Earthquake, 5.0, felt in Crete", {5.0}),
        ("Erdbeben der Stärke 6,0 vor Kreta", {6.0}),
        ("Séisme de magnitude 7 au Chili", {7.0}),
        ("Землетрясение магнитудой 6 у берегов Камчатки", {6.0}),
        ("Землетрус магнітудою 6,0 у Туреччині", {6.0}),
        ("Adana'da 6 büyüklüğünde deprem", {6.0}),
        ("智利发生6级地震", {6.0}),
        ("თურქეთში 4.5 მაგნიტუდის მიწისძვრა მოხდა", {4.5}),
        ("5.1 մագնիտուդով երկրաշարժ Հայաստանում", {5.1}),
        ("زلزلے کی شدت ۵٫۲ ریکارڈ کی گئی", {5.2}),
        ("সিলেটে ৪.৮ মাত্রার ভূমিকম্প", {4.8}),
        ("Quake in Chile: 3.5 million without power, copper up 2.6%", set()),
        ("Quake at a depth of 5.4 km kills 7", set()),
        ("Earthquake kills 12 on 6.10.2025, 4.25 points lost", set()),
        ("Weak quake of magnitude 1.2", set()),
    ],
)
def test_magnitudes_are_read_as_they_are_written(title, magnitudes):
    assert magnitudes_in_headline(title) == magnitudes


def test_of_a_text_only_what_stands_beside_a_word_for_magnitude_is_one():
    assert magnitudes_named(KAMCHATKA.format(size="7.0")) == {7.0}
    assert magnitudes_named("The quake was 6.5 km deep; 3.4 thousand people left.") == set()


SHIP = """The frigate Halden left Bergen on Monday for four months in the Baltic with 130 sailors aboard. Its captain,
Ida Moe, said the crew would watch cables and pipelines with the navies of Sweden and Finland until midsummer."""
FIRE = """Firemen in Ostrava took nine hours to put out a blaze in a depot of tyres on Sunday. Nobody was hurt, said the
chief of the brigade, Jan Kolar; the smoke closed a motorway and two schools, and inspectors look for its cause."""
COURT = """A court in Lyon sentenced the owner of a flying school to three years on Friday for selling parts of drones
to a firm in Minsk. The judge, Anne Perrot, said he had known where they would end; his lawyer announced an appeal."""
REVIEW = """Good morning. These are the pieces that our editors read last night and think worth your first coffee today.
{0}
{1}
{2}
That was all for this morning. Tomorrow we are back at seven; write to us what you would like to read here."""


def test_a_review_of_the_press_stands_alone_and_a_reprint_after_it_does_not(store, now):
    told = (SHIP, FIRE, COURT)
    for number, text in enumerate(told):
        put(store, now, title=f"{' '.join(text.split()[:6])} ({number})", text=text)
    review = put(store, now + timedelta(hours=2), title="What the papers say", text=REVIEW.format(*told))
    assert (review.story_id, review.story_why["words"]) == (4, "it is made of passages of 3 stories")
    reprint = put(
        store, now + timedelta(hours=3), title="Frigate Halden sails", text=f"(Nord Press) {SHIP} © Nord Press"
    )
    assert reprint.story_id == 1


QUOTED = """"We will not be intimidated by anyone who sends drones over our harbours at night", the mayor told reporters
on the quay on Tuesday, "and we will repair what was broken before the summer season begins"."""
PORT = {
    "en": (
        "Romania condemns drone strike on the port of Constanta",
        f"Romania's coast guard found the wreck of a Geran drone near Constanta. Prime Minister Elena Varga called it "
        f"a breach of sovereignty. {QUOTED} Two cranes were damaged and nobody was hurt.",
    ),
    "fr": (
        "Un drone frappe le port de Constanta, la Roumanie convoque l’ambassadeur de Russie",
        "Un drone Geran s’est écrasé sur le port de Constanta en Roumanie. La Première ministre Elena Varga dénonce "
        "une violation de souveraineté. L’ambassadeur de Russie, Oleg Ostrov, a été convoqué à Bucarest. Des experts "
        "de l’OTAN arrivent d’Izmir. Trois grues ont été endommagées.",
    ),
    "again": (
        "NATO sends experts to Constanta after drone hits cranes",
        f"Bucharest summoned the Russian ambassador Oleg Ostrov after a drone fell on the port of Constanta in "
        f"Romania. {QUOTED} Insurers counted 3 damaged cranes and NATO sent experts from Izmir.",
    ),
}


def test_tellings_that_share_a_quotation_are_one_story_in_doubt_if_another_article_speaks_for_it(sqlite_store, now):
    """By their text alone they might as well be a form filled with other facts."""
    arrived = {}
    for order in (("en", "again"), ("fr", "en", "again")):
        with suppress(TakeBack), sqlite_store.transaction() as session:
            for hour, id_ in enumerate(order):
                title, text = PORT[id_]
                language = "fr" if id_ == "fr" else "en"
                _, placement = put_in(session, now + timedelta(hours=hour), title=title, text=text, language=language)
                arrived[order, id_] = (placement.story_id is None, placement.doubtful)
            raise TakeBack
    assert arrived[("en", "again"), "again"] == (True, False)
    assert arrived[("fr", "en", "again"), "en"] == (False, False)
    assert arrived[("fr", "en", "again"), "again"] == (False, True)


def stands_as_copy(store, at, title, text):
    """Return whether an article with furniture around it is a copy; else it keeps no alert back."""
    why = put(store, at, title=title, text=f"{text} Read more on our site.").story_why
    is_copy = why["kind"] == "same-text"
    assert is_copy or why["kind"] == "new" or why["doubtful"]
    return is_copy


MEETING = """{city}: The defence ministers of Lithuania, Latvia and Estonia met in {place} on {day}. Laurynas
Kasnauskas,
Andris Sprukts and Hanno Pevkel agreed {what}. They also spoke of the Baltic defence line."""
VILNIUS = MEETING.format(
    city="VILNIUS",
    place="Vilnius",
    day="Monday",
    what="to buy 300 loitering munitions together for a depot near Panevezys",
)
RIGA = MEETING.format(
    city="RIGA",
    place="Riga",
    day="Wednesday",
    what="on a common budget and on exercises of 8,000 soldiers in September",
)


@pytest.mark.parametrize(
    ("title", "text", "is_copy"),
    [
        ("Baltic defence ministers meet in Riga", RIGA, False),
        ("Baltic defence ministers meet in Lithuania", VILNIUS, True),
        ("Kasnauskas wants 300 munitions", VILNIUS, True),
    ],
)
def test_the_same_people_in_another_town_are_no_copy_and_another_headline_of_the_text_is(
    sqlite_store, now, title, text, is_copy
):
    put(sqlite_store, now, title="Baltic defence ministers meet in Vilnius", text=VILNIUS)
    assert stands_as_copy(sqlite_store, now + timedelta(days=2), title, text) is is_copy


AWARD = """Halden Aerospace Corp., Fort Marlow, Texas, was awarded a {amount} {what} under an agreement of 2024. Work
will be performed in Fort Marlow, Texas, and in Tulsa, Oklahoma, and is expected to be completed in {month}. The Naval
Air Systems Command, Patuxent River, Maryland, is the contracting activity."""
SUSTAINED = AWARD.format(amount="$312,400,000", what="modification for spare parts", month="December 2027")
TOOLED = AWARD.format(amount="$88,100,000", what="order for special tools", month="June 2028")


@pytest.mark.parametrize(
    ("title", "text", "is_copy"),
    [
        ("Halden Aerospace awarded $88 million Navy order", TOOLED, False),
        ("Halden Aerospace wins over $300 million from Navy", SUSTAINED, True),
        ("Navy buys spare parts from Halden Aerospace", SUSTAINED, True),
    ],
)
def test_two_contracts_in_the_same_words_are_no_copies_and_a_rounded_amount_is_one(
    sqlite_store, now, title, text, is_copy
):
    put(sqlite_store, now, title="Halden Aerospace awarded $312 million Navy order", text=SUSTAINED)
    assert stands_as_copy(sqlite_store, now + timedelta(hours=2), title, text) is is_copy


SALE = (
    "{to} – {what}",
    "The department has approved a possible sale to the Government of {to} of {what} and support for an estimated cost "
    "of ${cost} million. The agency delivered the notice to lawmakers today. The sale will improve the security of a "
    "close partner. The principal contractor will be Halden Aerospace of Tulsa, Oklahoma.",
)
CALL = (
    "गृह रक्षा मंत्री ने {whose} के रक्षा मंत्री के साथ बैठक की",
    "गृह रक्षा मंत्री ने आज राजधानी में {whose} के रक्षा मंत्री के साथ द्विपक्षीय बैठक की। दोनों पक्षों ने रक्षा सहयोग, "
    "संयुक्त अभ्यास और उद्योग में साझेदारी पर चर्चा की। बैठक में सेना प्रमुख और रक्षा सचिव भी उपस्थित थे।",
)


@pytest.mark.parametrize(
    ("form", "language", "first", "then", "is_copy"),
    [
        (SALE, "en", ("Poland", "Long-Range Missiles", 940), ("Norway", "Long-Range Missiles", 412), False),
        (SALE, "en", ("Poland", "Rocket Launchers", 780), ("Morocco", "Portable Missiles", 825), False),
        (SALE, "en", ("Poland", "Rocket Launchers", 780), ("Poland", "Rocket Launchers", 790), True),
        (CALL, "hi", ("जर्मनी", "", 0), ("वियतनाम", "", 0), False),
        (CALL, "hi", ("जर्मनी", "", 0), ("जर्मनी", "", 0), True),
    ],
)
def test_a_form_filled_in_for_another_country_ten_minutes_later_is_no_copy(
    sqlite_store, now, form, language, first, then, is_copy
):
    def filled(to, what, cost):
        return {
            k: text.format(to=to, whose=to, what=what, cost=cost)
            for k, text in zip(("title", "text"), form, strict=True)
        }

    put(sqlite_store, now, **filled(*first), language=language)
    why = put(sqlite_store, now + timedelta(minutes=10), **filled(*then), language=language).story_why
    assert (why["kind"] == "same-text") is is_copy


def test_under_a_headline_that_names_another_country_of_the_text_it_is_a_copy(sqlite_store, now):
    text = SALE[1].format(to="Poland", what="rocket launchers", cost=780) + " Ukraine is a neighbour of Poland."
    put(sqlite_store, now, title="Poland to buy launchers", text=text)
    assert stands_as_copy(sqlite_store, now + timedelta(hours=1), "Launchers for a neighbour of Ukraine", text)


LICENCE = (
    "De minister van Buitenlandse Zaken en de minister van Defensie hebben de Tweede Kamer geïnformeerd over de "
    "afgifte van een vergunning voor de uitvoer van militaire goederen, als in de brief van vorig jaar daarover."
)


@pytest.mark.parametrize(
    ("title", "days", "is_copy"),
    [
        ("Kamerbrief over vergunning uitvoer radars naar Indonesië", 0, False),
        ("Kamerbrief over vergunning uitvoer radars naar Egypte van 14 maart", 0, True),
        ("Minister: radars mogen de grens over", 0, True),
        ("Kamerbrief over vergunning uitvoer radars naar Egypte", 2, True),
    ],
)
def test_an_equal_teaser_is_a_copy_unless_headlines_of_one_form_are_of_other_countries(
    sqlite_store, now, title, days, is_copy
):
    put(sqlite_store, now, title="Kamerbrief over vergunning uitvoer radars naar Egypte", text=LICENCE, language="nl")
    why = put(sqlite_store, now + timedelta(days=days, hours=1), title=title, text=LICENCE, language="nl").story_why
    assert (why["kind"] == "same-text") is is_copy


HIT = (
    "У межах зниження потенціалу агресора підрозділи Сил безпілотних систем у ніч на {day} березня уразили "
    "нафтопереробний завод у Туапсе. Виникла масштабна пожежа. Підприємство задіяне у забезпеченні армії пальним. "
    "Ступінь завданих збитків уточнюється. {more}"
)


@pytest.mark.parametrize(
    ("day", "more", "is_copy"),
    [(8, "Попереднього удару було завдано 6 березня.", False), (6, "Оновлено 8 березня о 9 годині.", True)],
)
def test_a_second_strike_in_the_words_of_the_first_is_no_copy_and_what_is_printed_again_is(
    sqlite_store, now, day, more, is_copy
):
    def told(at, title, text):
        return put(sqlite_store, at, title=title, text=text, language="uk").story_why

    told(now, "Уражено завод у Туапсе", HIT.format(day=6, more=""))
    again = told(now + timedelta(days=2), "Завод у Туапсе зупинив переробку", HIT.format(day=day, more=more))
    assert (again["kind"] == "same-text") is is_copy


def test_a_page_is_a_review_only_if_no_story_is_most_of_it():
    assert is_review([0.3, 0.2, 0.2])
    assert not is_review([0.3, 0.2])
    assert not is_review([0.9, 0.2, 0.2])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Riksbank holds key rate at 1.75 per cent", "Norges Bank holds key rate at 4.00 per cent", True),
        ("Pentagon chief stays away from Brussels", "Marlow to skip talks of Ukraine's backers", False),
        ("Weather", "Weather", False),
    ],
)
def test_headlines_of_one_form_share_their_words(one, other, same):
    assert same_form(one, other) == same_form(other, one) == same


def test_figures_months_and_weekdays_are_masked():
    assert title_mask("Day 1,234: what we know", "en") == title_mask("Day 1,235: what we know", "en")
    assert len(tokens(title_mask("Pressespiegel vom Montag, 3. März", "de"))) == 2
