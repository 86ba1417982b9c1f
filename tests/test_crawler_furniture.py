"""Lines that lead to other articles, or speak of the site, are no part of the article; lines of its text are."""

import time

import pytest

from crawler.feed import feed_items, parse_feed
from crawler.furniture import links_in, prose
from crawler.page import extract_page

OTHER = "Ten ships lost"


@pytest.mark.parametrize(
    "line",
    [
        f"READ ALSO: {OTHER}", f"Related: {OTHER}", f"[Related: {OTHER}]", "Read more", f"Lire aussi : {OTHER}",
        f"A lire aussi : {OTHER}", "À lire aussi", f"Lesen Sie auch: {OTHER}", "Leggi anche", f"Lea también | {OTHER}",
        f"Czytaj też: {OTHER}", f"Читайте также: {OTHER}", f"Читайте також – {OTHER}", f"Läs också: {OTHER}",
        f"اقرأ أيضا: {OTHER}", f"相关阅读：{OTHER}", "関連記事",
        "© 2026 The Example. All rights reserved.", "Copyright 2026 Example Media All Rights Reserved",
        "Copyright © 2026 The Example", "Follow us on Telegram for the latest news.", "Seguici su Facebook",
        "Подписывайтесь на наш канал", "The post Storm at sea appeared first on The Example.",
        "L’article Storm at sea est apparu en premier sur Le Nord.",
        "Sign up for our newsletter and get the best of our reporting.", "Subscribe to continue reading",
    ],
)  # fmt: skip
def test_lines_that_lead_elsewhere_go(line):
    assert prose(f"One.\n{line}\nTwo.", "Storm at sea", lambda: [OTHER]) == "One.\nTwo."


@pytest.mark.parametrize(
    "line",
    [
        "Read more than one paper, the minister said.", "Related talks in Geneva broke down on Tuesday.", "",
        "Lire aussi vite que possible est un art.", "The ministers will follow us on this, he said.",
        "Sign up for the exercise, the army told its reservists.",
        "Sign up for the alerts, the army told the town.",
        "Read also: " + "a long paragraph of the article " * 9,
        "По теме безопасности договорились не сразу.", "Copyright law is changing in Europe.",
        "Copyright 2026 law revision passes the Bundestag by four votes.",
        "(c) the transfer of 14 Leopard tanks to Ukraine;", "(c) 2026 budgets of the four frigates;",
        "The Post reported that the leaked documents first appeared on Discord in January.",
        "Запись разговора офицеров бундесвера о «Таурусах» появилась впервые на канале RT.",
        "L'articolo 5 del Trattato nordatlantico proviene da una proposta americana.",
        "L'article 5 du traité est apparu en premier sur la table des ministres.",
        "Der Beitrag der Bundeswehr zu EUFOR erschien zuerst auf der Liste des Ministers.",
        "Het bericht over de drones verscheen eerst op Telegram.",
        "La entrada de Finlandia apareció primero en la agenda de la cumbre.",
        "O post de Zelensky sobre os mísseis apareceu primeiro em ucraniano.",
        "Join us on 12 March for a debate on the fleet.", "“Follow us on to Kyiv,” the colonel told his men.",
        "„Folgen Sie uns auf Telegram“, schrieb die Gruppe.",
        "The treaty leaves all rights reserved to Ankara in the straits untouched.",
        "Related-party sales at the arms maker rose by a third.",
        "Recommended - a NATO fleet of 40 ships - is now in doubt.",
        "Mehr dazu: Der Minister will am Montag im Ausschuss sprechen.",
        "Don't miss: the missile defence shield hit every target.",
    ],
)  # fmt: skip
def test_lines_of_the_article_stay(line):
    assert prose(f"One.\n{line}\nTwo.", "Storm at sea", lambda: [OTHER]) == f"One.\n{line}\nTwo."


def test_links_are_looked_for_only_where_a_line_may_lead_elsewhere():
    assert prose("One.\nTwo.", links=lambda: pytest.fail("asked")) == "One.\nTwo."


def test_the_links_of_a_fragment_are_read_however_it_is_written():
    assert list(links_in("<p><a href=/1><b>Ten</b> ships</a> and <A>two</A> more <a>left open")) == [
        "Ten ships", "two", "left open",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["-" * 199, "(c)" * 60, "the post " * 22, "related" + " " * 190, "©- " * 66])
def test_no_line_takes_long(line):
    start = time.process_time()
    prose("\n".join([line] * 2_000), "-")
    assert time.process_time() - start < 5


def test_headlines_of_other_articles_go_from_the_midst_of_one():
    said = (
        "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
    )
    more = "The ships are expected to leave before the end of the week, according to three officials who know of it."
    link = "<p><strong>READ ALSO: <a href=/1>Missile strike on the harbour</a></strong></p>"
    html = f"<html lang=en><body><article><h1>Storm</h1><p>{said}</p>{link}<p>{more}</p></article></body></html>"
    assert extract_page(html.encode(), "https://www.example.org/a-storm").text == f"{said}\n{more}"


def test_they_go_from_what_feeds_bring_as_well():
    said = (
        "Two frigates leave.<p>Read also: <a href=/2>Ten ships <b>lost</b></a></p><p>More to come: a third</p>"
        "<p>The post <a href=/>Storm</a> appeared first on <a href=/>Example</a>.</p>"
    )
    item = f"<item><title>Storm</title><link>/1</link><description><![CDATA[{said}]]></description></item>"
    feed = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), "https://www.example.org/feed")
    assert [one.summary for one in feed_items(feed)] == ["Two frigates leave.\nMore to come: a third"]
