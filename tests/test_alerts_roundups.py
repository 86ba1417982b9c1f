"""A page that gathers news of many stories keeps no alert of any of them back, nor is it kept back by one."""

from datetime import timedelta

import pytest
from test_alerts_stories import put

from alerts.roundups import is_roundup

BRIEFING = {
    "en": (
        "War in Ukraine: key events on day 1,460",
        "Here is the situation on Friday. Russian drones hit a substation in Chernihiv and left 12,740 homes without "
        "power. In Geneva negotiators met for the second round. Poland closed the Terespol crossing for repairs.",
    ),
    "uk": (
        "1460-й день війни: головне",
        "Російські дрони вдарили по підстанції в Чернігові, 12 740 домівок залишилися без світла. У Женеві відбувся "
        "другий раунд переговорів. Польща закрила перехід Тересполь на ремонт.",
    ),
}
NEWS = {
    "en": (
        "Drones cut power to 12,740 homes in Chernihiv",
        "Russian drones struck an electricity substation on the edge of Chernihiv before dawn on Friday, leaving "
        "12,740 homes without power, the governor, Viacheslav Chaus, said. Repair crews waited for the all-clear.",
    ),
    "uk": (
        "Чернігів: після удару дронів 12 740 домівок без світла",
        "Російські дрони вдосвіта у п'ятницю вдарили по електропідстанції на околиці Чернігова. Без світла залишилися "
        "12 740 домівок, повідомив начальник ОВА В'ячеслав Чаус. Ремонтники чекали на відбій тривоги.",
    ),
}


def tell(store, at, told, language):
    title, text = told
    return put(store, at, title=title, text=text, language=language)


@pytest.mark.parametrize("language", NEWS)
def test_the_first_article_of_a_story_rings_though_a_briefing_has_named_it(store, now, language):
    tell(store, now, BRIEFING[language], language)
    first = tell(store, now + timedelta(minutes=30), NEWS[language], language)
    assert first.story_id != 1


def test_a_briefing_after_the_news_rings_for_what_else_it_tells_and_makes_no_story_of_two(store, now):
    tell(store, now, NEWS["en"], "en")
    briefing = tell(store, now + timedelta(minutes=30), BRIEFING["en"], "en")
    assert (briefing.story_id, briefing.story_why["follows"]) == (2, [1])
    again = tell(store, now + timedelta(hours=1), NEWS["uk"], "uk")
    assert (again.story_id, again.story_why["article"]) == (1, 1)


def test_a_briefing_follows_each_story_that_it_tells(store, now):
    """So it is marked as a possible follow-up for who was told of any of them."""
    tell(store, now, NEWS["en"], "en")
    crossing = (
        "Poland closes the Terespol crossing for repairs",
        "Poland has closed the Terespol crossing to Belarus for repairs. Lorries wait at Terespol.",
    )
    tell(store, now + timedelta(minutes=10), crossing, "en")
    briefing = tell(store, now + timedelta(minutes=30), BRIEFING["en"], "en")
    assert sorted(briefing.story_why["follows"]) == [1, 2]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Ukraine war briefing: what we know on day 1,468"),
        ("en", "Europe live: the latest news and reaction"),
        ("en", "What the papers say: five stories to read today"),
        ("de", "Presseschau: Was andere Zeitungen schreiben"),
        ("de", "Krieg in der Ukraine: Liveticker"),
        ("fr", "EN DIRECT, guerre en Ukraine : les dernières informations"),
        ("fr", "La revue de presse : cinq titres à la une ce matin"),
        ("es", "Última hora, en directo: la actualidad del día"),
        ("it", "Guerra in Ucraina, le notizie del giorno 1471"),
        ("pl", "Poranny przegląd Gońca"),
        ("pl", "NA ŻYWO: 1471. dzień wojny"),
        ("uk", "Головне за ніч: п’ять новин, які ви могли пропустити"),
        ("ru", "1482-й день войны. Главное"),
        ("tr", "CANLI: Ukrayna'da son durum"),
        ("ar", "الحرب في أوكرانيا لحظة بلحظة"),
        ("zh", "俄乌战争第1460天：要闻汇总"),
        ("nl", "Liveblog Oekraïne: nieuwe aanval"),
        ("cs", "Živě: válka na Ukrajině"),
        ("es", "Guerra en Ucrania en vivo: ataque a Odesa"),
        ("es", "Guerra en Ucrania, última hora en directo"),
        ("pl", "Wojna na Ukrainie. Relacja na żywo"),
        ("it", "Notizie in breve dal fronte"),
        ("it", "Ucraina, la diretta"),
        ("zh", "早报：俄乌在日内瓦谈判"),
        ("zh", "【晚报】股市收盘"),
        ("en", "War in Ukraine, day 1,460: talks and drones"),
        ("de", "Krieg in der Ukraine – Tag 1.460"),
        ("fr", "Guerre en Ukraine, jour 1460"),
        ("es", "Guerra en Ucrania, día 1460"),
        ("pt", "Guerra na Ucrânia, dia 1460"),
        ("nl", "Oorlog in Oekraïne, dag 1460"),
        ("cs", "1460. den války"),
        ("uk", "День 1460: що сталося"),
        ("uk", "1460 день війни"),
        ("ru", "День 1460"),
        ("tr", "Ukrayna savaşının 1460. günü"),
        ("ar", "اليوم الـ1460 للحرب"),
        ("en", "Thursday briefing: What Rutte's visit means"),
        ("en", "Today in Europe: Rutte in Kyiv"),
        ("en", "Ukraine war latest: Rutte in Kyiv"),
        ("de", "Das war der Tag: Rutte in Kiew, Haushalt der Bundeswehr"),
        ("de", "Nachrichtenüberblick: Rutte in Kiew"),
        ("fr", "DIRECT. Guerre en Ukraine : Rutte à Kiev"),
        ("fr", "La matinale : Rutte à Kiev, budget, frégate"),
        ("fr", "Ce qu’il s’est passé ce jeudi en Ukraine"),
        ("es", "Directo | Rutte se reúne con Zelenski"),
        ("pt", "Em direto: Rutte em Kiev"),
        ("sk", "Súhrn udalostí: Rutte v Kyjeve"),
        ("uk", "Головні новини за ранок: Рютте в Києві"),
        ("ru", "Утренняя сводка: Рютте в Киеве"),
        ("ja", "【随時更新】ロシアによるウクライナ侵攻"),
        ("ko", "[모닝 브리핑] 뤼터 키이우 방문"),
        ("el", "Λεπτό προς λεπτό οι εξελίξεις στην Ουκρανία"),
        ("ro", "Revista presei: Rutte la Kiev"),
        ("hu", "Percről percre: Rutte Kijevben"),
        ("sv", "Direktrapport: Rutte i Kiev"),
        ("fi", "Hetki hetkeltä: Rutte Kiovassa"),
    ],
)
def test_roundups_are_known_by_their_headlines(language, title):
    assert is_roundup(title, language)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Live-fire exercise off Cornwall is put off"),
        ("en", "Live ammunition found in Leeds school"),
        ("en", "Navy opens live firing range off Cornwall"),
        ("en", "Day 3 of talks in Geneva ends without result"),
        ("en", "Minister holds briefing on Patriot deliveries"),
        ("en", "Where the refugees live"),
        ("de", "Direkt vor Kreta: Erdbeben der Stärke 5,8"),
        ("fr", "Vol direct entre Kyiv et Paris rétabli"),
        ("uk", "Росія вдарила по Чернігову 146 дронами"),
        ("pl", "Marynarka na żądanie sądu wydała nagrania"),
        ("tr", "Canlı bomba saldırısı önlendi"),
        ("zh", "直升机在广东坠毁"),
        ("zh", "直播带货平台被罚"),
        ("ar", "تهديد مباشر للملاحة في البحر الأحمر"),
        ("es", "Última hora: dimite el ministro de Defensa"),
        ("uk", "Онлайн-казино оштрафували на мільйон"),
        ("de", "NATO-Gipfel auf den 24. Juni verschoben"),
        ("de", "Pistorius kündigt den 15. Ramstein-Gipfel an"),
        ("de", "Trauer bei den 100 Soldaten"),
        ("de", "Wie die USA den 45. Präsidenten wählten"),
        ("de", "An einem Tag 500 Drohnen auf Kiew"),
        ("de", "Am Tag 500 Demonstranten, in der Nacht Brände"),
        ("es", "La cumbre será el día 15, dice Sánchez"),
        ("es", "En un día 800 drones sobre Kiev"),
        ("es", "Zelensky transmite en vivo"),
        ("es", "El Papa habla en directo a Gaza"),
        ("pt", "Cimeira marcada para o dia 24, diz Costa"),
        ("pt", "Em um dia 500 drones atingem Kiev"),
        ("pt", "Lula fala ao vivo na televisão"),
        ("it", "Vertice il giorno 24, annuncia Crosetto"),
        ("it", "In un giorno 500 droni su Kiev"),
        ("it", "Kiev avrà i Patriot in breve tempo"),
        ("it", "Il punto di vista di Crosetto"),
        ("it", "Crosetto interviene in diretta da Kiev"),
        ("en", "Talks end on day 14."),
        ("en", "Siege of Pokrovsk, day 12, the details"),
        ("en", "In one day 500 drones hit Kyiv"),
        ("en", "Losses per day 1,063, says general staff"),
        ("en", "Soldiers finish 10-day 500 km march"),
        ("fr", "En un jour 500 drones sur Kiev"),
        ("fr", "Macron s’exprimera en direct à la télévision"),
        ("uk", "За день 120 боїв на фронті"),
        ("uk", "За день 1200 солдатів втратила Росія"),
        ("uk", "1001 день у полоні"),
        ("ru", "За день 1200 солдат потеряла армия"),
        ("ru", "Через 101 день после аварии"),
        ("tr", "100 gün sonra serbest"),
        ("ar", "مقتل اليوم 500 شخص"),
        ("pl", "W jeden dzień 500 dronów nad Kijowem"),
        ("cs", "Za den 500 dronů"),
        ("zh", "联合早报：中国外长访问河内"),
        ("zh", "据羊城晚报报道，台风登陆广东"),
        ("en", "Monday briefing on frigates is cancelled"),
        ("en", "Ministers meet today in Geneva: hope for a deal"),
        ("en", "Rutte in brief talks with Lavrov"),
        ("fr", "Un vol direct pour Kiev"),
        ("de", "Der Minister nennt den Tag eine Wende"),
        ("es", "Rutte habla de un canal directo con Moscú"),
        ("ru", "Рютте: главные события впереди"),
        ("ar", "القاهرة اشترك لتصلك أهم الأخبار"),
    ],
)
def test_news_is_no_roundup(language, title):
    assert not is_roundup(title, language)
